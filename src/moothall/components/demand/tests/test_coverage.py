"""Coverage: what nobody offers where, and how far it is."""

import numpy as np
import pytest

from moothall.components.demand.rules.measures.coverage import (
    Covered,
    Offer,
    coverage,
    nearest,
)
from moothall.components.demand.rules.measures.distances import (
    Place,
    great_circle,
    nearest_neighbours,
    planar,
)

AREAS = ["north", "east", "south"]


def test_needs_are_shown_where_nobody_and_where_only_one_serves_them() -> None:
    offers = [
        Offer("council", "debt", frozenset({"north", "east", "elsewhere"})),
        Offer("charity", "debt", frozenset({"north"})),
        Offer("charity", "other", frozenset({"south"})),
    ]
    people = {"north": 100, "east": 200, "south": 300}
    debt, food = coverage(["debt", "food"], AREAS, offers, people=people)
    assert debt == Covered(
        need="debt",
        without=("south",),
        by_one=("east",),
        providers=("charity", "council"),
        count=2,
        denominator=3,
        people_without=300,
        share_without=0.5,
    )
    assert (food.without, food.providers, food.share_without) == (tuple(AREAS), (), 1.0)


def test_two_offers_of_one_organisation_are_one_provider() -> None:
    offers = [Offer("council", "debt", frozenset({"north"}))] * 2
    (debt,) = coverage(["debt"], AREAS, offers)
    assert debt.by_one == ("north",)
    assert debt.people_without is None


def test_a_degree_on_the_equator_has_its_length() -> None:
    found = great_circle([Place("a", 0, 0)], [Place("b", 0, 1), Place("c", 0, 180)])
    assert found[0] == pytest.approx([111.19508, 20015.1145], abs=1e-3)


def test_the_nearest_provider_is_named_with_its_distance() -> None:
    centres = [Place("north", 53.8, -1.5), Place("south", 51.5, -0.1)]
    providers = [Place("far", 55.9, -3.2), Place("near", 51.5, -0.2), Place("mid", 53.4, -1.5)]
    north, south = nearest(centres, providers)
    assert (north.provider, south.provider) == ("mid", "near")
    assert north.kilometres == pytest.approx(0.4 * 111.19508, abs=1e-3)
    assert (south.count, south.method) == (3, "coverage.nearest.haversine.1")
    assert nearest(centres, []) == ()


def test_neighbours_are_oneself_and_the_nearest() -> None:
    near = nearest_neighbours(planar([(0, 0), (1, 0), (3, 0), (7, 0)]), 1)
    assert [np.flatnonzero(row).tolist() for row in near] == [[0, 1], [0, 1], [1, 2], [2, 3]]


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="not known of: south"):
        coverage(["debt"], AREAS, [], people={"north": 1, "east": 1})
    with pytest.raises(ValueError, match="whole number, 0 or more"):
        coverage(["debt"], ["north"], [], people={"north": -1})
    with pytest.raises(ValueError, match="without areas"):
        coverage(["debt"], [], [])
    with pytest.raises(ValueError, match="does not lie on earth"):
        nearest([Place("a", 91, 0)], [Place("b", 0, 0)])
    with pytest.raises(ValueError, match="1 to 3 neighbours"):
        nearest_neighbours(planar([(0, 0), (1, 0), (3, 0), (7, 0)]), 4)
