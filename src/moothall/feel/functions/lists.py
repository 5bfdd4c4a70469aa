"""Functions of lists."""

from collections.abc import Sequence
from decimal import Decimal

from moothall.feel.bounds import Meter
from moothall.feel.comparing import ordered, same
from moothall.feel.faults import Fault
from moothall.feel.functions.texts import whole
from moothall.feel.registry import builtin
from moothall.feel.values import MAX_NESTING, Function, Value


@builtin("list contains(list: list, element: Any) -> boolean", metered=True)
def list_contains(meter: Meter, items: list[Value], element: Value) -> bool:
    meter.spend(len(items))
    return any(same(item, element, meter) for item in items)


@builtin("count(list: list) -> number")
def count(items: list[Value]) -> Decimal:
    return Decimal(len(items))


def _extreme(items: Sequence[Value], op: str) -> Value:
    if not items:
        raise Fault("empty_list", "A list without items has no smallest or largest.")
    best = items[0]
    if len(items) == 1 and best is None:
        raise Fault("null", "There is no value in this list.")
    for item in items[1:]:
        if ordered(op, item, best):
            best = item
    return best


def spread(first: Value, rest: Sequence[Value]) -> list[Value]:
    """The items, given as one list or one by one."""
    if not rest and first.__class__ is list:
        items: list[Value] = first
        return items
    return [first, *rest]


@builtin("min(list: Any, rest: Any...) -> Any", metered=True)
def minimum(meter: Meter, first: Value, rest: Sequence[Value] = ()) -> Value:
    items = spread(first, rest)
    meter.spend(len(items))
    return _extreme(items, "<")


@builtin("max(list: Any, rest: Any...) -> Any", metered=True)
def maximum(meter: Meter, first: Value, rest: Sequence[Value] = ()) -> Value:
    items = spread(first, rest)
    meter.spend(len(items))
    return _extreme(items, ">")


@builtin("append(list: list, item: Any...) -> list", metered=True)
def append(meter: Meter, items: list[Value], more: list[Value]) -> list[Value]:
    return sized(meter, items + more)


def sized(meter: Meter, items: list[Value]) -> list[Value]:
    """The list, unless it is too long."""
    meter.size(len(items))
    meter.spend(len(items))
    return items


@builtin("sublist(list: list, start position: number, length?: number) -> list")
def sublist(items: list[Value], start: Decimal, length: Decimal | None = None) -> list[Value]:
    first = whole(start, "start position")
    if first == 0 or abs(first) > len(items):
        raise Fault("index", f"There is no position {first} in this list.")
    begin = first - 1 if first > 0 else len(items) + first
    if length is None:
        return items[begin:]
    end = begin + whole(length, "length")
    if end < begin or end > len(items):
        raise Fault("index", "This list is not long enough for that.")
    return items[begin:end]


@builtin("concatenate(list: list...) -> list", metered=True)
def concatenate(meter: Meter, lists: list[list[Value]]) -> list[Value]:
    meter.size(sum(map(len, lists)))
    return [item for items in lists for item in items]


@builtin("insert before(list: list, position: number, newItem: Any) -> list", metered=True)
def insert_before(
    meter: Meter, items: list[Value], position: Decimal, new: Value
) -> list[Value]:
    index = index_of(items, position)
    return sized(meter, [*items[:index], new, *items[index:]])


def index_of(items: list[Value], position: Decimal) -> int:
    """The index in Python of a position counted from 1, or from the end with -1."""
    place = whole(position, "position")
    if place == 0 or abs(place) > len(items):
        raise Fault("index", f"There is no position {place} in this list.")
    return place - 1 if place > 0 else len(items) + place


@builtin("remove(list: list, position: number) -> list")
def remove(items: list[Value], position: Decimal) -> list[Value]:
    index = index_of(items, position)
    return [*items[:index], *items[index + 1 :]]


@builtin(
    "list replace(list: list, position: Any, newItem: Any) -> list",
    "list replace(list: list, match: function, newItem: Any) -> list",
    metered=True,
)
def list_replace(meter: Meter, items: list[Value], position: Value, new: Value) -> list[Value]:
    if position.__class__ is Function:
        return [new if condition(meter, position, [item, new]) else item for item in items]
    if position.__class__ is not Decimal:
        raise Fault("type", '"position" must be a number, or a function.')
    index = index_of(items, position)
    return [*items[:index], new, *items[index + 1 :]]


def condition(meter: Meter, function: Function, values: list[Value]) -> bool:
    """What a function says of these values, which must be true or false."""
    result = function.call(meter, values)
    if result is not True and result is not False:
        raise Fault("type", "This function must answer true or false.")
    return result is True


@builtin("reverse(list: list) -> list")
def reverse(items: list[Value]) -> list[Value]:
    return items[::-1]


@builtin("index of(list: list, match: Any) -> list<number>", metered=True)
def positions(meter: Meter, items: list[Value], match: Value) -> list[Value]:
    meter.spend(len(items))
    found = enumerate(items, start=1)
    return [Decimal(index) for index, item in found if same(item, match, meter)]


@builtin("union(list: list...) -> list", metered=True)
def union(meter: Meter, lists: list[list[Value]]) -> list[Value]:
    return distinct_values(meter, concatenate(meter, lists))


@builtin("distinct values(list: list) -> list", metered=True)
def distinct_values(meter: Meter, items: list[Value]) -> list[Value]:
    kept: list[Value] = []
    for item in items:
        meter.spend(len(kept))
        if not any(same(item, other, meter) for other in kept):
            kept.append(item)
    return kept


@builtin("duplicate values(list: list) -> list", metered=True)
def duplicate_values(meter: Meter, items: list[Value]) -> list[Value]:
    kept: list[Value] = []
    for index, item in enumerate(items):
        meter.spend(len(items))
        again = any(same(item, other, meter) for other in items[index + 1 :])
        if again and not any(same(item, other, meter) for other in kept):
            kept.append(item)
    return kept


@builtin("flatten(list: list) -> list", metered=True)
def flatten(meter: Meter, items: list[Value]) -> list[Value]:
    return _flat(meter, items, 0)


def _flat(meter: Meter, items: list[Value], depth: int) -> list[Value]:
    if depth > MAX_NESTING:
        raise Fault("bound", "These lists are too deeply nested.")
    made: list[Value] = []
    for item in items:
        meter.spend()
        if item.__class__ is list:
            made.extend(_flat(meter, item, depth + 1))
        else:
            made.append(item)
        meter.size(len(made))
    return made
