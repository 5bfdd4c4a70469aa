"""Forecasts, and the test that keeps back those that are no better than last season."""

import importlib
import math
from collections.abc import Sequence

import numpy as np
import pytest

from moothall.components.demand.rules.measures.ets import exponential_smoothing
from moothall.components.demand.rules.measures.forecasts import (
    Forecast,
    Forecaster,
    around,
    rolling_origin,
    seasonal_naive,
)


def a_year_that_repeats(
    *, seed: int, years: int, noise: float, periods: int = 12
) -> list[float]:
    generator = np.random.default_rng(seed)
    months = np.arange(periods * years)
    swing = 200 + 60 * np.sin(months * 2 * np.pi / periods)
    return [float(value) for value in swing + generator.normal(0, noise, size=months.size)]


def test_the_naive_forecast_is_the_season_before() -> None:
    found = seasonal_naive([10, 20, 30, 12, 22, 28], 3, 5)
    assert [ahead.value for ahead in found.periods] == [12, 22, 28, 12, 22]
    assert [ahead.step for ahead in found.periods] == [1, 2, 3, 4, 5]
    assert (found.count, found.method) == (6, "forecast.seasonal-naive.1")


def test_its_limits_widen_with_each_season_ahead() -> None:
    found = seasonal_naive([10, 20, 30, 12, 22, 28], 3, 4)
    # It was wrong by 2 three times.
    assert found.periods[0].wide.high == pytest.approx(12 + 1.959964 * 2, rel=1e-6)
    assert found.periods[0].narrow.high == pytest.approx(12 + 1.281552 * 2, rel=1e-6)
    assert found.periods[3].wide.high == pytest.approx(12 + 1.959964 * 2 * math.sqrt(2))


def test_demand_is_never_forecast_below_nothing() -> None:
    found = seasonal_naive([0, 9, 1, 0], 2, 2)
    assert found.periods[0].wide.low == 0


def clairvoyant(of_all: list[float], *, off: float) -> Forecaster:
    def look(values: Sequence[float], season: int, horizon: int) -> Forecast:
        known = len(values)
        ahead = of_all[known : known + horizon]
        periods = tuple(
            around(step, value + off, 1, count=known, method="test.clairvoyant.1")
            for step, value in enumerate(ahead, start=1)
        )
        return Forecast(periods, known, "test.clairvoyant.1")

    return look


def test_mase_is_the_error_over_that_of_the_naive() -> None:
    series = [10.0, 20, 14, 24, 18, 28, 22, 32]
    # The season of two grows by 4 each time; this one is always wrong by 1.
    found = rolling_origin(
        clairvoyant(series, off=1),
        series,
        season=2,
        horizon=2,
        first=4,
    )
    assert found.mase == pytest.approx(1 / 4)
    assert (found.origins, found.count) == (3, 6)
    assert found.may_be_published
    assert found.forecaster == "test.clairvoyant.1"
    assert found.within_wide.value == 1


def test_one_that_is_as_wrong_as_the_naive_may_not_be_published() -> None:
    series = [10.0, 20, 14, 24, 18, 28, 22, 32]
    found = rolling_origin(seasonal_naive, series, season=2, horizon=2, first=4)
    assert found.mase == 1
    assert not found.may_be_published


def test_one_that_cannot_be_measured_may_not_be_published() -> None:
    found = rolling_origin(seasonal_naive, [1, 2] * 6, season=2, horizon=2, first=4)
    assert found.mase is None
    assert not found.may_be_published


def test_only_what_came_before_an_origin_is_known_there() -> None:
    told: list[int] = []

    def counting(values: Sequence[float], season: int, horizon: int) -> Forecast:
        told.append(len(values))
        return seasonal_naive(values, season, horizon)

    rolling_origin(counting, list(range(20)), season=2, horizon=3, first=8, every=4)
    assert told == [8, 12, 16]


def test_exponential_smoothing_beats_the_naive_where_a_year_repeats_with_noise() -> None:
    series = a_year_that_repeats(seed=4, years=12, noise=12, periods=4)
    found = rolling_origin(
        exponential_smoothing, series, season=4, horizon=4, first=28, every=4
    )
    assert found.may_be_published
    assert found.forecaster == "forecast.ets-additive.aicc.1"


def test_its_limits_are_those_of_statsmodels() -> None:
    series = a_year_that_repeats(seed=1, years=5, noise=8)
    found = exponential_smoothing(series, 12, 14)
    smoothing = importlib.import_module("statsmodels.tsa.exponential_smoothing.ets")
    pandas = importlib.import_module("pandas")
    model = smoothing.ETSModel(
        pandas.Series(series), error="add", seasonal="add", seasonal_periods=12
    )
    known = model.fit(disp=False).get_prediction(start=60, end=73).summary_frame(alpha=0.05)
    assert [ahead.value for ahead in found.periods] == pytest.approx(known["mean"].tolist())
    highs = [ahead.wide.high for ahead in found.periods]
    assert highs == pytest.approx(known["pi_upper"].tolist(), rel=1e-6)


def test_a_falling_series_is_never_smoothed_below_nothing() -> None:
    found = exponential_smoothing([40 - 2.0 * month for month in range(20)], 1, 12)
    assert all(0 <= ahead.wide.low <= ahead.value for ahead in found.periods)


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="has to be 4 or more"):
        seasonal_naive([1, 2, 3], 3, 1)
    with pytest.raises(ValueError, match="less than 0"):
        seasonal_naive([1, -2, 3], 1, 1)
    with pytest.raises(ValueError, match="at least one period"):
        seasonal_naive([1, 2, 3], 0, 1)
    with pytest.raises(ValueError, match="finite"):
        exponential_smoothing([float("nan")] * 20, 1, 1)
    with pytest.raises(ValueError, match="origins are too few"):
        rolling_origin(seasonal_naive, [1, 2, 3, 4], season=1, horizon=2, first=2)
