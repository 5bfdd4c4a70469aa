"""The pages of a run: its start, its questions, its stops, and the answers to check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from moothall.faces.resident.showing import Shown, show
from moothall.faces.resident.visitors import Visitor
from moothall.journeys.catalogue import Published
from moothall.journeys.position import Position
from moothall.kernel.actors import Actor
from moothall.kernel.language import current_language
from moothall.kernel.organisations import Organisation
from moothall.kernel.pages import render
from moothall.kernel.questions import AnswersRefused, Question
from moothall.kernel.steps import Step

Files = Mapping[str, Mapping[str, Any]]
"""File id -> name, type, size and the question it answers."""


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

    def url(self, step: str) -> str:
        return reverse(
            "resident:step", args=[self.organisation.slug, self.service, self.journey, step]
        )

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
    request: HttpRequest, organisation: Organisation, published: Published
) -> HttpResponse:
    service = published.service
    content = {
        "service": service,
        "service_name": service.title,
        "back": reverse("resident:organisation", args=[organisation.slug]),
        "on_the_web": "web" in service.channels,
    }
    return render(request, "resident/start.html", content, organisation=organisation)


def show_stop(here: Here, published: Published, position: Position) -> HttpResponse:
    step = position.step
    if step is None:
        raise RuntimeError("a journey that stops, stops at a step")
    content = {
        "stop_words": step.stop_words,
        "service_name": published.service.title,
        "contact": published.service.contact,
        "back": f"{here.url(step.id)}?change=1",
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
    files: Files,
    refusal: AnswersRefused | None = None,
    addresses: Mapping[str, Sequence[Any]] | None = None,
) -> HttpResponse:
    before = position.before(shown.id) if position.has_reached(shown.id) else None
    page = Shown(
        title=shown.title,
        intro=shown.intro,
        questions=shown.asks(),
        values=values,
        back=here.url(before) if before else here.start_url,
        service_name=published.service.title,
        service_url=here.start_url,
        save_url=here.save_url,
        files=files,
        addresses=addresses or {},
        refusal=refusal,
        searched=here.request.POST.get("find-address", ""),
    )
    status = 422 if refusal else 200
    return show(here.request, page, organisation=here.organisation, status=status)


def show_check(
    here: Here,
    published: Published,
    position: Position,
    shown: Step,
    files: Files,
) -> HttpResponse:
    language = current_language()
    cards = []
    for step_id in position.path:
        step_ = published.service.step(step_id=step_id)
        rows = [
            {
                "key": q.label,
                "value": _text(q, position, files, language),
                "change": {"href": here.url(step_id), "hidden": q.label},
            }
            for q in step_.asks()
        ]
        if rows:
            cards.append({"title": step_.title, "rows": rows})
    before = position.before(shown.id)
    content = {
        "cards": cards,
        "step": shown,
        "back": here.url(before) if before else here.start_url,
        "save_url": here.save_url,
        "service_name": published.service.title,
        "service_url": here.start_url,
        "missing": position.step is not None and position.step.id != shown.id,
    }
    return render(here.request, "resident/check.html", content, organisation=here.organisation)


def _text(
    question: Question,
    position: Position,
    files: Files,
    language: str,
) -> str:
    answer = position.answers.get(question.id)
    if answer is None:
        return ""
    if question.kind == "file":
        names = [str(files[i]["name"]) for i in question.file_ids(answer=answer) if i in files]
        return "\n".join(names)
    return question.text(answer=answer, language=language)
