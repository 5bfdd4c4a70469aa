"""How long people wait: against statsmodels, and with those still waiting."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from moothall.components.demand.rules.measures.survival import (
    Wait,
    kaplan_meier,
    median,
    met_within,
)

waits_drawn = st.lists(
    st.builds(
        Wait,
        days=st.integers(0, 60).map(float),
        met=st.booleans(),
        many=st.integers(1, 4),
    ),
    min_size=1,
    max_size=40,
)


def some_waits(seed: int, many: int = 200) -> list[Wait]:
    generator = np.random.default_rng(seed)
    until_met = np.ceil(generator.exponential(20, size=many))
    followed = np.ceil(generator.uniform(1, 60, size=many))
    pairs = zip(until_met, followed, strict=True)
    drawn = [Wait(float(min(a, b)), bool(a <= b)) for a, b in pairs]
    # statsmodels has no limits where nobody waits any more, so somebody always does.
    return [*drawn, Wait(61, met=False)]


def reference(waits: list[Wait]) -> Any:  # noqa: ANN401 - statsmodels has no types
    return SurvfuncRight([wait.days for wait in waits], [int(wait.met) for wait in waits])


@pytest.mark.parametrize("seed", range(5))
def test_the_curve_and_greenwoods_variance_are_those_of_statsmodels(seed: int) -> None:
    waits = some_waits(seed)
    found, known = kaplan_meier(waits), reference(waits)
    assert [step.days for step in found.steps] == known.surv_times.tolist()
    assert [step.at_risk for step in found.steps] == known.n_risk.tolist()
    assert [step.waiting.value for step in found.steps] == pytest.approx(known.surv_prob)
    errors = [math.sqrt(step.variance) for step in found.steps if step.waiting.value]
    assert errors == pytest.approx(known.surv_prob_se[: len(errors)])


@pytest.mark.parametrize("seed", range(5))
def test_the_median_and_its_limits_are_those_of_statsmodels(seed: int) -> None:
    waits = some_waits(seed)
    found, known = median(kaplan_meier(waits)), reference(waits)
    assert found.days == known.quantile(0.5)
    low, high = known.quantile_ci(0.5, method="cloglog")
    assert (found.low, found.high) == (low, high)
    assert (found.count, found.met) == (201, sum(wait.met for wait in waits))


def test_limits_are_those_of_log_minus_log() -> None:
    (step,) = kaplan_meier([Wait(3, met=True, many=4), Wait(9, met=False, many=6)]).steps
    hazard = 4 / (10 * 6)
    error = math.sqrt(hazard) / abs(math.log(0.6))
    assert step.waiting.low == pytest.approx(0.6 ** math.exp(1.959964 * error), rel=1e-6)
    assert step.waiting.high == pytest.approx(0.6 ** math.exp(-1.959964 * error), rel=1e-6)


def test_open_demands_count_as_waiting_and_not_as_met() -> None:
    closed = [Wait(2, met=True, many=5)]
    still = [*closed, Wait(30, met=False, many=15)]
    assert median(kaplan_meier(closed)).days == 2
    assert median(kaplan_meier(still)).days is None
    assert kaplan_meier(still).still_waiting == 15


def test_exactly_half_met_is_the_median() -> None:
    waits = [Wait(day, met=True) for day in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)]
    assert median(kaplan_meier(waits)).days == 3


def test_the_share_met_within_days_is_one_less_the_curve() -> None:
    waits = [Wait(3, met=True, many=4), Wait(9, met=False, many=6)]
    found = met_within(waits, 5)
    assert found is not None
    (step,) = kaplan_meier(waits).steps
    assert found.value == pytest.approx(0.4)
    assert (found.low, found.high) == (1 - step.waiting.high, 1 - step.waiting.low)
    assert (found.count, found.denominator) == (4, 10)
    assert found.method == "wait.met-within.kaplan-meier.1"


def test_nobody_met_so_far_has_the_limits_of_wilson() -> None:
    found = met_within([Wait(30, met=False, many=18), Wait(20, met=True, many=2)], 10)
    assert found is not None
    assert (found.value, found.low) == (0, 0)
    assert found.high == pytest.approx(0.16113, abs=5e-6)


def test_nothing_is_said_of_days_that_nobody_was_followed() -> None:
    waits = [Wait(3, met=True, many=4), Wait(9, met=False, many=6)]
    assert met_within(waits, 9) is not None
    assert met_within(waits, 10) is None
    everybody = met_within([Wait(3, met=True, many=20)], 10)
    assert everybody is not None
    assert everybody.value == 1
    assert everybody.low == pytest.approx(0.83887, abs=5e-6)


@given(waits_drawn)
def test_the_curve_falls_and_lies_between_its_limits(waits: list[Wait]) -> None:
    found = kaplan_meier(waits)
    values = [step.waiting.value for step in found.steps]
    assert values == sorted(values, reverse=True)
    for step in found.steps:
        assert 0 <= step.waiting.low <= step.waiting.value <= step.waiting.high <= 1
    assert found.count == sum(wait.many for wait in waits)


@given(waits_drawn)
def test_the_median_lies_between_its_limits(waits: list[Wait]) -> None:
    found = median(kaplan_meier(waits))
    endless = math.inf
    low, days, high = (
        endless if edge is None else edge for edge in (found.low, found.days, found.high)
    )
    assert low <= days <= high


@pytest.mark.parametrize(
    "waits",
    [
        [],
        [Wait(-1, met=True)],
        [Wait(float("nan"), met=True)],
        [Wait(1, met=True, many=0)],
        [Wait(1, met=True, many=-3)],
    ],
)
def test_nonsense_is_refused(waits: list[Wait]) -> None:
    with pytest.raises(ValueError, match=r"wait|time"):
        kaplan_meier(waits)
