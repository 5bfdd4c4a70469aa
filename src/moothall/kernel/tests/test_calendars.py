"""Working days: what is due when, in the place's own days, holidays and hours."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.kernel.calendars import WorkingDays

ENGLAND = WorkingDays(country="GB", subdivision="ENG", time_zone="Europe/London")
SCOTLAND = WorkingDays(country="GB", subdivision="SCT", time_zone="Europe/London")
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=UTC)
)


def at(day: str, hour: int = 12) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-03-27", True),
        ("2026-03-28", False),
        ("2026-04-03", False),
        ("2026-04-06", False),
        ("2026-04-07", True),
        ("2026-12-25", False),
        ("2026-12-28", False),  # Boxing Day is a Saturday, so the Monday stands in for it
    ],
)
def test_weekends_and_bank_holidays_are_days_off(day: str, works: bool) -> None:  # noqa: FBT001
    assert ENGLAND.is_working(date.fromisoformat(day)) is works


def test_each_country_has_holidays_of_its_own() -> None:
    easter_monday, second_of_january = date(2026, 4, 6), date(2026, 1, 2)
    assert (ENGLAND.is_working(easter_monday), SCOTLAND.is_working(easter_monday)) == (
        False,
        True,
    )
    assert (ENGLAND.is_working(second_of_january), SCOTLAND.is_working(second_of_january)) == (
        True,
        False,
    )


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-03-23", 0, "2026-03-23"),
        ("2026-03-23", 3, "2026-03-26"),
        ("2026-03-27", 1, "2026-03-30"),
        ("2026-03-28", 1, "2026-03-30"),
        ("2026-04-02", 1, "2026-04-07"),
        ("2026-12-24", 2, "2026-12-30"),
    ],
)
def test_a_deadline_is_the_end_of_a_working_day(start: str, days: int, due: str) -> None:
    found = ENGLAND.due(start=at(start), days=days)
    assert found.date().isoformat() == due
    assert found.strftime("%H:%M:%S") == "23:59:59"


def test_the_day_is_that_of_the_place_and_not_that_of_greenwich() -> None:
    late_on_sunday = datetime(2026, 6, 7, 23, 30, tzinfo=UTC)  # half past midnight on Monday
    assert ENGLAND.due(start=late_on_sunday, days=1).date() == date(2026, 6, 9)


def test_a_deadline_does_not_lie_before_its_start() -> None:
    with pytest.raises(ValueError, match="before its start"):
        ENGLAND.due(start=at("2026-03-23"), days=-1)


@given(MOMENTS, st.integers(0, 60))
def test_as_many_working_days_lie_between_as_the_deadline_gives(
    start: datetime, days: int
) -> None:
    assert ENGLAND.between(start=start, end=ENGLAND.due(start=start, days=days)) == days


@given(MOMENTS, MOMENTS)
def test_nothing_lies_between_now_and_earlier(one: datetime, other: datetime) -> None:
    if one >= other:
        assert ENGLAND.between(start=one, end=other) == 0


@pytest.mark.parametrize(
    ("paused", "resumed", "due"),
    [
        ("2026-03-24", "2026-03-24", "2026-03-26"),
        ("2026-03-24", "2026-03-26", "2026-03-30"),
        ("2026-03-27", "2026-03-29", "2026-03-26"),
        ("2026-04-02", "2026-04-07", "2026-03-27"),
    ],
)
def test_a_pause_moves_the_deadline_by_its_working_days(
    paused: str, resumed: str, due: str
) -> None:
    before = ENGLAND.due(start=at("2026-03-23"), days=3)
    after = ENGLAND.resumed(due=before, paused=at(paused), at=at(resumed))
    assert after.date().isoformat() == due


@given(MOMENTS, st.integers(1, 20), st.integers(0, 40))
def test_a_clock_that_was_paused_has_as_many_days_left_as_before(
    start: datetime, days: int, away: int
) -> None:
    due = ENGLAND.due(start=start, days=days)
    back = start + timedelta(days=away)
    later = ENGLAND.resumed(due=due, paused=start, at=back)
    assert ENGLAND.between(start=back, end=later) == days
