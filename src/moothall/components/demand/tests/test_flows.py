"""Flows between organisations: who hands on, what comes back, who meets it."""

from datetime import UTC, datetime, timedelta

import pytest

from moothall.components.demand.rules.measures.flows import (
    Bounce,
    Flow,
    Handled,
    HandOff,
    bounces,
    flows,
)
from moothall.components.demand.rules.measures.rates import mean_of_counts, share

START = datetime(2030, 6, 3, 9, tzinfo=UTC)
LATE = START + timedelta(days=365)


def handed(giver: str, taker: str, at: float, demand: str = "d") -> HandOff:
    return HandOff(demand, START + timedelta(days=at), giver, taker)


def test_what_is_handed_back_is_returned_and_what_is_handed_further_is_referred_on() -> None:
    back = [handed("council", "trust", 0), handed("trust", "council", 3)]
    on = [handed("council", "trust", 0, "e"), handed("trust", "charity", 3, "e")]
    assert bounces([*back, *on], within_days=7) == (
        Bounce.RETURNED,
        None,
        Bounce.REFERRED_ON,
        None,
    )


@pytest.mark.parametrize(("at", "bounced"), [(7, True), (7.1, False)])
def test_it_bounces_only_within_the_days(at: float, *, bounced: bool) -> None:
    found = bounces([handed("a", "b", 0), handed("b", "a", at)], within_days=7)
    assert (found[0] is not None) == bounced


def test_other_demands_are_no_bounce() -> None:
    found = bounces([handed("a", "b", 0), handed("b", "a", 1, "other")], within_days=7)
    assert found == (None, None)


def test_hand_offs_need_not_be_in_order() -> None:
    found = bounces([handed("b", "a", 3), handed("a", "b", 0)], within_days=7)
    assert found == (None, Bounce.RETURNED)


def test_the_picture_of_a_place() -> None:
    hand_offs = [
        handed("a", "b", 0, "d1"),
        handed("b", "a", 2, "d1"),
        handed("a", "b", 0, "d2"),
        handed("b", "c", 3, "d2"),
    ]
    demands = [
        Handled("d1", "a", met_by="a"),
        Handled("d2", "a", met_by="c"),
        Handled("d3", "a", met_by="a"),
        Handled("d4", "d"),
    ]
    found = flows(hand_offs, demands, within_days=7, known_until=LATE)
    assert found.organisations == ("a", "b", "c", "d")
    assert found.matrix == ((0, 2, 0, 0), (1, 0, 1, 0), (0, 0, 0, 0), (0, 0, 0, 0))
    assert found.flows[0] == Flow("a", "b", 2, 1, 1, share(2, 2))
    assert found.bounced == share(2, 4)
    assert found.per_demand == mean_of_counts(total=4, squares=8, of=4)
    assert found.met_by_first == share(2, 3)
    assert (found.count, found.denominator, found.too_recent) == (4, 4, 0)
    assert found.method == "flows.hand-offs.1"


def test_what_was_handed_on_just_now_may_still_bounce() -> None:
    hand_offs = [handed("a", "b", 0, "d1"), handed("a", "b", 9, "d2")]
    demands = [Handled("d1", "a"), Handled("d2", "a")]
    until = START + timedelta(days=10)
    found = flows(hand_offs, demands, within_days=7, known_until=until)
    assert found.bounced == share(0, 1)
    assert found.too_recent == 1
    assert found.flows[0].handed == 2


def test_without_demands_there_are_no_shares() -> None:
    found = flows([], [], within_days=7, known_until=LATE)
    assert (found.bounced, found.per_demand, found.met_by_first) == (None, None, None)
    assert found.matrix == ()


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="to itself"):
        bounces([handed("a", "a", 0)], within_days=7)
    with pytest.raises(ValueError, match="at least one day"):
        bounces([], within_days=0)
    with pytest.raises(ValueError, match="not given: d"):
        flows([handed("a", "b", 0)], [], within_days=7, known_until=LATE)
    with pytest.raises(ValueError, match="time zone"):
        flows([], [], within_days=7, known_until=LATE.replace(tzinfo=None))
    with pytest.raises(ValueError, match="occur more than once: d"):
        flows([], [Handled("d", "a"), Handled("d", "b")], within_days=7, known_until=LATE)
