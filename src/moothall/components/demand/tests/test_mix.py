"""Channel shift: habits that change, and needs that do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.components.demand.rules.measures.mix import (
    Part,
    channel_shift,
    difference,
    standardised_share,
)
from moothall.components.demand.rules.measures.rates import share

BEFORE = {"bins": {"online": 80, "phone": 20}, "housing": {"online": 20, "phone": 80}}


def test_other_needs_alone_are_no_shift() -> None:
    after = {"bins": {"online": 800, "phone": 200}, "housing": {"online": 20, "phone": 80}}
    online, phone = channel_shift(BEFORE, after)
    assert (online.channel, phone.channel) == ("online", "phone")
    assert online.change.value == pytest.approx(0)
    assert online.crude_change == pytest.approx(820 / 1100 - 0.5)
    assert online.change_of_mix == pytest.approx(online.crude_change)
    assert online.method == "channel-shift.base-mix.1"


def test_a_change_of_habit_is_a_shift_whatever_the_needs() -> None:
    after = {"bins": {"online": 9, "phone": 1}, "housing": {"online": 300, "phone": 700}}
    online, phone = channel_shift(BEFORE, after)
    assert online.before.value == pytest.approx(0.5)
    assert online.after.value == pytest.approx(0.6)
    assert online.change.value == pytest.approx(0.1)
    assert phone.change.value == pytest.approx(-0.1)


def test_needs_of_one_period_only_are_left_out_and_said() -> None:
    after = {"bins": {"online": 9, "phone": 1}, "energy": {"phone": 5}, "housing": {"phone": 0}}
    online, _ = channel_shift(BEFORE, after)
    assert online.left_out == ("energy", "housing")
    assert online.covered == 0.5
    assert channel_shift(BEFORE, {"energy": {"phone": 5}}) == ()


def test_the_share_of_one_need_is_wilsons() -> None:
    found, plain = standardised_share({"bins": Part(5, 20)}, {"bins": 2}), share(5, 20)
    assert (found.value, found.low, found.high) == pytest.approx(
        (plain.value, plain.low, plain.high)
    )


def test_the_limits_of_a_difference_are_newcombes() -> None:
    found = difference(share(56, 70), share(48, 80))
    assert (found.value, found.low, found.high) == pytest.approx(
        (0.2, 0.0524, 0.3339), abs=5e-5
    )
    assert (found.count, found.denominator) == (104, 150)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=1, max_size=8))
def test_a_share_lies_between_its_limits(rows: list[tuple[int, int]]) -> None:
    parts = {str(at): Part(min(part, all_), all_) for at, (part, all_) in enumerate(rows)}
    found = standardised_share(parts, {need: part.contacts for need, part in parts.items()})
    assert 0 <= found.low <= found.value <= found.high <= 1 + 1e-12


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="not the same: rent"):
        standardised_share({"bins": Part(1, 2)}, {"bins": 1, "rent": 1})
    with pytest.raises(ValueError, match="more than the whole"):
        standardised_share({"bins": Part(3, 2)}, {"bins": 1})
    with pytest.raises(ValueError, match="the weight of bins"):
        standardised_share({"bins": Part(1, 2)}, {"bins": 0})
    with pytest.raises(ValueError, match="contacts about bins"):
        channel_shift({"bins": {"phone": -1}}, BEFORE)
    with pytest.raises(ValueError, match="different confidence"):
        difference(share(1, 2), share(1, 2, confidence=0.9))
