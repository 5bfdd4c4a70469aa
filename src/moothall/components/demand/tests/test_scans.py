"""Clusters: what a scan finds, and how often chance would."""

import math
import time

import numpy as np
import pytest

from moothall.components.demand.rules.measures import checks
from moothall.components.demand.rules.measures.distances import planar
from moothall.components.demand.rules.measures.rates import Area, ratio
from moothall.components.demand.rules.measures.scans import log_likelihood_ratio, scan


def a_line(*observed: int, people: float = 100) -> tuple[list[Area], checks.Floats]:
    areas = [Area(f"a{at}", count, people) for at, count in enumerate(observed)]
    return areas, planar([(float(at), 0.0) for at in range(len(observed))])


def test_the_likelihood_is_the_published_one() -> None:
    assert float(log_likelihood_ratio(20, 10, 100)) == pytest.approx(4.440301, abs=5e-7)


def test_no_more_than_expected_is_no_cluster() -> None:
    assert float(log_likelihood_ratio(10, 10, 100)) == 0
    assert float(log_likelihood_ratio(3, 10, 100)) == 0


def test_everything_in_one_place_has_a_likelihood() -> None:
    assert float(log_likelihood_ratio(100, 10, 100)) == pytest.approx(100 * math.log(10))


def test_areas_side_by_side_with_more_than_their_share_are_the_first_cluster() -> None:
    areas, apart = a_line(5, 5, 20, 22, 19, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5)
    found = scan(areas, apart, seed=1)
    first = found.clusters[0]
    assert first.centre == "a3"
    assert set(first.areas) == {"a2", "a3", "a4"}
    assert first.radius == 1
    assert first.population == 300
    expected = 121 * 3 / 15
    assert first.ratio == ratio(61, expected)
    known = float(log_likelihood_ratio(61, expected, 121))
    assert first.log_likelihood_ratio == pytest.approx(known)
    assert first.p == 1 / 1000
    assert (found.count, found.denominator) == (121, 1500)
    assert found.method == "scan.kulldorff.poisson.circular.1"


def test_a_second_cluster_shares_no_area_with_the_first() -> None:
    areas, _ = a_line(5, 30, 31, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 20, 21, 5, 5, 5, 5, 5)
    # In pairs: an odd area lies nearest to the even one after it.
    apart = planar([(at + 0.4 if at % 2 else at - 0.4, 0.0) for at in range(20)])
    found = scan(areas, apart, seed=1)
    first, second = (set(cluster.areas) for cluster in found.clusters[:2])
    assert (first, second) == ({"a1", "a2"}, {"a13", "a14"})
    named = [area for cluster in found.clusters for area in cluster.areas]
    assert len(named) == len(set(named))
    strengths = [cluster.log_likelihood_ratio for cluster in found.clusters]
    assert strengths == sorted(strengths, reverse=True)


def test_a_cluster_holds_no_more_people_than_allowed() -> None:
    areas, apart = a_line(*[20] * 5, *[5] * 5)
    narrow = scan(areas, apart, seed=1, largest=0.2)
    wide = scan(areas, apart, seed=1, largest=0.5)
    assert max(len(cluster.areas) for cluster in narrow.clusters) == 2
    assert set(wide.clusters[0].areas) == {"a0", "a1", "a2", "a3", "a4"}


def test_areas_equally_far_join_a_circle_together() -> None:
    areas, apart = a_line(5, 20, 20, 5, 5, 5, 5, 5, 5, 5)
    found = scan(areas, apart, seed=1, largest=0.3)
    assert all(
        len(cluster.areas) != 2 or cluster.centre in {"a0", "a9"} for cluster in found.clusters
    )


def test_one_area_larger_than_allowed_is_tried_by_itself() -> None:
    areas = [Area("town", 80, 400), *(Area(f"v{at}", 5, 100) for at in range(6))]
    found = scan(areas, planar([(float(at), 0.0) for at in range(7)]), seed=1, largest=0.1)
    assert found.clusters[0].areas == ("town",)


def test_unequal_people_are_no_cluster_by_themselves() -> None:
    people = [100, 1000, 5000, 200, 3000, 800, 2500, 400]
    areas = [Area(f"a{at}", many // 50, many) for at, many in enumerate(people)]
    found = scan(areas, planar([(float(at), 0.0) for at in range(8)]), seed=1)
    assert all(cluster.p > 0.9 for cluster in found.clusters)


def test_chance_alone_reaches_one_p_value_in_twenty_about_that_often() -> None:
    generator = np.random.default_rng(3)
    apart = planar([(float(at % 5), float(at // 5)) for at in range(25)])
    small = 0
    for trial in range(200):
        drawn = generator.poisson(8, 25)
        areas = [Area(str(at), int(count), 100) for at, count in enumerate(drawn)]
        found = scan(areas, apart, seed=trial, replications=99, most=1)
        small += bool(found.clusters) and found.clusters[0].p <= 0.05
    assert 2 <= small <= 20


def test_where_nothing_happened_there_is_no_cluster() -> None:
    areas, apart = a_line(0, 0, 0, 0, 0)
    assert scan(areas, apart, seed=1).clusters == ()


def test_the_same_seed_gives_the_same_p_values() -> None:
    areas, apart = a_line(5, 9, 8, 5, 3, 4, 6, 5, 7, 5)
    assert scan(areas, apart, seed=4) == scan(areas, apart, seed=4)


def test_a_borough_is_scanned_in_well_under_two_seconds() -> None:
    generator = np.random.default_rng(3)
    points = [(float(x), float(y)) for x, y in generator.uniform(0, 30, (107, 2))]
    areas = [Area(str(at), int(n), 1500) for at, n in enumerate(generator.poisson(30, 107))]
    begun = time.process_time()
    scan(areas, planar(points), seed=1, largest=0.5)
    assert time.process_time() - begun < 2


def test_nonsense_is_refused() -> None:
    areas, apart = a_line(1, 2, 3, 4)
    with pytest.raises(ValueError, match="at most half"):
        scan(areas, apart, seed=1, largest=0.6)
    with pytest.raises(ValueError, match="too few"):
        scan(areas, apart, seed=1, replications=9)
    with pytest.raises(ValueError, match="4 areas and distances of 3"):
        scan(areas, apart[:3, :3], seed=1)
    with pytest.raises(ValueError, match="occur more than once: a0"):
        scan([areas[0], areas[0]], apart[:2, :2], seed=1)
    with pytest.raises(ValueError, match="0 from an area to itself"):
        scan(areas, apart + 1, seed=1)
    with pytest.raises(ValueError, match="between 0 and the total"):
        log_likelihood_ratio(20, 10, 15)
