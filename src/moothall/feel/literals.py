"""Which nodes are plain literals, and the values they stand for."""

from collections.abc import Callable

from moothall.feel import tree
from moothall.feel.faults import Fault
from moothall.feel.making import Maker
from moothall.feel.numbers import EXACT
from moothall.feel.temporal_text import (
    date_from,
    date_time_from,
    duration_from,
    temporal_from,
    time_from,
)
from moothall.feel.values import MISSING, Range, Run, Value

FROM_TEXT: dict[str, Callable[[str], Value]] = {
    "date": date_from,
    "time": time_from,
    "date and time": date_time_from,
    "duration": duration_from,
}


def literal(node: tree.Node, maker: Maker | None = None) -> Value:
    """The value of a literal, of `-5`, or of `date("2026-04-06")`; MISSING for anything
    else."""
    if isinstance(node, (tree.NumberLiteral, tree.TextLiteral, tree.BooleanLiteral)):
        return node.value
    if isinstance(node, tree.NullLiteral):
        return None
    try:
        return _made(node, maker)
    except Fault:
        return MISSING


def _made(node: tree.Node, maker: Maker | None) -> Value:
    if isinstance(node, tree.AtLiteral):
        return temporal_from(node.text)
    if isinstance(node, tree.Negate) and isinstance(node.operand, tree.NumberLiteral):
        return EXACT.minus(node.operand.value)
    if isinstance(node, tree.Call):
        return _from_text(node, maker)
    if isinstance(node, tree.RangeLiteral):
        return _range(node, maker)
    return MISSING


def _from_text(node: tree.Call, maker: Maker | None) -> Value:
    match node:
        case tree.Call(tree.Name(name), (tree.TextLiteral(text),)) if name in FROM_TEXT:
            if maker is None or not (maker.scopes or name in (maker.inputs or ())):
                return FROM_TEXT[name](text)
    return MISSING


def _range(node: tree.RangeLiteral, maker: Maker | None) -> Value:
    low, high = literal(node.low, maker), literal(node.high, maker)
    if low is MISSING or high is MISSING or low.__class__ is not high.__class__:
        return MISSING
    return Range(low, high, node.low_closed, node.high_closed)


def make_literal(node: tree.Node, maker: Maker) -> Run:
    """The closure of a literal."""
    value = literal(node, maker)
    return lambda env: value


def make_at(node: tree.AtLiteral, maker: Maker) -> Run:
    """The closure of `@"..."`; one that says nothing is a fault when it is reached."""
    try:
        value = temporal_from(node.text)
    except Fault as fault:
        on_fault, wrong = maker.on_fault(node.place), fault
        return lambda env: on_fault(wrong)
    return lambda env: value
