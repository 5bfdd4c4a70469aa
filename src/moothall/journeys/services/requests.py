"""A request in one go, as the API brings it: all answers at once, and the case is there."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from moothall.journeys import queries
from moothall.journeys.catalogue import Published
from moothall.journeys.contracts import ChannelClosed, Sent, Stopped
from moothall.journeys.definition import Service
from moothall.journeys.position import Position, position
from moothall.journeys.services import opening
from moothall.journeys.services.inside import check_inside, check_open
from moothall.kernel.ids import uuid7
from moothall.kernel.questions import Answers, AnswersRefused, Asking, Mistake, check_answers
from moothall.kernel.steps import Run, Step
from moothall.kernel.words import in_language, say

_NO_VERSION = UUID(int=0)
"""What a step sees where the version does not matter to it."""


def request(
    *,
    published: Published,
    answers: Answers,
    contact: Mapping[str, str],
    language: str,
    at: datetime,
) -> Sent:
    """Check all answers along the path that they lead, and do what the service ends with.

    What ``contact`` tells also answers the service's own questions for it. Raises
    ``AnswersRefused`` with every mistake on the path, ``Stopped`` where the service ends, and
    ``ServiceClosed`` where something it needs is missing.
    """
    service = published.service
    if "api" not in service.channels:
        raise ChannelClosed(say("This service cannot be used in this way."))
    check_open(service=service)
    given = _with_contact(service, answers, contact)
    here = walked(service=service, given=given, at=at)
    known = {**opening.contact_in(service, here.answers), **contact}
    run = replace(
        _run(service, here, at),
        contact={part: text for part, text in known.items() if text},
        language=language,
        version=published.id,
    )
    return opening.end(published=published, run=run, files_of=None, at=at)


def walked(*, service: Service, given: Answers, at: datetime) -> Position:
    """The path that ``given`` leads along, every answer on it checked."""
    done: dict[str, Mapping[str, Any]] = {}
    mistakes: list[Mistake] = []
    known = queries.known_at_start(began=at)
    here = position(steps=service.steps, done=done, known=known)
    while here.step is not None and not here.step.ends and not here.stopped:
        done[here.step.id] = _taken(service, here.step, given, here, mistakes, at)
        if mistakes:
            break
        here = position(steps=service.steps, done=done, known=known)
    mistakes += _strangers(service, given, here) if not mistakes else []
    if mistakes:
        raise AnswersRefused(mistakes)
    if here.stopped and here.step:
        words = in_language(here.stop_words, "en")
        raise Stopped(
            say("This service cannot help with this: {why}", why=words),
            details={"step": here.step.id},
        )
    return here


def _taken(
    service: Service,
    step: Step,
    given: Answers,
    here: Position,
    mistakes: list[Mistake],
    at: datetime,
) -> dict[str, Any]:
    questions = step.asks()
    ours = {q.id: given[q.id] for q in questions if q.id in given}
    asking = Asking(at=at, files=queries.files_named(questions=questions, answers=ours))
    try:
        found = check_answers(questions=questions, given=ours, known=here.known, asking=asking)
        check_inside(questions=questions, answers=found)
    except AnswersRefused as refusal:
        mistakes += refusal.mistakes
        return {}
    return dict(step.take(run=_run(service, here, at), given=found, fetched={}))


def _run(service: Service, here: Position, at: datetime) -> Run:
    """A request is a run that is over as soon as it has begun: nothing of it is kept."""
    return Run(
        journey=uuid7(),
        service=service.service,
        version=_NO_VERSION,
        need=service.need,
        answers=here.answers,
        known=here.known,
        at=at,
        channel="api",
    )


def _strangers(service: Service, given: Answers, here: Position) -> list[Mistake]:
    asked = {q.id for q in service.questions()}
    return [
        Mistake(question=name, field=name, said=say("This service does not ask this."))
        for name in given
        if name not in asked
    ]


def _with_contact(
    service: Service, answers: Answers, contact: Mapping[str, str]
) -> dict[str, Any]:
    given = dict(answers)
    for part in ("email", "phone"):
        question = service.applicant_question(part)
        if question and contact.get(part) and question not in given:
            given[question] = contact[part]
    return given
