"""Clusters of demand: groups of near areas in which more happens than their people explain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import xlogy

from moothall.components.demand.rules.measures import checks, distances
from moothall.components.demand.rules.measures.rates import Area, Interval, ratio

SCAN = "scan.kulldorff.poisson.circular.1"

LARGEST: Final = 0.2
"""What share of the people a cluster may hold, unless somebody asks for more."""
LARGEST_OF_ALL: Final = 0.5
REPLICATIONS: Final = 999
MOST_CLUSTERS: Final = 10
_SAME: Final = 1e-9
"""Likelihoods of the same circle may differ by that much in rounding."""
_AT_ONCE: Final = 2_000_000
"""How many circles of drawn places are held in memory at once."""


@dataclass(frozen=True)
class Cluster:
    """Near areas that have more than their share."""

    centre: str
    areas: tuple[str, ...]
    """All of its areas, the nearest to the centre first."""
    radius: float
    """How far its furthest area lies from the centre, in the unit of the distances."""
    ratio: Interval
    """Observed over expected. The circle was searched for, so ``p`` says whether it stands
    out, and these limits only how large it is."""
    population: float
    log_likelihood_ratio: float
    p: float
    """How often chance makes anywhere a cluster as strong."""


@dataclass(frozen=True)
class Scan:
    """The clusters that do not overlap, the strongest first."""

    clusters: tuple[Cluster, ...]
    zones: int
    """How many circles were tried."""
    replications: int
    seed: int
    largest: float
    count: int
    denominator: float
    method: str = SCAN


@dataclass(frozen=True)
class _Zones:
    """All circles about all centres: a row for each centre, growing by one area a column."""

    order: checks.Counts
    """Areas by their distance from the centre."""
    radii: checks.Floats
    expected: checks.Floats
    """What chance gives each circle; everything where one is not allowed."""
    allowed: checks.Truths
    """Which may be tried: not too large, and whole."""


def log_likelihood_ratio(
    observed: checks.Floats | float, expected: checks.Floats | float, total: float
) -> checks.Floats:
    """How much likelier what is in a circle is if more happens there (Kulldorff 1997).

    0 where no more happens than expected.
    """
    inside = np.asarray(observed, dtype=np.float64)
    awaited = np.asarray(expected, dtype=np.float64)
    if not (np.all(inside >= 0) and np.all(inside <= checks.finite("the total", total))):
        raise ValueError("what is observed has to lie between 0 and the total")
    if not (np.all(awaited > 0) and np.all(awaited <= total)):
        raise ValueError("what is expected has to be more than 0 and no more than the total")
    return _likelier(inside, awaited, total)


def _likelier(inside: checks.Floats, awaited: checks.Floats, total: float) -> checks.Floats:
    more = inside > awaited
    within = np.where(more, awaited, 1.0)
    outside = np.where(more, total - awaited, 1.0)
    found = xlogy(inside, inside / within) + xlogy(total - inside, (total - inside) / outside)
    return np.where(more, found, 0.0)


def scan(
    areas: Sequence[Area],
    apart: checks.Floats,
    *,
    seed: int,
    largest: float = LARGEST,
    replications: int = REPLICATIONS,
    most: int = MOST_CLUSTERS,
) -> Scan:
    """Circles about each area in which more is observed than their people explain.

    ``apart`` holds the distances between the areas, in their order. A circle grows by all
    areas that lie equally far, up to a share of the people; an area by itself is always tried.
    Chance is tried by spreading all that was observed over the areas by their people.
    Further clusters share no area with a stronger one and are held against the same chance.
    """
    names = checks.distinct("areas", [area.id for area in areas])
    observed = checks.counts("the areas", [area.observed for area in areas], least=2)
    people = checks.positives("the areas", [area.denominator for area in areas])
    if not 0 < checks.finite("the largest share", largest) <= LARGEST_OF_ALL:
        raise ValueError(f"a cluster may hold at most half of the people: {largest!r}")
    tries, first = checks.replications(replications), checks.count("the seed", seed)
    table = distances.square(apart, of=len(names))
    total = int(observed.sum())
    zones = _zones(table, people, total=total, largest=largest)
    found = _ratios(observed[None, :], zones, total=total)[0]
    strongest = _chance(people, zones, total=total, tries=tries, seed=first)
    clusters = tuple(
        _cluster(names, people, observed, zones, at, float(found[at]), strongest)
        for at in _apart(found, zones, most=checks.count("the number of clusters", most))
    )
    tried, everybody = int(zones.allowed.sum()), float(people.sum())
    return Scan(clusters, tried, tries, first, largest, total, everybody)


def _zones(
    table: checks.Floats, people: checks.Floats, *, total: int, largest: float
) -> _Zones:
    near = table.copy()
    # Another area at the same spot must not come before the centre itself.
    np.fill_diagonal(near, -1.0)
    order = np.argsort(near, axis=1, kind="stable")
    radii = np.take_along_axis(table, order, axis=1)
    held = np.cumsum(people[order], axis=1)
    everybody = float(people.sum())
    fits = held <= largest * everybody * (1 + 1e-12)
    grown = np.ones_like(fits)
    grown[:, :-1] = radii[:, 1:] > radii[:, :-1]
    allowed = fits & grown
    allowed[:, 0] = True
    widest = int(np.flatnonzero(allowed.any(axis=0))[-1]) + 1
    expected = np.where(allowed, total * held / everybody, float(total))
    return _Zones(
        order[:, :widest], radii[:, :widest], expected[:, :widest], allowed[:, :widest]
    )


def _ratios(counts: checks.Counts, zones: _Zones, *, total: int) -> checks.Floats:
    """The strength of each circle (centre, size) for each row of counts; below 0 where none."""
    inside = np.cumsum(counts[:, zones.order], axis=2, dtype=np.float64)
    strength = _likelier(inside, zones.expected, float(total))
    return np.where(zones.allowed, strength, -1.0)


def _chance(
    people: checks.Floats, zones: _Zones, *, total: int, tries: int, seed: int
) -> checks.Floats:
    """The strongest circle of each replication."""
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(total, people / people.sum(), size=tries)
    batch = max(1, _AT_ONCE // zones.order.size)
    parts = [
        _ratios(drawn[start : start + batch], zones, total=total).max(axis=(1, 2))
        for start in range(0, tries, batch)
    ]
    return np.concatenate(parts)


def _apart(found: checks.Floats, zones: _Zones, *, most: int) -> Iterator[tuple[int, int]]:
    """Circles from the strongest on that share no area with one before."""
    taken = np.zeros(len(zones.order), dtype=np.bool_)
    left = most
    for flat in np.argsort(-found, axis=None, kind="stable"):
        centre, size = divmod(int(flat), found.shape[1])
        if not left or found[centre, size] <= 0:
            return
        members = zones.order[centre, : size + 1]
        if not taken[members].any():
            taken[members] = True
            left -= 1
            yield centre, size


def _cluster(
    names: Sequence[str],
    people: checks.Floats,
    observed: checks.Counts,
    zones: _Zones,
    at: tuple[int, int],
    strength: float,
    strongest: checks.Floats,
) -> Cluster:
    centre, size = at
    members = zones.order[centre, : size + 1]
    as_strong = int((strongest >= strength - _SAME).sum())
    return Cluster(
        centre=names[centre],
        areas=tuple(names[member] for member in members),
        radius=float(zones.radii[at]),
        ratio=ratio(int(observed[members].sum()), float(zones.expected[at])),
        population=float(people[members].sum()),
        log_likelihood_ratio=strength,
        p=(1 + as_strong) / (1 + strongest.size),
    )
