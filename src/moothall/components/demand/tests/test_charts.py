"""Control charts: what is a change, and what is not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.components.demand.rules.measures.charts import Signal, laney_p, laney_u, xmr

values_drawn = st.lists(st.integers(0, 500).map(float), min_size=2, max_size=40)


def test_single_values_vary_within_2_66_mean_moving_ranges() -> None:
    found = xmr([10, 12, 11, 13, 9])
    assert found.centre == 11
    # The moving ranges are 2, 1, 2 and 4.
    assert found.points[0].low == pytest.approx(11 - 2.66 * 2.25)
    assert found.points[0].high == pytest.approx(11 + 2.66 * 2.25)
    assert (found.count, found.method) == (5, "chart.xmr.1")
    assert not found.has_changed


def test_a_point_outside_is_a_signal() -> None:
    found = xmr([10, 12, 11, 13, 9, 11, 10, 30], baseline=7)
    assert found.points[-1].signals == {Signal.ABOVE}
    assert found.has_changed
    fallen = xmr([100, 102, 101, 103, 99, 101, 100, 60], baseline=7)
    assert fallen.points[-1].signals == {Signal.BELOW}


def test_eight_in_a_row_on_one_side_are_a_signal_and_seven_are_not() -> None:
    before = [8.0, 12.0, 8.0, 12.0]
    seven = xmr([*before, 9, *[11.0] * 7, 9], baseline=4)
    eight = xmr([*before, 9, *[11.0] * 8], baseline=4)
    assert not seven.has_changed
    assert [bool(point.signals) for point in eight.points] == [False] * 5 + [True] * 8
    assert eight.points[-1].signals == {Signal.RUN_ABOVE}


def test_a_point_on_the_centre_breaks_a_run() -> None:
    found = xmr([8, 12, 8, 12, 9, *[11.0] * 5, 10, *[11.0] * 5], baseline=4)
    assert not found.has_changed


def test_amounts_have_no_limit_below_what_is_least() -> None:
    assert xmr([1, 9, 1, 9]).points[0].low < 0
    assert xmr([1, 9, 1, 9], least=0).points[0].low == 0


def test_laneys_limits_follow_the_size_of_each_period() -> None:
    parts, wholes = [300, 340, 290, 700, 310], [1000, 1000, 1000, 2000, 1000]
    found = laney_p(parts, wholes)
    centre = sum(parts) / sum(wholes)
    errors = np.sqrt(centre * (1 - centre) / np.array(wholes))
    z = (np.array(parts) / np.array(wholes) - centre) / errors
    sigma = np.abs(np.diff(z)).mean() / 1.128
    assert found.centre == pytest.approx(centre)
    assert found.sigma_z == pytest.approx(sigma)
    assert found.points[3].high == pytest.approx(centre + 3 * errors[3] * sigma)
    assert (found.points[3].count, found.points[3].denominator) == (700, 2000)
    assert found.method == "chart.laney-p.1"


def test_laneys_u_is_for_events_by_size() -> None:
    events, sizes = [30, 44, 29, 60], [10.0, 10.0, 10.0, 20.0]
    found = laney_u(events, sizes)
    centre = 163 / 50
    errors = np.sqrt(centre / np.array(sizes))
    z = (np.array(events) / np.array(sizes) - centre) / errors
    assert found.sigma_z == pytest.approx(np.abs(np.diff(z)).mean() / 1.128)
    assert found.points[0].low == pytest.approx(
        max(0, centre - 3 * errors[0] * np.abs(np.diff(z)).mean() / 1.128)
    )


def test_large_periods_that_differ_from_day_to_day_are_no_signal_by_laney() -> None:
    generator = np.random.default_rng(2)
    shares = np.clip(generator.normal(0.3, 0.02, size=40), 0, 1)
    parts = [int(share * 100_000) for share in shares]
    found = laney_p(parts, [100_000] * 40)
    assert found.sigma_z is not None
    assert found.sigma_z > 5
    outside = {Signal.ABOVE, Signal.BELOW}
    assert not any(point.signals & outside for point in found.points)


def test_periods_in_which_nothing_happens_have_no_signal() -> None:
    assert not laney_p([0, 0, 0], [10, 20, 30]).has_changed
    assert not laney_p([10, 20, 30], [10, 20, 30]).has_changed
    assert not laney_u([0, 0, 0], [10, 20, 30]).has_changed


@given(values_drawn)
def test_the_same_values_higher_up_have_the_same_signals(values: list[float]) -> None:
    here, above = xmr(values), xmr([value + 1000 for value in values])
    assert [point.signals for point in here.points] == [p.signals for p in above.points]


@given(values_drawn)
def test_the_centre_lies_between_the_limits(values: list[float]) -> None:
    found = xmr(values)
    assert all(point.low <= found.centre <= point.high for point in found.points)


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="has to be 2 or more"):
        xmr([1])
    with pytest.raises(ValueError, match="finite"):
        xmr([1, float("nan"), 2])
    with pytest.raises(ValueError, match="the baseline has to be 2 to 3 points"):
        xmr([1, 2, 3], baseline=9)
    with pytest.raises(ValueError, match="more than its whole"):
        laney_p([3, 30], [10, 20])
    with pytest.raises(ValueError, match="more than 0"):
        laney_p([0, 3], [0, 20])
    with pytest.raises(ValueError, match="needs its size"):
        laney_u([1, 2, 3], [1, 2])
