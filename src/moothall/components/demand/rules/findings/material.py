"""What the rules look at: the cells of twelve months, and where people live."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from moothall.components.demand.contracts import Cell, Wait
from moothall.components.demand.rules.measures.distances import Place
from moothall.components.demand.rules.measures.rates import Interval
from moothall.components.demand.rules.periods import Period
from moothall.kernel.ids import OrgId


@dataclass(frozen=True, kw_only=True)
class Material:
    """Cells by the keys that are named, all of the same twelve months."""

    period: Period
    need_area: Sequence[Cell]
    need_area_holder: Sequence[Cell]
    """By need, area and the organisation that holds it."""
    need_met_area: Sequence[Cell]
    """By need, the organisation that met it, and area: what was met only."""
    service: Sequence[Cell]
    """By organisation and service."""
    caused: Sequence[Cell]
    """By the organisation and the service that were named as the cause: failures only."""
    caused_elsewhere: Sequence[Cell]
    """The same of needs that are of another service than the one that caused them."""
    gave_up: Sequence[Cell]
    """By organisation, service and step: who gave up only."""
    searched: Sequence[Cell]
    """By need: searches without a service only."""
    waits: Mapping[str, Sequence[Wait]]
    """By quarter, the earliest first: the waits of each need."""
    population: Mapping[str, int]
    centres: Mapping[str, Place]


def orgs_of(keys: Iterable[str]) -> tuple[OrgId, ...]:
    """Organisations by their ids as text, in order and once; what is none is passed over."""
    return tuple(OrgId(UUID(key)) for key in sorted({k for k in keys if k}))


def holders(material: Material, need: str, area: str | None = None) -> tuple[OrgId, ...]:
    """Who holds a need, in one area or in all."""
    return orgs_of(
        cell.keys[2]
        for cell in material.need_area_holder
        if cell.keys[0] == need and area in (None, cell.keys[1])
    )


def figure(found: Interval) -> dict[str, Any]:
    """An interval as it is kept with a finding."""
    return {
        "value": round(found.value, 6),
        "low": round(found.low, 6),
        "high": round(found.high, 6),
        "count": found.count,
        "denominator": found.denominator,
        "method": found.method,
        "hidden": False,
    }


def evidence(
    material: Material, *, method: str, measure: str, where: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """Which measure of which period said so, so that it can be measured again."""
    return {
        "since": material.period.since.isoformat(),
        "until": material.period.until.isoformat(),
        "method": method,
        "measure": measure,
        "where": {dimension: list(values) for dimension, values in where.items()},
    }
