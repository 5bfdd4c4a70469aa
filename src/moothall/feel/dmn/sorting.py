"""Sorts the inputs of a table into classes that none of its cells can tell apart."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from moothall.feel import generated as python
from moothall.feel import tree
from moothall.feel.checks import Check, check_of
from moothall.feel.dmn.nodes import Table
from moothall.feel.dmn.shapes import Shape
from moothall.feel.generated import Code, Kind, Made, Step, Unfit
from moothall.feel.kinds import BOOLEAN, DATE, NUMBER, STRING

MOST_ENDS = 128
"""Values that the cells of one column may compare with."""

MOST_TRIES = 25_000
"""Checks of one column times the places that each is tried at."""

KINDS: dict[str, Kind] = {
    NUMBER.name: Decimal,
    STRING.name: str,
    BOOLEAN.name: bool,
    DATE.name: date,
}
Cell = tuple[bool, tuple[Check, ...]]
"""Whether it is negated, and its checks, any of which may hold."""


@dataclass(frozen=True, slots=True)
class Column:
    """How one input is sorted: by the ends between neighbouring classes, each with whether the
    end itself is still of the lower one; or by its very value, any other being of class 0."""

    input: str
    kind: Kind
    count: int = 1
    ends: tuple[tuple[Any, bool], ...] = ()
    numbers: tuple[int, ...] = ()
    by_value: Mapping[Any, int] | None = None


def declared(shape: Shape | None) -> Kind | None:
    """The class of a declared type; None if there is none. Unfit if more is declared than a
    class."""
    if shape is None or shape.kind.name == "Any":
        return None
    if shape.item or shape.parts or shape.allowed or shape.kind.name not in KINDS:
        raise Unfit
    return KINDS[shape.kind.name]


def sorted_column(table: Table, number: int, needed: Mapping[str, Shape | None]) -> Column:
    """How the input of a column is sorted. Raises Unfit if not all of its cells are literal."""
    column = table.inputs[number]
    if not isinstance(column.expression, tree.Name) or column.expression.name not in needed:
        raise Unfit
    name = column.expression.name
    written = {rule.tests[number] for rule in table.rules}
    cells = [_cell(each) for each in (*written, *((column.allowed,) if column.allowed else ()))]
    kinds = {check.kind for _, checks in cells for check in checks}
    kinds |= {kind for kind in (declared(needed[name]),) if kind}
    if len(kinds) != 1:
        raise Unfit
    return _sorted(name, kinds.pop(), [cell for cell in cells if cell[1]])


def _cell(node: tree.Node) -> Cell:
    if not isinstance(node, tree.UnaryTests):
        raise Unfit
    return node.negated, tuple(check_of(test) for test in node.tests)


def _sorted(name: str, kind: Kind, cells: Sequence[Cell]) -> Column:
    checks = [check for _, each in cells for check in each]
    ends = [True, False] if kind is bool else sorted({e for c in checks for e in c.ends})
    if len(ends) > MOST_ENDS or len(checks) * (2 * len(ends) + 1) > MOST_TRIES:
        raise Unfit
    places = {end: 2 * index + 1 for index, end in enumerate(ends)}
    seen: dict[tuple[bool, ...], int] = {}

    def number(place: int) -> int:
        """The number of the class at a place: odd ones are ends, even ones lie between them."""
        held = tuple(_holds(cell, place, places) for cell in cells)
        return seen.setdefault(held, len(seen))

    if kind is bool or all(check.op in ("=", "!=") for check in checks):
        if kind is not bool:
            number(0)
        by_value = {end: number(place) for end, place in places.items()}
        return Column(name, kind, len(seen), by_value=by_value)
    numbers = [number(place) for place in range(2 * len(ends) + 1)]
    cuts = [place for place, (a, b) in enumerate(pairwise(numbers)) if a != b]
    between = tuple((ends[place // 2], place % 2 == 1) for place in cuts)
    kept = (*(numbers[place] for place in cuts), numbers[-1])
    return Column(name, kind, len(seen), between, kept)


def _holds(cell: Cell, place: int, places: Mapping[Any, int]) -> bool:
    negated, checks = cell
    return any(_passes(check, place, places) for check in checks) is not negated


def _passes(check: Check, place: int, places: Mapping[Any, int]) -> bool:
    low = places[check.low]
    if check.op != "in":
        return {
            "=": place == low, "!=": place != low, "<": place < low,
            "<=": place <= low, ">": place > low, ">=": place >= low,
        }[check.op]  # fmt: skip
    high = places[check.high]
    above = place >= low if check.closed[0] else place > low
    return above and (place <= high if check.closed[1] else place < high)


def key_way(
    columns: Sequence[Column], under: str | None = None, looked: Collection[int] = ()
) -> Made:
    """A function that gives for inputs the number of their combination of classes, or what a
    dictionary has `under` it; or what is `made` of that and the values of columns."""
    constants: dict[str, object] = {}
    body: list[Step] = []
    key: Code = python.constant(0)
    weight = 1
    for number, column in enumerate(columns):
        body += python.taken_in(f"i{number}", column.input, column.kind)
        if column.count > 1:
            part = _class(f"i{number}", column, constants, weight)
            key = part if weight == 1 else python.binary(key, "+", part)
            weight *= column.count
    found = key if under is None else python.at(under, key)
    if looked:
        values = python.several([python.name(f"i{number}") for number in looked])
        found = python.call("made", found, values)
    return python.assembled([*body, python.give(found)], constants)


def _class(identifier: str, column: Column, constants: dict[str, object], weight: int) -> Code:
    """The class of an input, times its weight in the number of the combination."""

    def constant(value: object) -> str:
        constants[made := f"c{len(constants)}"] = value
        return made

    def among(low: int, high: int) -> Code:
        """The class among those between two ends, found by halving."""
        if low == high:
            return python.constant(column.numbers[low] * weight)
        middle = (low + high) // 2
        end, lower = column.ends[middle]
        sign = "<=" if lower else "<"
        below = python.compare(python.name(identifier), (sign, python.name(constant(end))))
        return python.choose(below, among(low, middle), among(middle + 1, high))

    if column.by_value is None:
        return among(0, len(column.ends))
    numbers = {value: number * weight for value, number in column.by_value.items()}
    if column.kind is bool:
        sides = (python.constant(numbers[side]) for side in (True, False))
        return python.choose(python.name(identifier), *sides)
    get = constant(numbers.get)
    return python.call(get, python.name(identifier), python.constant(0))
