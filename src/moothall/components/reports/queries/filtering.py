"""From filters to conditions: fixed texts, whose values come from outside."""

from typing import Any

from moothall.components.reports.contracts import Filters, Work
from moothall.components.reports.rules.search import wanted

_SIMPLE = {
    "org": "org_id = %(of_org)s",
    "ward": "ward = %(ward)s",
    "since": "opened_at >= %(since)s",
    "until": "opened_at < %(until)s",
    "updated_since": "updated_at >= %(updated_since)s",
    "team": "team = %(team)s",
    "assignee": "assignee = %(assignee)s",
}


_PUBLIC_WORDS = (
    "id = any((select reports_search_public(%(found_by)s, %(wanted)s, %(most_found)s))::uuid[])"
)
MOST_FOUND = 1000


def conditions(filters: Filters, *, q: str = "") -> tuple[str, dict[str, Any]]:
    """What a statement may say after ``where``, and its values.

    ``q`` are words to be looked for in what everybody may read.
    """
    given = {name: getattr(filters, name, None) for name in _SIMPLE}
    found = [_SIMPLE[name] for name, value in given.items() if value is not None]
    values: dict[str, Any] = {**given, "of_org": filters.org}
    if filters.categories:
        found.append("category = any(%(categories)s)")
        values["categories"] = list(filters.categories)
    if filters.statuses:
        found.append("status = any(%(statuses)s)")
        values["statuses"] = [s.value for s in filters.statuses]
    if filters.open is not None:
        found.append("not closed" if filters.open else "closed")
    if filters.street:
        found.append("street_key = %(street)s")
        values["street"] = filters.street.strip().lower()
    if q.strip():
        looked_for = wanted(q=q)
        found.append(_PUBLIC_WORDS if looked_for else "false")
        if looked_for:
            values |= {"found_by": looked_for.by, "wanted": looked_for.text}
            values["most_found"] = MOST_FOUND
    if isinstance(filters, Work):
        found += _of_work(filters)
    return " and ".join(found) or "true", values


def _of_work(filters: Work) -> list[str]:
    found = ["assignee is null"] if filters.unassigned else []
    found += ["held <> ''"] if filters.held else []
    found += ["not closed and runs_out < %(at)s"] if filters.overdue else []
    return found
