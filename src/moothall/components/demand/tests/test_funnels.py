"""Funnels: who lies outside, by chance alone and where areas differ anyway."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.components.demand.rules.measures.funnels import (
    Flag,
    curve,
    funnel_of_rates,
    funnel_of_shares,
    over_dispersion,
    rate_limits,
    share_limits,
    spread_rate_limits,
    spread_share_limits,
)
from moothall.components.demand.rules.measures.rates import Area, share


def areas(*rows: tuple[int, float]) -> list[Area]:
    return [Area(f"area-{at}", observed, of) for at, (observed, of) in enumerate(rows)]


@pytest.mark.parametrize(
    ("confidence", "low", "high"), [(0.95, 0.236490, 0.363510), (0.998, 0.199865, 0.400135)]
)
def test_a_share_has_the_published_limits(confidence: float, low: float, high: float) -> None:
    found = share_limits(0.3, 200, confidence=confidence)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-7)


@pytest.mark.parametrize(
    ("confidence", "low", "high"), [(0.95, 9.7647, 14.3529), (0.998, 8.4706, 15.8824)]
)
def test_a_rate_has_the_published_limits(confidence: float, low: float, high: float) -> None:
    found = rate_limits(12, 8500, confidence=confidence)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_limits_of_a_share_stay_between_0_and_1() -> None:
    found = share_limits(0.02, 5, confidence=0.998)
    assert found.low == 0
    assert share_limits(0.98, 5, confidence=0.998).high == 1


@given(st.integers(0, 300), st.integers(1, 300), st.floats(0.05, 0.95))
def test_a_share_is_flagged_exactly_where_its_interval_leaves_the_target_out(
    part: int, whole: int, target: float
) -> None:
    some = min(part, whole)
    (spot,) = funnel_of_shares(areas((some, whole)), target=target).spots
    interval = share(some, whole)
    near = min(abs(interval.low - target), abs(interval.high - target))
    if near > 1e-9:
        out = interval.low > target or interval.high < target
        assert (spot.flag is not Flag.WITHIN) == out


def test_rates_are_flagged_on_both_sides_and_by_how_far() -> None:
    rows = areas((100, 10_000), (122, 10_000), (140, 10_000), (78, 10_000), (60, 10_000))
    found = funnel_of_rates(rows, target=10)
    assert [spot.flag for spot in found.spots] == [
        Flag.WITHIN,
        Flag.HIGH_WARNING,
        Flag.HIGH_ALARM,
        Flag.LOW_WARNING,
        Flag.LOW_ALARM,
    ]
    assert [spot.flag.severity for spot in found.spots] == [0, 1, 2, 1, 2]


def test_the_whole_is_the_target_where_none_is_given() -> None:
    found = funnel_of_rates(areas((10, 1000), (30, 1000)))
    assert found.target == 20
    assert (found.count, found.denominator) == (40, 2000)
    assert funnel_of_shares(areas((10, 100), (30, 100))).target == 0.2


def test_spread_is_measured_as_spiegelhalter_says() -> None:
    z, errors = [-4.0, -1.0, 0.0, 1.0, 4.0], [0.1, 0.1, 0.2, 0.2, 0.1]
    found = over_dispersion(z, errors)
    # Quantiles of 10 % and 90 % of five scores lie 0.4 of a step in from the ends.
    pulled = [-2.8, -1.0, 0.0, 1.0, 2.8]
    phi = sum(score**2 for score in pulled) / 5
    weights = [error**-2 for error in errors]
    room = sum(weights) - sum(w**2 for w in weights) / sum(weights)
    assert found.phi == pytest.approx(phi)
    assert found.tau2 == pytest.approx((5 * phi - 4) / room)
    assert (found.count, found.method) == (5, "dispersion.spiegelhalter.1")


def test_there_is_no_spread_where_chance_explains_it() -> None:
    assert over_dispersion([0.5, -0.5, 0.1], [0.1, 0.1, 0.1]).tau2 == 0
    assert over_dispersion([9.0], [0.1]).tau2 == 0


def test_large_areas_that_all_differ_stand_out_only_by_chance_alone() -> None:
    generator = np.random.default_rng(5)
    true = generator.normal(20, 3, size=60)
    rows = areas(*((int(rate * 100), 100_000) for rate in true))
    found = funnel_of_rates(rows)
    alone = [spot for spot in found.spots if spot.flag is not Flag.WITHIN]
    spread = [spot for spot in found.spots if spot.flag_spread is not Flag.WITHIN]
    assert found.dispersion.phi > 5
    assert len(alone) > 30
    assert len(spread) <= 8


def test_shares_of_large_areas_that_all_differ_do_likewise() -> None:
    generator = np.random.default_rng(6)
    true = generator.normal(0.3, 0.04, size=60)
    rows = areas(*((int(rate * 20_000), 20_000) for rate in true))
    found = funnel_of_shares([*rows, Area("apart", 12_000, 20_000)])
    assert sum(spot.flag is not Flag.WITHIN for spot in found.spots) > 40
    assert found.spots[-1].flag_spread is Flag.HIGH_ALARM
    assert sum(spot.flag_spread is not Flag.WITHIN for spot in found.spots) <= 8


def test_without_spread_both_flags_are_one() -> None:
    found = funnel_of_rates(areas((20, 1000), (21, 1000), (19, 1000)))
    assert found.dispersion.tau2 == 0
    assert all(spot.flag is spot.flag_spread for spot in found.spots)
    assert found.spots[0].warning == rate_limits(20, 1000)


def test_limits_with_spread_are_turned_back_from_their_scale() -> None:
    wide = spread_rate_limits(12, 8500, tau2=0.01)
    reach = 1.959964 * math.sqrt(1 / (4 * 102) + 0.01)
    assert wide.low == pytest.approx(12 * (1 - reach) ** 2, rel=1e-6)
    assert wide.high == pytest.approx(12 * (1 + reach) ** 2, rel=1e-6)
    angle = math.asin(math.sqrt(0.3))
    reach = 1.959964 * math.sqrt(1 / 800 + 0.01)
    shares = spread_share_limits(0.3, 200, tau2=0.01)
    assert shares.low == pytest.approx(math.sin(angle - reach) ** 2, rel=1e-6)
    assert shares.high == pytest.approx(math.sin(angle + reach) ** 2, rel=1e-6)


@given(st.floats(0, 0.5), st.floats(0, 0.5), st.integers(1, 10_000))
def test_more_spread_makes_limits_wider(one: float, other: float, people: int) -> None:
    less, more = sorted([one, other])
    inner = spread_rate_limits(12, people, tau2=less)
    outer = spread_rate_limits(12, people, tau2=more)
    assert outer.low <= inner.low <= 12 <= inner.high <= outer.high


def test_a_curve_narrows_with_size() -> None:
    drawn = curve([1000, 100, 10_000], lambda size: spread_rate_limits(12, size, tau2=0))
    assert [size for size, _ in drawn] == [100, 1000, 10_000]
    widths = [limits.high - limits.low for _, limits in drawn]
    assert widths == sorted(widths, reverse=True)


def test_nonsense_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="occur more than once: a"):
        funnel_of_rates([Area("a", 1, 10), Area("a", 2, 10)])
    with pytest.raises(ValueError, match="has to be more than 0"):
        funnel_of_rates(areas((1, 0)))
    with pytest.raises(ValueError, match="whole number, 0 or more"):
        funnel_of_shares(areas((-1, 10)))
    with pytest.raises(ValueError, match="the rate of them all"):
        funnel_of_rates(areas((0, 10), (0, 20)))
    with pytest.raises(ValueError, match="more than the whole"):
        funnel_of_shares(areas((11, 10)))
    with pytest.raises(ValueError, match="between 0 and 1"):
        share_limits(1.2, 10)
