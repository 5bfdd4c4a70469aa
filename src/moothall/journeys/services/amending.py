"""Changing a live service: kept until it is sound, proposed, published as its next version."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from moothall.journeys import amendments, catalogue, models, queries
from moothall.journeys.amending import condition_at, holder_of
from moothall.journeys.attached import MOST_BYTES
from moothall.journeys.catalogue import Published
from moothall.journeys.changed_files import files_of
from moothall.journeys.contracts import (
    Amendment,
    AmendmentChanged,
    AmendmentProposed,
    AmendmentUnsound,
    AnotherPersonNeeded,
)
from moothall.journeys.services.publishing import one_at_a_time, publish
from moothall.kernel import events, organisations
from moothall.kernel.actors import current, own_org, require_duty
from moothall.kernel.refusals import Forbidden
from moothall.kernel.words import say

DUTIES = ("service_designer", "manager")
_NOTHING: Mapping[str, str] = {}


def amend(
    *,
    service: str,
    revision: int,
    files: Mapping[str, str] = _NOTHING,
    conditions: Mapping[str, str] = _NOTHING,
    examples: Sequence[Mapping[str, Any]] | None = None,
    at: datetime,
) -> Amendment:
    """Keep other texts for attached files of a live service, other conditions, and all of its
    worked examples as they are to be.

    It may have mistakes: they count when it is proposed or published. What is as it is live
    is no change any more. A proposal that is changed has to be proposed again. Raises
    ``AmendmentChanged`` if it is not at ``revision`` any more.
    """
    require_duty(*DUTIES)
    published = amendments.live(service=service)
    row = _locked(published, revision)
    before = queries.to_amendment(row)
    of_version = amendments.definition(catalogue.version(version_id=row.version_id))
    texts = files_of(of_version)
    for name, text in files.items():
        if name not in texts or len(text.encode()) > MOST_BYTES:
            raise AmendmentUnsound(say("This file is not part of the service, or too large."))
    row.files = {n: t for n, t in {**row.files, **files}.items() if texts.get(n) != t}
    row.conditions = {
        place: text
        for place, text in {**row.conditions, **conditions}.items()
        if (condition_at(of_version, place) or "") != text
    }
    if examples is not None:
        is_other = list(examples) != of_version["examples"]
        row.examples = list(examples) if is_other else None
    if _same(before, queries.to_amendment(row)):
        return before
    row.changed_by, row.changed_at = _officer(), at
    row.hands = sorted({*row.hands, str(_officer())})
    return _keep(row)


def propose(*, service: str, revision: int, note: str, at: datetime) -> Amendment:
    """Have a sound amendment ready for another to publish. Raises ``AmendmentUnsound``."""
    require_duty(*DUTIES)
    published = amendments.live(service=service)
    row = _locked(published, revision)
    _refuse_unsound(published, queries.to_amendment(row))
    row.note, row.proposed_by, row.proposed_at = note, _officer(), at
    row.revision += 1
    row.save()
    told = AmendmentProposed(version_id=row.version_id, service=service, by=_officer())
    events.record(told, at=at)
    return queries.to_amendment(row)


def enact(*, service: str, revision: int, by: str, note: str, at: datetime) -> Published:
    """Publish the service as amended. ``by`` is the name that is kept with the version.

    Raises ``AmendmentUnsound``, and ``AnotherPersonNeeded`` where the organisation asks for two
    people and whoever acts has proposed or changed it, or nobody has proposed it.
    """
    require_duty(*DUTIES)
    published = amendments.live(service=service)
    row = _locked(published, revision)
    if organisations.known(org=own_org()).two_people:
        _refuse_same_person(row)
    found = queries.to_amendment(row)
    _refuse_unsound(published, found)
    made = publish(
        definition=amendments.amended(published=published, amendment=found),
        templates=published.templates,
        notices=published.notices,
        by=by,
        note=note or row.note,
        at=at,
    )
    _empty(row)
    return made


def discard(*, service: str, revision: int) -> None:
    """Give up all that was to change."""
    require_duty(*DUTIES)
    row = _locked(amendments.live(service=service), revision)
    if row.revision:
        _empty(row)


def rebase(*, service: str, revision: int, at: datetime) -> Amendment:
    """Make the amendment one of the version that is live now.

    Files keep their new texts. A condition is kept where the same step, question or line stands
    at its place, with the condition that it replaces; worked examples if none was changed.
    """
    require_duty(*DUTIES)
    published = amendments.live(service=service)
    row = _locked(published, revision)
    before = amendments.definition(catalogue.version(version_id=row.version_id))
    after = amendments.definition(published)
    live = files_of(after)
    if before["examples"] != after["examples"]:
        row.examples = None
    row.version_id = published.id
    row.files = {
        name: text for name, text in row.files.items() if name in live and live[name] != text
    }
    row.conditions = {
        place: text
        for place, text in row.conditions.items()
        if holder_of(before, place) == holder_of(after, place) is not None
        and condition_at(before, place) == condition_at(after, place)
    }
    return _keep(row)


def _locked(published: Published, revision: int) -> models.Amendment:
    """The row under a lock, or a new one that is not kept yet."""
    slug = published.service.service
    one_at_a_time(slug)
    row = models.Amendment.objects.select_for_update().filter(service=slug).first()
    if row is None:
        row = models.Amendment(
            org_id=own_org(), service=slug, version_id=published.id, revision=0
        )
    if not queries.to_amendment(row).changes_anything:
        row.version_id = published.id
    if row.revision != revision:
        raise AmendmentChanged(
            say("Somebody has changed this since you opened it. Look at it again.")
        )
    return row


def _keep(row: models.Amendment) -> Amendment:
    """Whatever was proposed has to be proposed again."""
    row.proposed_by, row.proposed_at = None, None
    row.revision += 1
    row.save()
    return queries.to_amendment(row)


def _empty(row: models.Amendment) -> None:
    """Nothing is to change any more. The row stays, so that no revision is ever used again: a
    form that was made before would otherwise fit what came after it."""
    row.files, row.conditions, row.examples, row.hands, row.note = {}, {}, None, [], ""
    _keep(row)


def _same(one: Amendment, other: Amendment) -> bool:
    parts = [(a.files, a.conditions, a.examples) for a in (one, other)]
    return parts[0] == parts[1]


def _refuse_unsound(published: Published, amendment: Amendment) -> None:
    if not amendment.changes_anything:
        raise AmendmentUnsound(say("Nothing is changed yet."))
    if amendment.version != published.id:
        raise AmendmentUnsound(
            say("The service has been published anew since. Take the new version over first.")
        )
    found = [
        finding
        for finding in amendments.findings(published=published, amendment=amendment)
        if finding.code not in amendments.ADVICE
    ]
    if found:
        raise AmendmentUnsound(
            say("There are mistakes in it. Mend them first."),
            details={"findings": [str(finding) for finding in found[:20]]},
        )


def _refuse_same_person(row: models.Amendment) -> None:
    if row.proposed_by is None:
        raise AnotherPersonNeeded(
            say("Your organisation asks for two people: propose it, and another one publishes.")
        )
    if _officer() == row.proposed_by or str(_officer()) in row.hands:
        raise AnotherPersonNeeded(
            say("You have changed or proposed this, so somebody else has to publish it.")
        )


def _officer() -> UUID:
    """Who acts. An API client has no person behind it, and two people have to be people."""
    officer = current().officer
    if officer is None:
        raise Forbidden(say("This is for officers who are signed in."))
    return officer
