"""The values worth trying for each input of a condition: those at which something could change.

Where an input is only ever compared with literals, a condition says the same for all values
between two neighbouring literals; so those, and one value on each side of them, stand for every
value there is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from moothall.feel import tree
from moothall.feel.faults import Fault
from moothall.feel.literals import literal
from moothall.feel.temporal import Date, from_day_number
from moothall.feel.values import MISSING, Range, Value, release_one

HALF = Decimal("0.5")


@dataclass(slots=True)
class _Seen:
    """What an input is compared with, and whether it is also used in some other way."""

    values: list[Value] = field(default_factory=list)
    otherwise: bool = False


class _Gatherer:
    """Walks over a condition and notes what each name is compared with."""

    def __init__(self) -> None:
        self.seen: dict[str, _Seen] = {}

    def name(self, name: str) -> _Seen:
        return self.seen.setdefault(name, _Seen())

    def condition(self, node: tree.Node) -> None:
        """A place where true or false is wanted."""
        if isinstance(node, tree.Name):
            self.name(node.name).values += [True, False]
            return
        walk = WALKS.get(type(node))
        if walk is None or not walk(self, node):
            self.other(node)

    def other(self, node: tree.Node) -> None:
        """Any other place: names below may matter in ways that are not followed."""
        pending = [node]
        while pending:
            each = pending.pop()
            if isinstance(each, tree.Name):
                self.name(each.name).otherwise = True
            pending.extend(tree.children(each))

    def _logic(self, node: tree.Logic) -> bool:
        for item in node.items:
            self.condition(item)
        return True

    def _not(self, node: tree.Call) -> bool:
        match node:
            case tree.Call(tree.Name("not"), (argument,)):
                self.condition(argument)
                return True
        return False

    def _compare(self, node: tree.Compare) -> bool:
        return self._against(node.left, [node.right]) or self._against(node.right, [node.left])

    def _between(self, node: tree.Between) -> bool:
        return self._against(node.value, [node.low, node.high])

    def _in(self, node: tree.In) -> bool:
        return self._against(node.value, node.tests)

    def _against(self, subject: tree.Node, tests: Iterable[tree.Node]) -> bool:
        if not isinstance(subject, tree.Name):
            return False
        values: list[Value] = []
        for test in tests:
            if not literals(test, values):
                return False
        self.name(subject.name).values += values
        return True


def literals(node: tree.Node, found: list[Value]) -> bool:
    """Add the literals of a test to a list; False if it has anything else."""
    if isinstance(node, tree.OperatorTest):
        return literals(node.operand, found)
    if isinstance(node, tree.ListLiteral):
        return all(literals(item, found) for item in node.items)
    value = literal(node)
    if value.__class__ is Range:
        found += [value.low, value.high]
    else:
        found.append(value)
    return value is not MISSING and value is not None


WALKS: dict[type[tree.Node], Callable[..., bool]] = {
    tree.Logic: _Gatherer._logic,
    tree.Call: _Gatherer._not,
    tree.Compare: _Gatherer._compare,
    tree.Between: _Gatherer._between,
    tree.In: _Gatherer._in,
}


def boundaries(node: tree.Node) -> dict[str, list[object]]:
    """For each input that is only compared with literals of one kind, values that stand for
    all.
    """
    gatherer = _Gatherer()
    gatherer.condition(node)
    made: dict[str, list[object]] = {}
    for name, seen in gatherer.seen.items():
        found = None if seen.otherwise else stand_ins(seen.values)
        if found is not None:
            made[name] = found
    return made


def stand_ins(values: list[Value]) -> list[object] | None:
    """Values that stand for all others where only these matter; None if they differ in kind."""
    classes = {value.__class__ for value in values}
    spread = SPREADS.get(next(iter(classes))) if len(classes) == 1 else None
    return None if spread is None else [release_one(value) for value in spread(values)]


def _numbers(values: list[Decimal]) -> list[Value]:
    points = sorted(set(values))
    gaps = [(low + high) * HALF for low, high in pairwise(points)]
    return [points[0] - 1, *points, *gaps, points[-1] + 1]


def _dates(values: list[Date]) -> list[Value]:
    near = {value.number + step for value in values for step in (-1, 0, 1)}
    try:
        return [from_day_number(number) for number in sorted(near)]
    except Fault:
        return list(values)


def _texts(values: list[str]) -> list[Value]:
    """The texts themselves, and for each what would stand right before and after it."""
    near = {value + step for value in values for step in ("", "\x00")}
    return sorted({"", *near})


SPREADS: dict[type, Callable[..., list[Value]]] = {
    bool: lambda values: [True, False],
    Decimal: _numbers,
    Date: _dates,
    str: _texts,
}
