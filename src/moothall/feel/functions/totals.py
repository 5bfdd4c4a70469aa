"""Functions that make one figure of many: sums, averages, all and any."""

from collections.abc import Sequence
from decimal import Decimal

from moothall.feel.arithmetic import ADD, sound
from moothall.feel.bounds import Meter
from moothall.feel.faults import Fault
from moothall.feel.functions.lists import spread
from moothall.feel.numbers import EXACT
from moothall.feel.registry import builtin
from moothall.feel.temporal import DaysDuration, MonthsDuration
from moothall.feel.values import Value

ADDABLE = (Decimal, DaysDuration, MonthsDuration)


def _numbers(meter: Meter, first: Value, rest: Sequence[Value]) -> list[Decimal]:
    items = spread(first, rest)
    meter.spend(len(items))
    if any(item is None for item in items):
        raise Fault("null", "One of these numbers has no value.")
    if any(item.__class__ is not Decimal for item in items):
        raise Fault("type", "These are not all numbers.")
    return items


def _some(items: list[Decimal]) -> list[Decimal]:
    if not items:
        raise Fault("empty_list", "There are no numbers here.")
    return items


@builtin("sum(list: Any, rest: Any...) -> Any", metered=True)
def total(meter: Meter, first: Value, rest: Sequence[Value] = ()) -> Value:
    items = spread(first, rest)
    meter.spend(len(items))
    if not items:
        raise Fault("empty_list", "There is nothing to add up here.")
    made = items[0]
    if made.__class__ not in ADDABLE:
        raise Fault("null" if made is None else "type", "These are not all numbers.")
    add = ADD[made.__class__, made.__class__]
    for item in items[1:]:
        if item.__class__ is not made.__class__:
            raise Fault("null" if item is None else "type", "These are not all numbers.")
        made = add(made, item)
    return made


def _mean(items: list[Decimal]) -> Decimal:
    made = Decimal(0)
    for item in items:
        made = EXACT.add(made, item)
    return EXACT.divide(sound(made), Decimal(len(items)))


@builtin("mean(list: Any, rest: Any...) -> number", metered=True)
def mean(meter: Meter, first: Value, rest: Sequence[Value] = ()) -> Decimal:
    return _mean(_some(_numbers(meter, first, rest)))


@builtin("median(list: Any, rest: Any...) -> number", metered=True)
def median(meter: Meter, first: Value, rest: Sequence[Value] = ()) -> Decimal:
    items = sorted(_some(_numbers(meter, first, rest)))
    middle = len(items) // 2
    return items[middle] if len(items) % 2 else _mean(items[middle - 1 : middle + 1])


@builtin("stddev(list: Any, rest: Any...) -> number", metered=True)
def deviation(meter: Meter, first: Value, rest: Sequence[Value] = ()) -> Decimal:
    """The standard deviation of a sample."""
    items = _numbers(meter, first, rest)
    if len(items) < 2:
        raise Fault("empty_list", "This needs two numbers at least.")
    centre = _mean(items)
    squares = Decimal(0)
    for item in items:
        gap = EXACT.subtract(item, centre)
        squares = EXACT.add(squares, EXACT.multiply(gap, gap))
    return EXACT.sqrt(EXACT.divide(sound(squares), Decimal(len(items) - 1)))


@builtin(
    "mode(list: Any, rest: Any...) -> list<number>",
    metered=True,
)
def mode(meter: Meter, first: Value, rest: Sequence[Value] = ()) -> list[Decimal]:
    """The numbers that stand most often, smallest first."""
    counts: dict[Decimal, int] = {}
    for item in _numbers(meter, first, rest):
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(item for item, seen in counts.items() if seen == most)


@builtin("product(list: Any, rest: Any...) -> number", metered=True)
def product(meter: Meter, first: Value, rest: Sequence[Value] = ()) -> Decimal:
    made = Decimal(1)
    for item in _some(_numbers(meter, first, rest)):
        made = EXACT.multiply(made, item)
    return sound(made)


def _decided(items: Sequence[Value], *, decisive: bool) -> Value:
    if any(item is decisive for item in items):
        return decisive
    odd = [item for item in items if item is not (not decisive)]
    if odd:
        raise Fault("null" if odd[0] is None else "type", "These are not all true or false.")
    return not decisive


@builtin("all(list: Any, rest: Any...) -> boolean", metered=True)
def every(meter: Meter, first: Value, rest: Sequence[Value] = ()) -> Value:
    items = spread(first, rest)
    meter.spend(len(items))
    return _decided(items, decisive=False)


@builtin("any(list: Any, rest: Any...) -> boolean", metered=True)
def some(meter: Meter, first: Value, rest: Sequence[Value] = ()) -> Value:
    items = spread(first, rest)
    meter.spend(len(items))
    return _decided(items, decisive=True)
