"""Running a journey as the person themself: begin it, answer its pages, save it, send it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from moothall.journeys import catalogue, models, queries
from moothall.journeys.absence import missing
from moothall.journeys.catalogue import Published
from moothall.journeys.contracts import (
    BeginningRefused,
    ChannelClosed,
    JourneyEnded,
    JourneyHasEnded,
    JourneyLeft,
    JourneySaved,
    JourneyStarted,
    JourneyStopped,
    Sent,
    SignInNeeded,
    StepNotReached,
    StepTaken,
    Stopped,
)
from moothall.journeys.definition import Service
from moothall.journeys.position import Position, known_before
from moothall.journeys.services import links, messages, opening
from moothall.journeys.services.inside import check_inside, check_open
from moothall.kernel import events, parties, registry
from moothall.kernel.actors import current, serving_org
from moothall.kernel.conditions import CannotDecide
from moothall.kernel.ids import uuid7
from moothall.kernel.questions import (
    Answers,
    AnswersRefused,
    Asking,
    Fields,
    check_answers,
    read_answers,
)
from moothall.kernel.steps import Run, Step
from moothall.kernel.words import say

_MOST_FORGOTTEN = 5000


def begin(*, published: Published, language: str, channel: str, at: datetime) -> UUID:
    """Begin a journey for the resident who acts, who becomes a party to it.

    Raises ``ChannelClosed``, ``ServiceClosed`` where something it needs is missing, and
    ``SignInNeeded``.
    """
    if channel not in published.service.channels:
        raise ChannelClosed(say("This service cannot be used in this way."))
    check_open(service=published.service)
    _check_signed_in(published.service)
    journey_id = uuid7()
    parties.add_self(subject=journey_id)
    models.Journey.readable.create(
        id=journey_id,
        org_id=serving_org(),
        service=published.service.service,
        version_id=published.id,
        language=language,
        channel=channel,
        began_at=at,
        changed_at=at,
    )
    events.record(
        JourneyStarted(
            journey_id=journey_id,
            version_id=published.id,
            service=published.service.service,
            need=published.service.need,
            channel=channel,
            language=language,
            person=_whoever_acts(),
        ),
        at=at,
    )
    return journey_id


def turned_away(*, published: Published, language: str, channel: str, at: datetime) -> None:
    """Tell the log that somebody could not begin a service, for want of what it needs."""
    service = published.service
    lacking = [one.name for one in missing(service) if one.then == "stop"]
    events.record(
        BeginningRefused(
            service=service.service,
            need=service.need,
            capability=lacking[0] if lacking else "",
            channel=channel,
            language=language,
        ),
        at=at,
    )


def answer(
    *,
    journey_id: UUID,
    step_id: str,
    fields: Fields | None = None,
    answers: Answers | None = None,
    fetched: Answers | None = None,
    at: datetime,
) -> Position:
    """Take one step on the path, or take it again with other answers.

    Give ``fields`` from a browser or ``answers`` as JSON. Raises ``AnswersRefused`` with every
    mistake, ``StepNotReached`` off the path, ``JourneyHasEnded`` once it was sent.
    """
    row, published = _running(journey_id)
    here = queries.position_of(row=row, published=published)
    if not here.has_reached(step_id):
        raise StepNotReached(say("Answer the questions before this one first."))
    step = published.service.step(step_id=step_id)
    given = _given(step, row, published, fields, answers, at)
    run = _run(row, published, here, at)
    row.done[step_id] = dict(step.take(run=run, given=given, fetched=fetched or {}))
    row.changed_at = at
    after = _onward(row, published, at)
    row.stopped_at = after.step.id if after.stopped and after.step else ""
    row.save(update_fields=["done", "changed_at", "stopped_at"])
    _tell(row, published, step_id, after, at)
    return after


def _onward(row: models.Journey, published: Published, at: datetime) -> Position:
    """Take the steps that nobody sees anew; answer where the journey then stands."""
    unseen = {s.id for s in published.service.steps if not (s.is_shown or s.ends)}
    for step_id in unseen:
        row.done.pop(step_id, None)
    here = queries.position_of(row=row, published=published)
    while here.step is not None and here.step.id in unseen and not here.stopped:
        run = _run(row, published, here, at)
        row.done[here.step.id] = dict(here.step.take(run=run, given={}, fetched={}))
        here = queries.position_of(row=row, published=published)
    return here


def look(*, journey_id: UUID, step_id: str, at: datetime) -> Mapping[str, Any]:
    """What the page of a step shows besides its questions, with the answers before it."""
    row, published = _running(journey_id)
    here = queries.position_of(row=row, published=published)
    step = published.service.step(step_id=step_id)
    return step.looks(run=_run(row, published, here, at))


def set_aside(*, journey_id: UUID, step_id: str, fields: Fields, at: datetime) -> None:
    """Keep the answers of a page that is not on the path now, for when it is.

    Answers that will not do are dropped; they are not used before the path leads to the page.
    """
    row, published = _running(journey_id)
    step = published.service.step(step_id=step_id)
    if not step.asks():
        return
    try:
        given = _given(step, row, published, fields, None, at)
    except AnswersRefused:
        return
    here = queries.position_of(row=row, published=published)
    row.done[step_id] = dict(
        step.take(run=_run(row, published, here, at), given=given, fetched={})
    )
    row.changed_at = at
    row.save(update_fields=["done", "changed_at"])


def remove_file(*, journey_id: UUID, document_id: UUID, at: datetime) -> None:
    """Take a file away that was uploaded for the journey, and out of the answer it is part of.

    A file that is not the journey's is left alone.
    """
    row, published = _running(journey_id)
    file = str(document_id)
    if file not in queries.files_of(subject=row.id):
        return
    registry.offer("documents.v1").remove(document_id=document_id, at=at)
    for question in published.service.questions():
        for answers in row.done.values():
            if file in question.file_ids(answer=answers.get(question.id)):
                kept = [f for f in answers[question.id] if f != file]
                answers[question.id] = kept or None
    row.changed_at = at
    row.save(update_fields=["done", "changed_at"])


def submit(*, journey_id: UUID, at: datetime, language: str | None = None) -> Sent:
    """Send what was answered: open the case and queue its messages, in this one commit.

    ``language`` is that in which the person sends it, if they changed it on the way. Sending
    again answers what the first sending did.
    """
    row = queries.locked(journey_id=journey_id)
    published = catalogue.version(version_id=row.version_id)
    if row.ended_at is not None and row.case_id is not None:
        return Sent(reference=row.reference, case_id=row.case_id, state="")
    here = queries.position_of(row=row, published=published)
    _refuse_unless_complete(here)
    row.language = language or row.language
    contact = opening.contact_in(published.service, here.answers)
    run = replace(_run(row, published, here, at), contact=contact)
    case = opening.end(published=published, run=run, files_of=journey_id, at=at)
    row.ended_at, row.reference, row.case_id = at, case.reference, case.case_id
    row.save(update_fields=["ended_at", "reference", "case_id", "language"])
    events.record(
        JourneyEnded(
            journey_id=row.id,
            service=row.service,
            need=published.service.need,
            case_id=case.case_id,
            seconds=int((at - row.began_at).total_seconds()),
        ),
        at=at,
    )
    return case


def save_for_later(
    *, journey_id: UUID, email: str, at: datetime, language: str | None = None
) -> None:
    """Mail a one-time link by which the journey goes on, on this device or another."""
    row, published = _running(journey_id)
    row.language = language or row.language
    address = links.mail(subject=journey_id, language=row.language, at=at)
    row.saved_email, row.changed_at = email, at
    row.save(update_fields=["saved_email", "changed_at", "language"])
    messages.queue(
        key=f"saved/{journey_id}/{at.isoformat()}",
        to=email,
        subject=say("Continue: {service}", service=published.service.title),
        paragraphs=[
            say(
                "You saved your answers to “{service}”. Nothing has been sent to us yet.",
                service=published.service.title,
            ),
            say("To go on where you stopped, open this link: {link}", link=address),
            say("The link works once and for 30 days. You can save again at any time."),
        ],
        language=row.language,
        about=journey_id,
        at=at,
    )
    events.record(JourneySaved(journey_id=row.id, service=row.service), at=at)


def forget(*, unsaved_before: datetime, saved_before: datetime, at: datetime) -> int:
    """Delete the organisation's journeys that nobody touched since; answer how many.

    Those that were sent go with the unsaved: their answers live in the case. Of the others the
    log keeps where they were left.
    """
    sent_or_unsaved = Q(ended_at__isnull=False) | Q(saved_email="")
    old = Q(sent_or_unsaved, changed_at__lt=unsaved_before) | Q(changed_at__lt=saved_before)
    rows = list(models.Journey.objects.select_for_update().filter(old)[:_MOST_FORGOTTEN])
    left = [row for row in rows if row.ended_at is None and not row.stopped_at]
    events.record_all([_left(row) for row in left], at=at)
    deleted, _ = models.Journey.objects.filter(id__in=[row.id for row in rows]).delete()
    return deleted


def _left(row: models.Journey) -> JourneyLeft:
    published = catalogue.version(version_id=row.version_id)
    return JourneyLeft(
        journey_id=row.id,
        service=row.service,
        need=published.service.need,
        step=_stands_at(row, published),
        left_at=row.changed_at,
    )


def _stands_at(row: models.Journey, published: Published) -> str:
    try:
        here = queries.position_of(row=row, published=published)
    except CannotDecide:
        return ""
    return here.step.id if here.step else ""


def _whoever_acts() -> UUID | None:
    actor = current()
    visit = actor.visits[0] if actor.visits else ""
    return parties.pseudonym(visit=visit, person=actor.person)


def _check_signed_in(service: Service) -> None:
    if not service.sign_in.startswith("required"):
        return
    if service.sign_in == "required: verified":
        raise SignInNeeded(
            say("This service needs proof of who you are, which cannot be given here yet.")
        )
    if current().person is None:
        raise SignInNeeded(say("Sign in to use this service."))


def _running(journey_id: UUID) -> tuple[models.Journey, Published]:
    row = queries.locked(journey_id=journey_id)
    if row.ended_at is not None:
        raise JourneyHasEnded(
            say("You have sent this already."), details={"reference": row.reference}
        )
    return row, catalogue.version(version_id=row.version_id)


def _given(
    step: Step,
    row: models.Journey,
    published: Published,
    fields: Fields | None,
    answers: Answers | None,
    at: datetime,
) -> Mapping[str, Any]:
    known = known_before(
        steps=published.service.steps,
        done=row.done,
        known=queries.known_at_start(began=row.began_at),
        step_id=step.id,
    )
    asking = Asking(at=at, files=queries.files_of(subject=row.id))
    questions = step.asks()
    if fields is not None:
        found = read_answers(questions=questions, fields=fields, known=known, asking=asking)
    else:
        given = answers or {}
        found = check_answers(questions=questions, given=given, known=known, asking=asking)
    check_inside(questions=questions, answers=found)
    return found


def _run(row: models.Journey, published: Published, here: Position, at: datetime) -> Run:
    return Run(
        journey=row.id,
        service=row.service,
        version=row.version_id,
        need=published.service.need,
        answers=here.answers,
        known=here.known,
        at=at,
        language=row.language,
        channel=row.channel,
    )


def _tell(
    row: models.Journey, published: Published, step_id: str, after: Position, at: datetime
) -> None:
    events.record(StepTaken(journey_id=row.id, service=row.service, step=step_id), at=at)
    if after.stopped and after.step:
        events.record(
            JourneyStopped(
                journey_id=row.id,
                service=row.service,
                need=published.service.need,
                step=after.step.id,
            ),
            at=at,
        )


def _refuse_unless_complete(here: Position) -> None:
    if here.stopped:
        raise Stopped(say("This service cannot help you further."))
    if here.step is None or here.step.ends:
        return
    raise StepNotReached(
        say("Some questions have not been answered yet."), details={"step": here.step.id}
    )
