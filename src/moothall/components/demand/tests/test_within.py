"""A year beside its quarters: what one of them hides cannot be worked out from the others."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from moothall.components.demand.contracts import Record
from moothall.components.demand.queries.books import place_book
from moothall.components.demand.rules.disclosure import ALL, Cell, Cube, Dimension, Policy
from moothall.components.demand.rules.periods import (
    Period,
    quarter,
    quarters_within,
    twelve_months,
)
from moothall.components.demand.rules.summaries.books import Book, Within
from moothall.components.demand.rules.summaries.sheets import Measure, Sheet
from moothall.components.demand.rules.summaries.within import telling
from moothall.components.demand.testing import MemoryCubes, a_record
from moothall.kernel.ids import uuid7

POLICY = Policy()
AT = datetime(2031, 1, 15, tzinfo=UTC)
YEAR = twelve_months(at=AT)
HERE, THERE = ("street.lamp", "SB01"), ("street.lamp", "SB02")


def a_cube(people: int) -> Cube:
    return Cube(
        name="t",
        dimensions=(Dimension(name="need", categories=("a",)),),
        cells={("a",): Cell(people=people, contacts=people)},
    )


def told(people: int, *quarters: int | None, is_whole: bool = False) -> bool:
    """Whether a year's count tells of the quarters that show these."""
    sheets = [Sheet(categories=(("a",),), shown={("a",): shown}) for shown in quarters]
    found = telling(a_cube(people), margins={}, within=sheets, policy=POLICY, is_whole=is_whole)
    return ("a",) in found


@pytest.mark.parametrize(
    ("people", "quarters", "is_whole", "tells"),
    [
        (17, (10, 10, None), False, True),
        (40, (10, 10, None), False, False),
        (40, (10, 10, None), True, True),
        (28, (10, 10, 10, None), True, False),
        (25, (10, 10, 10, None), True, True),
        (30, (10, 10, 10), True, False),
        (9, (None, None, 0, 0), True, False),
        (9, (None, 0, 0, 0), False, False),
        (9, (None, 0, 0, 0), True, True),
    ],
)
def test_a_year_tells_where_it_leaves_a_hidden_quarter_too_little_room(
    people: int, quarters: tuple[int | None, ...], *, is_whole: bool, tells: bool
) -> None:
    assert told(people, *quarters, is_whole=is_whole) is tells


def test_a_year_has_its_whole_quarters_and_a_quarter_has_none() -> None:
    assert [q.name for q in quarters_within(YEAR)] == [f"2030-Q{n}" for n in (1, 2, 3, 4)]
    later = twelve_months(at=datetime(2031, 2, 15, tzinfo=UTC))
    assert [q.name for q in quarters_within(later)] == [f"2030-Q{n}" for n in (2, 3, 4)]
    assert quarters_within(quarter("2030-Q1")) == ()


def asked(key: tuple[str, str], month: int, many: int) -> list[Record]:
    need, area = key
    moment = datetime(2030, month, 5, 12, tzinfo=UTC)
    return [a_record(id=uuid7(), need=need, area=area, asked_at=moment) for _ in range(many)]


def book(records: Sequence[Record], period: Period, within: Within = Within()) -> Book:  # noqa: B008
    cubes = MemoryCubes(records)
    return place_book(cubes, period, at=AT, policy=POLICY, population={}, within=within)


def test_eight_eight_and_one_in_three_quarters_stay_untold_beside_the_year() -> None:
    records = [
        *asked(HERE, 2, 8), *asked(HERE, 5, 8), *asked(HERE, 8, 1),
        *(r for month in range(1, 13) for r in asked(THERE, month, 30)),
    ]  # fmt: skip
    quarters = [book(records, one).sheets for one in quarters_within(YEAR)]
    shown = [s["need_area", Measure.ASKED].at(*HERE) for s in quarters]
    assert shown == [10, 10, None, 0]
    alone = book(records, YEAR).sheet("need_area", Measure.ASKED)
    assert alone.at(*HERE) == 15
    beside = book(records, YEAR, Within(sheets=quarters, is_whole=True))
    sheet = beside.sheet("need_area", Measure.ASKED)
    assert sheet.at(*HERE) is None
    assert sheet.at(*THERE) is not None or sheet.at(ALL, "SB02") is not None
