"""An organisation's own demand, exact: what it was asked and holds, and how it came out."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from moothall.faces.workspace.officers import PURPOSE, Officer, for_officers, page
from moothall.journeys import catalogue, search
from moothall.kernel import registry
from moothall.kernel.actors import acting
from moothall.kernel.language import current_language
from moothall.kernel.place import place

DEMAND, PAGES = "demand.v1", "demand.pages.v1"
OVERVIEW = "overview"


@require_safe
@for_officers
def demand(request: HttpRequest, officer: Officer, view: str = OVERVIEW) -> HttpResponseBase:
    """One question about the organisation's own demand."""
    chosen, shown, known, today = _made(request, officer, view)
    offered = registry.offer(PAGES)
    content = {
        "shown": shown,
        "fields": offered.fields(of=chosen, names=shown.choices, today=today, known=known),
        "take": f"{reverse('workspace:demand-table', args=[view, 'TABLE'])}"
        f"?{urlencode(offered.query_of(of=chosen, names=shown.choices))}",
        "pages": [
            {
                "text": title,
                "href": f"{_address(name)}?{urlencode({'period': chosen.period})}",
                "current": name == view,
            }
            for name, title in offered.titles().items()
        ],
        "address": _address(view),
    }
    return page(request, officer, "workspace/demand.html", content, here="demand")


@require_safe
@for_officers
def demand_table(
    request: HttpRequest, officer: Officer, view: str, table: str
) -> HttpResponseBase:
    """The table of a picture as CSV, in the language of the page."""
    chosen, shown, _, _ = _made(request, officer, view)
    found = shown.table(table)
    if found is None:
        raise Http404
    text = registry.offer(PAGES).as_csv(found, current_language())
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"{officer.organisation.slug}-{view}-{table}-{chosen.period}.csv"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _made(request: HttpRequest, officer: Officer, view: str) -> tuple[Any, Any, Any, Any]:
    if not registry.offers(DEMAND):
        raise Http404
    offered = registry.offer(PAGES)
    needs = search.needs(folder=Path(settings.PLACE_FOLDER))
    today = officer.at.astimezone(place().working_days().zone).date()
    with acting(officer.actor, purpose=PURPOSE):
        known = offered.Known(
            needs={need.id: need.title for need in needs},
            services={listed.service: listed.title for listed in catalogue.listed()},
        )
        chosen = offered.chosen(query=request.GET, today=today, known=known)
        shown = offered.page(slug=view, chosen=chosen, known=known, own=True)
    return chosen, shown, known, today


def _address(view: str) -> str:
    return (
        reverse("workspace:demand")
        if view == OVERVIEW
        else reverse("workspace:demand-view", args=[view])
    )
