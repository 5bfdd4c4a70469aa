"""The calendar of the engine against Python's own."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from moothall.feel.temporal import (
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    add_months,
    day_number,
    days_in_month,
    from_day_number,
)
from moothall.feel.temporal_text import temporal_from

EPOCH = datetime.date(1970, 1, 1).toordinal()
YEARS = st.integers(-999_999_999, 999_999_999)
NANOS = st.integers(-(10**20), 10**20)


@given(st.dates())
def test_days_are_numbered_as_pythons_are(day: datetime.date) -> None:
    assert day_number(day.year, day.month, day.day) == day.toordinal() - EPOCH
    assert Date(day.year, day.month, day.day).weekday == day.isoweekday()


@given(YEARS, st.integers(1, 12), st.integers(1, 31))
def test_a_day_comes_back_from_its_number_in_any_year(year: int, month: int, day: int) -> None:
    date = Date(year, month, min(day, days_in_month(year, month)))
    assert from_day_number(date.number) == date
    assert temporal_from(str(date)) == date


@given(st.dates(datetime.date(1900, 1, 1)), st.integers(-1_000, 1_000))
def test_adding_months_keeps_the_day_or_takes_the_last(day: datetime.date, months: int) -> None:
    date = add_months(Date(day.year, day.month, day.day), months)
    assert (date.year * 12 + date.month) - (day.year * 12 + day.month) == months
    assert date.day == min(day.day, days_in_month(date.year, date.month))


@given(NANOS)
def test_a_length_of_time_is_read_as_it_was_written(nanos: int) -> None:
    assert temporal_from(str(DaysDuration(nanos))) == DaysDuration(nanos)


@given(st.integers(-(10**12), 10**12))
def test_months_are_read_as_they_were_written(months: int) -> None:
    assert temporal_from(str(MonthsDuration(months))) == MonthsDuration(months)


DAYS = st.dates(datetime.date(1, 1, 2), datetime.date(9999, 12, 30))


@given(DAYS, st.times(), st.integers(-64_800, 64_800))
def test_an_instant_is_pythons_instant(
    day: datetime.date, at: datetime.time, offset: int
) -> None:
    zone = datetime.timezone(datetime.timedelta(seconds=offset))
    moment = datetime.datetime.combine(day, at, tzinfo=zone)
    clock = Time(moment.hour, moment.minute, moment.second, moment.microsecond * 1000, offset)
    ours = DateTime(Date(moment.year, moment.month, moment.day), clock)
    since = moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    assert ours.instant == (since // datetime.timedelta(microseconds=1)) * 1000
    assert temporal_from(str(ours)) == ours
