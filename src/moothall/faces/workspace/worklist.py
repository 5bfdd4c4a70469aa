"""The worklist: an organisation's cases, and beside them the case that is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import BadCursor, CaseFilters, CaseRow, Page
from moothall.components.people import queries as people
from moothall.components.people.contracts import Membership
from moothall.faces.workspace.filters import Asked, Choice, asked, choices, chosen, wards
from moothall.faces.workspace.officers import PURPOSE, Officer, for_officers, page
from moothall.faces.workspace.showing import Names, due_shown, state_shown, who_has
from moothall.journeys import catalogue
from moothall.journeys.catalogue import Published
from moothall.kernel.actors import acting
from moothall.kernel.words import Said, say

_PAGE = 25


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the pages of an organisation know of it: read once for each page."""

    officer: Officer
    services: Sequence[Published]
    colleagues: Sequence[Membership]
    names: Names


@require_safe
@for_officers
def worklist(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """The organisation's cases, as the address asks for them."""
    wanted = asked(request, officer)
    with acting(officer.actor, purpose=PURPOSE):
        content = listed(desk(officer), wanted)
    status = 422 if content["notice"] else 200
    return page(request, officer, "workspace/worklist.html", content, status=status)


def desk(officer: Officer) -> Desk:
    """The organisation's live services, people and places. Inside ``acting``."""
    services = [
        catalogue.version(version_id=one.version)
        for one in catalogue.listed()
        if one.owner == officer.organisation.id
    ]
    colleagues = people.officers(at=officer.at)
    names = Names(
        organisation=officer.organisation,
        people={m.person: m.name for m in colleagues},
        wards=wards(),
    )
    return Desk(officer=officer, services=services, colleagues=colleagues, names=names)


def listed(here: Desk, wanted: Asked, *, current: str | None = None) -> dict[str, Any]:
    """What the list pane shows: a page of rows, the filters, and how many there are."""
    offered = choices(here.officer, here.services, here.colleagues, here.names.wards)
    found, trouble = _found(here, wanted)
    views = _views(here, wanted)
    counted = next((view["count"] for view in views if view["current"]), None)
    return {
        "rows": [_row(case, here, wanted, current) for case in found.rows],
        "count": _count(here, wanted.filters) if counted is None else counted,
        "filters": _fields(wanted, offered),
        "given": wanted.given,
        "chosen": chosen(wanted, offered),
        "clear_url": wanted.plain_url(),
        "previous": wanted.url(after=found.previous) if found.previous else None,
        "next": wanted.url(after=found.next) if found.next else None,
        "list_url": wanted.url(after=wanted.after),
        "export_url": wanted.url("export"),
        "views": views,
        "notice": {"text": trouble} if trouble else None,
    }


def _found(here: Desk, wanted: Asked) -> tuple[Page, Said | None]:
    """A page of cases; for a place in the list that there is not, the first one, and words."""

    def find(after: str | None) -> Page:
        return cases.find(
            filters=wanted.filters,
            sort=wanted.sort,
            after=after,
            limit=_PAGE,
            at=here.officer.at,
        )

    try:
        return find(wanted.after), None
    except BadCursor as refusal:
        return find(None), refusal.said


def _count(here: Desk, filters: CaseFilters) -> int:
    return cases.count(filters=filters, at=here.officer.at)


def _row(case: CaseRow, here: Desk, wanted: Asked, current: str | None) -> dict[str, Any]:
    return {
        "href": wanted.case_url(case.reference),
        "reference": case.reference,
        "title": case.title or case.service,
        "where": here.names.ward(case.ward),
        "who": who_has(case, here.names),
        "state": state_shown(case),
        "due": due_shown(case, here.officer.at),
        "current": case.reference == current,
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
    """The lists that officers open most, each with how many cases are in it."""
    me = here.officer.actor.officer
    views: list[tuple[Said, dict[str, str], CaseFilters]] = [
        (say("All open"), {}, CaseFilters(open=True)),
        (say("Mine"), {"assignee": "me"}, CaseFilters(open=True, assignee=me)),
        (say("Nobody’s"), {"assignee": "nobody"}, CaseFilters(open=True, unassigned=True)),
        (say("Overdue"), {"due": "overdue"}, CaseFilters(open=True, overdue=True)),
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
