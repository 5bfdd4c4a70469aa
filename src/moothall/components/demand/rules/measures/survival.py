"""How long people wait until their need is met, with those still waiting counted as such."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from moothall.components.demand.rules.measures import checks
from moothall.components.demand.rules.measures.rates import Interval, share

CURVE = "wait.kaplan-meier.log-log.1"
MEDIAN = "wait.median.brookmeyer-crowley.1"
MET_WITHIN = "wait.met-within.kaplan-meier.1"

_EVEN: Final = 1e-12
"""What a product of fractions that is exactly one half may miss it by."""


@dataclass(frozen=True)
class Wait:
    """How long somebody waited: until their need was met, or so far."""

    days: float
    met: bool
    """If not, the demand is still open, or was closed unmet: what came later is not known."""
    many: int = 1
    """How many waited exactly so."""


@dataclass(frozen=True)
class Step:
    """One day on which needs were met."""

    days: float
    at_risk: int
    """How many were still waiting just before."""
    met: int
    waiting: Interval
    """The share that waits longer than that."""
    variance: float
    """Greenwood's variance of that share; 0 where all or none are met."""


@dataclass(frozen=True)
class Waiting:
    """The curve of those who still wait, by days."""

    steps: tuple[Step, ...]
    count: int
    """How many waits it rests on."""
    met: int
    followed: float
    """The longest time that anybody was followed."""
    confidence: float
    method: str = CURVE

    @property
    def still_waiting(self) -> int:
        return self.count - self.met


@dataclass(frozen=True)
class Median:
    """The days by which half are met, between its limits."""

    days: float | None
    """None where fewer than half are met as far as anybody was followed."""
    low: float | None
    """None where even the lower limit lies beyond that."""
    high: float | None
    """None where the upper limit lies beyond that."""
    count: int
    met: int
    confidence: float
    method: str = MEDIAN


def kaplan_meier(waits: Sequence[Wait], *, confidence: float = 0.95) -> Waiting:
    """The share still waiting after each day on which somebody's need was met.

    By Kaplan and Meier (1958), with Greenwood's variance and the limits of log minus log.
    Where all or none are met those are not defined: there the limits are Wilson's, of those
    who waited just before, and no higher than a step earlier.
    """
    days, met, at_risk, total = _table(waits)
    z = checks.z_of(confidence)
    steps: list[Step] = []
    waiting, hazard, ceiling = 1.0, 0.0, 1.0
    for day, died, risk in zip(days, met, at_risk, strict=True):
        left = int(risk - died)
        waiting = waiting * left / int(risk)
        hazard = hazard + int(died) / (int(risk) * left) if left else math.inf
        if left:
            low, high = _log_log(waiting, hazard, z=z)
            variance = waiting**2 * hazard
        else:
            low, variance = 0.0, 0.0
            high = min(ceiling, share(0, int(risk), confidence=confidence).high)
        ceiling = high
        figure = Interval(waiting, low, high, int(died), int(risk), confidence, CURVE)
        steps.append(Step(float(day), int(risk), int(died), figure, variance))
    followed = max(wait.days for wait in waits)
    return Waiting(tuple(steps), total, int(met.sum()), float(followed), confidence)


def median(curve: Waiting) -> Median:
    """The first day after which no more than half still wait, with the limits of Brookmeyer
    and Crowley (1982): the days that a test by log minus log would not turn down."""

    def first(values: Sequence[float]) -> float | None:
        under = (
            step.days
            for step, value in zip(curve.steps, values, strict=True)
            if value <= 0.5 + _EVEN
        )
        return next(under, None)

    return Median(
        days=first([step.waiting.value for step in curve.steps]),
        low=first([step.waiting.low for step in curve.steps]),
        high=first([step.waiting.high for step in curve.steps]),
        count=curve.count,
        met=curve.met,
        confidence=curve.confidence,
    )


def met_within(
    waits: Sequence[Wait], days: float, *, confidence: float = 0.95
) -> Interval | None:
    """The share whose need is met within so many days, which is 1 less `kaplan_meier`.

    None where nobody was followed that long while some still waited: what happened to them
    is not known. Before anybody's need was met the limits are Wilson's, of those who are known
    to have waited that long.
    """
    until = checks.not_negative("the days", days)
    curve = kaplan_meier(waits, confidence=confidence)
    before = [step for step in curve.steps if step.days <= until]
    if until > curve.followed and not (before and before[-1].waiting.value == 0):
        return None
    if before:
        last = before[-1].waiting
        value, low, high = 1 - last.value, 1 - last.high, 1 - last.low
    else:
        there = sum(wait.many for wait in waits if wait.days >= until)
        value, low, high = 0.0, 0.0, share(0, there, confidence=confidence).high
    met = sum(step.met for step in before)
    return Interval(value, low, high, met, curve.count, confidence, MET_WITHIN)


def _table(
    waits: Sequence[Wait],
) -> tuple[checks.Floats, checks.Counts, checks.Counts, int]:
    """Days on which a need was met, how many were, how many waited, and how many in all."""
    many = checks.counts("the waits", [wait.many for wait in waits])
    days = checks.numbers("the waits", [wait.days for wait in waits])
    if (days < 0).any():
        raise ValueError("nobody waits for less than no time")
    if not many.all():
        raise ValueError("every wait has to be somebody's")
    met = np.asarray([wait.met for wait in waits], dtype=np.bool_)
    times, at = np.unique(days, return_inverse=True)
    ends = np.bincount(at, weights=many, minlength=times.size).astype(np.int64)
    deaths = np.bincount(at, weights=many * met, minlength=times.size).astype(np.int64)
    at_risk = ends[::-1].cumsum()[::-1]
    some = deaths > 0
    return times[some], deaths[some], at_risk[some], int(many.sum())


def _log_log(waiting: float, hazard: float, *, z: float) -> tuple[float, float]:
    reach = z * math.sqrt(hazard) / math.log(waiting)
    return waiting ** math.exp(-reach), waiting ** math.exp(reach)
