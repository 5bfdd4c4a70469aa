"""Tests against literals, in `in` and in the cells of tables, as plain data."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from moothall.feel import tree
from moothall.feel.generated import Kind, Unfit
from moothall.feel.literals import literal
from moothall.feel.temporal import Date
from moothall.feel.values import Range, Value


def native(value: Value) -> Value:
    """A literal as Python's own value that compares in the same way; Unfit if there is none."""
    if value.__class__ is Date:
        if not 1 <= value.year <= 9999:
            raise Unfit
        return datetime.date(value.year, value.month, value.day)
    if value.__class__ not in (Decimal, str, bool):
        raise Unfit
    return value


@dataclass(frozen=True, slots=True)
class Check:
    """A test against literals: one sign and one value, or `in` a range from low to high."""

    op: str
    low: Value
    high: Value = None
    closed: tuple[bool, bool] = (True, True)

    @property
    def kind(self) -> Kind:
        """The class of what it compares with."""
        found: Kind = self.low.__class__
        return found

    @property
    def ends(self) -> tuple[Value, ...]:
        """What it compares with."""
        return (self.low,) if self.high is None else (self.low, self.high)


def check_of(node: tree.Node) -> Check:
    """The check of a test; Unfit if it is none against literals that can be compared so."""
    if isinstance(node, tree.OperatorTest):
        return _of_order(Check(node.op, native(literal(node.operand))))
    value = literal(node)
    if value.__class__ is not Range:
        return Check("=", native(value))
    closed = (value.low_closed, value.high_closed)
    return _of_order(Check("in", native(value.low), native(value.high), closed))


def _of_order(check: Check) -> Check:
    if check.kind is bool and check.op not in ("=", "!="):
        raise Unfit
    return check
