"""Closures of conditions: `and`, `or`, comparisons, `between`, `if`."""

import operator
from collections.abc import Callable
from decimal import Decimal

from moothall.feel import tree
from moothall.feel.comparing import SIMPLE, Order, equal, ordered
from moothall.feel.faults import Fault
from moothall.feel.literals import literal
from moothall.feel.making import Maker
from moothall.feel.values import Env, Run, Value, said

NATIVE: dict[str, Order] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def not_a_condition(value: Value) -> Fault:
    if value is None:
        return Fault("null", "This condition has no value.")
    return Fault("not_boolean", f"This is {said(value)}, but a condition is true or false.")


def make_logic(node: tree.Logic, maker: Maker) -> Run:
    """`and` ends at the first false, `or` at the first true; null is neither."""
    decisive = node.op == "or"
    runs = [maker.make(item) for item in node.items]
    if maker.strict:
        faults = [maker.on_fault(item.place) for item in node.items]
        if len(runs) == 2:
            return _strict_pair(decisive, runs, faults)
        return _strict_logic(decisive, list(zip(runs, faults, strict=True)))
    return _lenient_logic(decisive, runs)


def _strict_pair(
    decisive: bool,  # noqa: FBT001 - the value, not a switch
    runs: list[Run],
    faults: list[Callable[[Fault], Value]],
) -> Run:
    first, second = runs
    first_fault, second_fault = faults

    def run(env: Env) -> Value:
        value = first(env)
        if value is decisive:
            return value
        if value is not True and value is not False:
            return first_fault(not_a_condition(value))
        value = second(env)
        if value is True or value is False:
            return value
        return second_fault(not_a_condition(value))

    return run


def _strict_logic(
    decisive: bool,  # noqa: FBT001
    parts: list[tuple[Run, Callable[[Fault], Value]]],
) -> Run:
    def run(env: Env) -> Value:
        for part, on_fault in parts:
            value = part(env)
            if value is decisive:
                return value
            if value is not True and value is not False:
                return on_fault(not_a_condition(value))
        return not decisive

    return run


def _lenient_logic(decisive: bool, runs: list[Run]) -> Run:  # noqa: FBT001
    def run(env: Env) -> Value:
        unknown = False
        for part in runs:
            value = part(env)
            if value is decisive:
                return value
            if value is not True and value is not False:
                unknown = True
        return None if unknown else not decisive

    return run


def make_compare(node: tree.Compare, maker: Maker) -> Run:
    """A comparison, with a short way for a name against a literal of the same class."""
    general = _compare(node, maker)
    constant = literal(node.right, maker)
    kind = constant.__class__
    if kind not in SIMPLE or (kind is bool and node.op not in ("=", "!=")):
        return general
    if isinstance(node.left, tree.Name) and maker.is_root(node.left.name):
        return _input_against(maker.root(node.left.name), NATIVE[node.op], constant, general)
    return general


def _input_against(slot: int, op: Order, constant: Value, general: Run) -> Run:
    kind = constant.__class__

    def run(env: Env) -> Value:
        value = env[slot]
        if value.__class__ is kind:
            return op(value, constant)
        return general(env)

    return run


def _compare(node: tree.Compare, maker: Maker) -> Run:
    left, right, op = maker.make(node.left), maker.make(node.right), node.op
    native, on_fault, meter = NATIVE[op], maker.on_fault(node.place), maker.meter_of()
    compare = _by_equality(op == "!=") if op in ("=", "!=") else _by_order(op)

    def run(env: Env) -> Value:
        a, b = left(env), right(env)
        if a.__class__ is Decimal and b.__class__ is Decimal:
            return native(a, b)
        try:
            return compare(a, b, meter(env))
        except Fault as fault:
            return on_fault(fault)

    return run


def _by_equality(negated: bool) -> Callable[..., bool]:  # noqa: FBT001
    if negated:
        return lambda a, b, meter: not equal(a, b, meter)
    return equal


def _by_order(op: str) -> Callable[..., bool]:
    return lambda a, b, meter: ordered(op, a, b)


def make_between(node: tree.Between, maker: Maker) -> Run:
    """`x between low and high`, both ends included."""
    value, low, high = (maker.make(part) for part in (node.value, node.low, node.high))
    on_fault = maker.on_fault(node.place)

    def run(env: Env) -> Value:
        middle, bottom, top = value(env), low(env), high(env)
        try:
            return ordered(">=", middle, bottom) and ordered("<=", middle, top)
        except Fault as fault:
            return on_fault(fault)

    return run


def make_if(node: tree.If, maker: Maker) -> Run:
    """`if` takes its first way for true only; strictly, the condition must be true or false."""
    condition, then, otherwise = map(maker.make, (node.condition, node.then, node.otherwise))
    strict, on_fault = maker.strict, maker.on_fault(node.condition.place)

    def run(env: Env) -> Value:
        value = condition(env)
        if value is True:
            return then(env)
        if strict and value is not False:
            return on_fault(not_a_condition(value))
        return otherwise(env)

    return run
