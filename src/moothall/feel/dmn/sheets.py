"""Decision tables as sheets, the way policy officers type them in a spreadsheet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from moothall.feel.bounds import Bounds
from moothall.feel.dmn.elements import Document
from moothall.feel.dmn.explaining import Explanation
from moothall.feel.dmn.model import Model
from moothall.feel.dmn.sheet_cells import ANYTHING, Types, read_answer, read_test
from moothall.feel.dmn.sheet_elements import definitions
from moothall.feel.dmn.sheet_parts import (
    KINDS,
    MOST_COMPARISONS,
    MOST_MISTAKES,
    MOST_ROWS,
    SINGLE,
    SheetMistake,
    SheetRow,
    TypedSheet,
    kinds_of_names,
)
from moothall.feel.dmn.soundness import TableProblem
from moothall.feel.expression import Expression, compile_expression
from moothall.feel.faults import FeelError
from moothall.feel.kinds import FeelType
from moothall.feel.membership import SUBJECT
from moothall.feel.values import Value

Near = tuple[SheetRow, tuple[tuple[str, str], ...]]
"""A row that nearly applied, and its cells that failed: label of the column, text as typed."""

MOST_NEAR = 5
MENDS = {
    "gap": "Add a row for this, or widen a row.",
    "overlap": "Change one of the rows, or the hit policy.",
    "dead_row": "Take the row away, or change it or those above.",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """What a sheet answers; the rows all of whose cells hold, by number and by name; how it
    came about."""

    value: Value
    rows: tuple[int, ...]
    names: tuple[str, ...]
    explanation: Explanation


@dataclass(frozen=True)
class Sheet(TypedSheet):
    """A table that was read without a mistake."""

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the inputs that the columns look at."""
        return frozenset().union(*(each.names for each in self._looks))

    @cached_property
    def asks(self) -> tuple[str, ...]:
        """What has to be given, as far as the columns look into it: `co2`, `mobility.band`."""
        paths = {".".join(path) for each in self._looks for path in each.paths}
        return tuple(sorted(paths))

    def type_of(self, asked: str) -> FeelType | None:
        """The type of what is asked, where a column of its own says it."""
        for each in self.inputs:
            if each.expression.replace(" ", "") == asked:
                return KINDS[each.type]
        return None

    @cached_property
    def _looks(self) -> tuple[Expression, ...]:
        return tuple(compile_expression(each.expression) for each in self.inputs)

    @cached_property
    def _model(self) -> Model:
        document = Document(definitions(self, self.names))
        return Model(document, mode="strict", bounds=Bounds(), imported={})

    @cached_property
    def _cells(self) -> dict[tuple[int, str], Expression]:
        """The tests of each column by what was typed, of those cells that test anything."""
        types = self.types
        return {
            (number, typed): read_test(column.type, column.allowed, typed, types)
            for number, column in enumerate(self.inputs)
            for typed in {row.tests[number] for row in self.rows} - {*ANYTHING}
        }

    @property
    def types(self) -> Types:
        """The types of the inputs by name; None for one that is not looked at as it is."""
        kinds = kinds_of_names((each.expression, each.type) for each in self.inputs)
        return {name: KINDS[kinds[name]] if name in kinds else None for name in self.names}

    def model(self) -> Model:
        """The compiled decision model of this sheet, made once; its decision has its name."""
        return self._model

    def decide(self, inputs: Mapping[str, object]) -> Decided:
        """What the table answers to these inputs. Raises FeelError for what is undecided."""
        explanation = self._model.explain(self.name, inputs)
        rows = explanation.decisions[-1].tables[-1].applied
        names = tuple(self.rows[number - 1].label for number in rows)
        return Decided(explanation.value, rows, names, explanation)

    def check(self) -> tuple[SheetMistake, ...]:
        """Gaps, overlaps and rows that never apply, as far as can be foreseen, by line."""
        if len(self.rows) ** 2 * len(self.inputs) > MOST_COMPARISONS:
            words = "This table is too large to look for gaps and overlaps in it."
            return (SheetMistake(1, 1, "too_large", words, "Make two tables of it."),)
        domains: dict[str, list[object]] = {}
        for column in self.inputs:
            if column.allowed:
                domains[column.expression] = list(column.allowed)
            elif column.type == "yes/no":
                domains[column.expression] = [True, False]
        found = self._model.check(self.name, domains)[:MOST_MISTAKES]
        return tuple(sorted(map(self._mistake, found), key=lambda each: each.line))

    def _mistake(self, problem: TableProblem) -> SheetMistake:
        rows = [self.rows[number - 1] for number in problem.rows]
        said = [f'line {row.line} ("{row.label}")' for row in rows]
        shown = ", ".join(f"{label} = {_shown(value)}" for label, value in problem.example)
        words = {
            "gap": f"No row applies to {shown}.",
            "overlap": f"The rows in {' and '.join(said)} both apply to {shown}.",
        }.get(problem.code, f"The row in {' and '.join(said)} never applies.")
        line = rows[-1].line if rows else 1
        return SheetMistake(line, 1, problem.code, words, MENDS.get(problem.code, ""))

    def nearest(
        self, inputs: Mapping[str, object], decided: Decided | None = None
    ) -> tuple[Near, ...]:
        """What would have had to be different: rows with another first answer that fail in one
        column only, in order, five at most. ``decided``: what they came to, if known.
        Raises FeelError for what cannot be decided."""
        decided = decided or self.decide(inputs)
        looked = [look.evaluate(inputs) for look in self._looks]
        given = self._given(decided, inputs)
        found: list[Near] = []
        for row in self.rows:
            failed = self._failed(row, looked, inputs)
            if len(failed) != 1 or self._outdone(row, failed[0], decided):
                continue
            if self._answer(row, inputs) not in given:
                cell = (self.inputs[failed[0]].expression, row.tests[failed[0]])
                found.append((row, (cell,)))
            if len(found) == MOST_NEAR:
                break
        return tuple(found)

    def _given(self, decided: Decided, inputs: Mapping[str, object]) -> list[Value]:
        """The first answers that were given."""
        if self.policy not in SINGLE:
            return [self._answer(self.rows[each - 1], inputs) for each in decided.rows]
        several = len(self.outputs) > 1
        return [decided.value[self.outputs[0].name] if several else decided.value]

    def _failed(
        self, row: SheetRow, looked: list[Value], inputs: Mapping[str, object]
    ) -> list[int]:
        failed = []
        for number, (typed, value) in enumerate(zip(row.tests, looked, strict=True)):
            test = self._cells.get((number, typed))
            if test is not None and not _holds(test, {**inputs, SUBJECT: value}):
                failed.append(number)
            if len(failed) > 1:
                break
        return failed

    def _outdone(self, row: SheetRow, column: int, decided: Decided) -> bool:
        """Would a row that comes before still take these inputs, whatever the column were?"""
        before = BEFORE.get(self.policy)
        applied = (self.rows[number - 1] for number in decided.rows)
        return before is not None and any(
            before(self, each, row) and (column, each.tests[column]) not in self._cells
            for each in applied
        )

    def _answer(self, row: SheetRow, inputs: Mapping[str, object]) -> Value:
        output = self.outputs[0]
        made = read_answer(output.type, output.allowed, row.outputs[0], self.types)
        return made.evaluate(inputs)


def _outranks(sheet: Sheet, one: SheetRow, other: SheetRow) -> bool:
    ranks = [
        sheet.outputs[0].allowed.index(row.outputs[0])
        if row.outputs[0] in sheet.outputs[0].allowed
        else MOST_ROWS
        for row in (one, other)
    ]
    return ranks[0] < ranks[1]


BEFORE: dict[str, Callable[[Sheet, SheetRow, SheetRow], bool]] = {
    "FIRST": lambda sheet, one, other: one.number < other.number,
    "PRIORITY": _outranks,
}
"""Does one row come before another, where only one gives the answer?"""


def _holds(test: Expression, inputs: Mapping[str, object]) -> bool:
    try:
        return test.is_true(inputs)
    except FeelError:
        return False


def _shown(value: object) -> str:
    """A value as an officer would type it."""
    if value is None:
        return "anything"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return "any other text" if value == "" or "\x00" in str(value) else str(value)
