"""What figures of demand are set against: how many people live where, and where that is."""

from typing import Any

from moothall.components.demand.queries import rows
from moothall.kernel import registry

_AREAS = "areas.v1"
_POPULATION = """
select distinct on (area) area, population from demand_denominator
 where band = 'all' and org_id = (select id from organisation where is_steward)
 order by area, year desc, source
"""


def population() -> dict[str, int]:
    """People by area, by the newest count; inside ``acting``."""
    return {area: int(people) for area, people in rows.fetch(_POPULATION, [])}


def points() -> dict[str, tuple[float, float]]:
    """The latitude and longitude of each ward's label; nothing where no areas are offered."""
    if not registry.offers(_AREAS):
        return {}
    areas: Any = registry.offer(_AREAS)
    return {a.code: (a.label.lat, a.label.lon) for a in areas.areas(kind="ward")}
