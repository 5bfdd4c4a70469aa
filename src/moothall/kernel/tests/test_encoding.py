"""JSON of the house: exact, the same every time, and never misled by what it carries."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.kernel.encoding import canonical, from_json, to_json

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | DECIMALS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


class Colour(Enum):
    RED = "red"


@pytest.mark.parametrize("text", ["0.10", "80.00", "-0.3", "12345678901234567890.123456789"])
def test_a_decimal_is_a_number_with_all_its_digits(text: str) -> None:
    assert to_json({"fee": Decimal(text)}) == f'{{"fee":{text}}}'


@given(VALUES)
def test_everything_comes_back_as_it_went(value: object) -> None:
    assert from_json(to_json(value)) == value


@given(VALUES)
def test_what_is_written_is_json_to_everybody(value: object) -> None:
    json.loads(to_json(value))


@given(st.text(), st.text())
def test_no_text_is_mistaken_for_a_number(before: str, after: str) -> None:
    for mark in ("\ue00d", '"', "\\"):
        text = f"{before}{mark}15{mark}{after}"
        assert from_json(to_json([text, Decimal("1.5")])) == [text, Decimal("1.5")]


def test_a_fraction_is_read_as_a_decimal_and_a_whole_number_as_an_int() -> None:
    assert from_json("[0.1, 1e2, 3]") == [Decimal("0.1"), Decimal("1e2"), 3]
    assert isinstance(from_json("3"), int)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", '{"a":', "", "[" * 200_000])
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        from_json(text)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), float("nan")])
def test_what_is_no_number_is_not_written(value: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        to_json(value)


def test_ids_moments_days_and_choices_are_written_as_text() -> None:
    moment = datetime(2030, 6, 3, 12, tzinfo=UTC)
    value = [UUID(int=7), moment, date(2030, 6, 3), Colour.RED]
    assert from_json(to_json(value)) == [
        "00000000-0000-0000-0000-000000000007",
        "2030-06-03T12:00:00+00:00",
        "2030-06-03",
        "red",
    ]


def test_the_order_of_keys_does_not_change_the_canonical_text() -> None:
    one = canonical({"b": [Decimal("1.50"), "ŷ"], "a": {"d": 1, "c": 2}})
    other = canonical({"a": {"c": 2, "d": 1}, "b": [Decimal("1.50"), "ŷ"]})
    assert one == other == '{"a":{"c":2,"d":1},"b":[1.50,"ŷ"]}'


def test_the_canonical_text_does_not_change_between_releases() -> None:
    """Published versions are known by the hash of it."""
    text = canonical({"service": "permit", "fee": Decimal("80.00"), "steps": [1, True, None]})
    assert text == '{"fee":80.00,"service":"permit","steps":[1,true,null]}'
