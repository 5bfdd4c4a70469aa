"""The parts of a value: entries of a context, the year of a date, the start of a range."""

from collections.abc import Callable
from decimal import Decimal
from difflib import get_close_matches

from moothall.feel.faults import Fault
from moothall.feel.numbers import EXACT
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
from moothall.feel.values import Range, Value, said


def _split(whole: int, unit: int, wrap: int | None = None) -> Decimal:
    size = abs(whole) // unit
    if wrap is not None:
        size %= wrap
    return Decimal(-size if whole < 0 else size)


def seconds_of(time: Time) -> Decimal:
    """The seconds of a time of day, with their fraction."""
    return EXACT.add(Decimal(time.second), EXACT.divide(Decimal(time.nano), Decimal(NANO)))


def _offset(offset: int | None) -> Value:
    return None if offset is None else DaysDuration.of(seconds=offset)


def _zone_name(zone: Zone) -> Value:
    if isinstance(zone, int):
        return "UTC" if zone == 0 else None
    return zone


Reader = Callable[..., Value]

_DATE: dict[str, Reader] = {
    "year": lambda date: Decimal(date.year),
    "month": lambda date: Decimal(date.month),
    "day": lambda date: Decimal(date.day),
    "weekday": lambda date: Decimal(date.weekday),
}
_TIME: dict[str, Reader] = {
    "hour": lambda time: Decimal(time.hour),
    "minute": lambda time: Decimal(time.minute),
    "second": lambda time: Decimal(time.second),
    "time offset": lambda time: _offset(time.zone if isinstance(time.zone, int) else None),
    "timezone": lambda time: _zone_name(time.zone),
}
_TIMES = ("hour", "minute", "second", "timezone")

READERS: dict[type, dict[str, Reader]] = {
    Date: _DATE
    | {
        "hour": lambda date: Decimal(0),
        "minute": lambda date: Decimal(0),
        "second": lambda date: Decimal(0),
        "time offset": lambda date: DaysDuration(0),
        "timezone": lambda date: "UTC",
    },
    Time: _TIME,
    DateTime: {
        **{name: (lambda moment, read=read: read(moment.date)) for name, read in _DATE.items()},
        **{name: (lambda moment, read=_TIME[name]: read(moment.time)) for name in _TIMES},
        "time offset": lambda moment: _offset(moment.offset),
        "date": lambda moment: moment.date,
        "time": lambda moment: moment.time,
    },
    DaysDuration: {
        "days": lambda length: _split(length.nanos, DAY * NANO),
        "hours": lambda length: _split(length.nanos, 3600 * NANO, 24),
        "minutes": lambda length: _split(length.nanos, 60 * NANO, 60),
        "seconds": lambda length: _split(length.nanos, NANO, 60),
    },
    MonthsDuration: {
        "years": lambda length: _split(length.months, 12),
        "months": lambda length: _split(length.months, 1, 12),
    },
    Range: {
        "start": lambda span: span.low,
        "end": lambda span: span.high,
        "start included": lambda span: span.low_closed,
        "end included": lambda span: span.high_closed,
    },
}


def part_of(value: Value, member: str, *, strict: bool) -> Value:
    """The part of that name; of a list, that part of every item. Raises Fault if there is
    none."""
    kind = value.__class__
    if kind is dict:
        if member in value:
            return value[member]
        raise Fault("no_part", f'There is no "{member}" in this.{_near(member, value)}')
    if kind is list:
        return [_item_part(item, member, strict=strict) for item in value]
    read = READERS.get(kind, {}).get(member)
    if read is not None:
        return read(value)
    if value is None:
        raise Fault("null", f'There is nothing here to take "{member}" from.')
    raise Fault("no_part", f'{said(value).capitalize()} has no "{member}".')


def _item_part(item: Value, member: str, *, strict: bool) -> Value:
    try:
        if item.__class__ is list:
            raise Fault("type", f'A list within a list has no "{member}".')
        return part_of(item, member, strict=strict)
    except Fault:
        if strict:
            raise
        return None


def _near(member: str, value: dict[str, Value]) -> str:
    found = get_close_matches(member, list(value), n=1)
    return f' Did you mean "{found[0]}"?' if found else ""
