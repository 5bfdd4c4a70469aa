"""Reading cubes for the rules that find where to step in; outside ``acting``."""

from collections.abc import Mapping
from datetime import datetime

from moothall.components.demand.contracts import DELIVERED, Cell, Cubes, Outcome
from moothall.components.demand.rules.findings.material import Material
from moothall.components.demand.rules.measures.distances import Place
from moothall.components.demand.rules.periods import quarters, twelve_months
from moothall.components.demand.rules.summaries.sheets import added

_QUARTERS = 5
"""The latest, and the same of the year before."""


def material_of(
    cubes: Cubes,
    *,
    at: datetime,
    population: Mapping[str, int],
    centres: Mapping[str, Place],
) -> Material:
    """What the rules look at, of the twelve months up to now."""
    period = twelve_months(at=at)

    def counts(*by: str, **where: list[str]) -> list[Cell]:
        return list(cubes.counts(by=by, since=period.since, until=period.until, where=where))

    by_cause = counts("cause_org", "cause_service", "org", "service", kind=["failure"])
    return Material(
        period=period,
        need_area=counts("need", "area"),
        need_area_holder=counts("need", "area", "org"),
        need_met_area=counts(
            "need", "met_org", "area", outcome=sorted(o.value for o in DELIVERED)
        ),
        service=counts("org", "service"),
        caused=counts("cause_org", "cause_service", kind=["failure"]),
        caused_elsewhere=added(
            (cell for cell in by_cause if cell.keys[:2] != cell.keys[2:]), keep=[0, 1]
        ),
        gave_up=counts("org", "service", "step", outcome=[Outcome.GAVE_UP.value]),
        searched=counts("need", outcome=[Outcome.UNMET_NO_SERVICE.value], service=[""]),
        waits={
            quarter.name: cubes.waits(
                by=["need"], since=quarter.since, until=quarter.until, at=at
            )
            for quarter in quarters(at=at, many=_QUARTERS)
        },
        population=population,
        centres=centres,
    )
