"""Functions of dates, times and lengths of time."""

from decimal import Decimal

from moothall.feel.faults import Fault
from moothall.feel.functions.texts import whole
from moothall.feel.numbers import EXACT
from moothall.feel.registry import builtin
from moothall.feel.temporal import (
    NANO,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    day_number,
    days_in_month,
)
from moothall.feel.temporal_text import date_from, date_time_from, duration_from, time_from
from moothall.feel.values import Value, said

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def _unfit(value: Value, wanted: str) -> Fault:
    if value is None:
        return Fault("null", f"There is no value to make {wanted} of.")
    return Fault("type", f"{said(value).capitalize()} cannot become {wanted}.")


def day_of(value: Value) -> Date:
    if value.__class__ is DateTime:
        found: Date = value.date
        return found
    if value.__class__ is Date:
        return value
    raise _unfit(value, "a date")


@builtin("date(from: Any) -> date")
def date(value: Value) -> Date:
    return date_from(value) if value.__class__ is str else day_of(value)


@builtin("date(year: number, month: number, day: number) -> date")
def date_of(year: Decimal, month: Decimal, day: Decimal) -> Date:
    return Date(whole(year, "year"), whole(month, "month"), whole(day, "day"))


@builtin("time(from: Any) -> time")
def time(value: Value) -> Time:
    if value.__class__ is str:
        return time_from(value)
    if value.__class__ is DateTime:
        found: Time = value.time
        return found
    if value.__class__ is Date:
        return Time(0, 0, zone=0)
    if value.__class__ is Time:
        return value
    raise _unfit(value, "a time")


@builtin(
    "time(hour: number, minute: number, second: number) -> time",
    "time(hour: number, minute: number, second: number,"
    " offset: days and time duration?) -> time",
)
def time_of(
    hour: Decimal, minute: Decimal, second: Decimal, offset: DaysDuration | None = None
) -> Time:
    fraction = EXACT.remainder(second, Decimal(1))
    nano = int(EXACT.multiply(fraction, Decimal(NANO)))
    seconds = int(EXACT.subtract(second, fraction))
    zone = None if offset is None else offset.nanos // NANO
    return Time(whole(hour, "hour"), whole(minute, "minute"), seconds, nano, zone)


@builtin("date and time(from: Any) -> date and time")
def date_and_time(value: Value) -> DateTime:
    if value.__class__ is str:
        return date_time_from(value)
    if value.__class__ is DateTime:
        return value
    if value.__class__ is Date:
        return DateTime(value, Time(0, 0, zone=0))
    raise _unfit(value, "a date and time")


@builtin("date and time(date: day, time: Any) -> date and time")
def date_with_time(value: Value, when: Value) -> DateTime:
    if when.__class__ is str:
        moment = value if value.__class__ is DateTime else DateTime(value, Time(0, 0))
        return DateTime.of_nanos(moment.local_nanos, when)
    if when.__class__ is not Time:
        raise _unfit(when, "a time")
    return DateTime(day_of(value), when)


@builtin(
    "date and time(year: number, month: number, day: number, hour: number, minute: number,"
    " second: number) -> date and time",
    "date and time(year: number, month: number, day: number, hour: number, minute: number,"
    " second: number, offset: days and time duration?) -> date and time",
)
def date_time_of(
    year: Decimal,
    month: Decimal,
    day: Decimal,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    offset: DaysDuration | None = None,
) -> DateTime:
    return DateTime(date_of(year, month, day), time_of(hour, minute, second, offset))


@builtin("duration(from: Any) -> Any")
def duration(value: Value) -> DaysDuration | MonthsDuration:
    if value.__class__ is str:
        return duration_from(value)
    if value.__class__ in (DaysDuration, MonthsDuration):
        return value
    raise _unfit(value, "a length of time")


@builtin("years and months duration(from: day, to: day) -> years and months duration")
def years_and_months(start: Value, end: Value) -> MonthsDuration:
    """Whole months from one day to another."""
    first, last = day_of(start), day_of(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return MonthsDuration(months)


@builtin("day of week(date: day) -> string")
def day_of_week(value: Value) -> str:
    return WEEKDAYS[day_of(value).weekday - 1]


@builtin("month of year(date: day) -> string")
def month_of_year(value: Value) -> str:
    return MONTHS[day_of(value).month - 1]


@builtin("day of year(date: day) -> number")
def day_of_year(value: Value) -> Decimal:
    day = day_of(value)
    return Decimal(day.number - day_number(day.year, 1, 1) + 1)


@builtin("week of year(date: day) -> number")
def week_of_year(value: Value) -> Decimal:
    """The week by ISO 8601: the first is the one with the year's first Thursday."""
    day = day_of(value)
    thursday = day.number - day.weekday + 4
    year = day.year
    if thursday < day_number(year, 1, 1):
        year -= 1
    elif thursday >= day_number(year + 1, 1, 1):
        year += 1
    return Decimal((thursday - day_number(year, 1, 1)) // 7 + 1)


@builtin("last day of month(date: day) -> number")
def last_day_of_month(value: Value) -> Decimal:
    day = day_of(value)
    return Decimal(days_in_month(day.year, day.month))
