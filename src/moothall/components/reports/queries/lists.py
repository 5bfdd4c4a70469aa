"""Lists, a page at a time: of everybody's reports for the public, of one's own for staff."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from moothall.components.reports.contracts import Filters, Page, Report, Sort, Work
from moothall.components.reports.queries.filtering import conditions
from moothall.components.reports.queries.rows import COLUMNS, Row, fetch, fetch_one, to_report
from moothall.components.reports.rules.cursors import Cursor, cursor_at, read_cursor
from moothall.components.reports.rules.search import wanted
from moothall.kernel.actors import own_org

MOST_ON_A_PAGE = 200
MOST_COUNTED = 10_000
_MOST_FOUND = 1000
_STRETCH = 500
_PUBLIC = "not is_private and held = ''"
_ORDERS = {
    Sort.NEWEST: ("opened_at desc, id desc", "(opened_at, id) < ({0})"),
    Sort.OLDEST: ("opened_at, id", "(opened_at, id) > ({0})"),
    Sort.UPDATED: ("updated_at desc, id desc", "(updated_at, id) < ({0})"),
    Sort.DUE: ("closed, runs_out, id", "(closed, runs_out, id) > ({0})"),
}
_PLACE = "%(place_key)s::timestamptz, %(place_id)s::uuid"
_SEARCH = "id = any((select reports_search(%(found_by)s, %(wanted)s, %(most_found)s))::uuid[])"


def listing(
    *,
    filters: Filters = Filters(),  # noqa: B008 - frozen
    q: str = "",
    sort: Sort = Sort.NEWEST,
    after: str | None = None,
    limit: int = 25,
) -> Page:
    """One page of what the public may read; ``after`` is a page's ``next``.

    ``q`` are words of the description, street and address, looked for among the newest 1,000
    that have them. Raises ``BadCursor``.
    """
    where, values = conditions(filters, q=q)
    return _page(f"{where} and {_PUBLIC}", values, sort, after, limit)


def worklist(
    *,
    filters: Work = Work(),  # noqa: B008 - frozen
    sort: Sort = Sort.DUE,
    after: str | None = None,
    limit: int = 25,
    at: datetime,
) -> Page:
    """One page of the reports for which the organisation that acts is responsible.

    What is overdue is so ``at`` that moment. A search looks through the newest 1,000 that are
    found. Raises ``BadCursor``.
    """
    where, values = _of_work(filters, at)
    return _page(where, values, sort, after, limit)


def count(
    *,
    filters: Work = Work(),  # noqa: B008 - frozen
    at: datetime,
    most: int = MOST_COUNTED,
) -> int:
    """How many of the organisation's reports match, counted up to ``most`` and one."""
    where, values = _of_work(filters, at)
    row = fetch_one(
        "select count(*) from (select from reports_report"  # noqa: S608 - fixed texts
        f" where {where} limit %(stop)s) as few",
        {**values, "stop": most + 1},
    )
    return int(row[0]) if row else 0


def export_rows(
    *,
    filters: Filters = Filters(),  # noqa: B008 - frozen
    most: int = 1_000_000,
) -> Iterator[Report]:
    """Every report that the public may read and that matches, oldest first, in stretches."""
    after: str | None = None
    while most > 0:
        page = listing(
            filters=filters, sort=Sort.OLDEST, after=after, limit=min(most, _STRETCH)
        )
        yield from page.rows
        most -= len(page.rows)
        after = page.next
        if after is None:
            return


def _of_work(filters: Work, at: datetime) -> tuple[str, dict[str, Any]]:
    where, values = conditions(replace(filters, org=own_org()))
    values["at"] = at
    if filters.q.strip():
        looked_for = wanted(q=filters.q)
        if looked_for is None:
            return "false", values
        where += f" and {_SEARCH}"
        found = {"found_by": looked_for.by, "wanted": looked_for.text}
        values |= {**found, "most_found": _MOST_FOUND}
    return where, values


def _page(
    where: str, values: dict[str, Any], sort: Sort, after: str | None, limit: int
) -> Page:
    limit = max(1, min(limit, _STRETCH))
    place = read_cursor(text=after, sort=sort) if after else None
    rows = _stretch(where, values, sort, place, limit + 1)
    reports = tuple(to_report(row) for row in rows[:limit])
    more = len(rows) > limit
    return Page(rows=reports, next=cursor_at(report=reports[-1], sort=sort) if more else None)


def _stretch(
    where: str, values: dict[str, Any], sort: Sort, place: Cursor | None, limit: int
) -> list[Row]:
    order, beyond = _ORDERS[sort]
    if place:
        key = f"%(place_closed)s::boolean, {_PLACE}" if sort is Sort.DUE else _PLACE
        where += f" and {beyond.format(key)}"
        values = {
            **values,
            "place_closed": place.closed,
            "place_key": place.key,
            "place_id": place.id,
        }
    return fetch(
        f"select {COLUMNS} from reports_report where {where}"  # noqa: S608 - fixed texts
        f" order by {order} limit %(limit)s",
        {**values, "limit": limit},
    )
