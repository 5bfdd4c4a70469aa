"""Requests: making one, finding many, reading one, and what became of a token."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

from moothall.components.reports.contracts import Circle, Filters, Report
from moothall.faces.open311 import callers, formats, making, spots
from moothall.faces.open311.callers import PURPOSE, Jurisdiction
from moothall.faces.open311.problems import Problem, bad, missing, told
from moothall.faces.open311.reading import Given, asked, posted
from moothall.faces.open311.showing import Showing
from moothall.faces.open311.statuses import CLOSED, OPEN
from moothall.kernel.actors import acting
from moothall.kernel.words import say

MOST = 1000
"""How many requests are answered at most, over all pages."""
WINDOW = timedelta(days=90)
_MOST_RADIUS = 50_000
_ROOT = "service_requests"


@told("GET", "POST")
def requests(request: HttpRequest, *, form: str) -> HttpResponse:
    """Find requests, or make one."""
    if request.method == "POST":
        return making.make(request, posted(request), form=form, at=now())
    return _found(request, asked(request), form)


@told("GET")
def one(request: HttpRequest, *, form: str, code: str) -> HttpResponse:
    """One request, as a list of one."""
    given = asked(request)
    with acting(callers.reader(request), purpose=PURPOSE):
        jurisdiction = callers.jurisdiction(given)
        found = _named((code,), jurisdiction.org)
        if not found:
            raise missing(say("There is no service_request_id {code} here.", code=code[:60]))
        shown = _shown(found, given, jurisdiction)
    return formats.answer(form, root=_ROOT, content=shown)


@told("GET")
def token(request: HttpRequest, *, form: str, token: str) -> HttpResponse:
    """Every request gets its id at once, so an id is its own token."""
    given = asked(request)
    with acting(callers.reader(request), purpose=PURPOSE):
        found = _named((token,), callers.jurisdiction(given).org)
    if not found:
        raise missing(say("There is no token {code} here.", code=token[:60]))
    listed = [{"service_request_id": r.reference, "token": token} for r in found]
    return formats.answer(form, root=_ROOT, content=listed)


def window(given: Given, *, at: datetime) -> tuple[datetime, datetime]:
    """The moments between which a list lies: 90 days at most, which end now if not said."""
    start, end = given.moment("start_date"), given.moment("end_date")
    if start and end and start > end:
        raise bad(say("start_date is later than end_date."))
    try:
        if end is None:
            end = min(at + timedelta(seconds=1), start + WINDOW) if start else at
        earliest = end - WINDOW
    except OverflowError:
        raise Problem(HTTPStatus.BAD_REQUEST, say("There is no such moment.")) from None
    return max(start or earliest, earliest), end


def _found(request: HttpRequest, given: Given, form: str) -> HttpResponse:
    with acting(callers.reader(request), purpose=PURPOSE):
        jurisdiction = callers.jurisdiction(given)
        if codes := given.listed("service_request_id"):
            found = _named(codes, jurisdiction.org)
        else:
            found = _listed(given, _filters(given, jurisdiction))
        shown = _shown(found, given, jurisdiction)
    return formats.answer(form, root=_ROOT, content=shown)


def _named(codes: tuple[str, ...], org: Any) -> list[Report]:  # noqa: ANN401 - an id or none
    found: list[Report] = callers.reports().called(references=codes[:MOST])
    return [r for r in found if org in {None, r.org} and not r.is_private and not r.held]


def _filters(given: Given, jurisdiction: Jurisdiction) -> Filters:
    since, until = window(given, at=now())
    codes = given.listed("service_code")
    known = {c.id for c in jurisdiction.categories}
    if unknown := [code for code in codes if code not in known]:
        raise missing(say("There is no service_code {code} here.", code=unknown[0][:60]))
    return Filters(
        org=jurisdiction.org,
        categories=codes,
        open=_open(given),
        since=since,
        until=until,
        updated_since=given.moment("updated_after"),
        within=_circle(given),
    )


def _open(given: Given) -> bool | None:
    wanted = {status.lower() for status in given.listed("status")}
    if unknown := wanted - {OPEN, CLOSED}:
        raise bad(say("status is open or closed, not {status}.", status=min(unknown)[:60]))
    return None if len(wanted) != 1 else wanted == {OPEN}


def _circle(given: Given) -> Circle | None:
    found, radius = spots.coordinates(given), given.number("radius")
    if found is None:
        if radius is not None:
            raise bad(say("radius needs lat and long."))
        return None
    if radius is None:
        raise bad(say("lat and long need a radius in metres."))
    if not 0 < radius <= _MOST_RADIUS:
        raise bad(say("radius is more than 0 and at most {most} metres.", most=_MOST_RADIUS))
    return Circle(lat=found[0], lon=found[1], metres=radius)


def _listed(given: Given, filters: Filters) -> list[Report]:
    """A page of what is found, the newest first; without a page all of it, to the limit."""
    size = given.whole("page_size", least=1, most=MOST)
    page = given.whole("page", least=1, most=10**6) or 1
    size = size or (50 if given.get("page") else MOST)
    first, last = (page - 1) * size, min(page * size, MOST)
    found: list[Report] = []
    after: str | None = None
    while len(found) < last:
        stretch = callers.reports().listing(
            filters=filters, after=after, limit=min(500, last - len(found))
        )
        found += stretch.rows
        after = stretch.next
        if after is None:
            break
    return found[first:last]


def _shown(
    found: list[Report], given: Given, jurisdiction: Jurisdiction
) -> list[dict[str, Any]]:
    extended = given.is_set("extensions")
    showing = Showing.of(jurisdiction.categories, extended=extended)
    return [showing.request(report) for report in found]
