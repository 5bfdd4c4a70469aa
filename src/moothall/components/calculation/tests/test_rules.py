"""Exact sums and rounding, whatever the numbers."""

from decimal import Context, Decimal
from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.components.calculation.contracts import RoundingMode
from moothall.components.calculation.rules.rounding import added, is_an_amount, rounded
from moothall.components.calculation.testing import a_calculation, a_line
from moothall.kernel.encoding import from_json, to_json
from moothall.kernel.testing import NOON

MODES = get_args(RoundingMode)
_AMOUNTS = st.decimals(-(10**9), 10**9, places=7) | st.decimals(-99, 99, places=30)
_POUNDS = st.decimals(0, 10**6, places=2)


def test_every_amount_from_a_penny_to_a_thousand_pounds_is_rounded_half_up() -> None:
    """An eighth of each: the sum that floats get wrong thousands of times."""
    for pence in range(1, 100_001):
        found = rounded(amount=Decimal(pence) / 800, digits=2, mode="half up")
        assert found * 100 == (pence + 4) // 8


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("half up", ["0.13", "0.14", "-0.13"]),
        ("half even", ["0.12", "0.14", "-0.12"]),
        ("half down", ["0.12", "0.13", "-0.12"]),
        ("up", ["0.13", "0.14", "-0.13"]),
        ("down", ["0.12", "0.13", "-0.12"]),
    ],
)
def test_each_way_of_rounding_treats_a_half_as_it_says(
    mode: RoundingMode, expected: list[str]
) -> None:
    halves = (Decimal("0.125"), Decimal("0.135"), Decimal("-0.125"))
    found = [str(rounded(amount=half, digits=2, mode=mode)) for half in halves]
    assert found == expected


def test_nought_has_no_sign() -> None:
    assert str(rounded(amount=Decimal("-0.001"), digits=2, mode="half up")) == "0.00"


@pytest.mark.parametrize("number", ["1E12", "1E-61", "NaN", "Infinity"])
def test_what_no_money_can_be_is_no_amount(number: str) -> None:
    assert not is_an_amount(Decimal(number))


@pytest.mark.parametrize("number", ["999999999999.99", "-0.000001", "0E-99", "0E+99", "4E+1"])
def test_what_money_can_be_is_an_amount(number: str) -> None:
    assert is_an_amount(Decimal(number))


@given(st.lists(_AMOUNTS, max_size=60))
def test_a_sum_loses_no_digit(amounts: list[Decimal]) -> None:
    assert Fraction(added(amounts=amounts)) == sum(map(Fraction, amounts))


@given(_AMOUNTS, st.integers(0, 2), st.sampled_from(MODES))
def test_rounding_moves_by_less_than_a_step(
    amount: Decimal, digits: int, mode: RoundingMode
) -> None:
    found = rounded(amount=amount, digits=digits, mode=mode)
    step = Fraction(1, 10**digits)
    most = step / 2 if mode.startswith("half") else step
    assert (Fraction(found) / step).denominator == 1
    assert abs(Fraction(found) - Fraction(amount)) <= most


@given(
    st.lists(_AMOUNTS, min_size=1, max_size=8),
    st.tuples(_POUNDS, _POUNDS).map(sorted),
    st.sampled_from(MODES),
)
def test_the_total_is_what_exact_decimals_come_to(
    amounts: list[Decimal], bounds: list[Decimal], mode: RoundingMode
) -> None:
    kept = _worked_out(amounts, bounds, mode)
    exact = Decimal(0)
    for amount in amounts:
        exact = Context(prec=200).add(exact, amount)
    floor, cap = bounds
    expected = max(floor, min(cap, rounded(amount=exact, digits=2, mode=mode)))
    assert kept["total"] == expected


@given(
    st.lists(_AMOUNTS, min_size=1, max_size=8),
    st.tuples(_POUNDS, _POUNDS).map(sorted),
    st.sampled_from(MODES),
)
def test_the_rows_that_are_shown_always_add_up_to_the_total(
    amounts: list[Decimal], bounds: list[Decimal], mode: RoundingMode
) -> None:
    kept = _worked_out(amounts, bounds, mode)
    assert sum(row["amount"] for row in kept["lines"] if row["added"]) == kept["total"]


def _worked_out(
    amounts: list[Decimal], bounds: list[Decimal], mode: RoundingMode
) -> dict[str, Any]:
    """What is remembered, once it was stored, of one line for each answer."""
    lines = [a_line(f"l{n}", f"a{n}") for n in range(len(amounts))]
    step = a_calculation(*lines, between=bounds, round=[2, mode])
    known = {f"a{n}": amount for n, amount in enumerate(amounts)}
    kept: dict[str, Any] = from_json(to_json(step.example(given=known, at=NOON)))["fee"]
    return kept
