"""Closures of tests: `in`, and the cells of a decision table."""

from collections.abc import Callable

from moothall.feel import tree
from moothall.feel.bounds import Meter
from moothall.feel.comparing import ORDERED, SIMPLE, equal, ordered, same, within
from moothall.feel.conditions import NATIVE, not_a_condition
from moothall.feel.faults import Fault
from moothall.feel.literals import literal
from moothall.feel.making import Maker, OnFault
from moothall.feel.values import Env, Range, Run, Value

Test = Callable[[Env, Value], Value]
Check = Callable[[Value], bool]
Quick = tuple[type, Check]
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


def _make_test(node: tree.Node, maker: Maker) -> tuple[Test, Quick | None]:
    """The closure of one test, and the short way to the same if there is one."""
    if isinstance(node, tree.OperatorTest):
        return _operator_test(node, maker), _quick_operator(node, maker)
    if mentions(node, SUBJECT):
        run = maker.make(node)
        return lambda env, value: run(env), None
    return _value_test(node, maker), _quick_value(node, maker)


def _quick_or(kind: type, check: Check, general: Test) -> Test:
    """A test against a literal, the short way for a value of the same class."""

    def test(env: Env, value: Value) -> Value:
        if value.__class__ is kind:
            return check(value)
        return general(env, value)

    return test


def _quick_operator(node: tree.OperatorTest, maker: Maker) -> Quick | None:
    constant, op = literal(node.operand, maker), NATIVE[node.op]
    kind = constant.__class__
    if kind not in SIMPLE or (kind is bool and node.op not in ("=", "!=")):
        return None
    return kind, lambda value: op(value, constant)


def _quick_value(node: tree.Node, maker: Maker) -> Quick | None:
    constant = literal(node, maker)
    if constant.__class__ is Range:
        return _quick_range(constant)
    kind = constant.__class__
    return (kind, constant.__eq__) if kind in SIMPLE else None


def _quick_range(span: Range) -> Quick | None:
    kind, low, high = span.low.__class__, span.low, span.high
    if kind not in ORDERED or high.__class__ is not kind:
        return None
    above = NATIVE[">=" if span.low_closed else ">"]
    below = NATIVE["<=" if span.high_closed else "<"]
    return kind, lambda value: above(value, low) and below(value, high)


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
    if len(nodes) == 1:
        only, quick = _make_test(nodes[0], maker)
        checked = _only(only, maker.on_fault(nodes[0].place), strict=maker.strict)
        return checked if quick is None else _quick_or(*quick, checked)
    tests: list[tuple[Test, OnFault]] = []
    for node in nodes:
        general, quick = _make_test(node, maker)
        each = general if quick is None else _quick_or(*quick, general)
        tests.append((each, maker.on_fault(node.place)))
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


def _only(test: Test, on_fault: OnFault, *, strict: bool) -> Test:
    def checked(env: Env, value: Value) -> Value:
        result = test(env, value)
        if result is True or result is False:
            return result
        return on_fault(not_a_condition(result)) if strict else None

    return checked


def make_cell(node: tree.Node, maker: Maker) -> Test | None:
    """The test of a cell, of variables and the value under test; None if anything will do."""
    if not isinstance(node, tree.UnaryTests):
        run = maker.make(node)
        return lambda env, value: run(env)
    if not node.tests:
        return None
    test = _any(node.tests, maker)
    if not node.negated:
        return test

    def opposite(env: Env, value: Value) -> Value:
        result = test(env, value)
        return None if result is None else not result

    return opposite


def make_unary_tests(node: tree.UnaryTests, maker: Maker) -> Run:
    """The tests of a cell against the value called `?`."""
    subject, test = maker.read(SUBJECT, node.place), make_cell(node, maker)
    if test is None:
        return lambda env: True
    known = test
    return lambda env: known(env, subject(env))


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
