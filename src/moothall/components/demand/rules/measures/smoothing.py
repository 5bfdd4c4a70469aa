"""Rates of small areas, drawn towards the rate of the whole by as little as they rest on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import gamma

from moothall.components.demand.rules.measures import checks
from moothall.components.demand.rules.measures.rates import (
    PER,
    Area,
    Interval,
    poisson_limits,
)

SMOOTHED = "smoothed.marshall.1"


@dataclass(frozen=True)
class Smoothed:
    """The smoothed rates of areas, in their order."""

    rates: tuple[Interval, ...]
    mean: float
    """The rate of the whole."""
    variance: float
    """How much the true rates of areas vary, as far as chance does not explain it."""
    count: int
    denominator: float
    method: str = SMOOTHED


def smooth(areas: Sequence[Area], *, per: float = PER, confidence: float = 0.95) -> Smoothed:
    """Empirical Bayes towards the global mean (Marshall 1991), for every ``per`` people.

    The estimate is the mean of a gamma distribution with Marshall's mean and variance as its
    prior, and the limits are that distribution's. Where chance explains all difference, every
    area has the rate and the limits of the whole.
    """
    checks.distinct("areas", [area.id for area in areas])
    observed = checks.counts("the areas", [area.observed for area in areas])
    people = checks.positives("the areas", [area.denominator for area in areas])
    unit = checks.positive("the unit of a rate", per)
    total, everybody = int(observed.sum()), float(people.sum())
    raw = observed / people
    mean = total / everybody
    found = float((people * (raw - mean) ** 2).sum() / everybody)
    variance = max(0.0, found - mean / float(people.mean()))
    if variance > 0:
        value = mean + variance / (variance + mean / people) * (raw - mean)
        shape, pace = mean**2 / variance + observed, mean / variance + people
        tail = checks.tail(confidence)
        low = np.minimum(value, gamma.ppf(tail, shape, scale=1 / pace))
        high = np.maximum(value, gamma.isf(tail, shape, scale=1 / pace))
    else:
        limits = poisson_limits(total, confidence=confidence)
        value = np.full(people.size, mean)
        low, high = (np.full(people.size, limit / everybody) for limit in limits)
    columns = zip(value * unit, low * unit, high * unit, observed, people, strict=True)
    rates = tuple(
        Interval(float(v), float(lo), float(hi), int(n), float(size), confidence, SMOOTHED)
        for v, lo, hi, n, size in columns
    )
    return Smoothed(rates, mean * unit, variance * unit**2, total, everybody)
