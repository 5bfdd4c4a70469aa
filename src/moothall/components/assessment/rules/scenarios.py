"""Scenarios: rows of inputs with the outcome that a table must come to, as a CSV file."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from moothall.components.assessment.contracts import OUTCOME, Decision
from moothall.components.assessment.rules.deciding import decided, sheet_of
from moothall.components.assessment.rules.inputs import YES_NO, nested, value_of
from moothall.feel import Sheet
from moothall.kernel.attached import Attached
from moothall.kernel.steps import Problem

NAME, THEN = "name", "then "
_PATH = ("scenarios",)


@dataclass(frozen=True, kw_only=True)
class Run:
    """One scenario: what it gave, what it came to, and what is wrong with that."""

    name: str
    line: int
    came: Decision | None
    """None where one of its inputs cannot be read."""
    wrong: Sequence[Problem]


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What trying the scenarios has shown."""

    head: Sequence[Problem]
    """What is wrong with the columns; then nothing was run."""
    runs: Sequence[Run]

    @property
    def wrong(self) -> Sequence[Problem]:
        return [*self.head, *(problem for run in self.runs for problem in run.wrong)]

    @property
    def rows(self) -> frozenset[str]:
        """The rows of the table that applied in some scenario, by name."""
        return frozenset(row for run in self.runs if run.came for row in run.came.rows)


def tried(table: Attached, scenarios: Attached) -> Tried:
    """Run every scenario. The table can be read: whoever calls this has seen to it."""
    lines = list(csv.reader(io.StringIO(scenarios.text)))
    head = [cell.strip() for cell in lines[0]] if lines else []
    trial = _Trial(table, scenarios, head)
    wrong = list(trial.wrong_head())
    rows = [(number, cells) for number, cells in enumerate(lines[1:], 2) if any(cells)]
    return Tried(head=wrong, runs=[] if wrong else [trial.run(*row) for row in rows])


@dataclass(frozen=True)
class _Trial:
    table: Attached
    scenarios: Attached
    head: Sequence[str]

    @property
    def _sheet(self) -> Sheet:
        return sheet_of(self.table)

    def wrong_head(self) -> Iterator[Problem]:
        names, wanted = set(self._sheet.asks), {f"{THEN}{OUTCOME}"}
        known = {NAME, *names, *(f"{THEN}{output.name}" for output in self._sheet.outputs)}
        for missing in sorted(({NAME} | names | wanted) - set(self.head)):
            yield self._problem(
                line=1,
                column=1,
                code="assessment.scenario-column-missing",
                words=f"there is no column `{missing}`",
                mend=f"add it: {', '.join([NAME, *sorted(names), *wanted])}",
            )
        for place, name in enumerate(self.head, start=1):
            if name not in known:
                yield self._problem(
                    line=1,
                    column=place,
                    code="assessment.scenario-column-unknown",
                    words=f"the table has no `{name}`",
                    mend=f"it has {', '.join(sorted(known))}",
                )

    def run(self, line: int, cells: Sequence[str]) -> Run:
        texts = dict(zip(self.head, (cell.strip() for cell in cells), strict=False))
        named, given = texts.pop(NAME, ""), dict[str, Any]()
        for name, text in texts.items():
            if not name.startswith(THEN):
                try:
                    given[name] = value_of(text, self._sheet.type_of(name))
                except ValueError:
                    wrong = [self._unreadable(line, name, text)]
                    return Run(name=named, line=line, came=None, wrong=wrong)
        came = decided(self.table, nested(given), nearly=False)
        wanted = {n.removeprefix(THEN): text for n, text in texts.items() if n.startswith(THEN)}
        wrong = list(self._differences(named, line, wanted, came))
        return Run(name=named, line=line, came=came, wrong=wrong)

    def _unreadable(self, line: int, name: str, text: str) -> Problem:
        return self._problem(
            line=line,
            column=self.head.index(name) + 1,
            code="assessment.scenario-value",
            words=f"“{text}” is no value of `{name}`",
            mend="write a number, yes or no, a date such as 2026-04-01, or the text",
        )

    def _differences(
        self, named: str, line: int, wanted: Mapping[str, str], came: Decision
    ) -> Iterator[Problem]:
        answers = {OUTCOME: came.outcome, **came.more}
        for name, text in wanted.items():
            if text and name in answers and not _same(text, answers[name]):
                yield self._problem(
                    line=line,
                    column=self.head.index(f"{THEN}{name}") + 1,
                    code="assessment.scenario-fails",
                    words=f"“{named}” should come to {text}; it comes to {answers[name]}"
                    + (f": {came.why_not}" if came.why_not else ""),
                    mend="change what it expects, or the table",
                )

    def _problem(self, *, line: int, column: int, code: str, words: str, mend: str) -> Problem:
        return Problem(
            path=_PATH,
            code=code,
            words=words,
            mend=mend,
            file=self.scenarios.file,
            line=line,
            column=column,
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
