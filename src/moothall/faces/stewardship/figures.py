"""The place's figures: one page for each question that they answer, each with its downloads."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from moothall.faces.stewardship.officers import PURPOSE, Officer, for_officers, page
from moothall.journeys import catalogue, search
from moothall.kernel import registry
from moothall.kernel.actors import acting
from moothall.kernel.language import current_language
from moothall.kernel.refusals import NotFound
from moothall.kernel.words import say

PAGES = "demand.pages.v1"


class NoSuchTable(NotFound):
    code = "stewardship.no-such-table"


@require_safe
@for_officers
def overview(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """The place at a glance."""
    return _shown(request, officer, "overview")


@require_safe
@for_officers
def view(request: HttpRequest, officer: Officer, view: str) -> HttpResponseBase:
    """One question and what the figures say to it."""
    return _shown(request, officer, view)


@require_safe
@for_officers
def table(request: HttpRequest, officer: Officer, view: str, table: str) -> HttpResponseBase:
    """The table of a picture as CSV, in the language of the page."""
    chosen, shown, _ = _made(request, officer, view)
    found = shown.table(table)
    if found is None:
        raise NoSuchTable(say("We do not have this. It may have been removed."))
    text = registry.offer(PAGES).as_csv(found, current_language())
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-store"
    name = f"{view}-{table}-{chosen.period}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _shown(request: HttpRequest, officer: Officer, slug: str) -> HttpResponse:
    chosen, shown, known = _made(request, officer, slug)
    offered = registry.offer(PAGES)
    query = urlencode(offered.query_of(of=chosen, names=shown.choices))
    content = {
        "shown": shown,
        "fields": offered.fields(
            of=chosen, names=shown.choices, today=officer.today, known=known
        ),
        "take": f"{reverse('stewardship:table', args=[slug, 'TABLE'])}?{query}",
        "pages": [
            {
                "text": title,
                "href": f"{address(name)}?{urlencode({'period': chosen.period})}",
                "current": name == slug,
            }
            for name, title in offered.titles().items()
        ],
        "address": address(slug),
    }
    return page(request, officer, "stewardship/figures.html", content)


def _made(request: HttpRequest, officer: Officer, slug: str) -> tuple[Any, Any, Any]:
    """What was chosen, the page that it makes, and what needs and services are called."""
    offered = registry.offer(PAGES)
    with acting(officer.actor, purpose=PURPOSE):
        known = known_names()
        chosen = offered.chosen(query=request.GET, today=officer.today, known=known)
        return chosen, offered.page(slug=slug, chosen=chosen, known=known), known


def address(slug: str) -> str:
    """Where a page of figures is."""
    if slug == "overview":
        return reverse("stewardship:overview")
    return reverse("stewardship:view", args=[slug])


def known_names() -> Any:  # noqa: ANN401 - ``Known`` of demand
    """What the needs and the services of the place are called. Inside ``acting``."""
    needs = search.needs(folder=Path(settings.PLACE_FOLDER))
    return registry.offer(PAGES).Known(
        needs={need.id: need.title for need in needs},
        services={listed.service: listed.title for listed in catalogue.listed()},
    )
