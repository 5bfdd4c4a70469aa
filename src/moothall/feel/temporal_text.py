"""Reads dates, times and durations from text as XML Schema and the standard write them."""

import re

from moothall.feel.faults import Fault
from moothall.feel.temporal import (
    DAY,
    NANO,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    Zone,
)

Temporal = Date | Time | DateTime | DaysDuration | MonthsDuration

_DATE = re.compile(r"(-?)([1-9][0-9]{4,8}|[0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,30}))?"
    r"(Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z0-9_+\-/]{1,60})?"
)
_DAYS = re.compile(
    r"(-?)P(?:([0-9]{1,18})D)?(?:T(?=[0-9])(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?"
    r"(?:([0-9]{1,18})(?:\.([0-9]{0,30}))?S)?)?"
)
_MONTHS = re.compile(r"(-?)P(?:([0-9]{1,18})Y)?(?:([0-9]{1,18})M)?")


def date_from(text: str) -> Date:
    """A date written as 2026-04-06."""
    found = _DATE.fullmatch(text)
    if found is None:
        raise Fault("date", f'"{_short(text)}" is not a date. Write it as "2026-04-06".')
    sign, year, month, day = found.groups()
    return Date(-int(year) if sign else int(year), int(month), int(day))


def time_from(text: str) -> Time:
    """A time written as 09:30:00, with an offset or a zone if it has one."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise Fault("time", f'"{_short(text)}" is not a time. Write it as "09:30:00".')
    hour, minute, second, fraction, zone = found.groups()
    nano = int((fraction or "0")[:9].ljust(9, "0"))
    return Time(int(hour), int(minute), int(second), nano, _zone(zone))


def _zone(text: str | None) -> Zone:
    if not text:
        return None
    if text == "Z":
        return 0
    if text[0] == "@":
        return text[1:]
    parts = [int(part) for part in text[1:].split(":")]
    if any(part > 59 for part in parts[1:]):
        raise Fault("time", f'"{text}" is not an offset from Greenwich.')
    seconds = parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)
    return -seconds if text[0] == "-" else seconds


def date_time_from(text: str) -> DateTime:
    """A date and time written as 2026-04-06T09:30:00; a date alone is its midnight."""
    date, mark, time = text.partition("T")
    if not mark:
        return DateTime(date_from(date), Time(0, 0))
    return DateTime(date_from(date), time_from(time))


def duration_from(text: str) -> DaysDuration | MonthsDuration:
    """A length of time written as P3D, PT2H30M, P1Y6M."""
    months = _MONTHS.fullmatch(text)
    if months is not None and (months[2] or months[3]):
        total = int(months[2] or 0) * 12 + int(months[3] or 0)
        return MonthsDuration(-total if months[1] else total)
    found = _DAYS.fullmatch(text)
    if found is None or not any(found.groups()[1:5]):
        raise Fault("duration", f'"{_short(text)}" is not a length of time. Write it as "P3D".')
    sign, days, hours, minutes, seconds, fraction = found.groups()
    total = int(days or 0) * DAY + int(hours or 0) * 3600 + int(minutes or 0) * 60
    nanos = (total + int(seconds or 0)) * NANO + int((fraction or "0")[:9].ljust(9, "0"))
    return DaysDuration(-nanos if sign else nanos)


def temporal_from(text: str) -> Temporal:
    """Whatever is written after @: a date, a time, both, or a length of time."""
    if "P" in text[:2]:
        return duration_from(text)
    if "T" in text and _DATE.match(text):
        return date_time_from(text)
    return time_from(text) if ":" in text[:3] else date_from(text)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "..."
