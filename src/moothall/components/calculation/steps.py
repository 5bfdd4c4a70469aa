"""The step that calculation offers to services: work out an amount."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, ClassVar

from pydantic import Field

from moothall.components.calculation.contracts import Line, OpenRates, Pounds, RoundingMode
from moothall.components.calculation.queries import added, day_at
from moothall.components.calculation.rules.figuring import Figures, NoFigure
from moothall.components.calculation.rules.lines import line_problems, texts_of
from moothall.components.calculation.rules.rates import Rates, merged, read_rates
from moothall.components.calculation.rules.rounding import rounded
from moothall.components.calculation.rules.telling import breakdown, in_full
from moothall.components.calculation.rules.working import (
    RATES,
    TODAY,
    Plan,
    read_amount,
    worked_out,
)
from moothall.feel import Expression, FeelSyntaxError
from moothall.kernel.actors import serving_org
from moothall.kernel.attached import AttachedFile
from moothall.kernel.conditions import is_a_name
from moothall.kernel.questions import Answers
from moothall.kernel.steps import Asked, Branch, Counted, Named, Problem, Run, Step, Told
from moothall.kernel.words import LANGUAGES, Words, in_language, say, translate

MOST_LINES = 60
TOTAL, UNDECIDED = "total", "undecided"
_OURS = frozenset({TODAY, RATES, TOTAL, UNDECIDED})

_Digits = Annotated[int, Field(ge=0, le=2)]


class Calculate(Step):
    """Works out an amount of money, with every line of it explained."""

    kind: ClassVar[str] = "calculate"
    is_shown: ClassVar[bool] = False

    rates: AttachedFile | None = None
    """A table such as `rates/parking.csv`; lines see what is in force today as `rates`, rows
    included that were added to the table since."""
    lines: tuple[Line, ...] = ()
    """`{id, label, amount}`, worked out in this order; later lines may use earlier ones."""
    between: tuple[Pounds, Pounds] | None = None
    """The least and the most that the total can be: `[0.00, 200.00]`. It must be there."""
    round: tuple[_Digits, RoundingMode] | None = None
    """How the total is rounded, once: `[2, half up]`. It must be there."""
    total: Words | None = None
    """What the total is called; “Total” unless given."""

    def gives(self) -> Mapping[str, str]:
        return {self.id: "context"}

    def seen(self, *, remembered: Answers) -> Mapping[str, Any]:
        """``total`` and each line by its id, exactly; only ``total`` where it is undecided.

        A line that was left out is nought.
        """
        kept = remembered.get(self.id)
        if kept is None:
            return dict(remembered)
        if UNDECIDED in kept:
            return {**remembered, **self.undecided()}
        amounts = dict.fromkeys((line.id for line in self.lines), Decimal(0))
        amounts |= {
            row["id"]: Decimal(row["exact"]) for row in kept["lines"] if row["id"] in amounts
        }
        total = Decimal(kept["total"])
        return {**remembered, self.id: {**amounts, TOTAL: total, UNDECIDED: False}}

    def undecided(self) -> Mapping[str, Any]:
        return {self.id: {TOTAL: None, UNDECIDED: True}}

    def nameable(self) -> Sequence[Named]:
        total = self.total or say("Total").in_all_languages()
        undecided = say("Somebody will look at this").in_all_languages()
        return (
            Named(name=f"{self.id}.{TOTAL}", type="number", label=total),
            Named(name=f"{self.id}.{UNDECIDED}", type="boolean", label=undecided),
            *(
                Named(name=f"{self.id}.{line.id}", type="number", label=line.label)
                for line in self.lines
            ),
        )

    def needs(self) -> frozenset[str]:
        """What the lines use besides one another and their rates."""
        used = frozenset[str]().union(*(each.names for _, each in self.expressions()))
        own = {line.id for line in self.lines}
        return used - own - ({RATES} if self.rates else set())

    def take(self, *, run: Run, given: Answers, fetched: Answers) -> dict[str, Any]:
        """With the rates that were added since the version was made, as far as they hold."""
        day = _today(run.known) or day_at(at=run.at)
        rates = self._attached_rates()
        if self.rates is not None and rates is not None:
            file = self.rates.file
            rows = added(org=serving_org(), service=run.service, file=file)
            rates = merged(rates=rates, added=rows)
        return {self.id: self._worked_out(run.known, day, rates)}

    def example(self, *, given: Answers, at: datetime) -> dict[str, Any]:
        """With the rates of the version alone, so that it comes to the same for ever."""
        day = _today(given) or at.date()
        return {self.id: self._worked_out(given, day, self._attached_rates())}

    def open_rates(self) -> OpenRates | None:
        if self.rates is None:
            return None
        return OpenRates(name=self.rates.stem, title=self.title, table=self.rates)

    def comes_to(self, *, known: Answers, at: datetime) -> Mapping[str, Any]:
        try:
            figures = self._figures_on(_today(known) or at.date())
            amounts, total = figures.worked_out(known)
        except NoFigure:
            return {self.id: {TOTAL: None, UNDECIDED: True}}
        return {self.id: {**amounts, TOTAL: total, UNDECIDED: False}}

    def counts(self) -> Sequence[Counted]:
        total = self.total or self.title
        label = total or {each: translate("Total", each) for each in LANGUAGES}
        return [Counted(name=f"{self.id}.{TOTAL}", label=label, is_amount=True)]

    def tells(self, *, remembered: Answers, language: str) -> Sequence[Told]:
        kept = remembered.get(self.id)
        return breakdown(kept=kept, language=language) if kept is not None else ()

    def explains(self, *, remembered: Answers, language: str, asked: Asked) -> Sequence[Told]:
        """What people are told, with each part of what was shared out over days.

        ``left_open`` says why there may be nothing.
        """
        kept = remembered.get(self.id)
        if kept is None or UNDECIDED in kept:
            return ()
        return in_full(kept=kept, language=language)

    def left_open(self, *, remembered: Answers) -> str:
        reason = (remembered.get(self.id) or {}).get(UNDECIDED)
        if reason is None:
            return ""
        label = next((line.label for line in self.lines if line.id == reason["line"]), None)
        said = f"“{in_language(label, 'en')}”: {reason['words']}" if label else reason["words"]
        empty = [name for name, value in reason["inputs"].items() if value is None]
        return f"{said} ({', '.join(empty)}: –)" if empty else str(said)

    def branches(self) -> Sequence[Branch]:
        """Each line with a condition, there and left out."""
        return [
            Branch(
                name=_branch(line.id, is_there=is_there),
                path=("lines", n, "show_when"),
                words=f"the line `{line.id}` of `{self.id}` is {what}",
            )
            for n, line in enumerate(self.lines)
            if line.show_when is not None
            for is_there, what in ((True, "there"), (False, "left out"))
        ]

    def took(self, *, remembered: Answers) -> frozenset[str]:
        """Nothing where it is undecided: nobody saw any of its lines."""
        kept = remembered.get(self.id) or {UNDECIDED: None}
        if UNDECIDED in kept:
            return frozenset()
        there = {row["id"] for row in kept["lines"]}
        return frozenset(_branch(x.id, is_there=x.id in there) for x in self.lines)

    def expressions(self) -> Iterator[tuple[tuple[str | int, ...], Expression]]:
        """Every amount and condition of the lines that can be read, with its path."""
        for place_, line in enumerate(self.lines):
            if line.show_when is not None:
                yield ("lines", place_, "show_when"), line.show_when
            for key, text in texts_of(line=line):
                try:
                    yield ("lines", place_, *key), read_amount(text)
                except FeelSyntaxError:
                    continue

    def problems(self) -> Iterator[Problem]:
        if not is_a_name(self.id) or self.id in {TODAY, RATES}:
            yield Problem(
                path=(),
                code="calculation.step-without-a-name",
                words=f"conditions cannot name the result `{self.id}`",
                mend="call the step by one word of small letters and _, such as fee",
            )
        yield from self._count_problems()
        yield from self._id_problems()
        yield from self._amount_problems()
        yield from self._bound_problems()
        yield from self._rates_problems()

    def _attached_rates(self) -> Rates | None:
        return read_rates(text=self.rates.text) if self.rates else None

    @cached_property
    def _figures(self) -> dict[date, Figures]:
        """Made ready by day; a step is worked through with one day or two."""
        return {}

    def _figures_on(self, day: date) -> Figures:
        found = self._figures.get(day)
        if found is None:
            plan = self._plan(self._attached_rates())
            if plan is None:
                raise NoFigure
            found = self._figures[day] = Figures(plan, day)
        return found

    def _worked_out(
        self, known: Mapping[str, Any], day: date, rates: Rates | None
    ) -> dict[str, Any]:
        plan = self._plan(rates)
        if plan is None:
            told = {"code": "unfinished", "words": "The service does not say how to round."}
            nothing = {"line": "", "inputs": {}, TODAY: day.isoformat()}
            return {UNDECIDED: {**told, **nothing}}
        return worked_out(plan=plan, known=known, on=day)

    def _plan(self, rates: Rates | None) -> Plan | None:
        """None as long as it does not say how to round."""
        if self.between is None or self.round is None:
            return None
        (floor, cap), (digits, mode) = self.between, self.round
        return Plan(
            lines=self.lines,
            floor=floor,
            cap=cap,
            digits=digits,
            mode=mode,
            total=self.total or {each: translate("Total", each) for each in LANGUAGES},
            rates=rates,
        )

    def _count_problems(self) -> Iterator[Problem]:
        if not self.lines:
            yield Problem(
                path=(),
                code="calculation.no-lines",
                words=f"the calculation `{self.id}` has no lines",
                mend='add lines: [{id: base, label: {en: "…"}, amount: "40"}]',
            )
        if len(self.lines) > MOST_LINES:
            yield Problem(
                path=("lines",),
                code="calculation.too-many-lines",
                words=f"there are {len(self.lines)} lines, and nobody can follow so many",
                mend=f"use at most {MOST_LINES}, and a table of rates",
            )

    def _id_problems(self) -> Iterator[Problem]:
        count = Counter(line.id for line in self.lines)
        for n, line in enumerate(self.lines):
            if line.id == self.id:
                yield Problem(
                    path=("lines", n, "id"),
                    code="calculation.line-named-as-step",
                    words=f"the line `{line.id}` is called like its step",
                    mend="give the line an id of its own",
                )
            elif line.id in _OURS or not is_a_name(line.id):
                yield Problem(
                    path=("lines", n, "id"),
                    code="calculation.line-reserved",
                    words=f"`{line.id}` means something else in expressions",
                    mend="give the line another id",
                )
            if count[line.id] > 1:
                yield Problem(
                    path=("lines", n, "id"),
                    code="calculation.line-twice",
                    words=f"more than one line is called `{line.id}`",
                    mend="give each line an id of its own",
                )

    def _amount_problems(self) -> Iterator[Problem]:
        for n, line in enumerate(self.lines):
            yield from line_problems(n=n, line=line)
        for path, expression in self.expressions():
            n = int(path[1])
            for name in sorted(expression.names & {line.id for line in self.lines[n:]}):
                own = name == self.lines[n].id
                yield Problem(
                    path=path,
                    code="calculation.uses-later-line",
                    words=f"`{self.lines[n].id}` uses "
                    + ("itself" if own else f"`{name}`, a line further down"),
                    mend="use lines further up only",
                )

    def _bound_problems(self) -> Iterator[Problem]:
        if self.round is None:
            yield Problem(
                path=(),
                code="calculation.money-without-rounding",
                words=f"`{self.id}` does not say how money is rounded",
                mend="add round: [2, half up]",
            )
        if self.between is None:
            yield Problem(
                path=(),
                code="calculation.money-without-bounds",
                words=f"`{self.id}` has no upper bound",
                mend="write the least and the most of it, like between: [0.00, 200.00]",
            )
            return
        floor, cap = self.between
        if floor > cap:
            yield Problem(
                path=("between",),
                code="calculation.bounds-reversed",
                words=f"the least, {floor}, is more than the most, {cap}",
                mend="write the lower of them first",
            )
        if floor < 0:
            yield Problem(
                path=("between", 0),
                code="calculation.money-below-nought",
                words=f"`{self.id}` may be less than nothing",
                mend="begin at 0.00; what is paid out is a calculation of its own",
            )
        yield from self._unrounded_bounds(floor, cap)

    def _unrounded_bounds(self, *bounds: Decimal) -> Iterator[Problem]:
        for n, bound in enumerate(bounds):
            if self.round and rounded(amount=bound, digits=self.round[0], mode="up") != bound:
                yield Problem(
                    path=("between", n),
                    code="calculation.bound-not-rounded",
                    words=f"{bound} has more digits than `round` leaves",
                    mend="round it likewise",
                )

    def _rates_problems(self) -> Iterator[Problem]:
        if self.rates is None:
            return
        for mistake in read_rates(text=self.rates.text).mistakes:
            yield Problem(
                path=("rates",),
                code=mistake.code,
                words=str(mistake),
                mend=mistake.mend,
                file=self.rates.file,
                line=mistake.line,
                column=mistake.column,
            )


def _branch(line: str, *, is_there: bool) -> str:
    return f"{line}: {'there' if is_there else 'left out'}"


def _today(known: Mapping[str, Any]) -> date | None:
    """The day that conditions see, so that all of a journey is judged by one day."""
    found = known.get(TODAY)
    is_day = isinstance(found, date) and not isinstance(found, datetime)
    return found if is_day else None
