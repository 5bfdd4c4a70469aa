"""The page of one report, and its photos: nothing on it says who reported it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import get_script_prefix, reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from moothall.components.reports import queries
from moothall.components.reports.contracts import (
    NoScheme,
    NoSuchCategory,
    Redirect,
    Report,
    ReportNotFound,
    Update,
    UpdateKind,
)
from moothall.components.reports.forms import showing
from moothall.components.reports.forms.asking import can_mail
from moothall.components.reports.ports import DOCUMENTS, Contents
from moothall.components.reports.rules import statuses
from moothall.components.reports.rules.wording import status_words
from moothall.kernel import organisations, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.pages import message, render
from moothall.kernel.refusals import NotFound
from moothall.kernel.template_words import Link, paragraphs
from moothall.kernel.visitors import PURPOSE, visitor
from moothall.kernel.words import Said, Words, say

_KEPT_SECONDS = 3600
_TOLD = {
    UpdateKind.REOPENED: say("Opened again"),
    UpdateKind.FORWARDED: say("Passed to another organisation"),
    UpdateKind.MERGED: say("Closed as the same as another report"),
    UpdateKind.FIXED_ASKED: say("Asked whether it was fixed"),
    UpdateKind.FIXED_ANSWERED: say("Answered whether it was fixed"),
    UpdateKind.SAID: say("Update"),
    UpdateKind.LINKED: say("Linked with another report"),
}
_DONE = {"follow": say("You follow this now."), "reopened": say("The report is open again.")}


@require_safe
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """``/reports/<reference>``: what everybody may read, and what who is concerned may do."""
    try:
        with acting(visitor(request).actor(), purpose=PURPOSE):
            found = queries.report(reference=reference)
            content = _content(found)
    except ReportNotFound:
        return not_there(request)
    content["waits"] = content["is_concerned"] and not found.is_private and is_held(found)
    done = _DONE.get(request.GET.get("done", ""))
    content["notice"] = {"text": done, "kind": "success"} if done else None
    owner = organisations.known(org=found.org)
    return render(request, "reports/report.html", content, organisation=owner)


@require_safe
def photo(request: HttpRequest, reference: str, document_id: UUID) -> HttpResponseBase:
    """A photo of a report that whoever asks may see; none that waits to be looked at."""
    try:
        with acting(visitor(request).actor(), purpose=PURPOSE):
            found = queries.report(reference=reference)
    except ReportNotFound:
        return not_there(request)
    kept = next((p for p in found.photos if p.document == document_id and not p.held), None)
    if kept is None or not registry.offers(DOCUMENTS):
        return not_there(request)
    is_public = not (found.is_private or is_held(found))
    tag = f'"{document_id.hex}"'
    unchanged = get_conditional_response(request, etag=tag) if is_public else None
    answer = unchanged or _opened(request, Actor(org=kept.org), document_id)
    if is_public and answer.status_code in {200, 304}:
        answer.headers["ETag"] = tag
        answer.headers["Cache-Control"] = f"public, max-age={_KEPT_SECONDS}"
    return answer


def not_there(request: HttpRequest) -> HttpResponse:
    """The same for what was never there and for what is not for everybody to see."""
    return message(
        request,
        heading=say("We cannot show you this report"),
        text=[
            say("Check the reference: it looks like RP-7K3-M9W-XC4."),
            say(
                "Some reports are not shown to everybody. If it is yours, open it in the"
                " browser that you reported it with, or sign in with the same email address."
            ),
        ],
        next_steps=[
            Link(say("See all problems on the map"), reverse("reports:list")),
            Link(say("Go to the home page"), get_script_prefix()),
        ],
        status=404,
    )


def is_held(found: Report) -> bool:
    """Whether a report waits until somebody has looked at it: then nobody else finds it.

    Only the organisation is told why. Call it outside ``acting``.
    """
    try:
        with acting(Actor(), purpose="reports"):
            queries.report(report_id=found.id)
    except ReportNotFound:
        return True
    return False


def _content(found: Report) -> dict[str, Any]:
    """Everything on the page. Inside ``acting``."""
    known = showing.names()
    said = queries.updates(report_id=found.id)
    merged = queries.duplicates(report_id=found.id)
    into = _into(found)
    is_concerned = queries.is_concerned(report_id=found.id)
    return {
        "report": found,
        "title": known.category(found.category),
        "status": showing.status_shown(found.status),
        "where": showing.where(found, known),
        "ward": known.ward(found.ward),
        "due": showing.day_words(found.due_at) if found.due_at and found.is_open else None,
        "description": paragraphs(found.description),
        "because": _because(found, said),
        "photos": [_photo(found, p.document) for p in found.photos if not p.held],
        "happened": [_happened(u) for u in reversed(said)],
        "follow": showing.follow_words(queries.followers(report_ids=[found.id])[found.id]),
        "follows": any(s.of == str(found.id) for s in queries.following()),
        "can_follow": found.is_open and not found.is_private and can_mail(),
        "can_reopen": is_concerned and statuses.may_reopen(status=found.status),
        "is_concerned": is_concerned,
        "into": _link_to(into, known) if into else None,
        "merged": [_link_to(one, known) for one in merged],
        "back": reverse("reports:list"),
    }


def _into(found: Report) -> Report | None:
    if found.duplicate_of is None:
        return None
    try:
        return queries.report(report_id=found.duplicate_of)
    except ReportNotFound:
        return None


def _link_to(other: Report, known: showing.Names) -> dict[str, Any]:
    return {
        "href": reverse("reports:report", args=[other.reference]),
        "reference": other.reference,
        "title": known.category(other.category),
        "status": showing.status_shown(other.status),
    }


def _because(found: Report, said: list[Update]) -> Words | Said | None:
    """Why the organisation is responsible: by the scheme, or since it was passed to it."""
    passed = next((u for u in reversed(said) if u.kind is UpdateKind.FORWARDED), None)
    if passed is not None:
        return passed.words
    try:
        answer = queries.route(category=found.category, lat=found.lat, lon=found.lon)
    except (NoSuchCategory, NoScheme):
        return None
    if isinstance(answer, Redirect) or answer.org != found.org:
        return None
    return answer.because


def _photo(found: Report, document: UUID) -> str:
    return reverse("reports:photo", args=[found.reference, document])


def _happened(update: Update) -> dict[str, Any]:
    """An update as the timeline shows it: what moved in its title, its words below."""
    title: Said = _TOLD[update.kind]
    moved = update.from_status is not update.to_status
    if moved and update.kind is UpdateKind.SAID:
        title = status_words(status=update.to_status)
    stands = moved and update.kind is not UpdateKind.SAID
    return {
        "title": title,
        "when": update.at,
        "by": say("From a resident") if update.by_kind == "resident" else None,
        "html": paragraphs(update.words) if update.words else None,
        "stands": status_words(status=update.to_status) if stands else None,
    }


def _opened(request: HttpRequest, actor: Actor, document_id: UUID) -> HttpResponseBase:
    offered: Contents = registry.offer(DOCUMENTS)
    try:
        with acting(actor, purpose="reports"):
            document = offered.document(document_id=document_id)
        served = offered.served(document=document)
    except NotFound:
        return not_there(request)
    answer = StreamingHttpResponse(served.content, content_type=served.type)
    for name, value in served.headers.items():
        answer.headers[name] = value
    answer.headers["Content-Disposition"] = "inline"
    return answer
