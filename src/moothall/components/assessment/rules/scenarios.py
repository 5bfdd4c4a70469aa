"""Scenarios: rows of inputs with the outcome that a table must come to, as a CSV file."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from moothall.components.assessment.contracts import OUTCOME
from moothall.components.assessment.rules.deciding import decided, sheet_of
from moothall.components.assessment.rules.inputs import YES_NO, nested, value_of
from moothall.kernel.attached import Attached

NAME, THEN = "name", "then "


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """What is wrong with the scenarios or with what they come to, at a line and column."""

    line: int
    column: int
    code: str
    words: str
    mend: str


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What trying the scenarios has shown: mistakes, and the rows of the table that applied."""

    wrong: Sequence[Wrong]
    rows: frozenset[str]


def tried(table: Attached, scenarios: Attached) -> Tried:
    """Run every scenario. The table can be read: whoever calls this has seen to it."""
    lines = list(csv.reader(io.StringIO(scenarios.text)))
    head = [cell.strip() for cell in lines[0]] if lines else []
    wrong = list(_wrong_head(table, head))
    rows = set[str]()
    if not wrong:
        for number, cells in enumerate(lines[1:], start=2):
            if any(cell.strip() for cell in cells):
                wrong += _run(table, head, cells, number, rows)
    return Tried(wrong=wrong, rows=frozenset(rows))


def _wrong_head(table: Attached, head: Sequence[str]) -> Iterator[Wrong]:
    names, wanted = set(sheet_of(table).asks), {f"{THEN}{OUTCOME}"}
    known = {NAME, *names, *(f"{THEN}{output.name}" for output in sheet_of(table).outputs)}
    for missing in sorted(({NAME} | names | wanted) - set(head)):
        yield Wrong(
            line=1,
            column=1,
            code="assessment.scenario-column-missing",
            words=f"there is no column `{missing}`",
            mend=f"add it: {', '.join([NAME, *sorted(names), *wanted])}",
        )
    for place, name in enumerate(head, start=1):
        if name not in known:
            yield Wrong(
                line=1,
                column=place,
                code="assessment.scenario-column-unknown",
                words=f"the table has no `{name}`",
                mend=f"it has {', '.join(sorted(known))}",
            )


def _run(
    table: Attached, head: Sequence[str], cells: Sequence[str], line: int, rows: set[str]
) -> Iterator[Wrong]:
    sheet = sheet_of(table)
    given, wanted = dict[str, Any](), dict[str, str]()
    for place, (name, cell) in enumerate(zip(head, cells, strict=False), start=1):
        text = cell.strip()
        if name.startswith(THEN):
            wanted[name.removeprefix(THEN)] = text
        elif name != NAME:
            try:
                given[name] = value_of(text, sheet.type_of(name))
            except ValueError:
                yield Wrong(
                    line=line,
                    column=place,
                    code="assessment.scenario-value",
                    words=f"“{text}” is no value of `{name}`",
                    mend="write a number, yes or no, a date such as 2026-04-01, or the text",
                )
                return
    came = decided(table, nested(given))
    rows |= set(came.rows)
    answers = {OUTCOME: came.outcome, **came.more}
    yield from _differences(wanted, answers, came.why_not, line, cells, head)


def _differences(
    wanted: Mapping[str, str],
    came: Mapping[str, Any],
    why: str,
    line: int,
    cells: Sequence[str],
    head: Sequence[str],
) -> Iterator[Wrong]:
    named = cells[head.index(NAME)] if len(cells) > head.index(NAME) else ""
    for name, text in wanted.items():
        if text and name in came and not _same(text, came[name]):
            yield Wrong(
                line=line,
                column=head.index(f"{THEN}{name}") + 1,
                code="assessment.scenario-fails",
                words=f"“{named}” should come to {text}; it comes to {came[name]}"
                + (f": {why}" if why else ""),
                mend="change what it expects, or the table",
            )


def _same(text: str, value: object) -> bool:
    if isinstance(value, bool):
        return YES_NO.get(text.lower()) is value
    if isinstance(value, Decimal | int):
        try:
            return Decimal(text) == value
        except InvalidOperation:
            return False
    return text == str(value)
