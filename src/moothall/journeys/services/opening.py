"""Opening the case that a journey or a request comes to, with all that its definition wants."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from moothall.components.cases import services as cases
from moothall.components.cases.contracts import Case, OpenWords
from moothall.journeys.catalogue import Published
from moothall.journeys.contracts import CapabilityMissed, Sent
from moothall.journeys.definition import Service
from moothall.journeys.ports import Areas, Files
from moothall.journeys.services import messages
from moothall.kernel import events, registry
from moothall.kernel.ids import uuid7
from moothall.kernel.questions import Answers
from moothall.kernel.steps import Run
from moothall.kernel.words import Words, translate

_OPENED = "We have received what you sent us."


def end(
    *,
    published: Published,
    run: Run,
    files_of: UUID | None,
    at: datetime,
) -> Sent:
    """Do what the service ends with: open its case, or make what its last step makes."""
    last = published.service.end
    if published.service.opens_case or last is None:
        return open_case(
            published=published,
            answers=run.answers,
            contact=run.contact,
            language=run.language,
            channel=run.channel,
            files_of=files_of,
            at=at,
        )
    ended = last.end(run=run)
    _keep_files(published.service, run.answers, ended.subject, at)
    return Sent(
        reference=ended.reference,
        case_id=ended.subject,
        state=ended.state,
        email=run.contact.get("email", ""),
        followed_at=last.followed_at(reference=ended.reference),
    )


def open_case(
    *,
    published: Published,
    answers: Answers,
    contact: Mapping[str, str],
    language: str,
    channel: str,
    files_of: UUID | None,
    at: datetime,
) -> Sent:
    """Open the case, keep the files with it and queue the messages: all in this commit."""
    service = published.service
    lat, lon, postcode = where(service, answers)
    case_id = uuid7()
    case = cases.open_case(
        life=service.life,
        service=service.service,
        version=published.id,
        need=service.need,
        answers=answers,
        contact=contact,
        language=language,
        channel=channel,
        ward=_ward(lat, lon, postcode),
        lat=lat,
        lon=lon,
        words=OpenWords(
            resident={"en": _OPENED, "cy": translate(_OPENED, "cy")},
            staff={"en": f"Opened by {channel}", "cy": f"Agorwyd drwy {channel}"},
        ),
        title=title_of(service, answers),
        case_id=case_id,
        at=at,
    )
    _keep_files(service, answers, case_id, at)
    _send(published, case, answers, at)
    return Sent(
        reference=case.reference,
        case_id=case.id,
        state=case.state,
        email=contact.get("email", ""),
    )


def title_of(service: Service, answers: Answers) -> Words:
    """What a worklist calls the case: what was chosen first, else the service.

    A worklist of one service would say the same on every line otherwise.
    """
    for question in service.questions():
        answer = answers.get(question.id)
        if question.kind == "choice" and isinstance(answer, str):
            return {
                language: question.text(answer=answer, language=language)
                for language in service.title
            }
    return service.title


def contact_in(service: Service, answers: Answers) -> dict[str, str]:
    """How the applicant is reached, as far as the answers tell."""
    found: dict[str, str] = {}
    for part in ("name", "email", "phone"):
        question_id = service.applicant_question(part)
        answer = answers.get(question_id) if question_id else None
        question = service.question(question_id=question_id) if question_id else None
        if answer is not None and question is not None:
            found[part] = question.text(answer=answer, language="en").replace("\n", " ")
    return found


def where(service: Service, answers: Answers) -> tuple[float | None, float | None, str | None]:
    """The spot that the answers tell: latitude, longitude and postcode, as far as they do."""
    lat = lon = None
    postcode: str | None = None
    for question in service.questions():
        answer: Any = answers.get(question.id)
        if question.kind not in {"location", "address"} or not isinstance(answer, Mapping):
            continue
        spot = answer.get("address") if isinstance(answer.get("address"), Mapping) else answer
        if lat is None and answer.get("lat") is not None:
            lat, lon = float(answer["lat"]), float(answer["lon"])
        postcode = postcode or (spot or {}).get("postcode") or answer.get("postcode")
    return lat, lon, postcode


def _ward(lat: float | None, lon: float | None, postcode: str | None) -> str | None:
    if not registry.offers("areas.v1"):
        return None
    areas: Areas = registry.offer("areas.v1")
    if lat is not None and lon is not None:
        return areas.ward_at(lat=lat, lon=lon)
    return areas.ward_of_postcode(postcode=postcode) if postcode else None


def _keep_files(service: Service, answers: Answers, case_id: UUID, at: datetime) -> None:
    ids = [
        UUID(file)
        for question in service.questions()
        if answers.get(question.id) is not None
        for file in question.file_ids(answer=answers[question.id])
    ]
    if ids and registry.offers("documents.v1"):
        files: Files = registry.offer("documents.v1")
        files.attach(ids=ids, subject=case_id, at=at)


def _send(published: Published, case: Case, answers: Answers, at: datetime) -> None:
    wanted = messages.send(
        published=published,
        occasions=["case.opened", f"case.{case.state}"],
        case=case,
        values=messages.texts(published.service.questions(), answers, case.language),
        act="opened",
        at=at,
    )
    if wanted and not registry.offers("notifications.v1"):
        missed = CapabilityMissed(
            capability="notifications.v1", service=published.service.service, case_id=case.id
        )
        events.record(missed, at=at)
