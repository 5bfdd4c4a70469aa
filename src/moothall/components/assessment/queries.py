"""What assessment can be asked of the tables of a service: ``decisions.v1``. No database."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from moothall.components.assessment.contracts import (
    DecidesByTable,
    OpenTable,
    UnreadableInput,
)
from moothall.components.assessment.rules.deciding import explained, sheet_of
from moothall.components.assessment.rules.inputs import nested, value_of
from moothall.components.assessment.rules.scenarios import tried
from moothall.components.assessment.rules.wording import cell_words
from moothall.feel import (
    DATE,
    Sheet,
    SheetError,
    write_csv,
    write_dmn,
    write_xlsx,
)
from moothall.kernel.attached import Attached
from moothall.kernel.questions import Question
from moothall.kernel.steps import Step
from moothall.kernel.words import say

FORMS: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "dmn": "application/xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The forms in which a table can be taken away, with their media types."""


def tables(*, steps: Iterable[Step]) -> list[OpenTable]:
    """The tables by which these steps decide."""
    return [step.open_table() for step in steps if isinstance(step, DecidesByTable)]


def described(*, table: OpenTable) -> dict[str, Any]:
    """The table as plain data: columns with their types, rows as they were typed."""
    sheet = sheet_of(table.table)
    return {
        "hit_policy": sheet.policy_in_words,
        "inputs": [
            {"expression": each.expression, "type": each.type, "allowed": list(each.allowed)}
            for each in sheet.inputs
        ],
        "outputs": [
            {"name": each.name, "type": each.type, "allowed": list(each.allowed)}
            for each in sheet.outputs
        ],
        "rows": [
            {"name": row.label, "tests": list(row.tests), "answers": list(row.outputs)}
            for row in sheet.rows
        ],
        "asks": list(sheet.asks),
    }


def written(*, table: OpenTable, form: str) -> bytes:
    """The table in one of ``FORMS``."""
    sheet = sheet_of(table.table)
    if form == "xlsx":
        return write_xlsx(sheet)
    text = write_dmn(sheet) if form == "dmn" else write_csv(sheet)
    return text.encode("utf-8-sig" if form == "csv" else "utf-8")


def scenarios_of(*, table: Attached, scenarios: Attached) -> dict[str, Any]:
    """What each scenario came to and which rows of the table none of them comes to.

    Mistakes are ``{line, column, code, words, mend}``; where the table cannot be read, nothing
    was run.
    """
    try:
        sheet = sheet_of(table)
    except SheetError:
        return {"runs": [], "rows": [], "mistakes": [], "is_readable": False}
    found = tried(table, scenarios)
    return {
        "is_readable": True,
        "mistakes": [problem.words for problem in found.head],
        "runs": [
            {
                "name": run.name,
                "line": run.line,
                "outcome": run.came.outcome if run.came else None,
                "rows": list(run.came.rows) if run.came else [],
                "inputs": dict(run.came.inputs) if run.came else {},
                "wrong": [problem.words for problem in run.wrong],
            }
            for run in found.runs
        ],
        "rows": [
            {
                "name": row.label,
                "tried_by": [r.name for r in found.runs if r.came and row.label in r.came.rows],
            }
            for row in sheet.rows
        ],
    }


def read_inputs(*, table: OpenTable, typed: Mapping[str, str]) -> dict[str, Any]:
    """What people typed, as values of the table's inputs. Raises ``UnreadableInput``."""
    sheet = sheet_of(table.table)
    found: dict[str, Any] = {}
    for name in sheet.asks:
        text = typed.get(name, "").strip()
        try:
            found[name] = value_of(text, sheet.type_of(name))
        except ValueError:
            raise UnreadableInput(
                say("“{text}” is not what is asked there", text=text[:60]),
                details={"input": name},
            ) from None
    return nested(found)


def in_words(
    *, table: OpenTable, column: str, cell: str, question: Question | None, language: str
) -> str:
    """What a cell of a column asks, as people read it; a dash where it asks nothing."""
    named = table.named(column, language)
    return cell_words(cell, question, language=language, named=named)


def evaluated(*, table: OpenTable, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What the table comes to, with which rows applied and where the others failed."""
    sheet = sheet_of(table.table)
    given = {name: _as_typed(sheet, name, value) for name, value in inputs.items()}
    came, failed = explained(table.table, given)
    return {
        "outcome": came.outcome,
        "reason": dict(came.reason),
        "answers": dict(came.more),
        "undecided": came.why_not or None,
        "rows": list(came.rows),
        "nearly": [asdict(one) for one in came.nearly],
        "explanation": {
            "inputs": dict(came.inputs),
            "failed": [{"row": row, "column": column} for row, column in failed],
        },
        "table": came.table,
        "hash": came.hash,
    }


def _as_typed(sheet: Sheet, path: str, value: object) -> object:
    """Dates are text in JSON; what is no date stays as it is, and cannot be decided."""
    if isinstance(value, Mapping):
        return {name: _as_typed(sheet, f"{path}.{name}", each) for name, each in value.items()}
    if sheet.type_of(path) is DATE and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value
