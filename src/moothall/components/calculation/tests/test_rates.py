"""Tables of rates by date."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.components.calculation.rules.rates import (
    MOST_MISTAKES,
    MOST_ROWS,
    NoRateInForce,
    in_force,
    read_rates,
)

PLAIN = "valid from,price,second\n2025-04-01,40,60.50\n2026-04-01,42,61\n"
KEYED = "valid from,band,price\n2025-04-01,a,40\n2026-04-01,a,42\n2026-04-01,b,80\n"


def mistakes_in(text: str) -> list[tuple[int, int, str]]:
    found = read_rates(text=text).mistakes
    assert all(m.words and m.mend for m in found)
    return [(m.line, m.column, m.code.removeprefix("calculation.rates-")) for m in found]


def test_the_last_row_that_has_begun_is_in_force() -> None:
    rates = read_rates(text=PLAIN)
    assert in_force(rates=rates, on=date(2026, 3, 31))["second"] == Decimal("60.50")
    assert in_force(rates=rates, on=date(2026, 4, 1))["second"] == 61


def test_with_a_column_of_text_rates_are_found_by_it() -> None:
    rates = read_rates(text=KEYED)
    assert in_force(rates=rates, on=date(2026, 4, 1)) == {
        "a": {"price": 42},
        "b": {"price": 80},
    }


def test_what_has_not_begun_yet_is_not_there() -> None:
    assert in_force(rates=read_rates(text=KEYED), on=date(2025, 4, 1)) == {"a": {"price": 40}}


def test_a_day_before_all_rates_has_none() -> None:
    with pytest.raises(NoRateInForce, match="line 2, column 1: no row is in force on 2025-03"):
        in_force(rates=read_rates(text=PLAIN), on=date(2025, 3, 31))


def test_a_table_with_a_mistake_gives_no_rates() -> None:
    with pytest.raises(NoRateInForce, match="line 3, column 2"):
        in_force(rates=read_rates(text=PLAIN.replace("42", "")), on=date(2025, 4, 1))


def test_a_table_may_come_from_a_spreadsheet() -> None:
    text = '\ufeffvalid from, price\r\n"2025-04-01","40"\r\n,,\r\n\r\n2026-04-01 , 41\r\n'
    assert not read_rates(text=text).mistakes
    assert in_force(rates=read_rates(text=text), on=date(2030, 1, 1)) == {"price": 41}


def test_rates_may_be_below_nought() -> None:
    rates = read_rates(text="valid from,off\n2025-04-01,-0.5\n")
    assert in_force(rates=rates, on=date(2030, 1, 1)) == {"off": Decimal("-0.5")}


WRONG: dict[str, tuple[str, list[tuple[int, int, str]]]] = {
    "empty": ("", [(1, 1, "table")]),
    "no rows": ("valid from,price\n", [(2, 1, "table")]),
    "first column": ("from,price\n2025-04-01,1\n", [(1, 1, "headings")]),
    "no numbers": ("valid from\n2025-04-01\n", [(1, 1, "table")]),
    "heading": ("valid from,The price\n2025-04-01,1\n", [(1, 2, "headings")]),
    "heading twice": ("valid from,a,a\n2025-04-01,1,2\n", [(1, 3, "headings")]),
    "no date": ("valid from,price\n01/04/2025,1\n", [(2, 1, "date")]),
    "impossible date": ("valid from,price\n2025-02-30,1\n", [(2, 1, "date")]),
    "date missing": ("valid from,price\n,1\n", [(2, 1, "date")]),
    "other digits": ("valid from,price\n2025-04-01,٤\n", [(2, 2, "value")]),
    "pounds": ("valid from,price\n2025-04-01,£4\n", [(2, 2, "value")]),
    "exponent": ("valid from,price\n2025-04-01,1e9\n", [(2, 2, "value")]),
    "value missing": ("valid from,a,b\n2025-04-01,1\n", [(2, 3, "value")]),
    "too many values": ("valid from,a\n2025-04-01,1,2\n", [(2, 3, "value")]),
    "key missing": (f"{KEYED}2027-04-01,,5\n", [(5, 2, "value")]),
    "key a number": (f"{KEYED}2027-04-01,7,5\n", [(5, 2, "value")]),
    "twice": (f"{PLAIN}2026-04-01,1,2\n", [(4, 1, "twice")]),
    "twice by key": (f"{KEYED}2026-04-01,b,2\n", [(5, 1, "twice")]),
    "back": (f"{PLAIN}2025-05-01,1,2\n", [(4, 1, "order")]),
    "open quote": ('valid from,price\n2025-04-01,"1\n', [(2, 1, "table")]),
    "after quoted lines": ('valid from,price\n2025-04-01,"1\n"\n2026,2\n', [(4, 1, "date")]),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_mistake_is_found_at_its_place(what: str) -> None:
    text, expected = WRONG[what]
    assert mistakes_in(text) == expected


def test_another_key_may_go_back_in_time() -> None:
    assert mistakes_in(f"{KEYED}2024-04-01,c,5\n") == []


def test_a_table_is_not_endless() -> None:
    rows = "".join(f"2025-04-01,k{n},1\n" for n in range(MOST_ROWS + 1))
    assert mistakes_in(f"valid from,key,price\n{rows}") == [(MOST_ROWS + 2, 1, "table")]
    assert mistakes_in("x" * 200_001) == [(1, 1, "table")]


def test_mistakes_are_not_endless() -> None:
    assert len(mistakes_in("valid from,price\n" + "x,y\n" * 500)) == MOST_MISTAKES


@given(st.text(max_size=200) | st.text("valid from,0123-\n\"a'", max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    rates = read_rates(text=text)
    assert rates.mistakes or rates.rates


@given(
    st.lists(
        st.dates(date(2000, 1, 1), date(2030, 1, 1)), min_size=1, max_size=30, unique=True
    ),
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
)
def test_the_rate_is_the_latest_that_is_not_later(days: list[date], on: date) -> None:
    rows = [f"{day.isoformat()},{day.toordinal()}" for day in sorted(days)]
    rates = read_rates(text="\n".join(["valid from,price", *rows]))
    begun = [day for day in days if day <= on]
    if begun:
        assert in_force(rates=rates, on=on) == {"price": max(begun).toordinal()}
    else:
        with pytest.raises(NoRateInForce):
            in_force(rates=rates, on=on)
