"""Forecasts by exponential smoothing, for series on which it does better than the baseline."""

import warnings
from collections.abc import Sequence
from itertools import product
from typing import Any, Final

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from moothall.components.demand.rules.measures import checks
from moothall.components.demand.rules.measures.forecasts import Forecast, around

ETS = "forecast.ets-additive.aicc.1"

LEAST_VALUES: Final = 10


def exponential_smoothing(values: Sequence[float], season: int, horizon: int) -> Forecast:
    """The additive model of exponential smoothing (ETS) with the least AICc, and its limits.

    Level alone or with a damped trend; without a season, or with one where two seasons and more
    are known. Values are amounts of demand: neither they nor the limits are below 0. Try it
    with `forecasts.rolling_origin` before it is shown to anybody.
    """
    row = checks.numbers("the known values", values, least=LEAST_VALUES)
    if (row < 0).any():
        raise ValueError("an amount of demand cannot be less than 0")
    if checks.count("a season", season) < 1 or checks.count("the horizon", horizon) < 1:
        raise ValueError("a season and a horizon have at least one period")
    seasons = [False, True] if season > 1 and 2 * season <= row.size else [False]
    with warnings.catch_warnings():
        # Candidates that do not converge warn; AICc passes them over for one that does.
        warnings.simplefilter("ignore")
        fits = [
            _fit(row, season=season if seasonal else None, damped=damped)
            for seasonal, damped in product(seasons, [False, True])
        ]
        best = min(fits, key=lambda fit: _rank(fit, row.size))
    means = best.forecast(horizon)
    sigmas = np.sqrt(best.mse * _growth(best, horizon))
    periods = tuple(
        around(step, float(mean), float(sigma), count=int(row.size), method=ETS)
        for step, (mean, sigma) in enumerate(zip(means, sigmas, strict=True), start=1)
    )
    return Forecast(periods, int(row.size), ETS)


def _fit(row: checks.Floats, *, season: int | None, damped: bool) -> Any:  # noqa: ANN401
    model = ETSModel(
        row,
        error="add",
        trend="add" if damped else None,
        damped_trend=damped,
        seasonal=None if season is None else "add",
        seasonal_periods=season,
    )
    return model.fit(disp=False)


def _rank(fit: Any, many: int) -> float:  # noqa: ANN401
    """AICc, which has no value where there are about as many parameters as values."""
    worth = float(fit.aicc)
    return worth if np.isfinite(worth) and fit.df_model + 1 < many else float("inf")


def _growth(fit: Any, horizon: int) -> checks.Floats:  # noqa: ANN401
    """How many times the variance of one step the variance is, so many steps ahead.

    One more than the sum of the squares of how far each error still to come carries on
    (Hyndman and others, Forecasting with Exponential Smoothing, 2008, table 6.1).
    """
    carried = np.full(horizon - 1, float(fit.smoothing_level))
    steps = np.arange(1, horizon)
    if fit.model.has_trend:
        carried += fit.smoothing_trend * np.cumsum(fit.damping_trend**steps)
    if fit.model.has_seasonal:
        carried[steps % fit.model.seasonal_periods == 0] += fit.smoothing_seasonal
    return 1 + np.concatenate([[0.0], np.cumsum(carried**2)])
