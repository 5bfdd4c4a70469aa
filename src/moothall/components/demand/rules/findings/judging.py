"""Measuring again what a finding rested on, in a window of days."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from moothall.components.demand.contracts import Cell, Cubes, Where
from moothall.components.demand.rules.findings.material import figure
from moothall.components.demand.rules.measures import survival
from moothall.components.demand.rules.measures.rates import (
    Interval,
    poisson_limits,
    share_if_any,
)
from moothall.components.demand.rules.summaries.waiting import spread

PER_DAY = "asked-a-day.byar.1"


def measured(
    cubes: Cubes,
    *,
    evidence: Mapping[str, Any],
    since: date,
    until: date,
    at: datetime,
    least_people: int,
) -> dict[str, Any] | None:
    """The figure of the evidence in another window; none where too few people are in it."""
    where = {name: list(values) for name, values in evidence["where"].items()}
    measure = str(evidence["measure"])
    if measure == "median_days":
        return _median(cubes, where, since=since, until=until, at=at, least=least_people)
    whole, part = _WHOLE_AND_PART[measure](where)
    cells = cubes.counts(by=[], since=since, until=until, where=whole)
    if not cells or cells[0].people < least_people:
        return None
    if measure == "asked":
        return figure(_a_day(cells[0].needs, days=(until - since).days))
    parts = cubes.counts(by=[], since=since, until=until, where=part) if part else cells
    counted = _SHARES[measure](cells, parts)
    told = share_if_any(*counted) if counted[1] else None
    return figure(told) if told else None


def _median(
    cubes: Cubes, where: Where, *, since: date, until: date, at: datetime, least: int
) -> dict[str, Any] | None:
    found = spread(cubes.waits(by=[], since=since, until=until, at=at, where=where))
    if sum(wait.many for wait in found if wait.met) < least:
        return None
    told = survival.median(survival.kaplan_meier(found))
    return {
        "value": told.days,
        "low": told.low,
        "high": told.high,
        "count": told.met,
        "denominator": told.count,
        "method": told.method,
        "hidden": False,
    }


def _a_day(count: int, *, days: int) -> Interval:
    low, high = poisson_limits(count)
    return Interval(count / days, low / days, high / days, count, days, 0.95, PER_DAY)


def _as_it_is(where: Where) -> tuple[Where, Where | None]:
    return where, None


def _failure(where: Where) -> tuple[Where, Where | None]:
    """Needs of the service, and the failures that name it: the whole and the part."""
    asked = {"org": where["cause_org"], "service": where["cause_service"]}
    return {**asked, "kind": ["failure", "value"]}, {**where, "kind": ["failure"]}


def _gave_up(where: Where) -> tuple[Where, Where | None]:
    began = {name: values for name, values in where.items() if name != "step"}
    return began, {**where, "outcome": ["gave_up"]}


_WHOLE_AND_PART: Mapping[str, Callable[[Where], tuple[Where, Where | None]]] = {
    "share_unmet": _as_it_is,
    "asked": _as_it_is,
    "failure_share": _failure,
    "gave_up_share": _gave_up,
}


def _of_parts(whole: Sequence[Cell], parts: Sequence[Cell]) -> tuple[int, int]:
    some = sum(cell.needs for cell in parts)
    return some, max(some, sum(cell.needs for cell in whole))


def _of_decided(whole: Sequence[Cell], parts: Sequence[Cell]) -> tuple[int, int]:
    return sum(cell.unmet for cell in whole), sum(cell.decided for cell in whole)


_SHARES: Mapping[str, Callable[[Sequence[Cell], Sequence[Cell]], tuple[int, int]]] = {
    "share_unmet": _of_decided,
    "failure_share": _of_parts,
    "gave_up_share": _of_parts,
}
