"""Rates, ratios and shares, against published figures and what has to hold of all of them."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from moothall.components.demand.rules.measures import rates
from moothall.components.demand.rules.measures.rates import (
    ESP2013,
    Interval,
    Stratum,
    mean_of_counts,
    poisson_limits,
    rate,
    ratio,
    share,
    standardised_rate,
)

counts = st.integers(0, 10**6)
sizes = st.integers(1, 10**6)
confidences = st.floats(0.5, 0.999)


def holds(figure: Interval) -> bool:
    return figure.low <= figure.value <= figure.high


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (0, 0, 3.6889),
        (1, 0.0253, 5.5716),
        (5, 1.6235, 11.6683),
        (9, 4.1154, 17.0848),
        (10, 4.7874, 18.3915),
        (25, 16.1743, 36.9065),
        (50, 37.1081, 65.9202),
        (100, 81.3621, 121.6279),
        (1000, 938.9725, 1063.9526),
    ],
)
def test_a_count_has_the_published_limits(count: int, low: float, high: float) -> None:
    assert poisson_limits(count) == pytest.approx((low, high), abs=5e-5)


def test_a_rate_says_what_it_rests_on_and_how_it_was_worked_out() -> None:
    found = rate(25, 5000)
    assert (found.value, found.count, found.denominator) == (5.0, 25, 5000.0)
    assert (found.low, found.high) == pytest.approx((3.23486, 7.3813), abs=1e-5)
    assert found.method == "rate.byar.1"
    assert rate(9, 5000).method == "rate.exact.1"


def test_a_ratio_is_observed_over_expected() -> None:
    found = ratio(50, 40)
    assert found.value == 1.25
    assert (found.low, found.high) == pytest.approx((37.1081 / 40, 65.9202 / 40), abs=1e-5)
    assert (found.method, ratio(3, 40).method) == ("ratio.byar.1", "ratio.exact.1")


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 20, 0, 0.16113),
        (5, 20, 0.11186, 0.46870),
        (15, 148, 0.06239, 0.16049),
        (81, 263, 0.25529, 0.36621),
        (20, 20, 0.83887, 1),
    ],
)
def test_a_share_has_the_published_limits(
    part: int, whole: int, low: float, high: float
) -> None:
    found = share(part, whole)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-6)
    assert found.method == "share.wilson.1"


def test_a_share_of_everybody_does_not_exceed_everybody() -> None:
    assert share(20, 20).high == 1.0
    assert share(0, 20).low == 0.0


def test_the_european_standard_population_has_nineteen_bands_of_a_hundred_thousand() -> None:
    assert len(ESP2013) == 19
    assert sum(ESP2013.values()) == 100_000


def test_a_standardised_rate_in_one_band_is_the_rate_with_its_limits() -> None:
    found = standardised_rate({"all": Stratum(25, 5000)}, weights={"all": 3})
    assert found is not None
    plain = rate(25, 5000)
    assert (found.value, found.low, found.high) == pytest.approx(
        (plain.value, plain.low, plain.high)
    )


def test_a_standardised_rate_weighs_each_band_and_stretches_byars_limits() -> None:
    strata = {"young": Stratum(30, 10_000), "old": Stratum(20, 1_000)}
    found = standardised_rate(strata, weights={"young": 75, "old": 25})
    assert found is not None
    assert found.value == pytest.approx(0.75 * 3 + 0.25 * 20)
    variance = (0.75**2 * 30 / 10_000**2 + 0.25**2 * 20 / 1_000**2) * 1000**2
    low, high = poisson_limits(50)
    assert found.low == pytest.approx(7.25 + math.sqrt(variance / 50) * (low - 50))
    assert found.high == pytest.approx(7.25 + math.sqrt(variance / 50) * (high - 50))
    assert (found.count, found.denominator) == (50, 11_000)
    assert found.method == "standardised.dobson.1"


def test_there_is_no_standardised_rate_of_fewer_than_ten() -> None:
    assert standardised_rate({"all": Stratum(9, 100)}, weights={"all": 1}) is None
    assert standardised_rate({"all": Stratum(10, 100)}, weights={"all": 1}) is not None


def test_bands_without_a_weight_are_refused() -> None:
    with pytest.raises(ValueError, match="the bands and the weights are not the same: 0-4"):
        standardised_rate({"all": Stratum(20, 100)})


def test_a_mean_of_counts_as_even_as_chance_has_the_limits_of_its_total() -> None:
    found = mean_of_counts(total=50, squares=70, of=50)
    assert (found.value, found.low, found.high) == pytest.approx(
        (1, 37.1081 / 50, 65.9202 / 50), abs=1e-5
    )


def test_a_mean_of_uneven_counts_has_wider_limits() -> None:
    even = mean_of_counts(total=50, squares=100, of=50)
    uneven = mean_of_counts(total=50, squares=1000, of=50)
    assert uneven.low < even.low
    assert even.high < uneven.high
    variance = (1000 - 50) / 49
    assert uneven.high - 1 == pytest.approx((even.high - 1) * math.sqrt(variance / (50 / 49)))


def test_squares_that_no_counts_have_are_refused() -> None:
    with pytest.raises(ValueError, match="no sum of squares"):
        mean_of_counts(total=50, squares=3, of=10)


@given(counts, sizes, confidences)
def test_a_rate_lies_between_its_limits(count: int, size: int, confidence: float) -> None:
    assert holds(rate(count, size, confidence=confidence))


@given(counts, sizes, confidences)
def test_a_share_lies_between_its_limits_and_they_between_0_and_1(
    part: int, whole: int, confidence: float
) -> None:
    assume(part <= whole)
    found = share(part, whole, confidence=confidence)
    assert holds(found)
    assert found.low >= 0
    assert found.high <= 1


@given(counts, confidences, confidences)
def test_more_confidence_needs_wider_limits(count: int, one: float, other: float) -> None:
    less, more = sorted([one, other])
    inner, outer = (
        poisson_limits(count, confidence=less),
        poisson_limits(count, confidence=more),
    )
    slack = 1e-9 * (count + 1)
    assert outer[0] <= inner[0] + slack
    assert inner[1] <= outer[1] + slack


@given(st.integers(0, 10**4))
def test_a_larger_count_has_higher_limits(count: int) -> None:
    here, next_one = poisson_limits(count), poisson_limits(count + 1)
    # Between the exact limits of 9 and Byar's of 10, too.
    assert here[0] < next_one[0]
    assert here[1] < next_one[1]


@pytest.mark.parametrize("count", [-1, 2.5, float("nan"), True, "3", None])
def test_what_is_no_count_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="has to be a whole number"):
        poisson_limits(count)


@pytest.mark.parametrize("people", [0, -5, float("nan"), float("inf")])
def test_what_is_no_population_is_refused(people: float) -> None:
    with pytest.raises(ValueError, match="the population has to be"):
        rate(3, people)


@pytest.mark.parametrize("confidence", [0, 1, 95, float("nan")])
def test_what_is_no_confidence_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="the confidence has to"):
        share(1, 2, confidence=confidence)


def test_a_part_larger_than_its_whole_is_refused() -> None:
    with pytest.raises(ValueError, match="more than the whole: 3 of 2"):
        share(3, 2)
    with pytest.raises(ValueError, match="a part of nothing"):
        share(0, 0)


def test_a_share_of_nothing_is_nothing_where_that_may_be() -> None:
    assert rates.share_if_any(0, 0) is None
    assert rates.share_if_any(1, 2) == share(1, 2)
