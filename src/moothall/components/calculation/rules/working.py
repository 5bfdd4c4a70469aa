"""Working out a calculation: line by line, rounded once, held between its bounds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from moothall.components.calculation.contracts import (
    CannotBeWorkedOut,
    Line,
    Over,
    RoundingMode,
)
from moothall.components.calculation.rules import rounding, sharing
from moothall.components.calculation.rules.rates import NoRateInForce, Rates, in_force
from moothall.components.calculation.rules.sharing import Part
from moothall.feel import Expression, FeelError, compile_expression
from moothall.kernel.money import Money
from moothall.kernel.words import LANGUAGES, Said, Words, say

RATES = "rates"
TODAY = "today"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a sum is worked out."""

    lines: Sequence[Line]
    floor: Decimal
    cap: Decimal
    digits: int
    mode: RoundingMode
    total: Words
    """What the total is called."""
    rates: Rates | None = None


@lru_cache(maxsize=4_096)
def read_amount(text: str) -> Expression:
    """Compile the amount of a line. Raises ``FeelSyntaxError``."""
    return compile_expression(text)


def worked_out(*, plan: Plan, known: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The total and its lines, or ``undecided`` with the reason; everything can be stored.

    ``on`` is the day that expressions see as ``today``.
    """
    working = _Working(plan, known, on)
    try:
        figures = list(working.figures())
    except CannotBeWorkedOut as failure:
        told = {"code": failure.code, "words": failure.words, "line": failure.line}
        return {"undecided": {**told, "inputs": working.inputs, "today": on.isoformat()}}
    total, rows = _settled(plan, figures)
    return {
        "total": total,
        "label": dict(plan.total),
        "lines": rows,
        "inputs": working.inputs,
        "today": on.isoformat(),
        **({"rates_on": working.rates_on} if working.rates_on else {}),
    }


def shared_out(*, plan: Plan, line: Line, known: Mapping[str, Any], on: date) -> Decimal:
    """What a line with a period comes to, given the lines before it among what is known.

    Raises ``CannotBeWorkedOut`` and ``FeelError``.
    """
    return _Working(plan, known, on).figure(line).exact


@dataclass(frozen=True)
class _Figure:
    line: Line
    exact: Decimal
    parts: Sequence[Part] = ()


@dataclass
class _Working:
    plan: Plan
    known: Mapping[str, Any]
    on: date
    inputs: dict[str, Any] = field(default_factory=dict)
    """What was used, as it is stored."""
    rates_on: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The rates that were used for days of a period, by the day from which they hold."""
    amounts: dict[str, Decimal] = field(default_factory=dict)

    def figures(self) -> Iterator[_Figure]:
        """The lines that are there. Raises ``CannotBeWorkedOut``."""
        for line in self.plan.lines:
            try:
                figure = self.figure(line) if self._is_there(line) else None
            except FeelError as failure:
                raise CannotBeWorkedOut(
                    code=failure.code, words=failure.words, line=line.id
                ) from failure
            self.amounts[line.id] = figure.exact if figure else Decimal(0)
            if figure is not None:
                yield figure

    def _is_there(self, line: Line) -> bool:
        """As in every condition, what nobody has answered is null."""
        if line.show_when is None:
            return True
        names = line.show_when.names
        given = self._given(line, names, self.on)
        return line.show_when.is_true({**dict.fromkeys(names), **given})

    def figure(self, line: Line) -> _Figure:
        """One line that is there. Raises ``CannotBeWorkedOut`` and ``FeelError``."""
        if line.over is None:
            return _Figure(line, self._amount(line, self.on))
        first, last = self._day(line, line.over.first), self._day(line, line.over.last)
        try:
            sharing.check_period(first=first, last=last)
            begins = sharing.years_of(over=line.over)
        except CannotBeWorkedOut as failure:
            raise CannotBeWorkedOut(
                code=failure.code, words=failure.words, line=line.id
            ) from None
        parts = sharing.shared(
            first=first,
            last=last,
            per=line.over.per,
            amounts={day: self._amount(line, day) for day in self._changes(line, first, last)},
            year_from=begins,
        )
        exact = self._money(line, sharing.came_to(parts=parts))
        return _Figure(line, exact, parts)

    def _changes(self, line: Line, first: date, last: date) -> list[date]:
        """The first day, and the days of a period on which the amount may be another one."""
        if self.plan.rates is None or RATES not in read_amount(line.amount).names:
            return [first]
        begun = {rate.valid_from for rate in self.plan.rates.rates}
        return [first, *sorted(day for day in begun if first < day <= last)]

    def _day(self, line: Line, text: str) -> date:
        expression = read_amount(text)
        found = expression.evaluate(self._given(line, expression.names, self.on))
        if not isinstance(found, date) or isinstance(found, datetime):
            words = "The period must begin and end with a date, and does not."
            raise CannotBeWorkedOut(
                code="calculation.period-no-date", words=words, line=line.id
            )
        return found

    def _amount(self, line: Line, on: date) -> Decimal:
        """What nobody has answered is missing, and then there is no amount."""
        expression = read_amount(line.amount)
        found = expression.evaluate(self._given(line, expression.names, on))
        if not isinstance(found, Decimal):
            words = "This must come to a number, and does not."
            raise CannotBeWorkedOut(code="not_a_number", words=words, line=line.id)
        return self._money(line, found)

    def _money(self, line: Line, found: Decimal) -> Decimal:
        if not rounding.is_an_amount(found):
            words = "This number is too large, or has too many digits, to be money."
            raise CannotBeWorkedOut(code="not_money", words=words, line=line.id)
        return found

    def _given(self, line: Line, names: frozenset[str], on: date) -> dict[str, Any]:
        return dict(self._values(line, names, on))

    def _values(self, line: Line, names: frozenset[str], on: date) -> Iterator[tuple[str, Any]]:
        for name in sorted(names):
            if name in self.amounts:
                yield name, self.amounts[name]
            elif name == TODAY:
                yield name, self.on
            elif name == RATES and self.plan.rates is not None:
                rates = self._rates(line, self.plan.rates, on)
                self._remember(line, rates, on)
                yield name, rates
            elif name in self.known:
                self.inputs[name] = _storable(self.known[name])
                yield name, self.known[name]

    def _remember(self, line: Line, rates: dict[str, Any], on: date) -> None:
        if line.over is None or on == self.on:
            self.inputs[RATES] = rates
        else:
            self.rates_on[on.isoformat()] = rates

    def _rates(self, line: Line, table: Rates, on: date) -> dict[str, Any]:
        try:
            return in_force(rates=table, on=on)
        except NoRateInForce as failure:
            words = f"In the table of rates, {failure}."
            raise CannotBeWorkedOut(
                code=failure.mistake.code, words=words, line=line.id
            ) from failure


def _settled(plan: Plan, figures: Sequence[_Figure]) -> tuple[Decimal, list[dict[str, Any]]]:
    """The total, and the rows that lead to it: those that are added come to it exactly."""
    rows = [_row(plan, figure) for figure in figures]
    parts = rounding.added(amounts=(row["amount"] for row in rows if row["added"]))
    exact = rounding.added(amounts=(f.exact for f in figures if f.line.sum))
    total = rounding.rounded(amount=exact, digits=plan.digits, mode=plan.mode)
    if total != parts:
        rows.append(_row_of_ours("to-round", say("Rounding"), total - parts))
    if total > plan.cap:
        words = say("Never more than {amount}", amount=Money.of(plan.cap))
        rows.append(_row_of_ours("at-most", words, plan.cap - total))
        return plan.cap, rows
    if total < plan.floor:
        words = say("Never less than {amount}", amount=Money.of(plan.floor))
        rows.append(_row_of_ours("at-least", words, plan.floor - total))
        return plan.floor, rows
    return total, rows


def _row(plan: Plan, figure: _Figure) -> dict[str, Any]:
    line = figure.line
    return {
        "id": line.id,
        "label": dict(line.label),
        "amount": rounding.rounded(amount=figure.exact, digits=plan.digits, mode=plan.mode),
        "exact": figure.exact,
        "because": dict(line.because) if line.because else None,
        "added": line.sum,
        **({"over": _over(line.over, figure.parts)} if line.over else {}),
    }


def _over(over: Over, parts: Sequence[Part]) -> dict[str, Any]:
    """The parts of a line as they are kept: with every number that was used."""
    return {
        "per": over.per,
        "parts": [
            {
                "from": part.first.isoformat(),
                "to": part.last.isoformat(),
                "days": part.days,
                "amount": part.amount,
                "length": part.length,
                "wholes": part.wholes,
                "exact": sharing.as_decimal(number=part.share),
            }
            for part in parts
        ],
    }


def _row_of_ours(name: str, said: Said, amount: Decimal) -> dict[str, Any]:
    """A row of the platform; no line can have its id, for names hold no ``-``."""
    return {
        "id": name,
        "label": {language: said.in_language(language) for language in LANGUAGES},
        "amount": amount,
        "exact": amount,
        "because": None,
        "added": True,
    }


def _storable(value: Any) -> Any:  # noqa: ANN401 - plain JSON with dates
    """The value as it can be kept; of what the engine refuses, such as a float, its text."""
    if value is None or isinstance(value, str | bool | int | Decimal):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _storable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(inner) for inner in value]
    return str(value)
