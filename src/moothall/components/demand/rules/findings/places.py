"""Rules on who works where: overlap, hot spots, and needs that nobody serves."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from moothall.components.demand.contracts import Found
from moothall.components.demand.rules import rulebook
from moothall.components.demand.rules.findings.material import (
    Material,
    evidence,
    figure,
    holders,
    orgs_of,
)
from moothall.components.demand.rules.findings.thresholds import Thresholds, discoveries
from moothall.components.demand.rules.folding import UNKNOWN_NEED
from moothall.components.demand.rules.measures.scans import SCAN, Cluster
from moothall.components.demand.rules.summaries.changes import clusters

OVERLAP_METHOD = "overlap.of-the-smaller.1"
_FIRST, _FINE = 999, 19_999
_WORTH_TRYING = 0.005
"""Only where a first trial is as rare as that are more replications worth their time."""


def same_work(material: Material, limits: Thresholds) -> Iterator[Found]:
    """Pairs that meet the same need, where most of the smaller's work lies where both work.

    It is counted and not tested: two who do the same do so, whatever chance does.
    """
    met: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    people: dict[tuple[str, str], int] = defaultdict(int)
    for cell in material.need_met_area:
        need, org, area = cell.keys
        if org and area:
            met[need][org][area] = cell.needs
            people[need, org] += cell.people
    for need, orgs in sorted(met.items()):
        for one, other in combinations(sorted(orgs), 2):
            both = sum(min(orgs[one].get(a, 0), many) for a, many in orgs[other].items())
            smaller = min(sum(orgs[one].values()), sum(orgs[other].values()))
            fewest = min(people[need, one], people[need, other])
            enough = smaller >= limits.least_count and fewest >= limits.least_people
            if enough and both / smaller >= limits.overlap:
                yield _overlap(material, need, (one, other), orgs, both=both, smaller=smaller)


def _overlap(
    material: Material,
    need: str,
    pair: tuple[str, str],
    orgs: Mapping[str, Mapping[str, int]],
    *,
    both: int,
    smaller: int,
) -> Found:
    one, other = pair
    areas = sorted(set(orgs[one]) & set(orgs[other]))
    return Found(
        rule=rulebook.OVERLAP,
        key=f"{need}/{one}/{other}",
        concerned=orgs_of(pair),
        step=rulebook.step_of(rulebook.OVERLAP),
        facts={
            "need": need,
            "areas": areas,
            "met": {org: sum(orgs[org].values()) for org in pair},
            "overlap": round(both / smaller, 4),
        },
        evidence=evidence(
            material,
            method=OVERLAP_METHOD,
            measure="share_unmet",
            where={"need": [need], "area": areas},
        ),
        effect={
            "needs_a_year": both,
            "says": "met_by_either_in_the_same_areas",
            "method": OVERLAP_METHOD,
        },
    )


def hot_spots(material: Material, limits: Thresholds) -> Iterator[Found]:
    """Needs of which near areas have more than the people who live there explain."""
    counts: dict[str, dict[str, int]] = defaultdict(
        lambda: dict.fromkeys(material.population, 0)
    )
    people: dict[tuple[str, str], int] = {}
    for cell in material.need_area:
        if cell.keys[1] in material.population:
            counts[cell.keys[0]][cell.keys[1]] = cell.needs
            people[cell.keys] = cell.people  # type: ignore[index]
    tests = []
    for need in sorted(counts):
        if found := _strongest(material, counts[need]):
            tests.append((need, found))
    held = discoveries([found.p for _, found in tests], rate=limits.false_discoveries)
    for (need, found), is_held in zip(tests, held, strict=True):
        many = sum(people.get((need, area), 0) for area in found.areas)
        enough = many >= limits.least_people and found.ratio.count >= limits.least_count
        if is_held and enough and found.p <= limits.hotspot_p:
            yield _hotspot(material, need, found, people=many)


def _strongest(material: Material, counts: Mapping[str, int]) -> Cluster | None:
    """The strongest cluster, with chance tried more often where that could matter."""
    given = {"population": material.population, "centres": material.centres}
    first = clusters(counts, replications=_FIRST, **given)  # type: ignore[arg-type]
    if not first:
        return None
    if first[0].p > _WORTH_TRYING:
        return first[0]
    return clusters(counts, replications=_FINE, **given)[0]  # type: ignore[arg-type]


def _hotspot(material: Material, need: str, found: Cluster, *, people: int) -> Found:
    areas = sorted(found.areas)
    expected = found.ratio.denominator or 0.0
    return Found(
        rule=rulebook.HOTSPOT,
        key=f"{need}/{found.centre}",
        concerned=holders(material, need),
        step=rulebook.step_of(rulebook.HOTSPOT),
        facts={
            "need": need,
            "areas": areas,
            "people": people,
            "observed": found.ratio.count,
            "expected": round(expected, 1),
            "ratio": figure(found.ratio),
            "p": found.p,
        },
        evidence=evidence(
            material, method=SCAN, measure="asked", where={"need": [need], "area": areas}
        ),
        effect={
            "needs_a_year": round(found.ratio.count - expected, 1),
            "says": "asked_beyond_what_people_explain",
            "method": SCAN,
        },
    )


def searched_in_vain(material: Material, limits: Thresholds) -> Iterator[Found]:
    """Needs that people search for, and that nobody met in the whole period."""
    met = {cell.keys[0] for cell in material.need_met_area if cell.needs}
    for cell in material.searched:
        need = cell.keys[0]
        enough = cell.people >= limits.least_people and cell.needs >= limits.least_count
        if need in met or need == UNKNOWN_NEED or not enough:
            continue
        yield Found(
            rule=rulebook.SEARCHES,
            key=need,
            concerned=holders(material, need),
            step=rulebook.step_of(rulebook.SEARCHES),
            facts={"need": need, "people": cell.people, "searches": cell.needs},
            evidence=evidence(
                material, method="count.1", measure="share_unmet", where={"need": [need]}
            ),
            effect={
                "needs_a_year": cell.needs,
                "says": "searches_without_a_service",
                "method": "count.1",
            },
        )
