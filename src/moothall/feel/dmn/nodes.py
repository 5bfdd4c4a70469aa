"""Forms of expression that only a decision model has, beside those of the language."""

from dataclasses import dataclass
from typing import Literal

from moothall.feel.dmn.shapes import Shape
from moothall.feel.tree import Node, UnaryTests

Policy = Literal["UNIQUE", "ANY", "PRIORITY", "FIRST", "COLLECT", "RULE ORDER", "OUTPUT ORDER"]
Aggregation = Literal["SUM", "COUNT", "MIN", "MAX"]


@dataclass(frozen=True, slots=True)
class Fitted(Node):
    """A value that must be of a declared type."""

    value: Node
    shape: Shape


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """A boxed conditional. Unlike `if`, a condition that is no condition is a fault."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Broken(Node):
    """A text that could not be read: a fault when it is reached."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Input(Node):
    """A column that is looked at."""

    label: str
    expression: Node
    allowed: UnaryTests | None = None


@dataclass(frozen=True, slots=True)
class Output(Node):
    """A column that is answered. `ranked` are its values, most important first."""

    name: str
    shape: Shape | None = None
    ranked: tuple[Node, ...] = ()
    default: Node | None = None


@dataclass(frozen=True, slots=True)
class Rule(Node):
    """A row."""

    tests: tuple[Node, ...]
    outputs: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Table(Node):
    """A decision table."""

    name: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    policy: Policy = "UNIQUE"
    aggregation: Aggregation | None = None
