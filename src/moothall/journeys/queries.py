"""What journeys can be asked. Reads only; call them inside ``acting``."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from moothall.journeys import catalogue, models
from moothall.journeys.catalogue import Published
from moothall.journeys.contracts import Amendment, Journey, JourneyNotFound, VersionLine
from moothall.journeys.ports import Files
from moothall.journeys.position import Position, position
from moothall.kernel import registry
from moothall.kernel.ids import OrgId
from moothall.kernel.place import place
from moothall.kernel.questions import Answers, Question
from moothall.kernel.words import say


def journey(*, journey_id: UUID) -> Journey:
    """One journey that the actor is a party to, or that the own organisation holds."""
    return to_journey(_found(models.Journey.readable.filter(id=journey_id).first()))


def whereabouts(*, journey_id: UUID) -> tuple[Journey, Published, Position]:
    """A journey with its version and where it stands."""
    row = _found(models.Journey.readable.filter(id=journey_id).first())
    published = catalogue.version(version_id=row.version_id)
    return to_journey(row), published, position_of(row=row, published=published)


def locked(*, journey_id: UUID) -> models.Journey:
    """The row of one journey, locked until the commit. For this floor's services."""
    rows = models.Journey.readable.select_for_update()
    return _found(rows.filter(id=journey_id).first())


def position_of(*, row: models.Journey, published: Published) -> Position:
    return position(
        steps=published.service.steps,
        done=row.done,
        known=known_at_start(began=row.began_at),
    )


def known_at_start(*, began: datetime) -> Mapping[str, Any]:
    """What conditions know from the first: ``today``, the day on which the journey began."""
    return {"today": began.astimezone(place().working_days().zone).date()}


def versions(*, owner: OrgId, service: str) -> list[VersionLine]:
    """The versions of a service, newest first."""
    current = models.Service.readable.filter(org_id=owner, slug=service).first()
    rows = models.Version.readable.filter(org_id=owner, service=service).defer("content")
    return [
        VersionLine(
            id=row.id,
            number=row.number,
            hash=row.hash,
            note=row.note,
            changes=row.changes,
            published_by=row.published_by,
            published_at=row.published_at,
            is_current=bool(current and current.is_live and current.version_id == row.id),
        )
        for row in rows.order_by("-number")[:200]
    ]


def amendment(*, service: str) -> Amendment | None:
    """What is to change in a service of the own organisation; none if nobody has begun."""
    row = models.Amendment.objects.filter(service=service).first()
    return to_amendment(row) if row else None


def amended_services() -> set[str]:
    """The services of the own organisation in which something is to change."""
    rows = models.Amendment.objects.all()
    return {row.service for row in rows if to_amendment(row).changes_anything}


def files_of(*, subject: UUID) -> dict[str, dict[str, Any]]:
    """The files attached to a journey or a case: id -> name, type, size, question."""
    if not registry.offers("documents.v1"):
        return {}
    files: Files = registry.offer("documents.v1")
    return {str(f.id): _file(f) for f in files.attached(subject=subject)}


def files_named(
    *, questions: Sequence[Question], answers: Answers
) -> dict[str, dict[str, Any]]:
    """The files that answers name by id, as far as the actor may read them."""
    if not registry.offers("documents.v1") or not any(q.kind == "file" for q in questions):
        return {}
    files = registry.offer("documents.v1")
    named = [
        str(f)
        for q in questions
        if q.kind == "file" and isinstance(answers.get(q.id), list)
        for f in answers[q.id]
    ]
    return {str(f.id): _file(f) for f in files.unclaimed(ids=named)} if named else {}


def to_amendment(row: models.Amendment) -> Amendment:
    return Amendment(
        service=row.service,
        version=row.version_id,
        files=row.files,
        conditions=row.conditions,
        examples=row.examples,
        revision=row.revision,
        note=row.note,
        changed_by=row.changed_by,
        hands=frozenset(UUID(hand) for hand in row.hands),
        changed_at=row.changed_at,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
    )


def to_journey(row: models.Journey) -> Journey:
    return Journey(
        id=row.id,
        owner=OrgId(row.org_id),
        service=row.service,
        version=row.version_id,
        language=row.language,
        channel=row.channel,
        done=row.done,
        began_at=row.began_at,
        ended_at=row.ended_at,
        reference=row.reference,
        case_id=row.case_id,
        saved_email=row.saved_email,
    )


def _file(found: Any) -> dict[str, Any]:  # noqa: ANN401 - a document of whichever maker
    return {
        "name": found.name,
        "type": found.type,
        "size": found.size,
        "question": found.question,
    }


def _found(row: models.Journey | None) -> models.Journey:
    if row is None:
        raise JourneyNotFound(say("We do not have this. It may have been removed."))
    return row
