"""The pages of a run: its start, its questions, its stops, and the answers to check."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from moothall.faces.resident.lookups import Lookup
from moothall.faces.resident.mailboxes import can_mail
from moothall.faces.resident.showing import Shown, show
from moothall.faces.resident.uploads import Pending
from moothall.faces.resident.visitors import PURPOSE, Visitor
from moothall.faces.resident.wording import file_facts, files_markup, linked
from moothall.journeys import decisions, services
from moothall.journeys.absence import Missing, missing
from moothall.journeys.catalogue import Published
from moothall.journeys.position import Position
from moothall.journeys.steps import CheckAnswers
from moothall.kernel.actors import Actor, acting
from moothall.kernel.language import current_language
from moothall.kernel.organisations import Organisation
from moothall.kernel.pages import render
from moothall.kernel.questions import Mistake, Question
from moothall.kernel.steps import Step, Told
from moothall.kernel.words import Said, Words, say

CHANGE = "change"
"""In an address: the page was opened from the answers to check, and leads back to them."""
STOP = "stop"
"""In an address: what the service says to whomever it stops at this step."""
_DO_WITHOUT: Mapping[str, Said] = {
    "documents": say("You cannot add files at the moment. You can go on without them."),
    "notifications": say(
        "We cannot send messages at the moment. You will get a reference at the end: write it"
        " down."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Here:
    """One request to one page of one journey."""

    request: HttpRequest
    visitor: Visitor
    organisation: Organisation
    service: str
    journey: UUID
    at: datetime

    @property
    def actor(self) -> Actor:
        return self.visitor.actor(served_by=self.organisation.id)

    @property
    def changes(self) -> bool:
        """Whether the page was opened from the answers to check."""
        return CHANGE in self.request.GET

    def url(self, step: str) -> str:
        args = [self.organisation.slug, self.service, self.journey, step]
        return reverse("resident:step", args=args)

    @property
    def start_url(self) -> str:
        return reverse("resident:start", args=[self.organisation.slug, self.service])

    @property
    def sent_url(self) -> str:
        args = [self.organisation.slug, self.service, self.journey]
        return reverse("resident:sent", args=args)

    @property
    def save_url(self) -> str:
        args = [self.organisation.slug, self.service, self.journey]
        return reverse("resident:save", args=args)


def show_start(
    request: HttpRequest,
    organisation: Organisation,
    published: Published,
    visitor: Visitor,
) -> HttpResponse:
    """What the service is, and how to begin: here, after signing in, or not here at all."""
    service = published.service
    lacking = missing(service)
    closed = [m for m in lacking if m.then == "stop"]
    content = {
        "service": service,
        "service_name": service.title,
        "before_you_start": linked(service.before_you_start),
        "back": reverse("resident:organisation", args=[organisation.slug]),
        "on_the_web": "web" in service.channels,
        "closed": closed,
        "closed_words": linked(closed[0].words) if closed else None,
        "without": [words for m in lacking if (words := _without(m))],
        "sign_in": service.sign_in,
        "signed_in": visitor.account is not None,
        "sign_in_url": sign_in_url(organisation, service.service),
        "can_save": can_mail(),
        "privacy_url": privacy_url(organisation, published),
    }
    return render(
        request,
        "resident/start.html",
        content,
        status=503 if closed and request.method == "POST" else 200,
        organisation=organisation,
    )


def sign_in_url(organisation: Organisation, service: str) -> str:
    """Where somebody signs in who then begins the service."""
    here = reverse("resident:start", args=[organisation.slug, service])
    return f"{reverse('identity:sign-in')}?{urlencode({'next': here})}"


def privacy_url(organisation: Organisation, published: Published) -> str:
    """Where the privacy notice of a service stands, else that of the whole place."""
    if not published.notices:
        return reverse("resident:privacy")
    return reverse("resident:notice", args=[organisation.slug, published.service.service])


def show_stop(here: Here, published: Published, position: Position, step: Step) -> HttpResponse:
    """The service ends here: why, and a way to correct the answer that led to it."""
    content = {
        "stop_words": linked(position.stop_words),
        "would_need": _would_need(published, position, step),
        "decides": _decides(here, published, step),
        "service_name": published.service.title,
        "service_url": here.start_url,
        "back": here.url(step.id) if step.is_shown else _back(here, published, position, step),
    }
    return render(
        here.request, "resident/stopped.html", content, organisation=here.organisation
    )


def show_page(
    here: Here,
    published: Published,
    position: Position,
    shown: Step,
    *,
    values: Mapping[str, Sequence[str]],
    files: Pending,
    mistakes: Sequence[Mistake] = (),
    lookup: Lookup | None = None,
) -> HttpResponse:
    page = Shown(
        title=shown.title,
        intro=shown.intro,
        questions=shown.asks(),
        values=values,
        back=_back(here, published, position, shown),
        service_name=published.service.title,
        service_url=here.start_url,
        save_url=here.save_url,
        files=files,
        lookup=lookup or Lookup(),
        mistakes=mistakes,
        template=shown.template,
        look=_look(here, shown),
    )
    return show(here.request, page, organisation=here.organisation)


def _look(here: Here, shown: Step) -> Mapping[str, Any]:
    if shown.template is None:
        return {}
    with acting(here.actor, purpose=PURPOSE):
        return services.look(journey_id=here.journey, step_id=shown.id, at=here.at)


def show_check(
    here: Here,
    published: Published,
    position: Position,
    shown: CheckAnswers,
    files: Pending,
) -> HttpResponse:
    """Every answer on the path with a way to change it, and the button that sends them."""
    content = {
        "groups": list(_groups(here, published, position, files)),
        "results": list(_results(published, position)),
        "step": shown,
        "declaration": linked(shown.declaration),
        "back": _back(here, published, position, shown),
        "save_url": here.save_url,
        "service_name": published.service.title,
        "service_url": here.start_url,
        "privacy_url": privacy_url(here.organisation, published),
    }
    return render(here.request, "resident/check.html", content, organisation=here.organisation)


def answer_row(question: Question, answer: object, files: Pending) -> dict[str, Any]:
    """One answer as a line of a list; files stand there as links, pictures as themselves."""
    row: dict[str, Any] = {"key": question.label}
    if answer is None:
        return row
    if question.kind == "file":
        ids = [i for i in question.file_ids(answer=answer) if i in files]
        found = [file_facts(id_=i, name=files[i]["name"], type_=files[i]["type"]) for i in ids]
        return {**row, "html": files_markup(found)}
    return {**row, "value": question.text(answer=answer, language=current_language())}


def told_row(told: Told) -> dict[str, Any]:
    """What a step came to as a line of a list, with why on a line of its own."""
    value = f"{told.value}\n{told.because}" if told.because else told.value
    return {"key": told.label, "value": value}


def _groups(
    here: Here, published: Published, position: Position, files: Pending
) -> Iterator[dict[str, Any]]:
    """Answers as they stand together: pages with a title as cards, the others in one list."""
    gathered: list[dict[str, Any]] = []
    for step_id in position.path:
        step = published.service.step(step_id=step_id)
        rows = [_row(here, step, question, position, files) for question in step.asks()]
        if rows and step.title:
            if gathered:
                yield {"title": None, "rows": gathered}
            gathered = []
            yield {"title": step.title, "rows": rows}
        else:
            gathered += rows
    if gathered:
        yield {"title": None, "rows": gathered}


def _results(published: Published, position: Position) -> Iterator[dict[str, Any]]:
    """What the steps without a page came to."""
    for step_id in position.path:
        step = published.service.step(step_id=step_id)
        rows = _told(position, step)
        if rows:
            yield {"title": step.title if len(rows) > 1 else None, "rows": rows}


def _would_need(published: Published, position: Position, step: Step) -> list[dict[str, Any]]:
    asked = {question.id: question for question in published.service.questions()}
    found = step.would_need(
        remembered=position.answers, language=current_language(), asked=asked
    )
    return [told_row(one) for one in found]


def _decides(here: Here, published: Published, step: Step) -> str | None:
    """Where the table stands by which this step decides."""
    for found in decisions.of_service(published):
        if found.step == step.id:
            return reverse("resident:decision", args=[here.organisation.slug, found.table.name])
    return None


def _told(position: Position, step: Step) -> list[dict[str, Any]]:
    told = step.tells(remembered=position.answers, language=current_language())
    return [told_row(one) for one in told]


def _row(
    here: Here, step: Step, question: Question, position: Position, files: Pending
) -> dict[str, Any]:
    row = answer_row(question, position.answers.get(question.id), files)
    change = {"href": f"{here.url(step.id)}?{CHANGE}=1", "hidden": question.label}
    return {**row, "change": change}


def _back(here: Here, published: Published, position: Position, shown: Step) -> str:
    """The page before; from the answers to check, those, once nothing else is missing."""
    if here.changes and isinstance(position.step, CheckAnswers):
        return here.url(position.step.id)
    steps = published.service.steps
    before = position.before(shown.id, steps=steps) if position.has_reached(shown.id) else None
    return here.url(before) if before else here.start_url


def _without(one: Missing) -> Words | Said | None:
    """What people are told of a component that the service does without."""
    if one.then == "stop":
        return None
    return one.words or _DO_WITHOUT.get(one.name)
