"""Money is exact, and is written as people write it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.kernel.money import Money

PENCE = st.integers(min_value=-(10**12), max_value=10**12)


@pytest.mark.parametrize(
    ("pence", "written"),
    [
        (0, "£0"),
        (1, "£0.01"),
        (4000, "£40"),
        (4050, "£40.50"),
        (123450, "£1,234.50"),
        (-50, "-£0.50"),
    ],
)
def test_it_is_written_as_people_write_it(pence: int, written: str) -> None:
    assert str(Money(pence=pence)) == written


@given(PENCE)
def test_pounds_there_and_back_lose_nothing(pence: int) -> None:
    assert Money.of(Money(pence=pence).pounds) == Money(pence=pence)


@given(PENCE, PENCE)
def test_sums_and_differences_are_exact(one: int, other: int) -> None:
    total = Money(pence=one) + Money(pence=other)
    assert total.pence == one + other
    assert total - Money(pence=other) == Money(pence=one)


@pytest.mark.parametrize(
    "pounds",
    [
        "0.001",
        "1.999",
        "NaN",
        "sNaN",
        "Infinity",
        "123456789012345678901234567.001",
        "1e999999",
    ],
)
def test_what_is_no_whole_number_of_pence_is_refused(pounds: str) -> None:
    with pytest.raises(ValueError, match="not a whole number of pence"):
        Money.of(Decimal(pounds))


def test_more_is_more() -> None:
    assert Money(pence=99) < Money(pence=100)
