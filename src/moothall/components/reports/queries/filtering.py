"""From filters to conditions: fixed texts, whose values come from outside."""

from typing import Any

from moothall.components.reports.contracts import Circle, Filters, Work
from moothall.components.reports.rules import near as distances
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

_LOCATED = "lat between %(south)s and %(north)s and lon between %(west)s and %(east)s"
_CELLS = (
    "cell_lat between %(low_lat)s and %(high_lat)s"
    " and cell_lon between %(low_lon)s and %(high_lon)s"
)
# The haversine formula, as rules.near has it.
_AWAY = f"""
2 * {distances.EARTH} * asin(least(1, sqrt(
  power(sin(radians(lat - %(circle_lat)s) / 2), 2)
  + cos(radians(lat)) * cos(radians(%(circle_lat)s))
    * power(sin(radians(lon - %(circle_lon)s) / 2), 2)))) <= %(circle_metres)s
"""


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
        found += [_searched(q, values)]
    if filters.within:
        found += [_CELLS, _LOCATED, _AWAY]
        values |= _around(filters.within)
    if isinstance(filters, Work):
        found += _of_work(filters)
    return " and ".join(found) or "true", values


def _searched(q: str, values: dict[str, Any]) -> str:
    """The condition for words that everybody may look for; their values go to ``values``."""
    looked_for = wanted(q=q)
    if not looked_for:
        return "false"
    values |= {"found_by": looked_for.by, "wanted": looked_for.text, "most_found": MOST_FOUND}
    return _PUBLIC_WORDS


def _of_work(filters: Work) -> list[str]:
    found = ["assignee is null"] if filters.unassigned else []
    found += ["held <> ''"] if filters.held else []
    found += ["not closed and runs_out < %(at)s"] if filters.overdue else []
    return found


def _around(circle: Circle) -> dict[str, Any]:
    """The values of a circle, and of the box that holds it."""
    south, west, north, east = distances.box(
        lat=circle.lat, lon=circle.lon, radius=circle.metres
    )
    return {
        "south": south,
        "west": west,
        "north": north,
        "east": east,
        "low_lat": distances.cell(south),
        "high_lat": distances.cell(north),
        "low_lon": distances.cell(west),
        "high_lon": distances.cell(east),
        "circle_lat": circle.lat,
        "circle_lon": circle.lon,
        "circle_metres": circle.metres,
    }
