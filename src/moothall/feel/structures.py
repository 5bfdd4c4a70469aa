"""Closures of what holds other values: lists, contexts, ranges, parts and filters; and of
arithmetic."""

from collections.abc import Callable
from decimal import Decimal

from moothall.feel import tree
from moothall.feel.arithmetic import ADD, DIVIDE, MULTIPLY, SUBTRACT, calculate, negate
from moothall.feel.comparing import ORDERED, ordered
from moothall.feel.conditions import not_a_condition
from moothall.feel.faults import Fault
from moothall.feel.literals import literal
from moothall.feel.making import Maker, OnFault, Scope
from moothall.feel.numbers import is_whole
from moothall.feel.parts import part_of
from moothall.feel.temporal import DateTime, Time
from moothall.feel.values import MISSING, Env, Function, Range, Run, Value

NUMBERS = (Decimal, Decimal)
FEW = 8
"""Items of a list that are not worth counting."""

FAST = {"+": ADD[NUMBERS], "-": SUBTRACT[NUMBERS], "*": MULTIPLY[NUMBERS], "/": DIVIDE[NUMBERS]}


def make_arithmetic(node: tree.Arithmetic, maker: Maker) -> Run:
    """`+ - * / **`, with a short way for two numbers."""
    left, right, op = maker.make(node.left), maker.make(node.right), node.op
    on_fault, meter = maker.on_fault(node.place), maker.meter_of()
    fast: Callable[[Value, Value], Value] | None = FAST.get(op)

    def run(env: Env) -> Value:
        a, b = left(env), right(env)
        try:
            if fast is not None and a.__class__ is Decimal and b.__class__ is Decimal:
                return fast(a, b)
            return calculate(op, a, b, meter(env))
        except Fault as fault:
            return on_fault(fault)

    return run


def make_negate(node: tree.Negate, maker: Maker) -> Run:
    """`-x`."""
    constant = literal(node, maker)
    if constant is not MISSING:
        return lambda env: constant
    operand, on_fault = maker.make(node.operand), maker.on_fault(node.place)

    def run(env: Env) -> Value:
        value = operand(env)
        try:
            return negate(value)
        except Fault as fault:
            return on_fault(fault)

    return run


def make_list(node: tree.ListLiteral, maker: Maker) -> Run:
    """`[a, b]`."""
    runs = [maker.make(item) for item in node.items]
    if len(runs) <= FEW:
        return lambda env: [run(env) for run in runs]
    meter_of, size = maker.meter_of(), len(runs)

    def run_all(env: Env) -> Value:
        meter_of(env).spend(size)
        return [run(env) for run in runs]

    return run_all


def make_range(node: tree.RangeLiteral, maker: Maker) -> Run:
    """`[low..high]`."""
    low, high = maker.make(node.low), maker.make(node.high)
    low_closed, high_closed = node.low_closed, node.high_closed
    on_fault = maker.on_fault(node.place)

    def run(env: Env) -> Value:
        span = Range(low(env), high(env), low_closed, high_closed)
        try:
            check_ends(span)
        except Fault as fault:
            return on_fault(fault)
        return span

    return run


def check_ends(span: Range) -> None:
    """Refuse a range whose ends have no order between them."""
    ends = [end for end in (span.low, span.high) if end is not None]
    if any(end.__class__ not in ORDERED | {DateTime, Time} for end in ends):
        raise Fault("type", "A range goes between numbers, texts, dates, times or durations.")
    if len(ends) == 2:
        ordered("<=", span.low, span.high)


def make_context(node: tree.ContextLiteral, maker: Maker) -> Run:
    """`{name: value}`: each entry sees those before it, and a function sees itself."""
    entries: list[tuple[str, int, Run]] = []
    with maker.scope(Scope()) as scope:
        for name, value in node.entries:
            slot = maker.slot()
            if isinstance(value, tree.FunctionDefinition):
                scope.names[name] = slot
            entries.append((name, slot, maker.make(value)))
            scope.names[name] = slot

    meter_of, size = maker.meter_of(), len(entries)

    def run(env: Env) -> Value:
        made: dict[str, Value] = {}
        meter_of(env).spend(size)
        for name, slot, value in entries:
            env[slot] = made[name] = found = value(env)
            if found.__class__ is Function and found.frame is not None:
                found.frame[slot] = found
        return made

    return run


def make_name(node: tree.Name, maker: Maker) -> Run:
    """A name on its own."""
    if maker.is_root(node.name):
        maker.paths.add((node.name,))
    return maker.read(node.name, node.place)


def make_path(node: tree.Path, maker: Maker) -> Run:
    """`a.b.c`, step by step."""
    steps: list[tree.Path] = []
    base: tree.Node = node
    while isinstance(base, tree.Path):
        steps.append(base)
        base = base.source
    steps.reverse()
    if isinstance(base, tree.Name):
        if maker.is_root(base.name):
            maker.paths.add((base.name, *(step.member for step in steps)))
        run = maker.read(base.name, base.place)
    else:
        run = maker.make(base)
    for step in steps:
        run = _step(run, step.member, maker.on_fault(step.place), strict=maker.strict)
    return run


def _step(source: Run, member: str, on_fault: OnFault, *, strict: bool) -> Run:
    def run(env: Env) -> Value:
        value = source(env)
        if value.__class__ is dict and member in value:
            return value[member]
        try:
            return part_of(value, member, strict=strict)
        except Fault as fault:
            return on_fault(fault)

    return run


def make_filter(node: tree.Filter, maker: Maker) -> Run:
    """`list[position]`, or `list[condition]` with the parts of each item as names."""
    source, on_fault = maker.make(node.source), maker.on_fault(node.place)
    position = literal(node.condition, maker)
    if position.__class__ is Decimal:
        return _guarded(source, lambda env, items: pick(items, position), maker, on_fault)
    slot = maker.slot()
    with maker.scope(Scope({"item": slot}, slot)):
        condition = maker.make(node.condition)
    on_condition, weight = maker.on_fault(node.condition.place), 1 + tree.weight(node.condition)
    choose = _chooser(condition, (slot, weight), maker, on_condition)
    return _guarded(source, choose, maker, on_fault)


def _guarded(
    source: Run, choose: Callable[[Env, list[Value]], Value], maker: Maker, on_fault: OnFault
) -> Run:
    strict = maker.strict

    def run(env: Env) -> Value:
        items = source(env)
        try:
            if items.__class__ is not list:
                items = as_list(items, strict=strict)
            return choose(env, items)
        except Fault as fault:
            return on_fault(fault)

    return run


def as_list(value: Value, *, strict: bool) -> list[Value]:
    """A value where a list is wanted: one thing is a list of itself."""
    if value.__class__ is list:
        found: list[Value] = value
        return found
    if value is None:
        if strict:
            raise Fault("null", "There is no list here.")
        return []
    return [value]


def pick(items: list[Value], position: Decimal) -> Value:
    """The item at a position, counted from 1, or from the end with -1."""
    size = len(items)
    if not is_whole(position) or position == 0 or abs(position) > size:
        raise Fault("index", f"There is no item {position} in a list of {size}.")
    index = int(position)
    return items[index - 1 if index > 0 else index]


def _chooser(
    condition: Run, item_at: tuple[int, int], maker: Maker, on_fault: OnFault
) -> Callable[[Env, list[Value]], Value]:
    strict, meter_of = maker.strict, maker.meter_of()
    slot, weight = item_at

    def choose(env: Env, items: list[Value]) -> Value:
        meter = meter_of(env)
        kept: list[Value] = []
        for item in items:
            meter.spend(weight)
            env[slot] = item
            result = condition(env)
            if result is True:
                kept.append(item)
            elif result.__class__ is Decimal:
                return pick(items, result)
            elif strict and result is not False:
                on_fault(not_a_condition(result))
        return kept

    return choose
