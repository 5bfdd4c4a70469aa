"""The tree of an expression: one frozen dataclass for each form of the FEEL language.

Places do not take part in comparison: two trees are equal when they say the same.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from moothall.feel.faults import Place

Comparison = Literal["=", "!=", "<", "<=", ">", ">="]
Operator = Literal["+", "-", "*", "/", "**"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every form has: the place where it begins."""

    place: Place = field(default=Place(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class NumberLiteral(Node):
    value: Decimal


@dataclass(frozen=True, slots=True)
class TextLiteral(Node):
    value: str


@dataclass(frozen=True, slots=True)
class BooleanLiteral(Node):
    value: bool


@dataclass(frozen=True, slots=True)
class NullLiteral(Node):
    pass


@dataclass(frozen=True, slots=True)
class AtLiteral(Node):
    """A date, a time, both, or a duration: `@"2026-04-06"`."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """A part of something: `eligibility.outcome`."""

    source: Node
    member: str


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`and` or `or` over two or more conditions."""

    op: Literal["and", "or"]
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    op: Comparison
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    op: Operator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negate(Node):
    operand: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class OperatorTest(Node):
    """One side of a comparison, the other being the value under test: `< 5`."""

    op: Comparison
    operand: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """A value against one or more tests, any of which may hold."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """A cell of a decision table. No tests at all is `-`: anything will do."""

    tests: tuple[Node, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    low: Node
    high: Node
    low_closed: bool = True
    high_closed: bool = True


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Iterator(Node):
    """`name in domain`, or `name in domain..end`."""

    name: str
    domain: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    iterators: tuple[Iterator, ...]
    result: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    kind: Literal["some", "every"]
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`list[condition]` or `list[position]`."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function with its arguments, either all in order or all by name."""

    function: Node
    arguments: tuple[Node, ...] = ()
    named: tuple[tuple[str, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class TypeName(Node):
    """A type as written: `number`, `list<string>`, `context<a: number>`."""

    name: str
    arguments: tuple["TypeName", ...] = ()
    members: tuple[tuple[str, "TypeName"], ...] = ()
    result: "TypeName | None" = None


@dataclass(frozen=True, slots=True)
class FunctionDefinition(Node):
    parameters: tuple[tuple[str, TypeName | None], ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    value: Node
    type: TypeName


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below this one, in the order they are written."""
    found: list[Node] = []
    for name in node.__slots__:
        _gather(getattr(node, name), found)
    return tuple(found)


def _gather(part: object, found: list[Node]) -> None:
    if isinstance(part, Node):
        found.append(part)
    elif isinstance(part, tuple):
        for inner in part:
            _gather(inner, found)


def weight(node: Node) -> int:
    """How much work it is to go through a tree once, in steps: a call is one, or eight other
    forms."""
    forms = calls = 0
    pending: list[Node] = [node]
    while pending:
        found = pending.pop()
        forms += 1
        calls += isinstance(found, Call)
        pending.extend(children(found))
    return calls + forms // 8


def height(tree: Node) -> int:
    """How many levels a tree has."""
    level: list[Node] = [tree]
    count = 0
    while level:
        count += 1
        level = [child for node in level for child in children(node)]
    return count
