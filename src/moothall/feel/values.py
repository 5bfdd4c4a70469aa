"""The values of the language, and how Python's values come in and go out.

Inside the engine a value is None, bool, Decimal, str, one of the classes of `temporal`, a
Range, a list,
a dict with names for keys (a context) or a Function. Lists and dicts are never changed once
made.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Final, final
from zoneinfo import ZoneInfo

from moothall.feel import kinds
from moothall.feel.bounds import Meter
from moothall.feel.faults import BoundReached, Fault
from moothall.feel.kinds import FeelType
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

Value = Any
"""One of the values named above. Python has no useful name for that closed set, so checks are
by class."""

Env = list[Any]
"""The variables of one evaluation by number; at 0 stands its Meter."""

Run = Callable[[Env], Any]

MAX_NESTING = 60


@final
class Missing:
    """Stands for an input that was not given."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


@final
@dataclass(frozen=True, slots=True)
class Range:
    """From one value to another. One that a test such as `< 5` stands for is `unary`: without
    end where it has None."""

    low: Value
    high: Value
    low_closed: bool = True
    high_closed: bool = True
    unary: bool = False


@final
@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function as a value: the names of its parameters and what to call with the meter and
    arguments."""

    name: str
    parameters: tuple[str, ...]
    call: Callable[[Any, list[Value]], Value] = field(repr=False)
    kind: FeelType = kinds.FUNCTION
    frame: Env | None = field(default=None, repr=False)


def _number(value: Decimal) -> Decimal:
    try:
        made = EXACT.plus(value)
    except InvalidOperation:
        made = value
    if not made.is_finite():
        raise Fault("number", "This number is not finite, or too large to work with.")
    return made


def _whole(value: int) -> Decimal:
    if value.bit_length() > 20_000:
        raise Fault("number", "This number is too large to work with.")
    return _number(Decimal(value))


def _float(value: float) -> Value:
    raise Fault("float", "A number came in as a float, which is not exact. Give a Decimal.")


def _zone_of(value: datetime.time | datetime.datetime) -> Zone:
    if value.tzinfo is None:
        return None
    if isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key:
        return value.tzinfo.key
    offset = value.utcoffset()
    return int(offset.total_seconds()) if offset is not None else None


def _time(value: datetime.time) -> Time:
    nano = value.microsecond * 1000
    return Time(value.hour, value.minute, value.second, nano, _zone_of(value))


def _date_time(value: datetime.datetime) -> DateTime:
    nano = value.microsecond * 1000
    time = Time(value.hour, value.minute, value.second, nano, _zone_of(value))
    return DateTime(Date(value.year, value.month, value.day), time)


def _delta(value: datetime.timedelta) -> DaysDuration:
    seconds = value.days * DAY + value.seconds
    return DaysDuration(seconds * NANO + value.microseconds * 1000)


_ADMIT: dict[type, Callable[[Any], Value]] = {
    Decimal: _number,
    int: _whole,
    float: _float,
    datetime.datetime: _date_time,
    datetime.date: lambda value: Date(value.year, value.month, value.day),
    datetime.time: _time,
    datetime.timedelta: _delta,
}
_ADMIT[Range] = lambda span: replace(span, low=admit(span.low), high=admit(span.high))
_AS_IS = frozenset(
    (
        bool, str, type(None), Date, Time, DateTime, DaysDuration, MonthsDuration, Function,
        Missing,
    )
)  # fmt: skip
_BASES: tuple[tuple[type, Callable[[Any], Value]], ...] = (
    (str, str.__str__),
    (int, int.__int__),
    (Decimal, Decimal),
    *_ADMIT.items(),
)


def admit(value: object, size: int = 10_000) -> Value:
    """A Python value as a value of the language. Raises Fault for a float or an unknown
    kind."""
    kind = value.__class__
    if kind in _AS_IS:
        return value
    direct = _ADMIT.get(kind)
    if direct is not None:
        return direct(value)
    return _Admission(size).compound(value, 0)


class _Admission:
    """Takes in lists and mappings, counting what they hold."""

    def __init__(self, size: int) -> None:
        self.left = 10 * size
        self.size = size

    def compound(self, value: object, depth: int) -> Value:
        self.left -= 1
        if depth > MAX_NESTING or self.left < 0:
            raise Fault("list_size", "This value is too large or too deeply nested.")
        kind = value.__class__
        if kind in _AS_IS:
            return value
        direct = _ADMIT.get(kind)
        if direct is not None:
            return direct(value)
        if isinstance(value, Mapping):
            return {str(key): self.compound(part, depth + 1) for key, part in value.items()}
        if isinstance(value, (list, tuple, set, frozenset)):
            return self._items(value, depth)
        return _by_base(value)

    def _items(self, value: Any, depth: int) -> list[Value]:  # noqa: ANN401 - any sized iterable
        if len(value) > self.size:
            raise Fault("list_size", f"A list may have at most {self.size} items.")
        return [self.compound(part, depth + 1) for part in value]


def _by_base(value: object) -> Value:
    for base, make in _BASES:
        if isinstance(value, base):
            plain = make(value)
            return _whole(plain) if base is int else plain
    raise Fault("type", f"A value of the kind {type(value).__name__} cannot come in here.")


def _zone_out(zone: Zone) -> datetime.tzinfo | None:
    if zone is None:
        return None
    if isinstance(zone, str):
        return ZoneInfo(zone)
    return datetime.timezone(datetime.timedelta(seconds=zone))


def _date_out(value: Date) -> Value:
    if not 1 <= value.year <= 9999:
        return value
    return datetime.date(value.year, value.month, value.day)


def _time_out(value: Time) -> Value:
    if value.nano % 1000:
        return value
    micro = value.nano // 1000
    zone = _zone_out(value.zone)
    return datetime.time(value.hour, value.minute, value.second, micro, tzinfo=zone)


def _date_time_out(value: DateTime) -> Value:
    day, time = _date_out(value.date), _time_out(value.time)
    if isinstance(day, Date) or isinstance(time, Time):
        return value
    return datetime.datetime.combine(day, time)


def _delta_out(value: DaysDuration) -> Value:
    if value.nanos % 1000 or abs(value.nanos) > 999_999_999 * DAY * NANO:
        return value
    return datetime.timedelta(microseconds=value.nanos // 1000)


_RELEASE: dict[type, Callable[[Any], Value]] = {
    Date: _date_out,
    Time: _time_out,
    DateTime: _date_time_out,
    DaysDuration: _delta_out,
}


def release_one(value: Value) -> Value:
    """A value that holds no others as Python's own."""
    make = _RELEASE.get(value.__class__)
    return value if make is None else make(value)


def release(value: Value, meter: Meter, depth: int = 0) -> Value:
    """A value of the language as Python's own, where Python has one that loses nothing."""
    kind = value.__class__
    if kind in _RELEASE:
        return _RELEASE[kind](value)
    if kind is not list and kind is not dict and kind is not Range:
        return value
    if depth > MAX_NESTING:
        raise BoundReached("depth", "This value is too deeply nested.")
    if kind is Range:
        low, high = release(value.low, meter, depth + 1), release(value.high, meter, depth + 1)
        return replace(value, low=low, high=high)
    meter.spend(len(value))
    if kind is list:
        return [release(part, meter, depth + 1) for part in value]
    return {key: release(part, meter, depth + 1) for key, part in value.items()}


KINDS: dict[type, FeelType] = {
    type(None): kinds.NULL,
    bool: kinds.BOOLEAN,
    Decimal: kinds.NUMBER,
    str: kinds.STRING,
    Date: kinds.DATE,
    Time: kinds.TIME,
    DateTime: kinds.DATE_TIME,
    DaysDuration: kinds.DAYS_TIME,
    MonthsDuration: kinds.YEARS_MONTHS,
    list: kinds.LIST,
    dict: kinds.CONTEXT,
    Range: kinds.RANGE,
    Function: kinds.FUNCTION,
}


def kind_of(value: Value) -> FeelType:
    """The type of a value, without looking into lists and contexts."""
    return KINDS.get(value.__class__, kinds.ANY)


def said(value: Value) -> str:
    """What kind of value this is, in words."""
    return kinds.in_words(kind_of(value))
