"""A case as the person concerned sees it, and what they can do with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import (
    Action,
    By,
    Case,
    CaseNotFound,
    Life,
    NotInThisState,
    TimelineEntry,
)
from moothall.faces.resident import avoiding, uploads
from moothall.faces.resident import posted as reading
from moothall.faces.resident.away import no_case
from moothall.faces.resident.lookups import Lookup
from moothall.faces.resident.posted import Posted
from moothall.faces.resident.run_pages import answer_row, told_row
from moothall.faces.resident.showing import Shown, show
from moothall.faces.resident.visitors import PURPOSE, Visitor, visitor
from moothall.faces.resident.wording import file_facts, files_markup, linked
from moothall.journeys import catalogue, queries, services
from moothall.journeys.catalogue import Published
from moothall.kernel import organisations, registry
from moothall.kernel.actors import Actor, acting, current
from moothall.kernel.language import current_language
from moothall.kernel.organisations import Organisation
from moothall.kernel.pages import render
from moothall.kernel.questions import AnswersRefused, Fields, Mistake
from moothall.kernel.references import read_reference
from moothall.kernel.template_words import plain
from moothall.kernel.words import Words, say

_LONGEST_TITLE = 80
_SURE = say("Confirm that this is what you want.")


@dataclass(frozen=True, kw_only=True)
class Doing:
    """One request to do something with one case."""

    request: HttpRequest
    visitor: Visitor
    case: Case
    published: Published
    action: Action
    told: Words | None
    at: datetime

    @property
    def actor(self) -> Actor:
        return self.visitor.actor(served_by=self.published.owner)

    @property
    def organisation(self) -> Organisation:
        return organisations.known(org=self.published.owner)

    @property
    def back(self) -> str:
        return reverse("resident:case", args=[self.case.reference])


@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """One case: where it stands, what happened, what was sent, and what to do next."""
    found = visitor(request)
    try:
        with acting(found.actor(), purpose=PURPOSE):
            shown = _case(reference)
            published = catalogue.version(version_id=shown.version)
            content = _content(shown, published, now())
    except CaseNotFound:
        return no_case(request, reference)
    home = "resident:account" if found.account else "resident:home"
    content["back"] = reverse(home)
    content["avoidable"] = avoiding.question()
    if avoiding.THANKS in request.GET:
        content["notice"] = {"text": avoiding.KEPT, "kind": "success"}
    organisation = organisations.known(org=published.owner)
    return render(request, "resident/case.html", content, organisation=organisation)


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, reference: str, action: str) -> HttpResponse:
    """What the applicant may do with their case, such as answering a question."""
    found = visitor(request)
    try:
        with acting(found.actor(), purpose=PURPOSE):
            shown = _case(reference)
            published = catalogue.version(version_id=shown.version)
            declared = {a.id: a for a in _theirs(shown)}.get(action)
            told = _told_last(shown)
            files = uploads.pending(subject=shown.id)
    except CaseNotFound:
        return no_case(request, reference)
    if declared is None:
        return redirect("resident:case", shown.reference)
    doing = Doing(
        request=request,
        visitor=found,
        case=shown,
        published=published,
        action=declared,
        told=told,
        at=now(),
    )
    if request.method == "POST":
        return _done(doing)
    return _show(doing, values={}, files=files)


@require_safe
def file(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """A file of a case or journey that the visitor is a party to."""
    if not registry.offers("documents.v1"):
        raise Http404
    documents = registry.offer("documents.v1")
    with acting(visitor(request).actor(), purpose=PURPOSE):
        document = documents.document(document_id=document_id)
    served = documents.served(document=document)
    response = StreamingHttpResponse(served.content, content_type=served.type)
    for name, value in served.headers.items():
        response.headers[name] = value
    return response


def _content(shown: Case, published: Published, at: datetime) -> dict[str, Any]:
    state = published.service.life.states[shown.state]
    theirs = _theirs(shown)
    is_late = shown.due_at is not None and shown.due_at < at
    return {
        "case": shown,
        "state": state,
        "service_name": published.service.title,
        "asked": shown.is_paused and bool(theirs),
        "told": linked(_told_last(shown)),
        "actions": theirs,
        "due_at": None if is_late or not shown.is_open else shown.due_at,
        "timeline_items": _timeline(shown, published),
        "answers": _answers(shown, published),
        "results": _results(shown, published),
        "contact": published.service.contact,
    }


def _theirs(shown: Case) -> list[Action]:
    return [a for a in services.open_actions(case=shown) if a.by == By.APPLICANT]


def _done(doing: Doing) -> HttpResponse:
    questions = doing.action.ask
    posted = reading.read(doing.request, questions, org=doing.published.owner)
    with acting(doing.actor, purpose=PURPOSE):
        mistakes = uploads.keep(posted.received, subject=doing.case.id, at=doing.at)
        _remove(doing)
        files = uploads.pending(subject=doing.case.id)
    fields = uploads.with_files(posted.fields, questions, files)
    if not posted.stays and not mistakes:
        mistakes = _act(doing, fields)
        if not mistakes:
            return redirect(doing.back)
    if posted.stays and posted.again and questions and not mistakes:
        return redirect(doing.request.get_full_path())
    return _show(doing, values=fields, files=files, mistakes=mistakes, posted=posted)


def _act(doing: Doing, fields: Fields) -> tuple[Mistake, ...]:
    """Do it; what was done meanwhile, on another page or by a second press, is done."""
    try:
        with acting(doing.actor, purpose=PURPOSE):
            services.act(case=doing.case, action=doing.action.id, fields=fields, at=doing.at)
    except AnswersRefused as refusal:
        return refusal.mistakes
    except NotInThisState:
        return ()
    return ()


def _remove(doing: Doing) -> None:
    document = uploads.removed(doing.request)
    if document is not None and str(document) in uploads.pending(subject=doing.case.id):
        registry.offer("documents.v1").remove(document_id=document, at=doing.at)


def _show(
    doing: Doing,
    *,
    values: Fields,
    files: uploads.Pending,
    mistakes: tuple[Mistake, ...] = (),
    posted: Posted | None = None,
) -> HttpResponse:
    asks = bool(doing.action.ask)
    page = Shown(
        title=doing.action.words,
        intro=None if asks else _SURE,
        questions=doing.action.ask,
        values=values,
        back=doing.back,
        leave_url="" if asks else doing.back,
        service_name=doing.published.service.title,
        button=say("Send") if asks else doing.action.words,
        told=doing.told if doing.case.is_paused else None,
        files=files,
        lookup=posted.lookup if posted else Lookup(),
        mistakes=mistakes,
    )
    return show(doing.request, page, organisation=doing.organisation)


def _case(reference: str) -> Case:
    known = read_reference(reference)
    if known is None or not current().is_resident:
        raise CaseNotFound
    return cases.case(reference=known)


def _told_last(shown: Case) -> Words | None:
    """The last thing that the organisation said to the resident."""
    told = [e.words for e in cases.timeline(case_id=shown.id) if e.by_kind != "resident"]
    return next((words for words in reversed(told) if words), None)


def _timeline(shown: Case, published: Published) -> list[dict[str, object]]:
    """What happened, the latest first: in its own words, the long ones under a title."""
    files = queries.files_of(subject=shown.id)
    life = published.service.life
    return [
        {
            **_said(entry, life, _files_sent(entry, life, files)),
            "when": entry.at,
            "by": say("From you") if _is_act_of_theirs(entry) else None,
        }
        for entry in reversed(cases.timeline(case_id=shown.id))
        if entry.words
    ]


def _said(entry: TimelineEntry, life: Life, files: Markup) -> dict[str, object]:
    text = plain(entry.words)
    if len(text) <= _LONGEST_TITLE and "\n" not in text:
        return {"title": text, "html": files}
    state = life.states.get(entry.to_state or "")
    if _is_act_of_theirs(entry) or state is None:
        return {"title": say("You wrote to us"), "html": linked(text) + files}
    return {"title": state.words, "html": linked(text)}


def _is_act_of_theirs(entry: TimelineEntry) -> bool:
    return entry.by_kind == "resident" and entry.action is not None


def _files_sent(
    entry: TimelineEntry, life: Life, files: Mapping[str, Mapping[str, Any]]
) -> Markup:
    """The files that came with an act of the applicant."""
    action = life.action(entry.action or "")
    if action is None or action.by != By.APPLICANT:
        return Markup()
    ids = [
        i
        for question in action.ask
        for i in question.file_ids(answer=entry.answers.get(question.id))
        if i in files
    ]
    return files_markup(
        file_facts(id_=i, name=files[i]["name"], type_=files[i]["type"]) for i in ids
    )


def _results(shown: Case, published: Published) -> list[dict[str, Any]]:
    """What the steps without a page came to."""
    language = current_language()
    return [
        told_row(told)
        for step in published.service.steps
        for told in step.tells(remembered=shown.answers, language=language)
    ]


def _answers(shown: Case, published: Published) -> list[dict[str, Any]]:
    """What was sent, question by question, as far as it was answered."""
    files = queries.files_of(subject=shown.id)
    return [
        answer_row(question, shown.answers[question.id], files)
        for question in published.service.questions()
        if shown.answers.get(question.id) is not None
    ]
