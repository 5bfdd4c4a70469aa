"""Sharing amounts out by days: to the penny, whatever the period."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.components.calculation.contracts import CannotBeWorkedOut, Unit
from moothall.components.calculation.rules.sharing import (
    MOST_DAYS,
    Part,
    came_to,
    check_period,
    shared,
)

APRIL = (4, 1)
ONE = timedelta(days=1)
DAYS = st.dates(date(2019, 1, 1), date(2033, 12, 31))
POUNDS = st.decimals(-2000, 2000, places=2)
UNITS = st.sampled_from(get_args(Unit))
BEGINS = st.sampled_from([(1, 1), APRIL, (2, 28), (12, 31)])


def parts_of(first: date, last: date, per: Unit, pounds: object = 365) -> list[Part]:
    amounts = {first: Decimal(str(pounds))}
    return shared(first=first, last=last, per=per, amounts=amounts, year_from=APRIL)


def due(first: date, last: date, per: Unit, pounds: object = 365) -> str:
    return f"{came_to(parts=parts_of(first, last, per, pounds)):f}"


def by_day(
    first: date, last: date, per: Unit, amounts: dict[date, Decimal], begins: tuple[int, int]
) -> Fraction:
    """The same, day by day and without any cleverness."""
    total = Fraction(0)
    for n in range((last - first).days + 1):
        day = first + ONE * n
        in_force = amounts[max(d for d in amounts if d <= day)]
        years = [date(day.year + n, *begins) for n in (-1, 0, 1)]
        year = (min(y for y in years if y > day) - max(y for y in years if y <= day)).days
        lengths = {"year": year, "month": monthrange(day.year, day.month)[1], "week": 7}
        total += Fraction(in_force) / lengths.get(per, 1)
    return total


def test_a_day_of_a_year_is_one_of_its_365_days() -> None:
    assert due(date(2026, 4, 1), date(2026, 4, 1), "year") == "1"


def test_a_year_that_has_29_february_has_366_days() -> None:
    assert due(date(2027, 4, 1), date(2028, 3, 31), "year", 366) == "366"
    assert due(date(2027, 4, 1), date(2027, 4, 10), "year", 366) == "10"


def test_whether_a_year_is_long_is_said_by_the_day_on_which_years_begin() -> None:
    """1 January 2028 is in a billing year of 366 days, 1 April 2028 in one of 365."""
    assert due(date(2028, 1, 1), date(2028, 1, 1), "year", 366) == "1"
    assert due(date(2028, 4, 1), date(2028, 4, 1), "year", 365) == "1"


def test_a_period_over_1_april_is_worked_out_in_two_years_of_their_own() -> None:
    parts = parts_of(date(2028, 3, 1), date(2028, 4, 30), "year", 732)
    assert [(p.days, p.length) for p in parts] == [(31, 366), (30, 365)]


def test_new_rates_hold_from_their_first_day() -> None:
    amounts = {date(2026, 3, 1): Decimal(1460), date(2026, 4, 1): Decimal(1533)}
    parts = shared(
        first=date(2026, 3, 1),
        last=date(2026, 4, 30),
        per="year",
        amounts=amounts,
        year_from=APRIL,
    )
    assert [(p.days, str(p.amount), str(p.share)) for p in parts] == [
        (31, "1460", "124"),
        (30, "1533", "126"),
    ]


def test_a_part_of_a_month_is_shared_by_the_days_of_that_month() -> None:
    assert due(date(2026, 2, 15), date(2026, 2, 28), "month", 100) == "50"
    assert due(date(2028, 2, 15), date(2028, 2, 29), "month", 116) == "60"


def test_whole_months_are_told_together_and_cost_the_same() -> None:
    parts = parts_of(date(2026, 1, 31), date(2026, 4, 1), "month", 31)
    assert [(p.days, p.wholes) for p in parts] == [(1, 0), (59, 2), (1, 0)]
    assert parts[1].share == 62


def test_a_week_has_seven_days_wherever_it_begins() -> None:
    assert due(date(2026, 3, 4), date(2026, 3, 17), "week", "10.50") == "21"


def test_an_amount_for_each_day_is_counted() -> None:
    assert due(date(2026, 2, 27), date(2026, 3, 2), "day", "1.25") == "5"


def test_days_on_which_nothing_changes_are_one_part() -> None:
    first, last = date(2026, 4, 1), date(2026, 6, 30)
    amounts = {first: Decimal(80), date(2026, 5, 1): Decimal(80)}
    assert len(shared(first=first, last=last, per="year", amounts=amounts)) == 1


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (date(2026, 4, 1), date(2026, 3, 31), "calculation.period-reversed"),
        (date(2026, 4, 1), date(2026, 4, 1) + ONE * MOST_DAYS, "calculation.period-too-long"),
        (date.min, date.min, "calculation.period-too-long"),
        (date.max, date.max, "calculation.period-too-long"),
    ],
)
def test_a_period_that_nobody_can_mean_is_refused(first: date, last: date, code: str) -> None:
    with pytest.raises(CannotBeWorkedOut) as refused:
        check_period(first=first, last=last)
    assert refused.value.code == code
    assert refused.value.words


@given(DAYS, st.integers(0, 1500), UNITS, BEGINS, st.dictionaries(DAYS, POUNDS, max_size=6))
def test_parts_come_to_what_a_sum_day_by_day_comes_to(
    first: date, days: int, per: Unit, begins: tuple[int, int], amounts: dict[date, Decimal]
) -> None:
    last, amounts = first + ONE * days, {first: Decimal("7.77"), **amounts}
    parts = shared(first=first, last=last, per=per, amounts=amounts, year_from=begins)
    assert sum(p.share for p in parts) == by_day(first, last, per, amounts, begins)


@given(DAYS, st.integers(0, 1500), UNITS, st.dictionaries(DAYS, POUNDS, max_size=6))
def test_parts_follow_each_other_without_a_gap(
    first: date, days: int, per: Unit, amounts: dict[date, Decimal]
) -> None:
    last, amounts = first + ONE * days, {first: Decimal(1), **amounts}
    parts = shared(first=first, last=last, per=per, amounts=amounts)
    assert (parts[0].first, parts[-1].last) == (first, last)
    assert sum(p.days for p in parts) == days + 1
    assert all(b.first - a.last == ONE for a, b in pairwise(parts))


@given(DAYS, st.integers(1, 1500), st.data(), UNITS, BEGINS, POUNDS, POUNDS)
def test_a_period_split_in_two_comes_to_the_same(
    first: date,
    days: int,
    data: st.DataObject,
    per: Unit,
    begins: tuple[int, int],
    before: Decimal,
    after: Decimal,
) -> None:
    last = first + ONE * days
    cut = first + ONE * data.draw(st.integers(1, days))
    change = first + ONE * data.draw(st.integers(0, days))

    def sum_of(a: date, b: date) -> Fraction:
        amounts = {a: after if change <= a else before}
        amounts |= {change: after} if a < change <= b else {}
        parts = shared(first=a, last=b, per=per, amounts=amounts, year_from=begins)
        return sum((p.share for p in parts), Fraction(0))

    assert sum_of(first, last) == sum_of(first, cut - ONE) + sum_of(cut, last)
