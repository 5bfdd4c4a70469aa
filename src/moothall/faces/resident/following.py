"""Following a case: by a one-time link, by reference and email address, or signed in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import Case, CaseNotFound
from moothall.faces.resident import uploads
from moothall.faces.resident.showing import Shown, fields_of, show
from moothall.faces.resident.visitors import PURPOSE, remember, visitor, with_secret
from moothall.journeys import catalogue, queries, services
from moothall.kernel import limits, organisations, parties, registry
from moothall.kernel.actors import Actor, acting, current
from moothall.kernel.language import current_language
from moothall.kernel.pages import render
from moothall.kernel.questions import AnswersRefused, Fields
from moothall.kernel.references import read_reference
from moothall.kernel.refusals import TooMany
from moothall.kernel.words import say

_MOST_LINKS, _LINKS_SECONDS = 5, 60 * 60


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """A link from a message: a button first, for mail programs open links by themselves."""
    visit = parties.visit_of(secret)
    at = now()
    with acting(Actor(visits=(visit,)), purpose=PURPOSE):
        owner = services.owner_of_link(secret=secret, at=at)
    organisation = organisations.known(org=owner)
    if request.method != "POST":
        return render(request, "resident/link.html", {}, organisation=organisation)
    found = with_secret(visitor(request))
    with acting(found.actor(served_by=owner, also=(visit,)), purpose=PURPOSE):
        subject = services.redeem(secret=secret, at=at)
    with acting(found.actor(served_by=owner), purpose=PURPOSE):
        address = _address_of(subject)
    return remember(redirect(address), found)


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for a link by reference and email address. The answer never tells whether they fit.
    """
    content: dict[str, Any] = {
        "reference": request.POST.get("reference", "")[:40],
        "email": request.POST.get("email", "")[:254],
        "back": reverse("resident:home"),
    }
    if request.method == "POST":
        content["errors"] = _wrong_with(str(content["reference"]), str(content["email"]))
        if not content["errors"]:
            _mail(str(content["reference"]), str(content["email"]), now())
            return render(request, "resident/follow_asked.html", content)
    status = 422 if content.get("errors") else 200
    return render(request, "resident/follow.html", content, status=status)


@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """One case as the person concerned sees it."""
    found = visitor(request)
    with acting(found.actor(), purpose=PURPOSE):
        shown = _case(reference)
        published = catalogue.version(version_id=shown.version)
        content = {
            "case": shown,
            "state": published.service.life.states[shown.state],
            "timeline_items": _timeline(shown),
            "answers": _answers(shown),
            "actions": [a for a in services.open_actions(case=shown) if a.by == "applicant"],
            "service_name": published.service.title,
            "contact": published.service.contact,
            "back": reverse("resident:account") if found.account else reverse("resident:home"),
        }
    organisation = organisations.known(org=published.owner)
    return render(request, "resident/case.html", content, organisation=organisation)


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, reference: str, action: str) -> HttpResponse:
    """What the applicant may do with their case, such as answering a question."""
    found = visitor(request)
    with acting(found.actor(), purpose=PURPOSE):
        shown = _case(reference)
        published = catalogue.version(version_id=shown.version)
        open_to_them = {
            a.id: a for a in services.open_actions(case=shown) if a.by == "applicant"
        }
    declared = open_to_them.get(action)
    back = reverse("resident:case", args=[shown.reference])
    if declared is None:
        return redirect(back)
    refusal: AnswersRefused | None = None
    values: Fields = {}
    if request.method == "POST":
        try:
            received = uploads.receive(request, declared.ask)
            with acting(found.actor(served_by=published.owner), purpose=PURPOSE):
                kept = uploads.keep(received, subject=shown.id, at=now())
                values = {**fields_of(request), **kept}
                services.act(case=shown, action=action, fields=values, at=now())
            return redirect(back)
        except AnswersRefused as failure:
            refusal, values = failure, fields_of(request)
    page = Shown(
        title=declared.words,
        intro=None,
        questions=declared.ask,
        values=values,
        back=back,
        service_name=published.service.title,
        button=say("Send"),
        refusal=refusal,
    )
    organisation = organisations.known(org=published.owner)
    return show(request, page, organisation=organisation, status=422 if refusal else 200)


@require_safe
def file(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """A file of a case or journey that the visitor is a party to."""
    documents = registry.offer("documents.v1")
    with acting(visitor(request).actor(), purpose=PURPOSE):
        document = documents.document(document_id=document_id)
    served = documents.served(document=document)
    response = StreamingHttpResponse(served.content, content_type=served.type)
    for name, value in served.headers.items():
        response.headers[name] = value
    return response


def _address_of(subject: UUID) -> str:
    """Where a journey goes on, or the page of a case."""
    try:
        found = cases.case_by_id(case_id=subject)
        return reverse("resident:case", args=[found.reference])
    except CaseNotFound:
        journey, published, position = queries.whereabouts(journey_id=subject)
    if journey.ended_at:
        return reverse("resident:case", args=[journey.reference])
    owner = organisations.known(org=published.owner).slug
    step = position.step.id if position.step else position.path[-1]
    return reverse("resident:step", args=[owner, journey.service, journey.id, step])


def _case(reference: str) -> Case:
    known = read_reference(reference)
    if known is None or not current().is_resident:
        raise CaseNotFound
    return cases.case(reference=known)


def _timeline(shown: Case) -> list[dict[str, object]]:
    return [
        {"title": entry.words, "when": entry.at}
        for entry in reversed(cases.timeline(case_id=shown.id))
        if entry.words
    ]


def _answers(shown: Case) -> list[dict[str, object]]:
    published = catalogue.version(version_id=shown.version)
    language = current_language()
    files = queries.files_of(subject=shown.id)
    rows: list[dict[str, object]] = []
    for question in published.service.questions():
        answer = shown.answers.get(question.id)
        if answer is None:
            continue
        row: dict[str, object] = {"key": question.label}
        if question.kind == "file":
            ids = [i for i in question.file_ids(answer=answer) if i in files]
            row["files"] = [
                {"name": files[i]["name"], "href": reverse("resident:file", args=[i])}
                for i in ids
            ]
        row["value"] = question.text(answer=answer, language=language)
        rows.append(row)
    return rows


def _wrong_with(reference: str, email: str) -> list[dict[str, object]]:
    wrong: list[dict[str, object]] = []
    if read_reference(reference) is None:
        said = say("Enter the reference as it stands in your message, like SP-7K3-M9W-XC4")
        wrong.append({"text": said, "href": "#reference"})
    if "@" not in email or len(email) < 3:
        wrong.append(
            {"text": say("Enter the email address that you gave us"), "href": "#email"}
        )
    return wrong


def _mail(text: str, email: str, at: datetime) -> None:
    reference = read_reference(text)
    if reference is None:
        return
    with acting(Actor(), purpose=PURPOSE):
        holders = cases.organisations_of_reference(reference=reference)
    for whose in (f"email/{email.strip().casefold()}", f"reference/{reference}"):
        with acting(Actor(), purpose=PURPOSE):
            count = limits.counted(
                what="follow-link", whose=whose, seconds=_LINKS_SECONDS, at=at
            )
        if count > _MOST_LINKS:
            raise TooMany(
                say("You have asked for many links. Wait an hour, then try again."),
                retry_after=_LINKS_SECONDS,
            )
    for org in holders:
        with acting(Actor(org=org), purpose="follow a case"):
            services.mail_follow_link(reference=reference, email=email, at=at)
