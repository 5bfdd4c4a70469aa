"""Dates, times and durations of the standard: any year, nanoseconds, offsets and named
zones."""

from __future__ import annotations

import datetime
from functools import total_ordering
from typing import Any, final
from zoneinfo import ZoneInfo

from moothall.feel.faults import Fault

Zone = int | str | None
"""Seconds east of Greenwich, the name of a zone, or none: the local time of nowhere in
particular."""

DAY = 86_400
NANO = 1_000_000_000
LAST_YEAR = 999_999_999
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    return 29 if month == 2 and is_leap(year) else _MONTH_DAYS[month - 1]


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1 January 1970 in the Gregorian calendar, carried back and on without end."""
    shifted = year - (month <= 2)
    era, of_era = divmod(shifted, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def from_day_number(number: int) -> Date:
    """The date so many days after 1 January 1970."""
    era, of_era = divmod(number + 719_468, 146_097)
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return Date(year + era * 400 + (month <= 2), month, of_year - (153 * shifted + 2) // 5 + 1)


class _Immutable:
    __slots__ = ()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def _set(self, **values: object) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __copy__(self) -> _Immutable:
        return self

    def __deepcopy__(self, memo: object) -> _Immutable:
        return self


@final
@total_ordering
class Date(_Immutable):
    """A day of the calendar. Raises Fault for one that does not exist."""

    __slots__ = ("day", "month", "number", "year")
    year: int
    month: int
    day: int
    number: int

    def __init__(self, year: int, month: int, day: int) -> None:
        if not -LAST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
            raise Fault("date", f"There is no date {year}-{month}-{day}.")
        if not 1 <= day <= days_in_month(year, month):
            raise Fault("date", f"There is no date {year}-{month:02}-{day:02}.")
        self._set(year=year, month=month, day=day, number=day_number(year, month, day))

    @property
    def weekday(self) -> int:
        return (self.number + 3) % 7 + 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Date) and self.number == other.number

    def __lt__(self, other: Date) -> bool:
        return self.number < other.number

    def __hash__(self) -> int:
        return hash(("date", self.number))

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04}-{self.month:02}-{self.day:02}"

    def __reduce__(self) -> tuple[Any, ...]:
        return Date, (self.year, self.month, self.day)


@final
class Time(_Immutable):
    """A time of day, with its zone if it has one."""

    __slots__ = ("nanos", "zone")
    nanos: int
    zone: Zone

    def __init__(
        self, hour: int, minute: int, second: int = 0, nano: int = 0, zone: Zone = None
    ) -> None:
        if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60 and 0 <= nano < NANO):
            raise Fault("time", f"There is no time {hour:02}:{minute:02}:{second:02}.")
        whole = (hour * 60 + minute) * 60 + second
        self._set(nanos=whole * NANO + nano, zone=checked_zone(zone))

    @classmethod
    def of_nanos(cls, nanos: int, zone: Zone) -> Time:
        seconds, nano = divmod(nanos, NANO)
        return cls(seconds // 3600, seconds // 60 % 60, seconds % 60, nano, zone)

    @property
    def hour(self) -> int:
        return self.nanos // (3600 * NANO)

    @property
    def minute(self) -> int:
        return self.nanos // (60 * NANO) % 60

    @property
    def second(self) -> int:
        return self.nanos // NANO % 60

    @property
    def nano(self) -> int:
        return self.nanos % NANO

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Time) and (self.nanos, self.zone) == (other.nanos, other.zone)

    def __hash__(self) -> int:
        return hash(("time", self.nanos, self.zone))

    def __str__(self) -> str:
        fraction = f".{self.nano:09}".rstrip("0") if self.nano else ""
        text = f"{self.hour:02}:{self.minute:02}:{self.second:02}{fraction}"
        return text + zone_text(self.zone)

    def __reduce__(self) -> tuple[Any, ...]:
        return Time, (self.hour, self.minute, self.second, self.nano, self.zone)


@final
class DateTime(_Immutable):
    """A day with a time of day."""

    __slots__ = ("date", "time")
    date: Date
    time: Time

    def __init__(self, date: Date, time: Time) -> None:
        self._set(date=date, time=time)

    @property
    def zone(self) -> Zone:
        return self.time.zone

    @property
    def local_nanos(self) -> int:
        return self.date.number * DAY * NANO + self.time.nanos

    @property
    def instant(self) -> int:
        """Nanoseconds since 1970 at Greenwich; without a zone, as if it were Greenwich."""
        return self.local_nanos - (self.offset or 0) * NANO

    @property
    def offset(self) -> int | None:
        zone = self.time.zone
        return zone_offset(zone, self) if isinstance(zone, str) else zone

    @classmethod
    def of_nanos(cls, nanos: int, zone: Zone) -> DateTime:
        days, rest = divmod(nanos, DAY * NANO)
        return cls(from_day_number(days), Time.of_nanos(rest, zone))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DateTime):
            return False
        return (self.date, self.time) == (other.date, other.time)

    def __hash__(self) -> int:
        return hash((self.date, self.time))

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"

    def __reduce__(self) -> tuple[Any, ...]:
        return DateTime, (self.date, self.time)


@final
@total_ordering
class DaysDuration(_Immutable):
    """A length of time in days, hours, minutes, seconds: so many nanoseconds."""

    __slots__ = ("nanos",)
    nanos: int

    def __init__(self, nanos: int) -> None:
        self._set(nanos=nanos)

    @classmethod
    def of(cls, *, days: int = 0, seconds: int = 0, nanos: int = 0) -> DaysDuration:
        return cls((days * DAY + seconds) * NANO + nanos)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DaysDuration) and self.nanos == other.nanos

    def __lt__(self, other: DaysDuration) -> bool:
        return self.nanos < other.nanos

    def __hash__(self) -> int:
        return hash(("days", self.nanos))

    def __str__(self) -> str:
        whole, nano = divmod(abs(self.nanos), NANO)
        days, hours = whole // DAY, whole // 3600 % 24
        minutes, seconds = whole // 60 % 60, whole % 60
        fraction = f".{nano:09}".rstrip("0") if nano else ""
        clock = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes)
        clock += f"{seconds}{fraction}S" * bool(seconds or nano)
        text = f"{days}D" * bool(days) + f"T{clock}" * bool(clock)
        return ("-" if self.nanos < 0 else "") + "P" + (text or "T0S")

    def __reduce__(self) -> tuple[Any, ...]:
        return DaysDuration, (self.nanos,)


@final
@total_ordering
class MonthsDuration(_Immutable):
    """A length of time in years and months: so many months."""

    __slots__ = ("months",)
    months: int

    def __init__(self, months: int) -> None:
        self._set(months=months)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MonthsDuration) and self.months == other.months

    def __lt__(self, other: MonthsDuration) -> bool:
        return self.months < other.months

    def __hash__(self) -> int:
        return hash(("months", self.months))

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = f"{years}Y" * bool(years) + f"{months}M" * bool(months)
        return ("-" if self.months < 0 else "") + "P" + (text or "0M")

    def __reduce__(self) -> tuple[Any, ...]:
        return MonthsDuration, (self.months,)


def checked_zone(zone: Zone) -> Zone:
    """The zone, if there is one of that name and the offset is one that a place may have."""
    if isinstance(zone, int) and abs(zone) > 18 * 3600:
        raise Fault("time", "No place on earth is more than 18 hours from Greenwich.")
    if isinstance(zone, str) and zone not in ("Z", "UTC"):
        region(zone)
    return zone


def region(name: str) -> ZoneInfo:
    """The rules of a named zone."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise Fault("time", f'There is no time zone called "{name}".') from None


def zone_offset(zone: str, moment: DateTime) -> int:
    """Seconds east of Greenwich in a named zone at a local time."""
    year = min(max(moment.date.year, 2), 9998)
    day = min(moment.date.day, days_in_month(year, moment.date.month))
    time = moment.time
    local = datetime.datetime(  # noqa: DTZ001 - the zone is what is being asked for
        year, moment.date.month, day, time.hour, time.minute, time.second
    )
    found = local.replace(tzinfo=region(zone)).utcoffset()
    return int(found.total_seconds()) if found is not None else 0


def zone_text(zone: Zone) -> str:
    """A zone as it is written after a time."""
    if zone is None:
        return ""
    if isinstance(zone, str):
        return "@" + zone
    if zone == 0:
        return "Z"
    minutes, seconds = divmod(abs(zone), 60)
    tail = f":{seconds:02}" if seconds else ""
    return f"{'-' if zone < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}{tail}"


def add_months(date: Date, months: int) -> Date:
    """The same day so many months later, or the last day of that month."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return Date(year, month + 1, min(date.day, days_in_month(year, month + 1)))
