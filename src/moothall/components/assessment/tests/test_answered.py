"""The quick answer of a table is exactly the one that it explains."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.components.assessment.contracts import UNDECIDED
from moothall.components.assessment.steps import Assess
from moothall.components.assessment.testing import TABLE, an_assessment
from moothall.kernel.testing import NOON

GAPPED = """\
unique,if co2,then outcome,then fee
type,number,low | high,number
a,< 100,low,co2 * 2
b,(100..200],high,40 / (co2 - 150)
"""
FREE = "first,if co2,then outcome\ntype,number,text\na,> 100,high\nb,-,low\n"
NONE = "first,if co2,then fee\ntype,number,number\na,-,4\n"
STEPS = {
    "sound": an_assessment(table=TABLE),
    "with gaps and sums": an_assessment(table=GAPPED),
    "free text": an_assessment(table=FREE),
    "unreadable": an_assessment(table="first,if\n"),
}
known = st.fixed_dictionaries(
    {},
    optional={
        "zone": st.sampled_from(["A", "B", "outside", "C", None]),
        "co2": st.none() | st.decimals(0, 300, places=0) | st.just("much"),
        "pays_council_tax": st.sampled_from([True, False, None, "yes"]),
    },
)


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
@given(known=known)
def test_both_ways_come_to_the_same(step: Assess, known: dict[str, Any]) -> None:
    explained = step.seen(remembered=step.example(given=known, at=NOON))
    assert step.comes_to(known=known, at=NOON) == explained


def test_its_outcome_can_be_counted() -> None:
    (counted,) = an_assessment().counts()
    assert (counted.name, counted.left_open) == ("eligibility.outcome", UNDECIDED)
    assert set(counted.values) == {"eligible", "not eligible"}


def test_a_number_is_a_number_however_it_came() -> None:
    step = an_assessment(table=GAPPED)
    assert step.comes_to(known={"co2": 50}, at=NOON) == {
        "eligibility": {"outcome": "low", "fee": Decimal(100)}
    }
