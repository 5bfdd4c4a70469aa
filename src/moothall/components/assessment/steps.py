"""The step that assessment offers to services: decide by a table."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from moothall.components.assessment.contracts import (
    OUTCOME,
    REASON,
    UNDECIDED,
    Decision,
    OpenTable,
    TableDecided,
)
from moothall.components.assessment.rules.deciding import (
    answered,
    as_kept,
    decided,
    from_kept,
    sheet_of,
)
from moothall.components.assessment.rules.scenarios import tried
from moothall.components.assessment.rules.wording import answer_words, cell_words
from moothall.feel import Sheet, SheetError, SheetMistake
from moothall.kernel import events
from moothall.kernel.attached import AttachedFile
from moothall.kernel.questions import Answers
from moothall.kernel.steps import Asked, Counted, Named, Problem, Run, Step, Told
from moothall.kernel.words import LANGUAGES, Words, in_language, say

_UNJUDGED = "too_large"
"""The table is sound as far as anybody can tell: it is too large to look for gaps in."""


class Assess(Step):
    """Decides by a table, says why, and leaves to a person what the table cannot decide."""

    kind: ClassVar[str] = "assess"
    is_shown: ClassVar[bool] = False

    table: AttachedFile
    """The decision table, like `tables/permit-eligibility.csv`; it answers `outcome` and, for
    each language, `reason_en`, `reason_cy`."""
    scenarios: AttachedFile | None = None
    """Rows of inputs with the outcome each must come to; together they try every row."""
    outcomes: Mapping[str, Words] = Field(default_factory=dict)
    """What people read for each outcome."""
    labels: Mapping[str, Words] = Field(default_factory=dict)
    """What people read for each input, and for a value of it: `mobility.band = high`."""

    def open_table(self) -> OpenTable:
        return OpenTable(
            name=self.table.stem,
            title=self.title or {},
            table=self.table,
            outcomes=self.outcomes,
            labels=self.labels,
        )

    def gives(self) -> Mapping[str, str]:
        return {self.id: "context"}

    def nameable(self) -> Sequence[Named]:
        title = self.title or say("Outcome").in_all_languages()
        undecided = say("Somebody will look at this").in_all_languages()
        return (
            Named(
                name=f"{self.id}.{OUTCOME}",
                type="string",
                label=title,
                values={**self.outcomes, UNDECIDED: undecided},
            ),
        )

    def needs(self) -> frozenset[str]:
        sheet = self._sheet()
        return sheet.names if sheet else frozenset()

    def seen(self, *, remembered: Answers) -> Mapping[str, Any]:
        kept = remembered.get(self.id)
        if kept is None:
            return dict(remembered)
        came = from_kept(kept)
        return {**remembered, self.id: {**came.more, OUTCOME: came.outcome}}

    def take(self, *, run: Run, given: Answers, fetched: Answers) -> dict[str, Any]:
        came = decided(self.table, run.known)
        events.record(
            TableDecided(
                journey_id=run.journey,
                service=run.service,
                step=self.id,
                table=self.table.file,
                hash=came.hash,
                outcome=came.outcome,
                rows=list(came.rows),
                is_left_open=came.outcome == UNDECIDED,
            ),
            at=run.at,
        )
        return {self.id: as_kept(came)}

    def example(self, *, given: Answers, at: datetime) -> dict[str, Any]:
        return {self.id: as_kept(decided(self.table, given))}

    def comes_to(self, *, known: Answers, at: datetime) -> Mapping[str, Any]:
        return {self.id: answered(self.table, known)}

    def counts(self) -> Sequence[Counted]:
        return [
            Counted(
                name=f"{self.id}.{OUTCOME}",
                label=self.title or dict.fromkeys(LANGUAGES, self.id),
                is_amount=False,
                values=self.outcomes,
                left_open=UNDECIDED,
            )
        ]

    def stops_because(self, *, remembered: Answers) -> Words | None:
        """The reason that the table gives, then where the definition says to turn."""
        came = self._came(remembered)
        if came is None or not came.reason:
            return self.stop_words
        return {
            language: "\n\n".join(
                filter(None, (came.reason.get(language), (self.stop_words or {}).get(language)))
            )
            for language in {*came.reason, *(self.stop_words or {})}
        }

    def tells(self, *, remembered: Answers, language: str) -> Sequence[Told]:
        came = self._came(remembered)
        if came is None:
            return ()
        label = in_language(self.title, language) or say("Outcome").in_language(language)
        if came.outcome == UNDECIDED:
            waits = say("Somebody will look at this").in_language(language)
            return (Told(label=label, value=waits),)
        reason = in_language(came.reason, language)
        value = self._outcome(came.outcome, language)
        return (Told(label=label, value=value, because=reason),)

    def explains(self, *, remembered: Answers, language: str, asked: Asked) -> Sequence[Told]:
        came = self._came(remembered)
        if came is None:
            return ()
        rows = say("Rows that applied").in_language(language)
        made = [Told(label=rows, value=", ".join(came.rows))] if came.rows else []
        inputs = [
            Told(
                label=self._label(name, asked, language),
                value=answer_words(asked.get(name), value, language=language),
            )
            for name, value in came.inputs.items()
        ]
        told = self.tells(remembered=remembered, language=language)
        return (*told, *made, *inputs)

    def would_need(self, *, remembered: Answers, language: str, asked: Asked) -> Sequence[Told]:
        """Each other outcome that one different answer would have led to."""
        came = self._came(remembered)
        return [
            Told(
                label=say(
                    "It would be “{outcome}” with", outcome=self._outcome(one.outcome, language)
                ).in_language(language),
                value=f"{self._label(one.column, asked, language)}: "
                + cell_words(
                    one.cell,
                    asked.get(one.column),
                    language=language,
                    named=self.open_table().named(one.column, language),
                ),
            )
            for one in (came.nearly if came else ())
            if one.column in self.labels or one.column in asked
        ]

    def left_open(self, *, remembered: Answers) -> str:
        came = self._came(remembered)
        if came is None or not came.why_not:
            return ""
        empty = [name for name, value in came.inputs.items() if value is None]
        return f"{came.why_not} ({', '.join(empty)}: –)" if empty else came.why_not

    def problems(self) -> Iterator[Problem]:
        try:
            sheet = sheet_of(self.table)
        except SheetError as failure:
            yield from (self._said(mistake) for mistake in failure.mistakes)
            return
        yield from (self._said(one) for one in sheet.check() if one.code != _UNJUDGED)
        yield from self._outcome_problems(sheet)
        yield from self._scenario_problems(sheet)

    def _came(self, remembered: Answers) -> Decision | None:
        kept = remembered.get(self.id)
        return from_kept(kept) if kept else None

    def _outcome(self, outcome: str, language: str) -> str:
        return in_language(self.outcomes.get(outcome), language) or outcome

    def _label(self, name: str, asked: Asked, language: str) -> str:
        question = asked.get(name)
        words = self.labels.get(name) or (question.label if question else None)
        return in_language(words, language) or name

    def _sheet(self) -> Sheet | None:
        try:
            return sheet_of(self.table)
        except SheetError:
            return None

    def _said(self, mistake: SheetMistake) -> Problem:
        return Problem(
            path=("table",),
            code=f"assessment.{mistake.code.replace('_', '-')}",
            words=mistake.words,
            mend=mistake.mend or "change the table",
            file=self.table.file,
            line=mistake.line,
            column=mistake.column,
        )

    def _outcome_problems(self, sheet: Sheet) -> Iterator[Problem]:
        outcome = next((o for o in sheet.outputs if o.name == OUTCOME), None)
        if outcome is None:
            yield Problem(
                path=("table",),
                code="assessment.no-outcome",
                words="the table answers no outcome",
                mend="add a column: then outcome",
                file=self.table.file,
            )
            return
        for value in outcome.allowed:
            missing = [lang for lang in LANGUAGES if lang not in self.outcomes.get(value, {})]
            if missing:
                yield Problem(
                    path=("outcomes",) if self.outcomes else (),
                    code="assessment.outcome-without-words",
                    words=f"nobody knows what “{value}” is called in {' and '.join(missing)}",
                    mend=f'add it to outcomes: "{value}": {{en: "…", cy: "…"}}',
                )
        given = {
            o.name.removeprefix(REASON) for o in sheet.outputs if o.name.startswith(REASON)
        }
        for language in LANGUAGES if given else ():
            if language not in given:
                yield Problem(
                    path=("table",),
                    code="assessment.reason-missing",
                    words=f"the table says its reasons not in {language}",
                    mend=f"add a column: then {REASON}{language}",
                    file=self.table.file,
                )

    def _scenario_problems(self, sheet: Sheet) -> Iterator[Problem]:
        if self.scenarios is None:
            yield Problem(
                path=("table",),
                code="assessment.no-scenarios",
                words="nothing tries this table",
                mend="add scenarios: tables/….scenarios.csv",
            )
            return
        found = tried(self.table, self.scenarios)
        yield from found.wrong
        for row in sheet.rows if not found.wrong else ():
            if row.label not in found.rows:
                yield Problem(
                    path=("table",),
                    code="assessment.row-untried",
                    words=f"no scenario comes to the row “{row.label}”",
                    mend="add a scenario that does",
                    file=self.table.file,
                    line=row.line,
                )
