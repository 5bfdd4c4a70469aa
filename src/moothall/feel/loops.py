"""Closures of `for`, `some` and `every`."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from moothall.feel import tree
from moothall.feel.bounds import Meter
from moothall.feel.conditions import not_a_condition
from moothall.feel.faults import Fault
from moothall.feel.making import Maker, Scope
from moothall.feel.membership import mentions
from moothall.feel.numbers import is_whole
from moothall.feel.structures import as_list
from moothall.feel.temporal import Date, from_day_number
from moothall.feel.values import Env, Range, Run, Value

Items = Callable[[Env], Iterable[Value]]
Level = tuple[int, Items]


def span_items(low: Value, high: Value, meter: Meter) -> Iterable[Value]:
    """The whole numbers, or the days, from one to another, up or down."""
    if low.__class__ is Decimal and high.__class__ is Decimal:
        if not (is_whole(low) and is_whole(high)):
            raise Fault("type", "A loop goes from one whole number to another.")
        if abs(high - low) >= meter.bounds.list_size:
            meter.size(meter.bounds.list_size + 1)
        return map(Decimal, _counting(int(low), int(high)))
    if low.__class__ is Date and high.__class__ is Date:
        meter.size(abs(high.number - low.number) + 1)
        return map(from_day_number, _counting(low.number, high.number))
    raise Fault("type", "A loop goes from one whole number to another, or from day to day.")


def _counting(low: int, high: int) -> range:
    return range(low, high + 1) if low <= high else range(low, high - 1, -1)


def range_items(span: Range, meter: Meter) -> Iterable[Value]:
    """The members of a range of whole numbers or days, in order."""
    if span.low is None or span.high is None:
        raise Fault("null", "A range to loop over needs both ends.")
    items = list(span_items(span.low, span.high, meter))
    first = 0 if span.low_closed else 1
    return items[first:] if span.high_closed else items[first:-1]


def _items(node: tree.Iterator, maker: Maker) -> Items:
    domain, strict, meter_of = maker.make(node.domain), maker.strict, maker.meter_of()
    end = maker.make(node.end) if node.end else None

    def items(env: Env) -> Iterable[Value]:
        found = domain(env)
        if end is not None:
            return span_items(found, end(env), meter_of(env))
        if found.__class__ is Range:
            return range_items(found, meter_of(env))
        if found is None:
            raise Fault("null", "There is no list to go through.")
        return as_list(found, strict=strict)

    return items


def _walk(
    levels: list[Level], env: Env, meter: Meter, weight: int, depth: int = 0
) -> Iterator[None]:
    """Set the variables to each combination in turn. What is then done weighs so much."""
    slot, items = levels[depth]
    last = depth == len(levels) - 1
    for item in items(env):
        meter.spend(weight)
        env[slot] = item
        if last:
            yield
        else:
            yield from _walk(levels, env, meter, weight, depth + 1)


def _levels(iterators: tuple[tree.Iterator, ...], scope: Scope, maker: Maker) -> list[Level]:
    levels: list[Level] = []
    for iterator in iterators:
        items = _items(iterator, maker)
        slot = maker.slot()
        scope.names[iterator.name] = slot
        levels.append((slot, items))
    return levels


def make_for(node: tree.For, maker: Maker) -> Run:
    """`for x in list return ...`; `partial` is what has been made so far."""
    with maker.scope(Scope()) as scope:
        levels = _levels(node.iterators, scope, maker)
        partial = maker.slot()
        scope.names["partial"] = partial
        result = maker.make(node.result)
    on_fault, meter_of = maker.on_fault(node.place), maker.meter_of()
    keeps, weight = mentions(node.result, "partial"), 1 + tree.weight(node.result)

    def run(env: Env) -> Value:
        meter = meter_of(env)
        made: list[Value] = []
        try:
            for _ in _walk(levels, env, meter, weight):
                if keeps:
                    meter.spend(len(made))
                    env[partial] = made.copy()
                made.append(result(env))
                meter.size(len(made))
        except Fault as fault:
            return on_fault(fault)
        return made

    return run


def make_quantified(node: tree.Quantified, maker: Maker) -> Run:
    """`some` ends at the first true, `every` at the first false."""
    with maker.scope(Scope()) as scope:
        levels = _levels(node.iterators, scope, maker)
        condition = maker.make(node.condition)
    on_fault, meter_of = maker.on_fault(node.condition.place), maker.meter_of()
    decisive, strict = node.kind == "some", maker.strict
    weight = 1 + tree.weight(node.condition)

    def run(env: Env) -> Value:
        unknown = False
        try:
            for _ in _walk(levels, env, meter_of(env), weight):
                value = condition(env)
                if value is decisive:
                    return value
                if value is not (not decisive):
                    unknown = True
                    if strict:
                        raise not_a_condition(value)
        except Fault as fault:
            return on_fault(fault)
        return None if unknown else not decisive

    return run
