"""Rules on shares: needs that are not met in an area, failures, and people who give up."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from scipy.stats import binom, norm

from moothall.components.demand.contracts import Cell, Found
from moothall.components.demand.rules import rulebook
from moothall.components.demand.rules.findings.material import (
    Material,
    evidence,
    figure,
    holders,
    orgs_of,
)
from moothall.components.demand.rules.findings.thresholds import Thresholds, discoveries
from moothall.components.demand.rules.measures import funnels
from moothall.components.demand.rules.measures.distances import great_circle
from moothall.components.demand.rules.measures.rates import Area, Interval, share

LEAST_AREAS = 5


def unmet_here(material: Material, limits: Thresholds) -> Iterator[Found]:
    """Needs above the funnel of areas that nobody meets in that area or near it."""
    by_need: dict[str, list[Cell]] = defaultdict(list)
    for cell in material.need_area:
        if cell.keys[1] and cell.decided:
            by_need[cell.keys[0]].append(cell)
    tests = [
        (need, cell, spot, funnel, _chance_in(spot, funnel))
        for need, cells in sorted(by_need.items())
        if len(cells) >= LEAST_AREAS and any(cell.unmet for cell in cells)
        for funnel in [_funnel(cells)]
        for cell, spot in zip(cells, funnel.spots, strict=True)
    ]
    held = discoveries([test[4] for test in tests], rate=limits.false_discoveries)
    for (need, cell, spot, funnel, chance), is_held in zip(tests, held, strict=True):
        enough = cell.people >= limits.least_people and cell.decided >= limits.least_count
        if not (is_held and enough and spot.flag_spread is funnels.Flag.HIGH_ALARM):
            continue
        nearest = _nearest_provider(material, need, cell.keys[1])
        if nearest is not None and nearest <= limits.far_km:
            continue
        yield _unmet(material, need, cell, spot, funnel, chance=chance, nearest=nearest)


def failure_caused(material: Material, limits: Thresholds) -> Iterator[Found]:
    """Services named as the cause of failures, where for certain too much of it is failure."""
    known = {cell.keys: cell.failure + cell.value for cell in material.service}
    elsewhere = {cell.keys: cell.failure for cell in material.caused_elsewhere}
    tests = [
        (
            cell,
            cell.failure,
            max(cell.failure, known.get(cell.keys, 0) + elsewhere.get(cell.keys, 0)),
        )
        for cell in material.caused
        if all(cell.keys) and cell.failure
    ]
    for cell, told, chance in _above(tests, bar=limits.failure_bar, limits=limits):
        org, service = cell.keys
        yield Found(
            rule=rulebook.FAILURE,
            key=f"{org}/{service}",
            concerned=orgs_of([org]),
            step=rulebook.step_of(rulebook.FAILURE),
            facts={
                "service": service,
                "cause_org": org,
                "people": cell.people,
                "failure_share": figure(told),
                "bar": limits.failure_bar,
                "p": chance,
            },
            evidence=evidence(
                material,
                method=told.method,
                measure="failure_share",
                where={"cause_org": [org], "cause_service": [service]},
            ),
            effect=_avoidable(told),
        )


def giving_up(material: Material, limits: Thresholds) -> Iterator[Found]:
    """Steps at which for certain too many of those who began a service give up."""
    began = {cell.keys: cell.needs for cell in material.service}
    tests = [
        (cell, cell.needs, max(cell.needs, began.get(cell.keys[:2], 0)))
        for cell in material.gave_up
        if all(cell.keys)
    ]
    for cell, told, chance in _above(tests, bar=limits.gave_up_bar, limits=limits):
        org, service, step = cell.keys
        yield Found(
            rule=rulebook.GIVING_UP,
            key=f"{org}/{service}/{step}",
            concerned=orgs_of([org]),
            step=rulebook.step_of(rulebook.GIVING_UP),
            facts={
                "service": service,
                "org": org,
                "step": step,
                "people": cell.people,
                "gave_up_share": figure(told),
                "bar": limits.gave_up_bar,
                "p": chance,
            },
            evidence=evidence(
                material,
                method=told.method,
                measure="gave_up_share",
                where={"org": [org], "service": [service], "step": [step]},
            ),
            effect=_avoidable(told),
        )


def _above(
    tests: Sequence[tuple[Cell, int, int]], *, bar: float, limits: Thresholds
) -> Iterator[tuple[Cell, Interval, float]]:
    """Parts of wholes that are above a bar for certain, with all that were tried in hand."""
    chances = [float(binom.sf(part - 1, whole, bar)) for _, part, whole in tests]
    held = discoveries(chances, rate=limits.false_discoveries)
    for (cell, part, whole), chance, is_held in zip(tests, chances, held, strict=True):
        told = share(part, whole)
        enough = cell.people >= limits.least_people and part >= limits.least_count
        if is_held and enough and told.low > bar:
            yield cell, told, chance


def _funnel(cells: Sequence[Cell]) -> funnels.Funnel:
    return funnels.funnel_of_shares([Area(c.keys[1], c.unmet, c.decided) for c in cells])


def _chance_in(spot: funnels.Spot, funnel: funnels.Funnel) -> float:
    """How often chance and over-dispersion put an area so far above the whole."""
    above = math.asin(math.sqrt(spot.figure.value)) - math.asin(math.sqrt(funnel.target))
    variance = 1 / (4 * (spot.figure.denominator or 1)) + funnel.dispersion.tau2
    return float(norm.sf(above / math.sqrt(variance)))


def _nearest_provider(material: Material, need: str, area: str) -> float | None:
    """Kilometres to the nearest area in which somebody met the need; none where nobody did."""
    there = {cell.keys[2] for cell in material.need_met_area if cell.keys[0] == need} - {""}
    if area in there:
        return 0.0
    if not there:
        return None
    if area not in material.centres:
        return 0.0
    known = [material.centres[other] for other in sorted(there) if other in material.centres]
    if not known:
        return 0.0
    return float(great_circle([material.centres[area]], known).min())


def _unmet(
    material: Material,
    need: str,
    cell: Cell,
    spot: funnels.Spot,
    funnel: funnels.Funnel,
    *,
    chance: float,
    nearest: float | None,
) -> Found:
    area = cell.keys[1]
    many = spot.figure.denominator or 0
    return Found(
        rule=rulebook.UNMET,
        key=f"{need}/{area}",
        concerned=holders(material, need, area),
        step=rulebook.step_of(rulebook.UNMET),
        facts={
            "need": need,
            "area": area,
            "people": cell.people,
            "share_unmet": figure(spot.figure),
            "expected_share": round(funnel.target, 6),
            "upper_limit": round(spot.alarm.high, 6),
            "nearest_km": None if nearest is None else round(nearest, 1),
            "p": chance,
        },
        evidence=evidence(
            material,
            method=funnel.method_spread,
            measure="share_unmet",
            where={"need": [need], "area": [area]},
        ),
        effect={
            "needs_a_year": round(many * (spot.figure.value - funnel.target), 1),
            "low": round(many * (spot.figure.low - funnel.target), 1),
            "high": round(many * (spot.figure.high - funnel.target), 1),
            "says": "unmet_beyond_the_share_of_the_place",
            "method": funnel.method_spread,
        },
    )


def _avoidable(told: Interval) -> dict[str, object]:
    """How many a year it is about, if all of it could be avoided: an upper bound."""
    many = told.denominator or 0
    return {
        "needs_a_year": told.count,
        "low": round(many * told.low, 1),
        "high": round(many * told.high, 1),
        "says": "at_most_if_all_could_be_avoided",
        "method": told.method,
    }
