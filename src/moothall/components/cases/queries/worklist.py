"""The worklist: finding, sorting and counting the cases of one organisation, a page at a time.

Each list is one statement. Conditions and orders are fixed texts; values come from outside.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from moothall.components.cases.contracts import (
    MOST_COUNTED,
    Case,
    CaseFilters,
    Load,
    Page,
    Sort,
    Tally,
)
from moothall.components.cases.queries.rows import (
    LINE,
    WHOLE,
    Row,
    fetch,
    fetch_one,
    to_case,
    to_line,
)
from moothall.components.cases.rules.cursors import Cursor, cursor_at, read_cursor
from moothall.components.cases.rules.search import wanted
from moothall.kernel.actors import own_org
from moothall.kernel.ids import PersonId

MOST_ON_A_PAGE = 200
Order = Sort | Literal["due", "newest", "oldest", "updated"]
_MOST_OFFICERS = 500
_CSV_STRETCH = 500
_MOST_VALUES = 300
_STRETCH_OF_VALUES = 60

_WHERE = {
    "service": "service = %(service)s",
    "state": "state = %(state)s",
    "team": "team = %(team)s",
    "assignee": "assignee = %(assignee)s",
    "ward": "ward = %(ward)s",
    "updated_since": "updated_at >= %(updated_since)s",
}
_OVERDUE = "runs_out < coalesce(%(at)s::timestamptz, statement_timestamp())"
_SEARCH = (
    "id = any((select cases_search(%(found_by)s, %(wanted)s, %(closed)s::boolean,"
    " %(service)s::text, %(state)s::text, %(team)s::text, %(assignee)s::uuid, %(ward)s::text,"
    " %(most_found)s::integer))::uuid[])"
)
_UP = {
    Sort.DUE: ("closed, runs_out, id", "(closed, runs_out, id) > ({0})"),
    Sort.OLDEST: ("opened_at, id", "(opened_at, id) > ({0})"),
}
_DOWN = {
    Sort.NEWEST: ("opened_at desc, id desc", "(opened_at, id) < ({0})"),
    Sort.UPDATED: ("updated_at desc, id desc", "(updated_at, id) < ({0})"),
}
_ORDERS = _UP | _DOWN
_BACK = {
    Sort.DUE: ("closed desc, runs_out desc, id desc", "(closed, runs_out, id) < ({0})"),
    Sort.OLDEST: ("opened_at desc, id desc", "(opened_at, id) < ({0})"),
    Sort.NEWEST: ("opened_at, id", "(opened_at, id) > ({0})"),
    Sort.UPDATED: ("updated_at, id", "(updated_at, id) > ({0})"),
}
_PLACE = "%(place_key)s::timestamptz, %(place_id)s::uuid"
_TALLIED = {
    "state": "state",
    "service": "service",
    "team": "team",
    "ward": "ward",
}


def find(
    *,
    filters: CaseFilters = CaseFilters(),  # noqa: B008 - frozen
    sort: Order = Sort.DUE,
    after: str | None = None,
    limit: int = 25,
    at: datetime | None = None,
) -> Page:
    """One page of the organisation's cases; ``after`` is a page's ``next`` or ``previous``.

    What is overdue is overdue ``at`` that moment, by default when the statement runs. A search
    looks through the newest 1,000 cases that are found. Raises ``BadCursor``.
    """
    limit = max(1, min(limit, MOST_ON_A_PAGE))
    sort = Sort.UPDATED if filters.updated_since else Sort(sort)
    place = read_cursor(after, sort=sort) if after else None
    rows = [to_line(row) for row in _stretch(LINE, filters, sort, place, limit + 1, at)]
    more = len(rows) > limit
    rows = rows[:limit]
    back = place is not None and place.back
    if back:
        rows.reverse()
    if not rows:
        return Page(rows=())
    has_next, has_previous = (True, more) if back else (more, place is not None)
    return Page(
        rows=rows,
        next=cursor_at(rows[-1], sort=sort) if has_next else None,
        previous=cursor_at(rows[0], sort=sort, back=True) if has_previous else None,
    )


def count(
    *,
    filters: CaseFilters = CaseFilters(),  # noqa: B008 - frozen
    most: int = MOST_COUNTED,
    at: datetime | None = None,
) -> int:
    """How many cases match, counted up to ``most`` and one."""
    where, values = _conditions(filters, at)
    row = fetch_one(
        f"select count(*) from (select from cases_case where {where} limit %(stop)s) as few",  # noqa: S608
        {**values, "stop": most + 1},
    )
    return int(row[0]) if row else 0


def tallies(
    *,
    by: str = "state",
    filters: CaseFilters = CaseFilters(),  # noqa: B008 - frozen
    most: int = MOST_COUNTED,
    at: datetime | None = None,
) -> list[Tally]:
    """How many matching cases have each state, service, team or ward, most first.

    Each is counted up to ``most`` and one, so that the answer costs little with a million too.
    """
    column = _TALLIED[by]
    where, values = _conditions(filters, at)
    found: list[Tally] = []
    for some in _in_stretches(_values_of(column)):
        each = " union all ".join(
            f"select %(value_{n})s, count(*) from (select from cases_case"  # noqa: S608
            f" where {where} and {column} = %(value_{n})s limit %(stop)s) as few"
            for n in range(len(some))
        )
        named = {f"value_{n}": value for n, value in enumerate(some)}
        rows = fetch(each, {**values, **named, "stop": most + 1})
        found += [Tally(value=value, count=n) for value, n in rows if n]
    return sorted(found, key=lambda tally: (-tally.count, tally.value))


def _values_of(column: str) -> list[str]:
    """The values that a column has in the organisation, read by leaps along its index."""
    rows = fetch(
        f"""
with recursive value (it) as (
  select min({column}) from cases_case where org_id = %(org)s and {column} <> ''
  union all
  select (select min({column}) from cases_case
           where org_id = %(org)s and {column} > value.it and {column} <> '')
    from value where value.it is not null
)
select it from value where it is not null limit %(most)s
""",  # noqa: S608 - one of four columns
        {"org": own_org(), "most": _MOST_VALUES},
    )
    return [value for (value,) in rows]


def _in_stretches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _STRETCH_OF_VALUES):
        yield values[start : start + _STRETCH_OF_VALUES]


def officer_load(*, at: datetime | None = None) -> list[Load]:
    """How many open cases lie on each officer's desk, the fullest first."""
    rows = fetch(
        f"select assignee, count(*), count(*) filter (where {_OVERDUE}) from cases_case"  # noqa: S608
        " where org_id = %(org)s and not closed and assignee is not null"
        " group by assignee order by 2 desc, 1 limit %(most)s",
        {"org": own_org(), "at": at, "most": _MOST_OFFICERS},
    )
    return [Load(officer=PersonId(who), open=n, overdue=late) for who, n, late in rows]


def rows_for_csv(
    *,
    filters: CaseFilters = CaseFilters(),  # noqa: B008 - frozen
    most: int = 10_000,
    at: datetime | None = None,
) -> Iterator[Case]:
    """Every matching case with its answers, oldest first, up to ``most``, read in stretches."""
    place: Cursor | None = None
    while most > 0:
        stretch = _stretch(WHOLE, filters, Sort.OLDEST, place, min(most, _CSV_STRETCH), at)
        cases = [to_case(row) for row in stretch]
        yield from cases
        most -= len(cases)
        if len(cases) < _CSV_STRETCH:
            return
        place = read_cursor(cursor_at(cases[-1], sort=Sort.OLDEST), sort=Sort.OLDEST)


def _stretch(
    columns: str,
    filters: CaseFilters,
    sort: Sort,
    place: Cursor | None,
    limit: int,
    at: datetime | None,
) -> list[Row]:
    where, values = _conditions(filters, at)
    order, beyond = (_BACK if place and place.back else _ORDERS)[sort]
    if place:
        key = f"%(place_closed)s::boolean, {_PLACE}" if sort is Sort.DUE else _PLACE
        where += f" and {beyond.format(key)}"
        values |= {"place_closed": place.closed, "place_key": place.key, "place_id": place.id}
    return fetch(
        f"select {columns} from cases_case where {where} order by {order} limit %(limit)s",  # noqa: S608
        {**values, "limit": limit},
    )


def _conditions(filters: CaseFilters, at: datetime | None) -> tuple[str, dict[str, Any]]:
    given = {name: getattr(filters, name) for name in _WHERE}
    conditions = ["org_id = %(org)s"]
    conditions += [_WHERE[name] for name, value in given.items() if value is not None]
    closed = None if filters.open is None else not filters.open
    if filters.overdue:
        closed = False
        conditions.append(_OVERDUE)
    if closed is not None:
        conditions.append("closed" if closed else "not closed")
    if filters.unassigned:
        conditions.append("assignee is null")
    values = {"org": own_org(), "at": at, "closed": closed, **given}
    return _searched(filters.q, conditions, values)


def _searched(
    q: str, conditions: list[str], values: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    if q.strip():
        looked_for = wanted(q)
        conditions.append(_SEARCH if looked_for else "false")
        if looked_for:
            found = {"found_by": looked_for.by.value, "wanted": looked_for.text}
            values = {**values, **found, "most_found": MOST_COUNTED + 1}
    return " and ".join(conditions), dict(values)
