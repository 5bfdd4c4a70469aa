"""Rates, ratios and shares, each with its interval."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from scipy.special import chdtri

from moothall.components.demand.rules.measures import checks

RATE_BYAR, RATE_EXACT = "rate.byar.1", "rate.exact.1"
RATIO_BYAR, RATIO_EXACT = "ratio.byar.1", "ratio.exact.1"
MEAN_QUASI_POISSON = "mean.quasi-poisson.1"
STANDARDISED = "standardised.dobson.1"
SHARE = "share.wilson.1"

PER: Final = 1000.0
LEAST_FOR_BYAR: Final = 10
"""From this count on, Byar's approximation; below it, the exact limits."""
LEAST_FOR_STANDARDISING: Final = 10
"""Below this count a standardised rate says nothing."""

ESP2013: Final[Mapping[str, float]] = MappingProxyType(
    {
        "0-4": 5000, "5-9": 5500, "10-14": 5500, "15-19": 5500, "20-24": 6000,
        "25-29": 6000, "30-34": 6500, "35-39": 7000, "40-44": 7000, "45-49": 7000,
        "50-54": 7000, "55-59": 6500, "60-64": 6000, "65-69": 5500, "70-74": 5000,
        "75-79": 4000, "80-84": 2500, "85-89": 1500, "90+": 1000,
    }
)  # fmt: skip
"""The European Standard Population of 2013 by bands of age (Eurostat, Revision of the European
Standard Population, 2013), with everybody under 5 in one band and everybody over 89 in one."""


@dataclass(frozen=True)
class Interval:
    """A figure between its limits; ``low <= value <= high`` always."""

    value: float
    low: float
    high: float
    count: int
    """How many events the figure rests on."""
    denominator: float | None
    """What they are counted against, if anything: people, contacts, demands."""
    confidence: float
    """How often such limits hold what they look for, 0.95 for 95 %."""
    method: str
    """How it was worked out, by name and version."""

    def times(self, factor: float) -> "Interval":
        """The same figure in a unit so much smaller."""
        return replace(
            self, value=self.value * factor, low=self.low * factor, high=self.high * factor
        )


@dataclass(frozen=True)
class Area:
    """What was counted in one area, and against what."""

    id: str
    observed: int
    denominator: float
    """People, for a rate; for a share, the whole of which ``observed`` is a part."""


@dataclass(frozen=True)
class Stratum:
    """What was counted in one band, and the people in it."""

    count: int
    population: float


def poisson_limits(count: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """The limits of the mean of which a count is one observation.

    From a count of 10 on they are Byar's (Breslow and Day 1987), below it exact, by the
    chi-squared distribution (Garwood 1936).
    """
    observed = checks.count("a count", count)
    if observed < LEAST_FOR_BYAR:
        return _exact(observed, tail=checks.tail(confidence))
    return _byar(observed, z=checks.z_of(confidence))


def rate(
    count: int, population: float, *, per: float = PER, confidence: float = 0.95
) -> Interval:
    """Events for every ``per`` people, with the limits of `poisson_limits`."""
    people = checks.positive("the population", population)
    scale = checks.positive("the unit of a rate", per) / people
    method = RATE_BYAR if count >= LEAST_FOR_BYAR else RATE_EXACT
    return _poisson(count, scale=scale, against=people, confidence=confidence, method=method)


def ratio(observed: int, expected: float, *, confidence: float = 0.95) -> Interval:
    """Observed over expected events, with the limits of `poisson_limits`."""
    awaited = checks.positive("the expected number", expected)
    method = RATIO_BYAR if observed >= LEAST_FOR_BYAR else RATIO_EXACT
    scale = 1 / awaited
    return _poisson(
        observed, scale=scale, against=awaited, confidence=confidence, method=method
    )


def mean_of_counts(*, total: int, squares: int, of: int, confidence: float = 0.95) -> Interval:
    """The mean of so many counts that have that total and that sum of squares.

    The limits are those of `poisson_limits` for the total. Where the counts vary more than
    chance would have them, they are drawn out by the square root of variance over mean
    (quasi-Poisson); they are never drawn in.
    """
    some = checks.count("the total", total)
    many = checks.count("how many counts there are", of)
    if many == 0:
        raise ValueError("a mean of no counts does not exist")
    mean = some / many
    spread = (checks.count("the sum of squares", squares) - many * mean**2) / max(many - 1, 1)
    if spread < -1e-9 * max(1.0, mean**2):
        raise ValueError(f"counts with a total of {some} have no sum of squares of {squares}")
    wider = math.sqrt(max(1.0, spread / mean)) if some else 1.0
    low, high = (limit / many for limit in poisson_limits(some, confidence=confidence))
    return Interval(
        value=mean,
        low=max(0.0, mean - wider * (mean - low)),
        high=mean + wider * (high - mean),
        count=some,
        denominator=many,
        confidence=confidence,
        method=MEAN_QUASI_POISSON,
    )


def standardised_rate(
    strata: Mapping[str, Stratum],
    *,
    weights: Mapping[str, float] = ESP2013,
    per: float = PER,
    confidence: float = 0.95,
) -> Interval | None:
    """The rate of a place whose people were spread over the bands like the weights.

    The limits are Dobson's (Dobson and others 1991). There is none where fewer than 10 events
    were counted. Every band that has a weight has to be there, and no other.
    """
    if set(strata) != set(weights):
        apart = sorted(set(strata) ^ set(weights))
        raise ValueError(f"the bands and the weights are not the same: {', '.join(apart)}")
    total = sum(checks.positive("a weight", weight) for weight in weights.values())
    observed, value, variance = 0, 0.0, 0.0
    for band, stratum in strata.items():
        found = checks.count(f"the count of {band}", stratum.count)
        weight = weights[band] / (total * checks.positive("a population", stratum.population))
        observed += found
        value += weight * found
        variance += weight**2 * found
    if observed < LEAST_FOR_STANDARDISING:
        return None
    low, high = poisson_limits(observed, confidence=confidence)
    stretch = math.sqrt(variance / observed)
    return Interval(
        value=value,
        low=max(0.0, value + stretch * (low - observed)),
        high=value + stretch * (high - observed),
        count=observed,
        denominator=sum(stratum.population for stratum in strata.values()),
        confidence=confidence,
        method=STANDARDISED,
    ).times(checks.positive("the unit of a rate", per))


def share(part: int, whole: int, *, confidence: float = 0.95) -> Interval:
    """A part of a whole, with Wilson's limits (Wilson 1927), from 0 to 1."""
    some, everything = checks.part_of("the part", part, whole)
    z = checks.z_of(confidence)
    value = some / everything
    middle = 2 * some + z**2
    reach = z * math.sqrt(z**2 + 4 * some * (1 - value))
    return Interval(
        value=value,
        low=min(value, max(0.0, (middle - reach) / (2 * (everything + z**2)))),
        high=max(value, min(1.0, (middle + reach) / (2 * (everything + z**2)))),
        count=some,
        denominator=everything,
        confidence=confidence,
        method=SHARE,
    )


def share_if_any(part: int, whole: int, *, confidence: float = 0.95) -> Interval | None:
    """The same; nothing where there is nothing to be a part of."""
    if whole == 0 and part == 0:
        return None
    return share(part, whole, confidence=confidence)


def _poisson(
    count: int, *, scale: float, against: float, confidence: float, method: str
) -> Interval:
    low, high = poisson_limits(count, confidence=confidence)
    return Interval(
        value=count * scale,
        low=low * scale,
        high=high * scale,
        count=int(count),
        denominator=against,
        confidence=confidence,
        method=method,
    )


def _exact(count: int, *, tail: float) -> tuple[float, float]:
    low = 0.0 if count == 0 else float(chdtri(2 * count, 1 - tail)) / 2
    return low, float(chdtri(2 * count + 2, tail)) / 2


def _byar(count: int, *, z: float) -> tuple[float, float]:
    above = count + 1
    low = count * max(0.0, 1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3
    high = above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3
    return low, high
