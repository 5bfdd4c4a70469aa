"""Equal, smaller, within: how two values compare."""

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from moothall.feel.bounds import Meter
from moothall.feel.faults import BoundReached, Fault
from moothall.feel.temporal import NANO, Date, DateTime, DaysDuration, MonthsDuration, Time
from moothall.feel.values import MAX_NESTING, Range, Value, said

Order = Callable[[Any, Any], bool]
ORDERS: dict[str, Order] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
ORDERED = frozenset((Decimal, str, Date, DaysDuration, MonthsDuration))
SIMPLE = frozenset((bool, Decimal, str, Date, DaysDuration, MonthsDuration))


def equal(left: Value, right: Value, meter: Meter, depth: int = 0) -> bool:
    """Do both say the same? Raises Fault when they are of different kinds."""
    kind = left.__class__
    if left is None or right is None:
        return left is right
    if kind is not right.__class__:
        raise Fault("type", f"This compares {said(left)} with {said(right)}.")
    if kind in SIMPLE:
        return bool(left == right)
    meter.spend()
    if depth > MAX_NESTING:
        raise BoundReached("depth", "These values are too deeply nested to compare.")
    compare = _EQUAL.get(kind)
    return left is right if compare is None else compare(left, right, meter, depth + 1)


def same(left: Value, right: Value, meter: Meter, depth: int = 0) -> bool:
    """Are both equal? Different kinds are simply not."""
    if left is not None and right is not None and left.__class__ is not right.__class__:
        return False
    return equal(left, right, meter, depth)


def _lists(left: list[Value], right: list[Value], meter: Meter, depth: int) -> bool:
    if len(left) != len(right):
        return False
    return all(same(a, b, meter, depth) for a, b in zip(left, right, strict=True))


def _contexts(
    left: dict[str, Value], right: dict[str, Value], meter: Meter, depth: int
) -> bool:
    if left.keys() != right.keys():
        return False
    return all(same(part, right[key], meter, depth) for key, part in left.items())


def _ranges(left: Range, right: Range, meter: Meter, depth: int) -> bool:
    closed = (left.low_closed, left.high_closed) == (right.low_closed, right.high_closed)
    closed = closed and left.unary is right.unary
    ends = ((left.low, right.low), (left.high, right.high))
    return closed and all(same(a, b, meter, depth) for a, b in ends)


def _times(left: Time, right: Time, _meter: Meter, _depth: int) -> bool:
    return _time_key(left) == _time_key(right)


def _date_times(left: DateTime, right: DateTime, _meter: Meter, _depth: int) -> bool:
    whole = left.instant // NANO == right.instant // NANO
    return whole and (left.zone is None) == (right.zone is None)


_EQUAL: dict[type, Callable[..., bool]] = {
    list: _lists,
    dict: _contexts,
    Range: _ranges,
    Time: _times,
    DateTime: _date_times,
}


def _time_key(time: Time) -> tuple[object, ...]:
    """What two times are equal by: hour, minute and second, as the standard says."""
    seconds = time.nanos // NANO
    if isinstance(time.zone, int):
        return (True, seconds - time.zone)
    return (time.zone, seconds)


def sort_key(value: Value) -> Value:
    """What a date and time or a time is ordered by; any other value itself."""
    if value.__class__ is DateTime:
        return value.instant
    if value.__class__ is Time:
        zone = value.zone if isinstance(value.zone, int) else 0
        return value.nanos - zone * NANO
    return value


def ordered(op: str, left: Value, right: Value) -> bool:
    """`<`, `<=`, `>` or `>=`. Raises Fault for values that have no order between them."""
    kind = left.__class__
    if kind is right.__class__:
        if kind in ORDERED:
            return ORDERS[op](left, right)
        if kind is DateTime or kind is Time:
            return ORDERS[op](sort_key(left), sort_key(right))
    if left is None or right is None:
        raise Fault("null", "There is no value on one side of this comparison.")
    raise Fault("type", f"{_capital(said(left))} and {said(right)} have no order between them.")


def within(value: Value, span: Range) -> bool:
    """Does a value lie in a range? Raises Fault for values that have no order between them."""
    open_low = span.unary and span.low is None
    open_high = span.unary and span.high is None
    above = open_low or ordered(">=" if span.low_closed else ">", value, span.low)
    below = open_high or ordered("<=" if span.high_closed else "<", value, span.high)
    return above and below


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
