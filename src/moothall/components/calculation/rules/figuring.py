"""Working out only the figures of a calculation: the same sums, for very many people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from moothall.components.calculation.contracts import CannotBeWorkedOut, Line
from moothall.components.calculation.rules import rounding
from moothall.components.calculation.rules.rates import NoRateInForce, Rates, in_force
from moothall.components.calculation.rules.working import (
    RATES,
    TODAY,
    Plan,
    read_amount,
    shared_out,
)
from moothall.feel import Expression, FeelError, FeelSyntaxError

_NOUGHT = Decimal(0)


class NoFigure(Exception):
    """There is no amount; a person has to decide. ``worked_out`` says why."""


@dataclass(frozen=True)
class _Line:
    id: str
    written: Line
    amount: Expression | None
    """None if it cannot be read."""
    shown: Expression | None
    is_added: bool
    rates: tuple[Mapping[str, Any], Mapping[str, Any]] | None
    """What of the rates in force its condition and its amount look at; none without rates."""


class Figures:
    """A plan made ready for one day. Holds no state, so that threads may share it."""

    def __init__(self, plan: Plan, on: date) -> None:
        self._plan, self._on = plan, on
        rates = _in_force(plan.rates, on) if plan.rates is not None else None
        self._has_rates = rates is not None or plan.rates is None
        self._lines = [_ready(line, rates) for line in plan.lines]

    def worked_out(self, known: Mapping[str, Any]) -> tuple[dict[str, Decimal], Decimal]:
        """The exact amount of each line by its id, and the total. Raises ``NoFigure``.

        The same as ``working.worked_out`` comes to; a line that is left out is nought.
        """
        inputs = {**known, TODAY: self._on}
        amounts: dict[str, Decimal] = {}
        parts: list[Decimal] = []
        try:
            for line in self._lines:
                found = self._amount(line, inputs) if self._is_there(line, inputs) else None
                inputs[line.id] = amounts[line.id] = found or _NOUGHT
                if found is not None and line.is_added:
                    parts.append(found)
        except (FeelError, CannotBeWorkedOut) as failure:
            raise NoFigure from failure
        return amounts, self._settled(parts)

    def _is_there(self, line: _Line, inputs: dict[str, Any]) -> bool:
        if line.shown is None:
            return True
        self._look(line.shown, line.rates and line.rates[0], inputs)
        names = line.shown.names
        if names <= inputs.keys():
            return line.shown.is_true(inputs)
        return line.shown.is_true({**dict.fromkeys(names), **inputs})

    def _amount(self, line: _Line, inputs: dict[str, Any]) -> Decimal:
        if line.amount is None:
            raise NoFigure
        if line.written.over is not None:
            return shared_out(plan=self._plan, line=line.written, known=inputs, on=self._on)
        self._look(line.amount, line.rates and line.rates[1], inputs)
        found = line.amount.evaluate(inputs)
        if not isinstance(found, Decimal) or not rounding.is_an_amount(found):
            raise NoFigure
        return found

    def _look(
        self, expression: Expression, rates: Mapping[str, Any] | None, inputs: dict[str, Any]
    ) -> None:
        if RATES not in expression.names:
            return
        if not self._has_rates:
            raise NoFigure
        if rates is not None:
            inputs[RATES] = rates

    def _settled(self, parts: Sequence[Decimal]) -> Decimal:
        plan = self._plan
        exact = rounding.added(amounts=parts)
        total = rounding.rounded(amount=exact, digits=plan.digits, mode=plan.mode)
        if total > plan.cap:
            return plan.cap
        return max(total, plan.floor)


def _ready(line: Line, rates: Mapping[str, Any] | None) -> _Line:
    try:
        amount = read_amount(line.amount)
    except FeelSyntaxError:
        amount = None
    shown = line.show_when
    looks = None if rates is None else (_looked_at(shown, rates), _looked_at(amount, rates))
    return _Line(line.id, line, amount, shown, line.sum, looks)


def _looked_at(expression: Expression | None, rates: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of the rates that an expression looks at: every rate costs time to take in."""
    paths = [p for p in (expression.paths if expression else ()) if p[0] == RATES]
    if any(len(path) < 2 for path in paths):
        return rates
    return {path[1]: rates[path[1]] for path in paths if path[1] in rates}


def _in_force(rates: Rates, on: date) -> Mapping[str, Any] | None:
    try:
        return in_force(rates=rates, on=on)
    except NoRateInForce:
        return None
