"""What officers, API clients and applicants do with a case: the act, and all that follows from
it.

Messages and effects that the definition wants are part of the same commit as the act itself.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from moothall.components.cases import queries as case_queries
from moothall.components.cases import services as cases
from moothall.components.cases.contracts import Action, Case, CaseNotFound
from moothall.journeys import catalogue, queries
from moothall.journeys.catalogue import Published
from moothall.journeys.ports import Files
from moothall.journeys.services import links, messages
from moothall.kernel import registry
from moothall.kernel.actors import current
from moothall.kernel.ids import PersonId
from moothall.kernel.questions import Answers, Asking, Fields, check_answers, read_answers
from moothall.kernel.words import say


def act(
    *,
    case: Case,
    action: str,
    fields: Fields | None = None,
    answers: Answers | None = None,
    revision: int | None = None,
    is_held: bool = False,
    at: datetime,
) -> Case:
    """Take an action that the case's definition declares.

    ``is_held`` says that the case was read with ``lock`` in this transaction.
    Give ``fields`` from a browser or ``answers`` as JSON. With a ``revision``, an act on a case
    that has changed since is refused with what changed; without one its state alone decides.
    """
    published = catalogue.version(version_id=case.version)
    life = published.service.life
    declared = next((a for a in life.actions if a.id == action), None)
    given = _given(declared, case, known(published, case), fields, answers, at)
    after = cases.act(
        case_id=case.id,
        life=life,
        action=action,
        answers=given,
        known=known(published, case),
        revision=revision,
        held=case if is_held else None,
        at=at,
    )
    _keep_files(declared, given, case.id, at)
    _send(published, declared, after, given, at)
    return after


def assign(
    *,
    case: Case,
    to: PersonId | None,
    team: str | None = None,
    revision: int | None = None,
    at: datetime,
) -> Case:
    """Give a case to an officer, to a team, or to nobody."""
    return cases.assign(case_id=case.id, to=to, team=team, revision=revision, at=at)


def lapse(*, case_id: UUID, at: datetime) -> Case | None:
    """Move a case whose time in its state is over to where the definition says, else none."""
    case = case_queries.case_by_id(case_id=case_id)
    published = catalogue.version(version_id=case.version)
    after = cases.lapse(case_id=case_id, life=published.service.life, at=at)
    if after is None or after.state == case.state:
        return after
    messages.send(
        published=published,
        occasions=[f"case.{after.state}"],
        case=after,
        values=messages.texts(published.service.questions(), after.answers, after.language),
        act=f"lapse/{after.revision}",
        at=at,
    )
    return after


def open_actions(*, case: Case) -> list[Action]:
    """What the actor may do with the case now, as its definition declares it."""
    published = catalogue.version(version_id=case.version)
    life = published.service.life
    return list(case_queries.open_actions(case=case, life=life, known=known(published, case)))


def reopen(*, case: Case, revision: int | None = None, at: datetime) -> Case:
    """Open a closed case again, where its life starts. For managers."""
    published = catalogue.version(version_id=case.version)
    after = cases.reopen(case_id=case.id, life=published.service.life, revision=revision, at=at)
    messages.send(
        published=published,
        occasions=[f"case.{after.state}"],
        case=after,
        values=messages.texts(published.service.questions(), after.answers, after.language),
        act=f"reopen/{after.revision}",
        at=at,
    )
    return after


def known(published: Published, case: Case) -> Mapping[str, Any]:
    """The answers of a case as conditions see them, with what steps worked out from them."""
    answers = {
        q.id: q.seen(answer=case.answers[q.id]) if case.answers.get(q.id) is not None else None
        for q in published.service.questions()
    }
    for step in published.service.steps:
        if step.id in case.answers:
            worked_out = {step.id: case.answers[step.id]}
            answers |= step.seen(remembered=worked_out)
    return answers


def mail_follow_link(*, reference: str, email: str, at: datetime) -> bool:
    """Mail a one-time link to the applicant of a case, if that is their address.

    Act as the organisation that holds the reference. Whoever asked is told the same either way.
    """
    try:
        case = case_queries.case(reference=reference)
    except CaseNotFound:
        return False
    if case.contact.get("email", "").casefold() != email.strip().casefold():
        return False
    if not registry.offers("notifications.v1"):
        return False
    title = catalogue.version(version_id=case.version).service.title
    messages.queue(
        key=f"follow/{case.id}/{at.isoformat()}",
        to=case.contact["email"],
        subject=say("Your link to {reference}", reference=case.reference),
        paragraphs=[
            say("You asked for a link to follow “{service}”.", service=title),
            say(
                "Open this link: {link}",
                link=links.mail(subject=case.id, language=case.language, at=at),
            ),
            say(
                "The link works once and for 30 days. If you did not ask, ignore this message."
            ),
        ],
        language=case.language,
        about=case.id,
        at=at,
    )
    return True


def _given(
    declared: Action | None,
    case: Case,
    seen: Mapping[str, Any],
    fields: Fields | None,
    answers: Answers | None,
    at: datetime,
) -> Mapping[str, Any]:
    if declared is None:
        return {}
    has_files = any(question.kind == "file" for question in declared.ask)
    asking = Asking(at=at, files=queries.files_of(subject=case.id) if has_files else {})
    if fields is not None:
        return read_answers(questions=declared.ask, fields=fields, known=seen, asking=asking)
    return check_answers(questions=declared.ask, given=answers or {}, known=seen, asking=asking)


def _keep_files(
    declared: Action | None, given: Mapping[str, Any], case_id: UUID, at: datetime
) -> None:
    if declared is None or not registry.offers("documents.v1"):
        return
    ids = [
        UUID(file)
        for question in declared.ask
        if given.get(question.id) is not None
        for file in question.file_ids(answer=given[question.id])
    ]
    if ids:
        files: Files = registry.offer("documents.v1")
        files.attach(ids=ids, subject=case_id, at=at, for_staff=not current().is_resident)


def _send(
    published: Published,
    declared: Action | None,
    after: Case,
    given: Mapping[str, Any],
    at: datetime,
) -> None:
    if declared is None or current().is_resident:
        return
    questions = [*published.service.questions(), *declared.ask]
    occasions = list(dict.fromkeys([f"case.{declared.id}", f"case.{after.state}"]))
    messages.send(
        published=published,
        occasions=occasions,
        case=after,
        values=messages.texts(questions, {**after.answers, **given}, after.language),
        act=f"{declared.id}/{after.revision}",
        at=at,
    )
