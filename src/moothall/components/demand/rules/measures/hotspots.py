"""Hot and cold spots: areas whose neighbourhood is unlike the whole, by Getis and Ord."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from moothall.components.demand.rules.measures import checks
from moothall.components.demand.rules.measures.rates import PER, Area, Interval
from moothall.components.demand.rules.measures.smoothing import smooth

HOTSPOTS = "hotspots.gi-star.permuted.1"

PERMUTATIONS: Final = 9999
"""So many, because the rate of false discoveries is held over all areas at once."""
_SAME: Final = 1e-10
"""Sums in another order may differ by that much of the spread and still be a tie."""


class Temperature(StrEnum):
    """What kind of spot an area is the middle of."""

    HOT = "hot"
    COLD = "cold"
    NEITHER = "neither"


@dataclass(frozen=True)
class Hotspot:
    """One area and its neighbourhood."""

    id: str
    figure: Interval
    """Its smoothed rate."""
    z: float
    """How many standard deviations its neighbourhood lies above the whole: Gi*."""
    p: float
    """How often chance makes a neighbourhood so unlike the whole, to either side."""
    q: float
    """The same, with all areas held against one rate of false discoveries."""
    temperature: Temperature
    neighbours: int
    """How many areas its neighbourhood has, itself with them."""


@dataclass(frozen=True)
class Hotspots:
    """All areas, in their order."""

    spots: tuple[Hotspot, ...]
    false_discoveries: float
    """What share of those called hot or cold may be so by chance."""
    permutations: int
    seed: int
    count: int
    denominator: float
    method: str = HOTSPOTS


def gi_star(values: Sequence[float], weights: checks.Floats) -> checks.Floats:
    """The z-scores of Ord and Getis (1995); the weight of each area in itself counts, too.

    Weights are a square table of finite numbers, 0 or more, of areas by areas. A score is 0
    where there is nothing to tell apart: all values are the same, or the neighbourhood is
    everything.
    """
    row = checks.numbers("the areas", values, least=2)
    table = _weights(weights, of=row.size)
    sums = table.sum(axis=1)
    many = row.size
    spread = float(row.std())
    below = spread * np.sqrt(
        np.maximum(0.0, many * (table**2).sum(axis=1) - sums**2) / (many - 1)
    )
    above = table @ row - row.mean() * sums
    tiny = _SAME * max(1.0, float(np.abs(row).max()))
    scores: checks.Floats = np.zeros(many)
    np.divide(above, below, out=scores, where=below > tiny)
    return scores


def permuted_p(
    values: Sequence[float], weights: checks.Floats, *, seed: int, permutations: int
) -> tuple[checks.Floats, checks.Floats]:
    """How often chance makes each neighbourhood as high, and as low, as it is.

    Each area keeps its own value, the others change places (Anselin's conditional
    permutation): (1 + as extreme) / (1 + permutations), ties counting as extreme.
    """
    row = checks.numbers("the areas", values, least=2)
    table = _weights(weights, of=row.size)
    tries = checks.replications(permutations)
    generator = np.random.default_rng(checks.count("the seed", seed))
    others = table.copy()
    np.fill_diagonal(others, 0.0)
    widest = int((others > 0).sum(axis=1).max())
    draws = _draws(generator, tries, of=row.size - 1, first=widest)
    slack = _SAME * max(float(row.std()), float(np.abs(row).max()))
    higher, lower = np.ones(row.size), np.ones(row.size)
    for area in range(row.size):
        near = others[area] > 0
        held = others[area][near]
        elsewhere = np.delete(row, area)
        drawn = elsewhere[draws[:, : held.size]] @ held
        found = float(row[near] @ held)
        reach = slack * max(1.0, float(held.sum()))
        higher[area] += (drawn >= found - reach).sum()
        lower[area] += (drawn <= found + reach).sum()
    return higher / (tries + 1), lower / (tries + 1)


def benjamini_hochberg(p_values: Sequence[float]) -> checks.Floats:
    """The least rate of false discoveries at which each would still be one (1995)."""
    row = checks.numbers("the p-values", p_values)
    if (row < 0).any() or (row > 1).any():
        raise ValueError("a p-value lies between 0 and 1")
    order = np.argsort(row, kind="stable")
    scaled = row[order] * row.size / np.arange(1, row.size + 1)
    least = np.minimum.accumulate(scaled[::-1])[::-1]
    adjusted = np.empty(row.size)
    adjusted[order] = np.minimum(1.0, least)
    return adjusted


def hotspots(
    areas: Sequence[Area],
    neighbours: checks.Truths,
    *,
    seed: int,
    permutations: int = PERMUTATIONS,
    false_discoveries: float = 0.05,
    per: float = PER,
) -> Hotspots:
    """Where smoothed rates are high, or low, together.

    On counts this would map where people live, on raw rates the smallest areas; so rates are
    smoothed first. ``neighbours`` says who is whose, in the order of the areas.
    """
    limit = checks.inside("false discoveries", false_discoveries, above=0, below=1)
    smoothed = smooth(areas, per=per)
    near = np.array(neighbours, dtype=np.float64)
    if near.shape == (len(areas), len(areas)):
        np.fill_diagonal(near, 1.0)
    values = [figure.value for figure in smoothed.rates]
    scores = gi_star(values, near)
    high, low = permuted_p(values, near, seed=seed, permutations=permutations)
    p_values = np.minimum(1.0, 2 * np.minimum(high, low))
    q_values = benjamini_hochberg(p_values.tolist())
    spots = tuple(
        Hotspot(
            id=area.id,
            figure=smoothed.rates[at],
            z=float(scores[at]),
            p=float(p_values[at]),
            q=float(q_values[at]),
            temperature=_temperature(float(scores[at]), q=float(q_values[at]), limit=limit),
            neighbours=int((near[at] > 0).sum()),
        )
        for at, area in enumerate(areas)
    )
    count, people = smoothed.count, smoothed.denominator
    return Hotspots(spots, limit, permutations, seed, count, people)


def _temperature(z: float, *, q: float, limit: float) -> Temperature:
    if q > limit or z == 0:
        return Temperature.NEITHER
    return Temperature.HOT if z > 0 else Temperature.COLD


def _draws(generator: np.random.Generator, tries: int, *, of: int, first: int) -> checks.Counts:
    """The first places of so many random orders, shared by all areas."""
    if first == 0:
        return np.zeros((tries, 0), dtype=np.int64)
    dice = generator.random((tries, of), dtype=np.float32)
    if first < of:
        front = np.argpartition(dice, first - 1, axis=1)[:, :first]
        # A partition is not in random order, and a smaller neighbourhood takes only its start.
        order = np.take_along_axis(dice, front, axis=1).argsort(axis=1)
        return np.take_along_axis(front, order, axis=1)
    return np.argsort(dice, axis=1)


def _weights(weights: checks.Floats, *, of: int) -> checks.Floats:
    table = np.asarray(weights, dtype=np.float64)
    if table.shape != (of, of):
        raise ValueError(f"there are {of} areas and weights of shape {table.shape}")
    if not np.isfinite(table).all() or (table < 0).any():
        raise ValueError("weights have to be finite and not below 0")
    return table
