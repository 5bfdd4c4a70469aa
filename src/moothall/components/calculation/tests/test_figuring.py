"""The quick way to the figures of a calculation comes to just what the explained way does."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.components.calculation.steps import Calculate
from moothall.components.calculation.testing import a_calculation, a_line, a_table
from moothall.kernel.testing import NOON

RATES = "valid from,what,figure\n2025-04-01,single,92.00\n2026-04-01,single,95.50\n"
STEPS = [
    a_calculation(a_line("base", "pay * 7 / 365"), a_line("less", "-(children * 12.345)")),
    a_calculation(
        a_line("need", "rates.single.figure", sum=False),
        a_line("excess", "pay - need", show_when="pay > need", sum=False),
        a_line("taper", "-(excess * 0.2)", show_when="excess > 0"),
        a_line("most", "40"),
        rates=a_table(RATES),
        between=[Decimal("0.00"), Decimal("35.50")],
    ),
    a_calculation(a_line("odd", "if pay > 10 then pay / children else null")),
    a_calculation(a_line("day", "if today > date(2026, 1, 1) then 5 else 4.005")),
    a_calculation(a_line("gone", "rates.couple.figure"), rates=a_table(RATES)),
    a_calculation(a_line("many", "pay ** 9")),
    a_calculation(a_line("unreadable", "pay +")),
    a_calculation(a_line("whole", "count(rates)"), rates=a_table(RATES)),
]
known = st.fixed_dictionaries(
    {},
    optional={
        "pay": st.none() | st.decimals(-(10**6), 10**6, places=2) | st.just("much"),
        "children": st.none() | st.integers(0, 9),
        "today": st.dates(date(2024, 1, 1), date(2027, 1, 1)),
    },
)


@pytest.mark.parametrize("step", STEPS, ids=lambda s: s.lines[0].id)
@given(known=known)
def test_both_ways_come_to_the_same(step: Calculate, known: dict[str, Any]) -> None:
    explained = step.seen(remembered=step.example(given=known, at=NOON))
    assert step.comes_to(known=known, at=NOON) == explained


def test_a_step_that_does_not_say_how_to_round_comes_to_nothing() -> None:
    step = a_calculation(a_line("base", "40"), round=None)
    explained = step.seen(remembered=step.example(given={}, at=NOON))
    assert step.comes_to(known={}, at=NOON) == explained


def test_its_total_can_be_counted() -> None:
    (counted,) = a_calculation(a_line("base", "40")).counts()
    assert (counted.is_amount, counted.left_open) == (True, None)
    assert counted.name.endswith(".total")
