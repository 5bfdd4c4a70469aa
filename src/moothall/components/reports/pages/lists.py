"""The map and the list of what everybody may read, in one page; and the pins of the map."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from moothall.components.reports import queries
from moothall.components.reports.contracts import BadCursor, Cluster, Page, Pin, ReportNotFound
from moothall.components.reports.forms import showing
from moothall.components.reports.forms.asking import Asked, asked, box
from moothall.components.reports.rules.wording import status_words
from moothall.kernel.actors import Actor, acting
from moothall.kernel.pages import render
from moothall.kernel.references import read_reference
from moothall.kernel.template_words import plain
from moothall.kernel.words import Said

PURPOSE = "reports"
_PAGE = 20
_KEPT_SECONDS = 60


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """``/reports``: a page of the list, and the map where scripts run.

    Who types the reference of a report into the search is led to it.
    """
    wanted = asked(request)
    with acting(Actor(), purpose=PURPOSE):
        if read_reference(wanted.q) and (found := _called(wanted.q)):
            return redirect("reports:report", found)
        page, trouble = _listed(wanted)
        known = showing.names()
        counts = queries.followers(report_ids=[r.id for r in page.rows])
    content = {
        "cards": [showing.card(r, known, followers=counts[r.id]) for r in page.rows],
        "asked": wanted,
        "categories": showing.category_choices(known, chosen=wanted.given["category"]),
        "wards": showing.ward_choices(known, chosen=wanted.given["ward"]),
        "statuses": showing.status_choices(chosen=wanted.given["status"]),
        "next": wanted.url(after=page.next) if page.next else None,
        "first": wanted.url() if wanted.after else None,
        "pins_url": wanted.url("pins"),
        "feed_url": wanted.url("feed", q=None, status=None),
        "follow_url": wanted.url("follow-area", q=None, status=None),
        "can_report": bool(known.categories),
        "notice": {"text": trouble} if trouble else None,
    }
    return render(request, "reports/list.html", content, status=422 if trouble else 200)


@require_safe
def pins(request: HttpRequest) -> HttpResponse:
    """What lies in a ``box`` of the map: pins, or counts by cells where there are too many."""
    wanted, bounds = asked(request), box(request.GET.get("box", ""))
    with acting(Actor(), purpose=PURPOSE):
        found = queries.on_map(bounds=bounds, filters=wanted.filters, q=wanted.q)
        known = showing.names()
    response = JsonResponse(
        {
            "pins": [_pin(pin, known) for pin in found.pins],
            "clusters": [_cluster(cluster) for cluster in found.clusters],
        }
    )
    response.headers["Cache-Control"] = f"public, max-age={_KEPT_SECONDS}"
    return response


def _listed(wanted: Asked) -> tuple[Page, Said | None]:
    """A page of the list; for a place in it that there is not, the first one, and words."""

    def found(after: str | None) -> Page:
        return queries.listing(filters=wanted.filters, q=wanted.q, after=after, limit=_PAGE)

    try:
        return found(wanted.after), None
    except BadCursor as refusal:
        return found(None), refusal.said


def _called(reference: str) -> str | None:
    try:
        return queries.report(reference=reference).reference
    except ReportNotFound:
        return None


def _pin(pin: Pin, known: showing.Names) -> dict[str, Any]:
    return {
        "lat": pin.lat,
        "lon": pin.lon,
        "href": reverse("reports:report", args=[pin.reference]),
        "title": plain(known.category(pin.category)),
        "note": f"{plain(status_words(status=pin.status))}, {showing.day_words(pin.opened_at)}",
        "open": pin.status.is_open,
    }


def _cluster(cluster: Cluster) -> dict[str, Any]:
    return {
        "lat": round(cluster.lat, 6),
        "lon": round(cluster.lon, 6),
        "count": cluster.count,
        "more": cluster.more,
    }
