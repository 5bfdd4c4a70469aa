"""Finds gaps, overlaps and rows that never apply in a decision table, each with an example.

A column whose cells hold only literals says the same for all values between two neighbouring
ones, so a few values stand for all. What holds anything else cannot be foreseen, and nothing is
said about it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from moothall.feel import tree
from moothall.feel.boundaries import literals, stand_ins
from moothall.feel.bounds import Bounds
from moothall.feel.dmn.nodes import Input, Table
from moothall.feel.expression import Expression
from moothall.feel.membership import SUBJECT

MOST_LOOKS = 50_000
SINGLE = ("UNIQUE", "ANY", "PRIORITY", "FIRST")


@dataclass(frozen=True, slots=True)
class TableProblem:
    """What is wrong with a table: the rows concerned (from 1) and inputs that show it."""

    code: str
    words: str
    rows: tuple[int, ...]
    example: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """Values that stand for all, and for each the rows whose cell it passes, as bits."""

    label: str
    values: list[object]
    rows: list[int]

    def of(self, row: int) -> int:
        """The values that pass the cell of a row, as bits."""
        return sum(1 << index for index, rows in enumerate(self.rows) if rows >> row & 1)


class _TooMuch(Exception):
    pass


def check_table(
    table: Table, domains: Mapping[str, Sequence[object]] | None = None
) -> list[TableProblem]:
    """All gaps, overlaps and dead rows that can be foreseen, rows in order.

    `domains` gives the values that a column may have, by its label; without them a column of
    texts may have any text.
    """
    columns = [
        _column(column, [rule.tests[number] for rule in table.rules], (domains or {}))
        for number, column in enumerate(table.inputs)
    ]
    known = [column for column in columns if column is not None]
    foreseen = len(known) == len(columns) and all(column.values for column in known)
    if not foreseen or not table.rules:
        return []
    checker = _Checker(known, len(table.rules))
    problems = checker.impossible()
    if table.policy == "UNIQUE":
        problems += checker.overlaps()
    if table.policy == "FIRST":
        problems += checker.shadowed()
    if table.policy in SINGLE and not any(output.default for output in table.outputs):
        problems += checker.gap()
    return problems


def _column(
    column: Input, cells: Sequence[tree.Node], domains: Mapping[str, Sequence[object]]
) -> _Column | None:
    found: list[object] = []
    for cell in cells:
        if not isinstance(cell, tree.UnaryTests):
            return None
        if not all(literals(test, found) for test in cell.tests):
            return None
    values: Sequence[object] | None = domains.get(column.label)
    if values is None:
        values = stand_ins(found) if found else [None]
    if values is None:
        return None
    passes = [_passes(cell) for cell in cells if isinstance(cell, tree.UnaryTests)]
    allowed = _passes(column.allowed) if column.allowed else None
    kept = [value for value in values if allowed is None or allowed(value)]
    rows = [sum(1 << row for row, holds in enumerate(passes) if holds(value)) for value in kept]
    return _Column(column.label, kept, rows)


def _passes(cell: tree.UnaryTests) -> Callable[[object], bool]:
    expression = Expression("", cell, "lenient", Bounds(), frozenset({SUBJECT}))
    return lambda value: expression.is_true({SUBJECT: value})


class _Checker:
    """Looks through the combinations of values, those alike taken together."""

    def __init__(self, columns: list[_Column], count: int) -> None:
        self.columns = columns
        self.count = count
        self.looks = 0

    def impossible(self) -> list[TableProblem]:
        """Rows with a cell that no value passes."""
        problems = []
        for row in range(self.count):
            for column in self.columns:
                if not column.of(row):
                    words = f'Row {row + 1} never applies: nothing passes its "{column.label}".'
                    problems.append(TableProblem("dead_row", words, (row + 1,), ()))
                    break
        return problems

    def overlaps(self) -> list[TableProblem]:
        """Pairs of rows that apply to the same inputs."""
        cells = [[column.of(row) for column in self.columns] for row in range(self.count)]
        problems = []
        for second in range(self.count):
            for first in range(second):
                common = [a & b for a, b in zip(cells[first], cells[second], strict=True)]
                if all(common):
                    picked = [(bits & -bits).bit_length() - 1 for bits in common]
                    problems.append(self._problem("overlap", (first, second), picked))
        return problems

    def shadowed(self) -> list[TableProblem]:
        """Rows all of whose inputs are taken by rows above."""
        problems = []
        for row in range(1, self.count):
            above = (1 << row) - 1
            cells = [column.of(row) for column in self.columns]
            if all(cells) and self._uncovered(above, cells) is None:
                words = f"Row {row + 1} never applies: the rows above take all of its inputs."
                problems.append(TableProblem("dead_row", words, (row + 1,), ()))
        return problems

    def gap(self) -> list[TableProblem]:
        """The first combination of values to which no row applies."""
        everything = [(1 << len(column.values)) - 1 for column in self.columns]
        picked = self._uncovered((1 << self.count) - 1, everything)
        return [] if picked is None else [self._problem("gap", (), picked)]

    def _uncovered(self, rows: int, within: list[int]) -> list[int] | None:
        """Values, one of each column, that none of these rows takes; None if there are none."""
        seen: set[tuple[int, int]] = set()
        try:
            return self._search(rows, within, 0, seen)
        except _TooMuch:
            return None

    def _search(
        self, rows: int, within: list[int], depth: int, seen: set[tuple[int, int]]
    ) -> list[int] | None:
        if not rows:
            return [(bits & -bits).bit_length() - 1 for bits in within[depth:]]
        if depth == len(self.columns) or (depth, rows) in seen:
            return None
        seen.add((depth, rows))
        for index, passing in enumerate(self.columns[depth].rows):
            if not within[depth] >> index & 1:
                continue
            self.looks += 1
            if self.looks > MOST_LOOKS:
                raise _TooMuch
            rest = self._search(rows & passing, within, depth + 1, seen)
            if rest is not None:
                return [index, *rest]
        return None

    def _problem(self, code: str, rows: tuple[int, ...], picked: list[int]) -> TableProblem:
        example = tuple(
            (column.label, column.values[index])
            for column, index in zip(self.columns, picked, strict=True)
        )
        shown = ", ".join(f"{label} = {_shown(value)}" for label, value in example)
        if code == "gap":
            return TableProblem(code, f"No row applies to {shown}.", (), example)
        numbers = tuple(row + 1 for row in rows)
        words = f"Rows {numbers[0]} and {numbers[1]} both apply to {shown}."
        return TableProblem(code, words, numbers, example)


def _shown(value: object) -> str:
    if value is None:
        return "anything"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)
