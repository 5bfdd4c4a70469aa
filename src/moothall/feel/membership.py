"""Closures of tests: `in`, and the cells of a decision table."""

from collections.abc import Callable

from moothall.feel import tree
from moothall.feel.bounds import Meter
from moothall.feel.comparing import equal, ordered, same, within
from moothall.feel.conditions import not_a_condition
from moothall.feel.faults import Fault
from moothall.feel.making import Maker
from moothall.feel.values import Env, Range, Run, Value

Test = Callable[[Env, Value], Value]
SUBJECT = "?"


def holds(value: Value, wanted: Value, meter: Meter) -> bool:
    """Does a value pass a test given as a value: a range it lies in, a list it is in, or its
    equal?"""
    if wanted.__class__ is Range:
        return value == wanted if value.__class__ is Range else within(value, wanted)
    if wanted.__class__ is list:
        return _among(value, wanted, meter)
    return equal(value, wanted, meter)


def _among(value: Value, items: list[Value], meter: Meter) -> bool:
    meter.spend(len(items))
    if value.__class__ is list and same(value, items, meter):
        return True
    return any(_matches(value, item, meter) for item in items)


def _matches(value: Value, item: Value, meter: Meter) -> bool:
    if item.__class__ is Range and value.__class__ is not Range:
        try:
            return within(value, item)
        except Fault:
            return False
    return same(value, item, meter)


def make_test(node: tree.Node, maker: Maker) -> Test:
    """The closure of one test, of the variables and the value under test."""
    if isinstance(node, tree.OperatorTest):
        return _operator_test(node, maker)
    if mentions(node, SUBJECT):
        run = maker.make(node)
        return lambda env, value: run(env)
    return _value_test(node, maker)


def _operator_test(node: tree.OperatorTest, maker: Maker) -> Test:
    operand, op = maker.make(node.operand), node.op
    on_fault, meter = maker.on_fault(node.place), maker.meter_of()

    def test(env: Env, value: Value) -> Value:
        other = operand(env)
        try:
            if op in ("=", "!="):
                return equal(value, other, meter(env)) is (op == "=")
            return ordered(op, value, other)
        except Fault as fault:
            return on_fault(fault)

    return test


def _value_test(node: tree.Node, maker: Maker) -> Test:
    run, on_fault, meter = maker.make(node), maker.on_fault(node.place), maker.meter_of()

    def test(env: Env, value: Value) -> Value:
        wanted = run(env)
        try:
            return holds(value, wanted, meter(env))
        except Fault as fault:
            return on_fault(fault)

    return test


def mentions(node: tree.Node, name: str) -> bool:
    """Does a name stand anywhere in this tree?"""
    pending = [node]
    while pending:
        each = pending.pop()
        if isinstance(each, tree.Name) and each.name == name:
            return True
        pending.extend(tree.children(each))
    return False


def make_in(node: tree.In, maker: Maker) -> Run:
    """`value in tests`: true when any test holds."""
    value = maker.make(node.value)
    test = _any(node.tests, maker)
    return lambda env: test(env, value(env))


def _any(nodes: tuple[tree.Node, ...], maker: Maker) -> Test:
    tests = [(make_test(node, maker), maker.on_fault(node.place)) for node in nodes]
    strict = maker.strict

    def test(env: Env, value: Value) -> Value:
        unknown = False
        for each, on_fault in tests:
            result = each(env, value)
            if result is True:
                return True
            if result is not False:
                unknown = True
                if strict:
                    on_fault(not_a_condition(result))
        return None if unknown else False

    return test


def make_unary_tests(node: tree.UnaryTests, maker: Maker) -> Run:
    """The tests of a cell against the value called `?`."""
    subject = maker.read(SUBJECT, node.place)
    if not node.tests:
        return lambda env: True
    test = _any(node.tests, maker)
    if not node.negated:
        return lambda env: test(env, subject(env))

    def run(env: Env) -> Value:
        result = test(env, subject(env))
        return None if result is None else not result

    return run


def make_operator_test(node: tree.OperatorTest, maker: Maker) -> Run:
    """`< 5` as a value is the range of all that is less than 5."""
    operand, on_fault, op = maker.make(node.operand), maker.on_fault(node.place), node.op

    def run(env: Env) -> Value:
        end = operand(env)
        if op == "!=":
            return on_fault(Fault("type", "!= 5 is a test, not a value."))
        if op == "=":
            return Range(end, end, unary=True)
        if op in ("<", "<="):
            return Range(None, end, low_closed=False, high_closed=op == "<=", unary=True)
        return Range(end, None, low_closed=op == ">=", high_closed=False, unary=True)

    return run
