"""Forecasts of demand, and the test that one has to pass before it is shown to anybody."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from moothall.components.demand.rules.measures import checks
from moothall.components.demand.rules.measures.rates import Interval, share

SEASONAL_NAIVE = "forecast.seasonal-naive.1"
TRIAL = "forecast.rolling-origin.mase.1"

NARROW, WIDE = 0.80, 0.95
LEAST_ORIGINS: Final = 3


@dataclass(frozen=True)
class Ahead:
    """What is expected of one period to come; both intervals stand about the same value."""

    step: int
    """1 for the first period after the last known one."""
    narrow: Interval
    """With the limits of 80 %."""
    wide: Interval
    """With the limits of 95 %."""

    @property
    def value(self) -> float:
        return self.wide.value


@dataclass(frozen=True)
class Forecast:
    """What is expected of the periods to come, in their order."""

    periods: tuple[Ahead, ...]
    count: int
    """How many known periods it rests on."""
    method: str


Forecaster = Callable[[Sequence[float], int, int], Forecast]
"""What takes the known values, the periods of a season and how many to look ahead."""


@dataclass(frozen=True)
class Trial:
    """How a forecaster would have done in the past, each time knowing only what came before."""

    mase: float | None
    """Mean absolute error over that of the seasonal naive within what was known (Hyndman and
    Koehler 2006). None where that never erred, so that there is nothing to measure against."""
    origins: int
    """From how many points in the past it looked ahead."""
    count: int
    """How many values were forecast."""
    within_narrow: Interval
    """The share of them that fell within the limits of 80 %."""
    within_wide: Interval
    """The share of them that fell within the limits of 95 %."""
    forecaster: str
    """The method that was tried."""
    method: str = TRIAL

    @property
    def may_be_published(self) -> bool:
        """Whether it does better than saying "as in the season before"."""
        return self.mase is not None and self.mase < 1


def seasonal_naive(values: Sequence[float], season: int, horizon: int) -> Forecast:
    """As in the season before, with limits from how far that was wrong so far.

    The error grows by a season's share with each season ahead (Hyndman and Athanasopoulos,
    Forecasting: Principles and Practice, 5.5). Values are amounts of demand, so neither they
    nor the limits are below 0. At least one value more than a season has to be known.
    """
    row = _amounts(values, least=_season(season) + 1)
    ahead = _horizon(horizon)
    errors = row[season:] - row[:-season]
    sigma = math.sqrt(float(np.mean(errors**2)))

    def one(step: int) -> Ahead:
        rounds, place = divmod(step - 1, season)
        value = float(row[row.size - season + place])
        return around(
            step, value, sigma * math.sqrt(rounds + 1), count=row.size, method=SEASONAL_NAIVE
        )

    periods = tuple(one(step) for step in range(1, ahead + 1))
    return Forecast(periods, int(row.size), SEASONAL_NAIVE)


def around(step: int, value: float, sigma: float, *, count: int, method: str) -> Ahead:
    """A forecast with normal limits of that standard deviation, cut off at 0."""

    def limits(confidence: float) -> Interval:
        reach = checks.z_of(confidence) * sigma
        low, high = max(0.0, value - reach), max(0.0, value + reach)
        return Interval(max(0.0, value), low, high, count, None, confidence, method)

    return Ahead(step, limits(NARROW), limits(WIDE))


def rolling_origin(
    forecaster: Forecaster,
    values: Sequence[float],
    *,
    season: int,
    horizon: int,
    first: int,
    every: int = 1,
) -> Trial:
    """Look ahead from the first ``first`` values, then from ``every`` more, and so on.

    From at least three points in the past, each with the whole horizon to check against.
    The mean of the errors is divided by the mean, over the same points, of what the seasonal
    naive erred within what was known there; with one horizon and one origin that is MASE as
    it is defined.
    """
    row = _amounts(values, least=_season(season) + 1)
    ahead, step = _horizon(horizon), checks.count("the step between origins", every)
    if first <= season:
        raise ValueError(f"the first origin has to know more than a season: {first}")
    origins = range(first, row.size - ahead + 1, max(step, 1))
    if len(origins) < LEAST_ORIGINS:
        raise ValueError(f"{len(origins)} origins are too few: at least {LEAST_ORIGINS}")
    errors: list[float] = []
    scales: list[float] = []
    narrow = wide = 0
    name = ""
    for origin in origins:
        known = row[:origin]
        scales.append(float(np.mean(np.abs(known[season:] - known[:-season]))))
        forecast = forecaster(known.tolist(), season, ahead)
        name = forecast.method
        for found, actual in _pairs(forecast, row[origin : origin + ahead]):
            errors.append(abs(found.value - actual))
            narrow += found.narrow.low <= actual <= found.narrow.high
            wide += found.wide.low <= actual <= found.wide.high
    scale = float(np.mean(scales))
    return Trial(
        mase=float(np.mean(errors)) / scale if scale > 0 else None,
        origins=len(origins),
        count=len(errors),
        within_narrow=share(narrow, len(errors)),
        within_wide=share(wide, len(errors)),
        forecaster=name,
    )


def _pairs(forecast: Forecast, actual: checks.Floats) -> Iterator[tuple[Ahead, float]]:
    return ((a, float(b)) for a, b in zip(forecast.periods, actual, strict=True))


def _amounts(values: Sequence[float], *, least: int) -> checks.Floats:
    row = checks.numbers("the known values", values, least=least)
    if (row < 0).any():
        raise ValueError("an amount of demand cannot be less than 0")
    return row


def _season(season: int) -> int:
    if checks.count("a season", season) < 1:
        raise ValueError("a season has at least one period")
    return season


def _horizon(horizon: int) -> int:
    if checks.count("the horizon", horizon) < 1:
        raise ValueError("a forecast looks at least one period ahead")
    return horizon
