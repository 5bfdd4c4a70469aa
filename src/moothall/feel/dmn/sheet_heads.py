"""Reads the two rows at the head of a sheet: its hit policy, its columns and their types."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from moothall.feel.dmn.nodes import Aggregation, Policy
from moothall.feel.dmn.sheet_cells import BadCell, Types, read_column
from moothall.feel.dmn.sheet_parts import (
    KINDS,
    MOST_COLUMNS,
    MOST_MISTAKES,
    POLICIES,
    RANKED,
    Kind,
    SheetError,
    SheetMistake,
    kinds_of_names,
)
from moothall.feel.expression import compile_expression
from moothall.feel.faults import FeelError

Role = Literal["if", "then", "note"]
Record = tuple[int, list[str]]
"""The line on which a row of cells begins, and the cells."""

_HEADING = re.compile(r"(if|then|note)\b(.*)", re.IGNORECASE | re.DOTALL)
_TYPES = "text, number, yes/no, date, or the allowed texts such as A | B | C"


class Mistakes:
    """Gathers mistakes, up to as many as anybody can use."""

    def __init__(self) -> None:
        self.found: list[SheetMistake] = []

    def note(self, line: int, column: int, code: str, words: str, mend: str = "") -> None:
        self.found.append(SheetMistake(line, column, code, words, mend))
        if len(self.found) >= MOST_MISTAKES:
            self.settle()

    def settle(self) -> None:
        """Raise SheetError if there is any mistake."""
        if self.found:
            raise SheetError(sorted(self.found, key=lambda each: (each.line, each.column)))


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its number (from 1): what it is for, and its type if that is known."""

    number: int
    role: Role
    words: str
    kind: Kind | None = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """What the two rows at the head of a sheet say."""

    policy: Policy
    aggregation: Aggregation | None
    width: int
    columns: tuple[Column, ...]
    types: Types

    def of(self, role: Role) -> tuple[Column, ...]:
        return tuple(each for each in self.columns if each.role == role)


def read_head(first: Record, second: Record | None, mistakes: Mistakes) -> Head:
    """The head of a sheet. Mistakes in it are noted; a missing row of types ends reading."""
    policy, aggregation = _policy(first, mistakes)
    columns = _columns(first, mistakes)
    if second is None or not second[1] or second[1][0].lower() != "type":
        line = second[0] if second else first[0] + 1
        words = "The second row does not say what type each column has."
        mend = f'Write "type" in its first cell and below each heading one of: {_TYPES}.'
        mistakes.note(line, 1, "type_row", words, mend)
        mistakes.settle()
        return Head(policy, aggregation, 1, (), {})
    typed = tuple(_typed(column, second, mistakes) for column in columns)
    _ranking(policy, aggregation, typed, second[0], mistakes)
    types = _types(typed, first[0], mistakes)
    return Head(policy, aggregation, len(first[1]), typed, types)


def _policy(first: Record, mistakes: Mistakes) -> tuple[Policy, Aggregation | None]:
    line, cells = first
    found = POLICIES.get(" ".join(cells[0].lower().split()))
    if found is None:
        words = f'"{cells[0][:40]}" is not a hit policy.' if cells[0] else "No hit policy."
        mend = f"Write one of these in the first cell: {', '.join(POLICIES)}."
        mistakes.note(line, 1, "policy", words, mend)
    return found or ("UNIQUE", None)


def _columns(first: Record, mistakes: Mistakes) -> list[Column]:
    line, cells = first
    if len(cells) > MOST_COLUMNS + 1:
        words = f"A sheet has at most {MOST_COLUMNS} columns beside the names of its rows."
        mend = "Make two tables of it."
        mistakes.note(line, MOST_COLUMNS + 2, "too_many_columns", words, mend)
        mistakes.settle()
    found: list[Column] = []
    for number, cell in enumerate(cells[1:], start=2):
        column = _column(line, number, cell, mistakes)
        if column is not None:
            _fits(column, found, line, mistakes)
            found.append(column)
    for role, code in (("if", "no_input"), ("then", "no_output")):
        if not any(column.role == role for column in found):
            words = f'There is no column whose heading begins with "{role}".'
            mistakes.note(line, 1, code, words, "Write if before what is looked at, then "
                          "before what is answered.")  # fmt: skip
    return found


def _column(line: int, number: int, cell: str, mistakes: Mistakes) -> Column | None:
    heading = _HEADING.fullmatch(cell)
    if heading is None:
        words = f'"{cell[:40]}" is no heading.' if cell else "This column has no heading."
        mend = "Begin a heading with if (an input), then (an answer) or note (a remark)."
        mistakes.note(line, number, "heading", words, mend)
        return None
    role = cast(Role, heading[1].lower())
    words = heading[2].strip() if role == "if" else " ".join(heading[2].split())
    if not words and role != "note":
        told = "what is looked at" if role == "if" else "the name of what is answered"
        mistakes.note(line, number, "empty_name", f"{role} what?", f"Write {told} behind it.")
        return None
    return Column(number, role, words)


def _fits(column: Column, before: list[Column], line: int, mistakes: Mistakes) -> None:
    if column.role == "if" and any(each.role == "then" for each in before):
        words = "An input stands behind an answer."
        mistakes.note(line, column.number, "order", words, "Put all ifs before the thens.")
    if column.role == "then" and any(
        each.role == "then" and each.words == column.words for each in before
    ):
        words = f'Two columns answer "{column.words}".'
        mend = "Give each answer a name of its own."
        mistakes.note(line, column.number, "duplicate_output", words, mend)


def _typed(column: Column, second: Record, mistakes: Mistakes) -> Column:
    line, cells = second
    cell = cells[column.number - 1] if column.number <= len(cells) else ""
    if column.role == "note":
        if cell:
            words = "A column of notes has no type."
            mistakes.note(line, column.number, "type", words, "Leave this cell empty.")
        return column
    if "|" in cell:
        allowed = _allowed(column, line, cell, mistakes)
        return Column(column.number, column.role, column.words, "text", allowed)
    name = "".join(cell.lower().split())
    for kind in KINDS:
        if kind == name:
            return Column(column.number, column.role, column.words, kind)
    words = f'"{cell[:40]}" is not a type.' if cell else "This column has no type."
    mistakes.note(line, column.number, "type", words, f"Write one of: {_TYPES}.")
    return column


def _allowed(column: Column, line: int, cell: str, mistakes: Mistakes) -> tuple[str, ...]:
    texts = [part.strip() for part in cell.split("|")]
    allowed = tuple(dict.fromkeys(text for text in texts if text))
    if len(allowed) < sum(map(bool, texts)):
        words = "A text stands twice in this list."
        mistakes.note(line, column.number, "duplicate_value", words, "Take one away.")
    if not allowed:
        words = "This list has no texts."
        mistakes.note(line, column.number, "type", words, f"Write one of: {_TYPES}.")
    return allowed


def _ranking(
    policy: Policy,
    aggregation: Aggregation | None,
    columns: Sequence[Column],
    line: int,
    mistakes: Mistakes,
) -> None:
    """The types that a hit policy asks of the answers."""
    answers = [column for column in columns if column.role == "then"]
    if policy in RANKED and answers and not any(column.allowed for column in answers):
        words = "Under this hit policy some answers come before others, but no list says which."
        mend = "Write the texts of the answer, most important first: A | B | C."
        mistakes.note(line, answers[0].number, "ranking", words, mend)
    for column in answers:
        if aggregation == "SUM" and column.kind not in (None, "number"):
            words = "Only numbers can be added up."
            mend = "Make the type number, or choose another hit policy."
            mistakes.note(line, column.number, "sum", words, mend)


def _types(columns: Sequence[Column], line: int, mistakes: Mistakes) -> Types:
    """The types of all names in the inputs; None for one that is not looked at as it is."""
    inputs = [column for column in columns if column.role == "if"]
    kinds = kinds_of_names((each.words, each.kind) for each in inputs if each.kind)
    names: set[str] = set()
    for column in inputs:
        try:
            names |= compile_expression(column.words).names
        except FeelError as error:
            mend = "Write the name of an input, with _ for spaces, or a piece of FEEL."
            mistakes.note(line, column.number, error.code, error.words, mend)
    types: Types = {name: KINDS[kinds[name]] if name in kinds else None for name in names}
    for column in inputs:
        _of_its_type(column, types, line, mistakes)
    return types


def _of_its_type(column: Column, types: Types, line: int, mistakes: Mistakes) -> None:
    if any(each.line == line and each.column == column.number for each in mistakes.found):
        return
    try:
        if column.kind is not None:
            read_column(column.kind, column.words, types)
    except BadCell as bad:
        mistakes.note(line, column.number, bad.code, bad.words, "Change the heading or type.")
