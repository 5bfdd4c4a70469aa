"""From filters to conditions: fixed texts, whose values come from outside."""

from typing import Any

from moothall.components.reports.contracts import Filters, Work

_SIMPLE = {
    "org": "org_id = %(of_org)s",
    "ward": "ward = %(ward)s",
    "since": "opened_at >= %(since)s",
    "until": "opened_at < %(until)s",
    "updated_since": "updated_at >= %(updated_since)s",
    "team": "team = %(team)s",
    "assignee": "assignee = %(assignee)s",
}


def conditions(filters: Filters) -> tuple[str, dict[str, Any]]:
    """What a statement may say after ``where``, and its values."""
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
    if isinstance(filters, Work):
        found += _of_work(filters)
    return " and ".join(found) or "true", values


def _of_work(filters: Work) -> list[str]:
    found = ["assignee is null"] if filters.unassigned else []
    found += ["held <> ''"] if filters.held else []
    found += ["not closed and runs_out < %(at)s"] if filters.overdue else []
    return found
