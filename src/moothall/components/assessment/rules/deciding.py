"""Deciding by a table: the outcome with its reason, or why there is none."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Any

from moothall.components.assessment.contracts import (
    OUTCOME,
    REASON,
    UNDECIDED,
    Decision,
    Nearly,
)
from moothall.feel import Decided, FeelError, Sheet, SheetError, Undecided, read_sheet
from moothall.kernel.attached import Attached

Failed = tuple[str, str]
"""A row that did not apply, by name, and the column in which it failed."""


@lru_cache(maxsize=128)
def sheet_of(table: Attached) -> Sheet:
    """The table as it can be asked. Raises ``SheetError`` with every mistake."""
    return read_sheet(table.text, name=table.stem)


def decided(table: Attached, known: Mapping[str, Any], *, nearly: bool = True) -> Decision:
    """What the table comes to for what is known; whatever goes wrong is for a person.

    ``nearly`` asks for what would have had to be different, which takes its time.
    """
    return explained(table, known, nearly=nearly)[0]


def explained(
    table: Attached, known: Mapping[str, Any], *, nearly: bool = True
) -> tuple[Decision, list[Failed]]:
    """The same, with the column in which each row failed that did not apply."""
    try:
        sheet = sheet_of(table)
    except SheetError as failure:
        return Decision(outcome=UNDECIDED, why_not=str(failure.mistakes[0].words)), []
    inputs = {name: known.get(name) for name in sorted(sheet.names)}
    made = Decision(outcome=UNDECIDED, inputs=inputs, table=table.file, hash=_hash(table.text))
    try:
        found = sheet.decide(inputs)
        answers = found.value if len(sheet.outputs) > 1 else {OUTCOME: found.value}
        made = replace(
            made,
            outcome=str(answers[OUTCOME]),
            reason=_reason(answers),
            more={
                n: v for n, v in answers.items() if n != OUTCOME and not n.startswith(REASON)
            },
            rows=list(found.names[:1] if sheet.policy == "FIRST" else found.names),
            nearly=_nearly(sheet, inputs, found) if nearly else (),
        )
    except FeelError as failure:
        return replace(made, why_not=_why(failure)), []
    note = found.explanation.decisions[-1].tables[-1]
    return made, [(sheet.rows[row - 1].label, column) for row, column in note.failed]


def answered(table: Attached, known: Mapping[str, Any]) -> dict[str, Any]:
    """The outcome and the other answers as conditions see them, without what explains them.

    The same as ``decided`` comes to, many times as fast; for working through many people.
    """
    try:
        sheet = sheet_of(table)
    except SheetError:
        return {OUTCOME: UNDECIDED}
    inputs = {name: known.get(name) for name in sheet.names}
    try:
        found = sheet.model().evaluate(sheet.name, inputs)
        if not sheet.outputs[0].allowed:  # what explains could fail where the answer does not
            sheet.nearest(inputs)
    except FeelError:
        return {OUTCOME: UNDECIDED}
    answers = found if len(sheet.outputs) > 1 else {OUTCOME: found}
    more = {n: v for n, v in answers.items() if n != OUTCOME and not n.startswith(REASON)}
    return {**more, OUTCOME: str(answers[OUTCOME])}


def as_kept(decision: Decision) -> dict[str, Any]:
    """The decision as plain data."""
    return asdict(decision)


def from_kept(kept: Mapping[str, Any]) -> Decision:
    """The decision that was kept as plain data."""
    nearly = [Nearly(**one) for one in kept.get("nearly", ())]
    return Decision(**{**kept, "nearly": nearly})


def _reason(answers: Mapping[str, Any]) -> dict[str, str]:
    said = {n.removeprefix(REASON): v for n, v in answers.items() if n.startswith(REASON)}
    return {language: str(text) for language, text in said.items() if text}


def _nearly(sheet: Sheet, inputs: Mapping[str, Any], found: Decided) -> list[Nearly]:
    place = next(n for n, output in enumerate(sheet.outputs) if output.name == OUTCOME)
    return [
        Nearly(outcome=row.outputs[place].strip('"'), column=column, cell=cell)
        for row, cells in sheet.nearest(inputs, found)
        for column, cell in cells
    ]


def _why(failure: FeelError) -> str:
    where: list[str] = []
    if isinstance(failure, Undecided):
        where = [f"row {failure.row}"] if failure.row else []
        where += [failure.table_column] if failure.table_column else []
    return ", ".join([*where, failure.words])


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
