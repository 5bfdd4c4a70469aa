"""The conditions of a service, put together on a page: a field, a test, a value."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from moothall.faces.workspace.changes import Here, here, revision_in, typed
from moothall.faces.workspace.clauses import (
    TESTS,
    Clause,
    Clauses,
    checked,
    read,
    test_words,
    written,
)
from moothall.faces.workspace.officers import PURPOSE, Officer, for_officers, page
from moothall.journeys import services
from moothall.journeys.conditions import Place, places
from moothall.kernel.actors import acting
from moothall.kernel.language import current_language
from moothall.kernel.refusals import NotFound, Refused
from moothall.kernel.steps import Named
from moothall.kernel.words import Said, in_language, say

_KINDS: Mapping[str, Said] = {
    "show_when": say("Shown only if"),
    "stop_when": say("The service ends here if"),
    "required_when": say("Must be answered if"),
}
_BLANKS, _MOST = 2, 8
_LONGEST = 2_000


class PlaceNotFound(NotFound):
    code = "workspace.condition-not-found"


@require_safe
@for_officers
def conditions(request: HttpRequest, officer: Officer, service: str) -> HttpResponseBase:
    """Every condition, and where one could be added."""
    with acting(officer.actor, purpose=PURPOSE):
        found = here(officer, service)
    shown = [
        {
            "kind": _KINDS[place.kind],
            "about": place.about,
            "text": place.text,
            "said": in_words(read(place.text), place.nameable) if place.text else None,
            "is_changed": place.is_changed,
            "href": reverse("workspace:condition", args=[service, place.path]),
        }
        for place in _places(found)
    ]
    content = {
        "service": found.live.service,
        "there": [each for each in shown if each["text"] or each["is_changed"]],
        "free": [each for each in shown if not (each["text"] or each["is_changed"])],
        "may_change": found.may_change,
        "back": reverse("workspace:changes", args=[service]),
    }
    return page(request, officer, "workspace/conditions.html", content, here="services")


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def condition(
    request: HttpRequest, officer: Officer, service: str, place: str
) -> HttpResponseBase:
    """One condition; POST keeps what was put together or written."""
    with acting(officer.actor, purpose=PURPOSE):
        found = here(officer, service)
    at = next((each for each in _places(found) if each.path == place), None)
    if at is None:
        raise PlaceNotFound(say("This service has no such condition."))
    if request.method != "POST":
        return _shown(request, officer, found, at)
    clauses = _typed(request)
    try:
        text = _text(request, at, clauses)
        with acting(officer.actor, purpose=PURPOSE):
            services.amend(
                service=service,
                revision=revision_in(request, found),
                conditions={at.path: text},
                at=officer.at,
            )
    except NotFound:
        raise
    except Refused as refusal:
        return _shown(request, officer, found, at, tried=clauses, refusal=refusal)
    return redirect("workspace:condition", service, place)


def in_words(clauses: Clauses | None, nameable: Sequence[Named]) -> str | None:
    """Clauses as a person would say them; none where there are no clauses for it."""
    if clauses is None:
        return None
    language = current_language()
    known = {each.name: each for each in nameable}
    said = []
    for clause in clauses.items:
        about = known.get(clause.name)
        label = in_language(about.label, language) if about else clause.name
        values = about.values if about else {}
        parts = [part.strip() for part in clause.value.split(",")] if clause.value else []
        said_values = [in_language(values.get(part), language) or part for part in parts]
        words = test_words(clause.test, about).in_language(language)
        said.append(" ".join(filter(None, (f"“{label}”", words, ", ".join(said_values)))))
    join = say("and") if clauses.join == "and" else say("or")
    return f" {join.in_language(language)} ".join(said)


def _places(found: Here) -> list[Place]:
    return places(published=found.base, amendment=found.amendment)


def _text(request: HttpRequest, at: Place, clauses: Clauses) -> str:
    """The FEEL that a form asks for: taken out, written by hand, or put together."""
    wanted = request.POST.get("do", "")
    if wanted == "remove":
        return ""
    if wanted == "text":
        return checked(typed(request, "text", most=_LONGEST), at.nameable)
    return written(clauses, at.nameable)


def _in_lines(at: Place) -> Clauses | None:
    """The condition as lines of the form; none if the form has no room for all that it says."""
    clauses = read(at.text)
    known = {each.name for each in at.nameable}
    if clauses is None or len(clauses.items) > _MOST:
        return None
    return clauses if all(item.name in known for item in clauses.items) else None


def _typed(request: HttpRequest) -> Clauses:
    """The lines of the form in which something is chosen or written."""
    items = [
        Clause(
            name=request.POST.get(f"name-{n}", ""),
            test=request.POST.get(f"test-{n}", ""),
            value=typed(request, f"value-{n}", most=_LONGEST),
        )
        for n in range(_MOST)
    ]
    kept = tuple(item for item in items if item.name or item.value)
    return Clauses(join="or" if request.POST.get("join") == "or" else "and", items=kept)


def _shown(
    request: HttpRequest,
    officer: Officer,
    found: Here,
    at: Place,
    *,
    tried: Clauses | None = None,
    refusal: Refused | None = None,
) -> HttpResponseBase:
    clauses = tried or _in_lines(at)
    written_by_hand = request.POST.get("do") == "text"
    text = request.POST.get("text", "") if written_by_hand else at.text
    items = list(clauses.items) if clauses else []
    blanks = min(max(_BLANKS, 3 - len(items)), _MOST - len(items))
    content: dict[str, Any] = {
        "service": found.live.service,
        "kind": _KINDS[at.kind],
        "about": at.about,
        "text": text,
        "kept": at.text,
        "live": at.live,
        "said": in_words(read(at.text), at.nameable) if at.text else None,
        "is_by_hand": clauses is None,
        "join": clauses.join if clauses else "and",
        "lines": [*items, *(Clause(name="", test="") for _ in range(blanks))],
        "nameable": at.nameable,
        "tests": TESTS,
        "revision": found.amendment.revision,
        "live_number": found.live.number,
        "may_change": found.may_change,
        "errors": [{"text": refusal.said, "href": "#text" if written_by_hand else "#name-0"}]
        if refusal
        else [],
        "post_url": reverse("workspace:condition", args=[found.service, at.path]),
        "back": reverse("workspace:conditions", args=[found.service]),
    }
    status = refusal.status if refusal else 200
    return page(
        request, officer, "workspace/condition.html", content, here="services", status=status
    )
