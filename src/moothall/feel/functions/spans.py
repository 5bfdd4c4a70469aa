"""Functions that say how points and ranges lie to one another: before, meets, overlaps,
during."""

from moothall.feel.comparing import ordered
from moothall.feel.faults import Fault
from moothall.feel.registry import builtin
from moothall.feel.values import Range, Value


def less(a: Value, b: Value) -> bool:
    return ordered("<", a, b)


def level(a: Value, b: Value) -> bool:
    return ordered("<=", a, b) and ordered(">=", a, b)


def _span(value: Value) -> Range:
    if value.__class__ is not Range:
        raise Fault("null" if value is None else "type", "A range is wanted here.")
    if value.low is None or value.high is None:
        raise Fault("null", "Both ends of the range are wanted here.")
    return value if isinstance(value, Range) else Range(value, value)


def _as_span(value: Value) -> Range:
    """A range, or a point as the range of only that point."""
    if value is None:
        raise Fault("null", "There is no point or range here.")
    return _span(value) if value.__class__ is Range else Range(value, value)


@builtin(
    "before(point1: Any, point2: Any) -> boolean",
    "before(point: Any, range: range) -> boolean",
    "before(range1: range, range2: range) -> boolean",
)
def before(a: Value, b: Value) -> bool:
    first, second = _as_span(a), _as_span(b)
    if less(first.high, second.low):
        return True
    touching = level(first.high, second.low)
    return touching and not (first.high_closed and second.low_closed)


@builtin(
    "after(point1: Any, point2: Any) -> boolean",
    "after(point: Any, range: range) -> boolean",
    "after(range1: range, range2: range) -> boolean",
)
def after(a: Value, b: Value) -> bool:
    return before(b, a)


@builtin("meets(range1: range, range2: range) -> boolean")
def meets(a: Value, b: Value) -> bool:
    first, second = _span(a), _span(b)
    return first.high_closed and second.low_closed and level(first.high, second.low)


@builtin("met by(range1: range, range2: range) -> boolean")
def met_by(a: Value, b: Value) -> bool:
    return meets(b, a)


def _reaches(first: Range, second: Range) -> bool:
    """Does the first go as far as the start of the second?"""
    if less(second.low, first.high):
        return True
    return level(first.high, second.low) and first.high_closed and second.low_closed


@builtin("overlaps(range1: range, range2: range) -> boolean")
def overlaps(a: Value, b: Value) -> bool:
    first, second = _span(a), _span(b)
    return _reaches(first, second) and _reaches(second, first)


@builtin("overlaps before(range1: range, range2: range) -> boolean")
def overlaps_before(a: Value, b: Value) -> bool:
    first, second = _span(a), _span(b)
    starts_first = less(first.low, second.low) or (
        level(first.low, second.low) and first.low_closed and not second.low_closed
    )
    return starts_first and _reaches(first, second) and _ends_within(first, second)


@builtin("overlaps after(range1: range, range2: range) -> boolean")
def overlaps_after(a: Value, b: Value) -> bool:
    return overlaps_before(b, a)


def _ends_within(first: Range, second: Range) -> bool:
    if less(first.high, second.high):
        return True
    same = level(first.high, second.high)
    return same and (not first.high_closed or second.high_closed)


def _starts_within(first: Range, second: Range) -> bool:
    if less(second.low, first.low):
        return True
    same = level(first.low, second.low)
    return same and (not first.low_closed or second.low_closed)


@builtin(
    "finishes(point: Any, range: range) -> boolean",
    "finishes(range1: Any, range2: range) -> boolean",
)
def finishes(a: Value, b: Value) -> bool:
    second = _span(b)
    if a.__class__ is not Range:
        return second.high_closed and level(_as_span(a).high, second.high)
    first = _span(a)
    ends = first.high_closed == second.high_closed and level(first.high, second.high)
    return ends and _starts_within(first, second)


@builtin(
    "finished by(range: range, point: Any) -> boolean",
    "finished by(range1: range, range2: Any) -> boolean",
)
def finished_by(a: Value, b: Value) -> bool:
    return finishes(b, a)


@builtin(
    "includes(range: range, point: Any) -> boolean",
    "includes(range1: range, range2: Any) -> boolean",
)
def includes(a: Value, b: Value) -> bool:
    whole, part = _span(a), _as_span(b)
    return _starts_within(part, whole) and _ends_within(part, whole)


@builtin(
    "during(point: Any, range: range) -> boolean",
    "during(range1: Any, range2: range) -> boolean",
)
def during(a: Value, b: Value) -> bool:
    return includes(b, a)


@builtin(
    "starts(point: Any, range: range) -> boolean",
    "starts(range1: Any, range2: range) -> boolean",
)
def starts(a: Value, b: Value) -> bool:
    second = _span(b)
    if a.__class__ is not Range:
        return second.low_closed and level(_as_span(a).low, second.low)
    first = _span(a)
    same = first.low_closed == second.low_closed and level(first.low, second.low)
    return same and _ends_within(first, second)


@builtin(
    "started by(range: range, point: Any) -> boolean",
    "started by(range1: range, range2: Any) -> boolean",
)
def started_by(a: Value, b: Value) -> bool:
    return starts(b, a)


@builtin(
    "coincides(point1: Any, point2: Any) -> boolean",
    "coincides(range1: Any, range2: Any) -> boolean",
)
def coincides(a: Value, b: Value) -> bool:
    if (a.__class__ is Range) != (b.__class__ is Range):
        raise Fault("type", "A point and a range cannot coincide.")
    first, second = _as_span(a), _as_span(b)
    closed = (first.low_closed, first.high_closed) == (second.low_closed, second.high_closed)
    return closed and level(first.low, second.low) and level(first.high, second.high)
