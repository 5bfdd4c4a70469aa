"""What lies near a spot and on a map: bounded, however many reports there are."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from moothall.components.reports.contracts import (
    Bounds,
    Cluster,
    Filters,
    Near,
    OnMap,
    Pin,
    Status,
)
from moothall.components.reports.queries.filtering import conditions
from moothall.components.reports.queries.reports import followers
from moothall.components.reports.queries.rows import COLUMNS, fetch, to_report
from moothall.components.reports.queries.scheme import one_category
from moothall.components.reports.rules import near as distances

MOST_NEAR = 20
MOST_PINS = 300
MOST_COUNTED = 500
"""A cluster is counted up to this."""
_MOST_CANDIDATES = 500
_CLUSTERS_A_SIDE = 16

_LOCATED = "lat between %(south)s and %(north)s and lon between %(west)s and %(east)s"
_CELLS = (
    "cell_lat between %(low_lat)s and %(high_lat)s"
    " and cell_lon between %(low_lon)s and %(high_lon)s"
)
_CLUSTERS = """
select row, col, (
    select count(*) from (
      select from reports_report where {where}
         and cell_lat between %(low_lat)s + row * %(step)s
                          and %(low_lat)s + row * %(step)s + %(step)s - 1
         and cell_lon between %(low_lon)s + col * %(step)s
                          and %(low_lon)s + col * %(step)s + %(step)s - 1
       limit %(most)s) as few) as many
  from generate_series(0, %(rows)s - 1) as row, generate_series(0, %(cols)s - 1) as col
"""
# Where a filter leaves few, counting them all is cheaper than looking for them in each cell.
_CLUSTERS_OF_FEW = """
select (cell_lat - %(low_lat)s) / %(step)s as row, (cell_lon - %(low_lon)s) / %(step)s as col,
       count(*)
  from reports_report where {where} and {cells} group by 1, 2 order by 1, 2
"""


def nearby(*, category: str, lat: float, lon: float, at: datetime) -> list[Near]:
    """Open reports that may be the same, the nearest first, as the category says what is near.

    Private and held reports are not among them. Raises ``NoSuchCategory`` and ``NoScheme``.
    """
    found = one_category(category)
    if not found.radius or found.private:
        return []
    south, west, north, east = distances.box(lat=lat, lon=lon, radius=found.radius)
    box = Bounds(south=south, west=west, north=north, east=east)
    rows = fetch(
        f"select {COLUMNS} from reports_report where category = %(category)s and not closed"  # noqa: S608
        f" and {_CELLS} and {_LOCATED} and opened_at >= %(since)s"
        " and not is_private and held = '' limit %(most)s",
        {
            **_box_values(box),
            "category": category,
            "since": at - timedelta(weeks=found.weeks),
            "most": _MOST_CANDIDATES,
        },
    )
    measured = []
    for row in rows:
        one = to_report(row)
        away = distances.metres(lat=lat, lon=lon, to_lat=row[7], to_lon=row[8])
        if away <= found.radius:
            measured.append((away, one))
    measured.sort(key=lambda pair: (pair[0], pair[1].opened_at, pair[1].id))
    nearest = measured[:MOST_NEAR]
    counts = followers(report_ids=[one.id for _, one in nearest]) if nearest else {}
    return [
        Near(report=one, metres=round(away), followers=counts[one.id]) for away, one in nearest
    ]


def on_map(
    *,
    bounds: Bounds,
    filters: Filters = Filters(),  # noqa: B008 - frozen
    q: str = "",
) -> OnMap:
    """What lies in a box of the map: at most 300 pins, or else counts by the cells of a grid.

    Nothing private or held is on it. ``q`` as in ``listing``. A cluster is counted up to 500.
    """
    where, values = conditions(filters, q=q)
    where = f"{where} and not is_private and held = ''"
    if filters.open is None:
        where = f"closed = any(array[false, true]) and {where}"
    values = {**values, **_box_values(bounds), "most": MOST_PINS + 1}
    rows = fetch(
        "select reference, category, status, lat, lon, opened_at from reports_report"  # noqa: S608
        f" where {where} and {_CELLS} and {_LOCATED} limit %(most)s",
        values,
    )
    if len(rows) > MOST_PINS:
        is_narrow = replace(filters, open=None) != Filters()
        statement = _CLUSTERS_OF_FEW if is_narrow else _CLUSTERS
        return OnMap(clusters=tuple(_clusters(statement, where, values)))
    pins = [
        Pin(
            reference=row[0],
            category=row[1],
            status=Status(row[2]),
            lat=row[3],
            lon=row[4],
            opened_at=row[5],
        )
        for row in rows
    ]
    return OnMap(pins=tuple(sorted(pins, key=lambda p: (p.opened_at, p.reference))))


def _clusters(statement: str, where: str, values: dict[str, Any]) -> list[Cluster]:
    high = values["high_lat"] - values["low_lat"] + 1
    wide = values["high_lon"] - values["low_lon"] + 1
    step = max(1, -(-max(high, wide) // _CLUSTERS_A_SIDE))
    rows = fetch(
        statement.format(where=where, cells=_CELLS),
        {
            **values,
            "step": step,
            "rows": -(-high // step),
            "cols": -(-wide // step),
            "most": MOST_COUNTED + 1,
        },
    )
    middle = step / 2
    return [
        Cluster(
            lat=(values["low_lat"] + row * step + middle) * distances.CELL,
            lon=(values["low_lon"] + col * step + middle) * distances.CELL,
            count=min(many, MOST_COUNTED),
            more=many > MOST_COUNTED,
        )
        for row, col, many in rows
        if many
    ]


def _box_values(bounds: Bounds) -> dict[str, Any]:
    return {
        "south": bounds.south,
        "west": bounds.west,
        "north": bounds.north,
        "east": bounds.east,
        "low_lat": distances.cell(bounds.south),
        "high_lat": distances.cell(bounds.north),
        "low_lon": distances.cell(bounds.west),
        "high_lon": distances.cell(bounds.east),
    }
