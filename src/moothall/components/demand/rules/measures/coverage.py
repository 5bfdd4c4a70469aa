"""Coverage: which needs nobody serves where, and how far the nearest provider is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from moothall.components.demand.rules.measures import checks
from moothall.components.demand.rules.measures.distances import Place, great_circle

COVERAGE = "coverage.offered.1"
NEAREST = "coverage.nearest.haversine.1"


@dataclass(frozen=True)
class Offer:
    """What an organisation says that it does, and where."""

    organisation: str
    need: str
    areas: frozenset[str]


@dataclass(frozen=True)
class Covered:
    """Where one need is served. It is counted, not estimated: there is no interval."""

    need: str
    without: tuple[str, ...]
    """Areas in which nobody serves it."""
    by_one: tuple[str, ...]
    """Areas in which it hangs on a single organisation."""
    providers: tuple[str, ...]
    """Everybody who serves it anywhere."""
    count: int
    """In how many areas somebody serves it."""
    denominator: int
    """How many areas there are."""
    people_without: int | None
    """How many people live where nobody serves it; none where populations are not given."""
    share_without: float | None
    """The same as a share of all people."""
    method: str = COVERAGE


@dataclass(frozen=True)
class Nearest:
    """The provider that is nearest to the centre of an area, as the crow flies."""

    area: str
    provider: str
    kilometres: float
    count: int
    """Among how many providers it is the nearest."""
    method: str = NEAREST


def coverage(
    needs: Sequence[str],
    areas: Sequence[str],
    offers: Iterable[Offer],
    *,
    people: Mapping[str, int] | None = None,
) -> tuple[Covered, ...]:
    """Where each need is served, in the order of the needs.

    Offers about other needs and areas are passed over: providers serve more than one place.
    ``people`` has to name every area, if it is given.
    """
    checks.distinct("needs", needs)
    known = frozenset(checks.distinct("areas", areas))
    if not known:
        raise ValueError("a place without areas has nothing to cover")
    residents = _residents(areas, people)
    served: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for offer in offers:
        for area in offer.areas & known:
            served[offer.need, area].add(offer.organisation)

    def covered(need: str) -> Covered:
        by_area = {area: served.get((need, area), set()) for area in areas}
        without = tuple(area for area, found in by_area.items() if not found)
        outside = None if residents is None else sum(residents[area] for area in without)
        return Covered(
            need=need,
            without=without,
            by_one=tuple(area for area, found in by_area.items() if len(found) == 1),
            providers=tuple(sorted(set().union(*by_area.values()))),
            count=len(areas) - len(without),
            denominator=len(areas),
            people_without=outside,
            share_without=_share(outside, residents),
        )

    return tuple(covered(need) for need in needs)


def nearest(centres: Sequence[Place], providers: Sequence[Place]) -> tuple[Nearest, ...]:
    """For each centre, in its order, the nearest provider; nothing where there is none.

    Of two that are equally far, the one named first.
    """
    if not providers:
        return ()
    table = great_circle(centres, providers)
    return tuple(
        Nearest(centre.id, providers[at].id, float(row[at]), len(providers))
        for centre, row, at in zip(centres, table, np.argmin(table, axis=1), strict=True)
    )


def _residents(areas: Sequence[str], people: Mapping[str, int] | None) -> dict[str, int] | None:
    if people is None:
        return None
    missing = [area for area in areas if area not in people]
    if missing:
        raise ValueError(f"the people are not known of: {', '.join(missing)}")
    return {area: checks.count(f"the people of {area}", people[area]) for area in areas}


def _share(part: int | None, residents: Mapping[str, int] | None) -> float | None:
    everybody = sum(residents.values()) if residents else 0
    return None if part is None or not everybody else part / everybody
