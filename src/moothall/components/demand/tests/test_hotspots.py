"""Hot spots and smoothed rates: against published scores, and against chance."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.components.demand.rules.measures import checks
from moothall.components.demand.rules.measures.distances import (
    nearest_neighbours,
    neighbours_within,
    planar,
)
from moothall.components.demand.rules.measures.hotspots import (
    Temperature,
    benjamini_hochberg,
    gi_star,
    hotspots,
    permuted_p,
)
from moothall.components.demand.rules.measures.rates import Area
from moothall.components.demand.rules.measures.smoothing import smooth

POINTS: list[tuple[float, float]] = [(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)]
VALUES = [2, 3, 3.2, 5, 8, 7]


def a_grid(side: int) -> checks.Floats:
    return planar([(float(at % side), float(at // side)) for at in range(side * side)])


def test_the_scores_are_the_published_ones() -> None:
    near = neighbours_within(planar(POINTS), 15).astype(float)
    known = [-1.39728, -0.28918, 0.65065, -0.28918, 1.23452, 2.02424]
    assert gi_star(VALUES, near) == pytest.approx(known, abs=1e-5)


def test_scores_are_0_where_nothing_can_be_told_apart() -> None:
    near = neighbours_within(planar(POINTS), 15).astype(float)
    assert gi_star([3, 3, 3, 3, 3, 3], near).tolist() == [0] * 6
    assert gi_star(VALUES, np.ones((6, 6))).tolist() == [0] * 6


@given(st.lists(st.integers(0, 100), min_size=6, max_size=6), st.floats(0.5, 20))
def test_scores_do_not_hang_on_the_unit(values: list[int], factor: float) -> None:
    near = neighbours_within(planar(POINTS), 15).astype(float)
    scaled = gi_star([value * factor for value in values], near)
    assert scaled == pytest.approx(gi_star(values, near), abs=1e-6)


@pytest.mark.parametrize("area", range(6))
def test_p_values_come_near_those_of_every_possible_exchange(area: int) -> None:
    near = neighbours_within(planar(POINTS), 15)
    high, low = permuted_p(VALUES, near.astype(float), seed=7, permutations=9999)
    its_own = [at for at in np.flatnonzero(near[area]) if at != area]
    found = sum(VALUES[at] for at in its_own)
    others = [value for at, value in enumerate(VALUES) if at != area]
    sums = np.array([sum(drawn) for drawn in combinations(others, len(its_own))])
    assert high[area] == pytest.approx((sums >= found - 1e-9).mean(), abs=0.02)
    assert low[area] == pytest.approx((sums <= found + 1e-9).mean(), abs=0.02)


def test_an_area_without_neighbours_is_never_beyond_chance() -> None:
    near = np.eye(6)
    high, low = permuted_p(VALUES, near, seed=7, permutations=99)
    assert high.tolist() == [1] * 6
    assert low.tolist() == [1] * 6


def test_the_same_seed_gives_the_same_p_values() -> None:
    near = nearest_neighbours(planar(POINTS), 2).astype(float)
    one = permuted_p(VALUES, near, seed=7, permutations=99)
    assert np.array_equal(one, permuted_p(VALUES, near, seed=7, permutations=99))
    assert not np.array_equal(one, permuted_p(VALUES, near, seed=8, permutations=99))


def test_false_discoveries_are_held_as_benjamini_and_hochberg_say() -> None:
    found = benjamini_hochberg([0.01, 0.04, 0.03, 0.005, 0.5])
    assert found == pytest.approx([0.025, 0.05, 0.05, 0.025, 0.5])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_are_no_smaller_and_in_the_same_order(values: list[float]) -> None:
    found = benjamini_hochberg(values)
    assert (found >= np.array(values) - 1e-15).all()
    assert (found <= 1).all()
    assert (np.diff(found[np.argsort(values)]) >= 0).all()


def test_a_block_of_high_rates_is_hot_and_a_block_of_low_ones_cold() -> None:
    apart = a_grid(10)
    hot, cold = apart[22] < 1.5, apart[77] < 1.5
    areas = [
        Area(f"a{at}", 60 if hot[at] else 4 if cold[at] else 20 + at % 5, 1000)
        for at in range(100)
    ]
    found = hotspots(areas, neighbours_within(apart, 1.5), seed=1)
    told = {spot.id: spot.temperature for spot in found.spots}
    assert told["a22"] is Temperature.HOT
    assert told["a77"] is Temperature.COLD
    assert told["a50"] is Temperature.NEITHER
    assert found.spots[22].neighbours == 9
    assert (found.count, found.denominator) == (sum(a.observed for a in areas), 100_000)
    assert (found.seed, found.method) == (1, "hotspots.gi-star.permuted.1")


def test_chance_alone_makes_next_to_no_spots() -> None:
    generator = np.random.default_rng(11)
    areas = [Area(f"a{at}", int(n), 1000) for at, n in enumerate(generator.poisson(20, 100))]
    found = hotspots(areas, neighbours_within(a_grid(10), 1.5), seed=1)
    assert sum(spot.temperature is not Temperature.NEITHER for spot in found.spots) <= 2


def test_what_is_given_is_left_as_it_was() -> None:
    near = neighbours_within(planar(POINTS), 15)
    np.fill_diagonal(near, val=False)
    before = near.copy()
    hotspots([Area(str(at), at, 100) for at in range(6)], near, seed=1, permutations=19)
    assert np.array_equal(near, before)


def test_small_areas_are_drawn_further_towards_the_whole() -> None:
    areas = [Area("small", 4, 100), Area("large", 400, 10_000), Area("rest", 1000, 100_000)]
    found = smooth(areas)
    people = np.array([100, 10_000, 100_000])
    raw = np.array([40, 40, 10]) / 1000
    mean = 1404 / 110_100
    variance = (people * (raw - mean) ** 2).sum() / 110_100 - mean / people.mean()
    known = mean + variance / (variance + mean / people) * (raw - mean)
    assert [figure.value for figure in found.rates] == pytest.approx((known * 1000).tolist())
    assert found.rates[0].value < found.rates[1].value
    assert found.rates[0].method == "smoothed.marshall.1"


def test_where_chance_explains_all_every_area_has_the_rate_of_the_whole() -> None:
    found = smooth([Area("a", 10, 1000), Area("b", 11, 1000), Area("c", 9, 1000)])
    assert found.variance == 0
    assert [figure.value for figure in found.rates] == pytest.approx([10, 10, 10])


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 5000)), min_size=1, max_size=12))
def test_a_smoothed_rate_lies_between_its_own_and_the_whole(
    rows: list[tuple[int, int]],
) -> None:
    areas = [Area(str(at), count, size) for at, (count, size) in enumerate(rows)]
    found = smooth(areas)
    for area, figure in zip(areas, found.rates, strict=True):
        own = 1000 * area.observed / area.denominator
        low, high = sorted([own, found.mean])
        slack = 1e-9 * (1 + high)
        assert low - slack <= figure.value <= high + slack
        assert figure.low <= figure.value <= figure.high


def test_nonsense_is_refused() -> None:
    near = neighbours_within(planar(POINTS), 15).astype(float)
    with pytest.raises(ValueError, match="finite"):
        gi_star([1, 2, 3, 4, 5, float("nan")], near)
    with pytest.raises(ValueError, match="5 areas and weights of shape"):
        gi_star([1, 2, 3, 4, 5], near)
    with pytest.raises(ValueError, match="too few"):
        permuted_p(VALUES, near, seed=1, permutations=5)
    with pytest.raises(ValueError, match="between 0 and 1"):
        benjamini_hochberg([1.5])
    with pytest.raises(ValueError, match="more than 0"):
        smooth([Area("a", 1, 0)])
