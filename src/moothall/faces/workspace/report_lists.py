"""The reports for which an organisation is responsible, as a list and as a CSV file."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from moothall.components.people import queries as people
from moothall.components.people.contracts import Membership
from moothall.components.reports.contracts import BadCursor, Category, Page, Report, Work
from moothall.components.reports.rules.exporting import COLUMNS, open_data_row
from moothall.faces.workspace.filters import Choice, wards
from moothall.faces.workspace.officers import PURPOSE, Officer, for_officers, page
from moothall.faces.workspace.report_filters import Asked, asked, choices, chosen, reports
from moothall.faces.workspace.report_showing import (
    category_name,
    due_shown,
    status_shown,
    title_of,
    who_has,
)
from moothall.faces.workspace.showing import Names
from moothall.kernel import organisations
from moothall.kernel.actors import acting
from moothall.kernel.place import place
from moothall.kernel.words import Said, in_language, say

MOST = 10_000
"""As many reports as one file holds, the oldest."""
_PAGE = 25
_STRETCH = 500


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the pages of an organisation know of it: read once for each page."""

    officer: Officer
    categories: Sequence[Category]
    colleagues: Sequence[Membership]
    names: Names


@require_safe
@for_officers
def listing(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """The organisation's reports, as the address asks for them."""
    wanted = asked(request, officer)
    with acting(officer.actor, purpose=PURPOSE):
        content = listed(desk(officer), wanted)
    status = 422 if content["notice"] else 200
    return page(
        request, officer, "workspace/reports.html", content, here="reports", status=status
    )


@require_safe
@for_officers
def export(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """The reports of a list as CSV, in the columns of Open311's bulk format."""
    wanted = asked(request, officer)
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    with acting(officer.actor, purpose="export"):
        known = {c.id: c for c in reports().categories()}
        for report in _all_of(wanted, officer):
            name = in_language(category_name(report, known), "en")
            agency = in_language(organisations.known(org=report.org).name, "en")
            writer.writerow(open_data_row(report=report, name=name, agency=agency))
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    day = officer.at.astimezone(place().working_days().zone).date().isoformat()
    file = f"{officer.organisation.slug}-reports-{day}.csv"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def desk(officer: Officer) -> Desk:
    """What can be reported, and the organisation's people and places. Inside ``acting``."""
    colleagues = people.officers(at=officer.at)
    names = Names(
        organisation=officer.organisation,
        people={m.person: m.name for m in colleagues},
        wards=wards(),
    )
    return Desk(
        officer=officer,
        categories=reports().categories(),
        colleagues=colleagues,
        names=names,
    )


def listed(here: Desk, wanted: Asked, *, current: str | None = None) -> dict[str, Any]:
    """What the list pane shows: a page of rows, the filters, and how many there are."""
    offered = choices(here.officer, here.categories, here.colleagues, here.names.wards)
    found, trouble = _found(here, wanted)
    views = _views(here, wanted)
    counted = next((view["count"] for view in views if view["current"]), None)
    return {
        "rows": [_row(report, here, wanted, current) for report in found.rows],
        "count": _count(here, wanted.filters) if counted is None else counted,
        "filters": _fields(wanted, offered),
        "given": wanted.given,
        "chosen": chosen(wanted, offered),
        "clear_url": wanted.plain_url(),
        "first": wanted.url() if wanted.after else None,
        "next": wanted.url(after=found.next) if found.next else None,
        "list_url": wanted.url(after=wanted.after),
        "list_title": say("Reports"),
        "export_url": wanted.url("reports-export"),
        "views": views,
        "notice": {"text": trouble} if trouble else None,
    }


def _found(here: Desk, wanted: Asked) -> tuple[Page, Said | None]:
    """A page of reports; for a place in it that is not there, the first one, and words."""

    def find(after: str | None) -> Page:
        page: Page = reports().worklist(
            filters=wanted.filters,
            sort=wanted.sort,
            after=after,
            limit=_PAGE,
            at=here.officer.at,
        )
        return page

    try:
        return find(wanted.after), None
    except BadCursor as refusal:
        return find(None), refusal.said


def _all_of(wanted: Asked, officer: Officer) -> Iterator[Report]:
    """Every report of a list, up to ``MOST``, a stretch at a time."""
    after, left = None, MOST
    while left > 0:
        page: Page = reports().worklist(
            filters=wanted.filters,
            sort=wanted.sort,
            after=after,
            limit=min(left, _STRETCH),
            at=officer.at,
        )
        yield from page.rows
        left -= len(page.rows)
        after = page.next
        if after is None:
            return


def _count(here: Desk, filters: Work) -> int:
    return int(reports().count(filters=filters, at=here.officer.at))


def _row(report: Report, here: Desk, wanted: Asked, current: str | None) -> dict[str, Any]:
    return {
        "href": wanted.report_url(report.reference),
        "reference": report.reference,
        "title": title_of(report, {c.id: c for c in here.categories}),
        "where": report.street or here.names.ward(report.ward),
        "who": who_has(report, here.names),
        "state": status_shown(report),
        "due": due_shown(report, here.officer.at),
        "current": report.reference == current,
    }


def _fields(wanted: Asked, offered: Mapping[str, Sequence[Choice]]) -> dict[str, Any]:
    """Each filter with what it offers, what is chosen in it kept even if it is not offered."""
    fields: dict[str, Any] = {}
    for name, options in offered.items():
        value = wanted.given[name]
        known = {option.value for option in options}
        extra = [Choice(value=value, text=value)] if value and value not in known else []
        fields[name] = [*options, *extra]
    return fields


def _views(here: Desk, wanted: Asked) -> list[dict[str, Any]]:
    """The lists that officers open most, each with how many reports are in it."""
    me = here.officer.actor.officer
    views: list[tuple[Said, dict[str, str], Work]] = [
        (say("All open"), {}, Work(open=True)),
        (say("Mine"), {"assignee": "me"}, Work(open=True, assignee=me)),
        (say("Nobody’s"), {"assignee": "nobody"}, Work(open=True, unassigned=True)),
        (say("Overdue"), {"due": "overdue"}, Work(open=True, overdue=True)),
        (say("Held back"), {"held": "held"}, Work(open=True, held=True)),
    ]
    return [
        {
            "text": text,
            "href": wanted.plain_url(**given),
            "count": _count(here, filters),
            "current": filters == wanted.filters,
        }
        for text, given, filters in views
    ]
