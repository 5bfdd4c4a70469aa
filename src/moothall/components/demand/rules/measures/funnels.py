"""Funnels: which areas lie further from the whole than chance and their size explain."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from scipy.stats import poisson

from moothall.components.demand.rules.measures import checks
from moothall.components.demand.rules.measures.rates import PER, Area, Interval, rate, share

SHARES, SHARES_SPREAD = "funnel.share.1", "funnel.share.over-dispersed.1"
RATES, RATES_SPREAD = "funnel.rate.1", "funnel.rate.over-dispersed.1"
DISPERSION = "dispersion.spiegelhalter.1"

WARNING: Final = 0.95
ALARM: Final = 0.998
WINSORISED: Final = 0.1
"""What is pulled in at each end before spread is measured (Spiegelhalter 2005)."""


class Flag(StrEnum):
    """On which side of the funnel an area lies, and beyond which of its limits."""

    HIGH_ALARM = "high_99_8"
    HIGH_WARNING = "high_95"
    WITHIN = "within"
    LOW_WARNING = "low_95"
    LOW_ALARM = "low_99_8"

    @property
    def severity(self) -> int:
        """0 within, 1 beyond the limits of 95 %, 2 beyond those of 99.8 %."""
        return _SEVERITY[self]


_SEVERITY = {
    Flag.HIGH_ALARM: 2, Flag.HIGH_WARNING: 1, Flag.WITHIN: 0,
    Flag.LOW_WARNING: 1, Flag.LOW_ALARM: 2,
}  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """Between which values an area of one size is expected."""

    low: float
    high: float
    confidence: float


@dataclass(frozen=True)
class Dispersion:
    """How much more areas differ than chance explains."""

    phi: float
    """Mean squared z, winsorised: 1 where only chance is at work."""
    tau2: float
    """The variance between areas on the transformed scale; 0 where chance explains it all."""
    count: int
    """How many areas it rests on."""
    winsorised: float
    method: str = DISPERSION


@dataclass(frozen=True)
class Spot:
    """One area in the funnel."""

    id: str
    figure: Interval
    warning: Limits
    """What is expected 95 times in 100 of an area of that size, with over-dispersion."""
    alarm: Limits
    """What is expected 998 times in 1,000, with over-dispersion."""
    flag: Flag
    """By chance alone."""
    flag_spread: Flag
    """With over-dispersion. This is the one to act on: without it large areas all stand out."""


@dataclass(frozen=True)
class Funnel:
    """Areas against the whole."""

    target: float
    """The figure of the whole, or what was aimed at, in the unit of the figures."""
    spots: tuple[Spot, ...]
    dispersion: Dispersion
    count: int
    denominator: float
    method: str
    method_spread: str


def share_limits(target: float, whole: int, *, confidence: float = WARNING) -> Limits:
    """Between which shares a part of that whole is expected, clipped to 0 and 1.

    An area lies beyond them exactly where Wilson's interval of its share leaves the target out.
    """
    aim = _proportion(target)
    many = checks.positive("the whole", checks.count("the whole", whole))
    reach = checks.z_of(confidence) * math.sqrt(aim * (1 - aim) / many)
    return Limits(max(0.0, aim - reach), min(1.0, aim + reach), confidence)


def rate_limits(
    target: float, population: float, *, per: float = PER, confidence: float = WARNING
) -> Limits:
    """Between which rates for every ``per`` people an area of that size is expected.

    The limits are the tails of the Poisson distribution, so the curve goes in steps.
    """
    people = checks.positive("the population", population)
    scale = checks.positive("the unit of a rate", per) / people
    expected = checks.positive("the target", target) / scale
    tail = checks.tail(confidence)
    low, high = poisson.ppf(tail, expected), poisson.ppf(1 - tail, expected)
    return Limits(float(low) * scale, float(high) * scale, confidence)


def over_dispersion(z: Sequence[float], errors: Sequence[float]) -> Dispersion:
    """How far areas spread beyond chance, from their z-scores and their standard errors.

    By the additive model of Spiegelhalter (2005), with the z-scores winsorised at their own
    quantiles of 10 % and 90 %. With one area there is no spread.
    """
    scores = checks.numbers("the z-scores", z)
    weights = checks.positives("the standard errors", errors) ** -2.0
    if scores.size != weights.size:
        raise ValueError("there have to be as many z-scores as standard errors")
    low, high = np.quantile(scores, [WINSORISED, 1 - WINSORISED])
    many = int(scores.size)
    phi = float(np.mean(np.clip(scores, low, high) ** 2))
    room = float(weights.sum() - (weights**2).sum() / weights.sum())
    excess = many * phi - (many - 1)
    tau2 = excess / room if many > 1 and excess > 0 else 0.0
    return Dispersion(phi=phi, tau2=tau2, count=many, winsorised=WINSORISED)


def spread_share_limits(
    target: float, whole: int, *, tau2: float, confidence: float = WARNING
) -> Limits:
    """`share_limits` where areas differ: on the scale of the arcsine, and turned back."""
    aim = math.asin(math.sqrt(_proportion(target)))
    many = checks.positive("the whole", checks.count("the whole", whole))
    reach = _reach(1 / (4 * many), tau2, confidence)
    low, high = max(0.0, aim - reach), min(math.pi / 2, aim + reach)
    return Limits(math.sin(low) ** 2, math.sin(high) ** 2, confidence)


def spread_rate_limits(
    target: float,
    population: float,
    *,
    tau2: float,
    per: float = PER,
    confidence: float = WARNING,
) -> Limits:
    """`rate_limits` where areas differ: on the scale of the square root, and turned back."""
    aim = checks.positive("the target", target)
    people = checks.positive("the population", population)
    expected = aim * people / checks.positive("the unit of a rate", per)
    reach = _reach(1 / (4 * expected), tau2, confidence)
    return Limits(aim * max(0.0, 1 - reach) ** 2, aim * (1 + reach) ** 2, confidence)


def funnel_of_shares(areas: Sequence[Area], *, target: float | None = None) -> Funnel:
    """Areas by their share, against the target or, if there is none, the share of them all.

    Each denominator has to be the whole of which the observed are a part.
    """
    observed, wholes = _totals(areas)
    if observed > wholes:
        raise ValueError(f"the parts cannot be more than the whole: {observed} of {wholes:g}")
    aim = _proportion(observed / wholes if target is None else target)
    angle = math.asin(math.sqrt(aim))
    figures = [share(area.observed, _whole(area)) for area in areas]
    errors = [1 / (2 * math.sqrt(area.denominator)) for area in areas]
    scores = [
        (math.asin(math.sqrt(figure.value)) - angle) / error
        for figure, error in zip(figures, errors, strict=True)
    ]
    dispersion = over_dispersion(scores, errors)

    def place(area: Area, figure: Interval) -> Spot:
        whole, tau2 = _whole(area), dispersion.tau2
        plain = [share_limits(aim, whole, confidence=c) for c in (WARNING, ALARM)]
        wide = [
            spread_share_limits(aim, whole, tau2=tau2, confidence=c) for c in (WARNING, ALARM)
        ]
        flag = _flag(figure.value, *plain)
        return _spot(area, figure, flag=flag, plain=plain, wide=wide, tau2=tau2)

    spots = tuple(map(place, areas, figures))
    return Funnel(aim, spots, dispersion, observed, wholes, SHARES, SHARES_SPREAD)


def funnel_of_rates(
    areas: Sequence[Area], *, target: float | None = None, per: float = PER
) -> Funnel:
    """Areas by their rate, against the target or, if there is none, the rate of them all.

    By chance alone an area is flagged where the interval of its rate leaves the target out.
    """
    observed, people = _totals(areas)
    aim = rate(observed, people, per=per).value if target is None else target
    unit = checks.positive("the unit of a rate", per)
    checks.positive("the target, which is the rate of them all where none is given,", aim)
    awaited = [aim * area.denominator / unit for area in areas]
    errors = [1 / (2 * math.sqrt(expected)) for expected in awaited]
    scores = [
        (math.sqrt(area.observed / expected) - 1) / error
        for area, expected, error in zip(areas, awaited, errors, strict=True)
    ]
    dispersion = over_dispersion(scores, errors)

    def place(area: Area) -> Spot:
        size, tau2 = area.denominator, dispersion.tau2
        figure = rate(area.observed, size, per=per)
        plain = [rate_limits(aim, size, per=per, confidence=c) for c in (WARNING, ALARM)]
        wide = [
            spread_rate_limits(aim, size, tau2=tau2, per=per, confidence=c)
            for c in (WARNING, ALARM)
        ]
        beyond = [rate(area.observed, size, per=per, confidence=c) for c in (WARNING, ALARM)]
        flag = _flag_of_intervals(aim, *beyond)
        return _spot(area, figure, flag=flag, plain=plain, wide=wide, tau2=tau2)

    spots = tuple(map(place, areas))
    return Funnel(aim, spots, dispersion, observed, people, RATES, RATES_SPREAD)


def curve(
    sizes: Sequence[float], limits: Callable[[float], Limits]
) -> tuple[tuple[float, Limits], ...]:
    """The limits at each size, in the order of the sizes: what a funnel is drawn from."""
    row = checks.positives("the sizes", sizes)
    return tuple((float(size), limits(float(size))) for size in np.sort(row))


def _spot(
    area: Area,
    figure: Interval,
    *,
    flag: Flag,
    plain: Sequence[Limits],
    wide: Sequence[Limits],
    tau2: float,
) -> Spot:
    # Where chance explains it all, the transformed limits only approximate the plain ones.
    if tau2 == 0:
        return Spot(area.id, figure, plain[0], plain[1], flag, flag)
    return Spot(area.id, figure, wide[0], wide[1], flag, _flag(figure.value, *wide))


def _flag(value: float, warning: Limits, alarm: Limits) -> Flag:
    if value > alarm.high:
        return Flag.HIGH_ALARM
    if value > warning.high:
        return Flag.HIGH_WARNING
    if value < alarm.low:
        return Flag.LOW_ALARM
    return Flag.LOW_WARNING if value < warning.low else Flag.WITHIN


def _flag_of_intervals(aim: float, warning: Interval, alarm: Interval) -> Flag:
    if alarm.low > aim:
        return Flag.HIGH_ALARM
    if warning.low > aim:
        return Flag.HIGH_WARNING
    if alarm.high < aim:
        return Flag.LOW_ALARM
    return Flag.LOW_WARNING if warning.high < aim else Flag.WITHIN


def _reach(variance: float, tau2: float, confidence: float) -> float:
    between = checks.not_negative("the variance between areas", tau2)
    return checks.z_of(confidence) * math.sqrt(variance + between)


def _proportion(target: float) -> float:
    if not 0 <= checks.finite("the target", target) <= 1:
        raise ValueError(f"the target of a share has to lie between 0 and 1: {target!r}")
    return float(target)


def _whole(area: Area) -> int:
    if int(area.denominator) != area.denominator:
        raise ValueError(f"the whole of {area.id} has to be a whole number")
    return int(area.denominator)


def _totals(areas: Sequence[Area]) -> tuple[int, float]:
    checks.distinct("areas", [area.id for area in areas])
    observed = checks.counts("the areas", [area.observed for area in areas])
    sizes = checks.positives("the areas", [area.denominator for area in areas])
    return int(observed.sum()), float(sizes.sum())
