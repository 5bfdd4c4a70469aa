"""An amount of money in pounds and pence."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from moothall.components.forms.kinds.one_field import OneField
from moothall.components.forms.rules import numbers
from moothall.kernel.money import Money
from moothall.kernel.questions import Answer, Asking
from moothall.kernel.steps import Problem
from moothall.kernel.words import say

_PENNY = Decimal("0.01")
_Pounds = Annotated[Decimal, Field(ge=-(10**9), le=10**9, decimal_places=2)]


class Amount(OneField):
    """``{kind: money, max}``: pounds as a decimal of two places, from ``min`` (nought)."""

    kind: ClassVar[str] = "money"
    feel_type: ClassVar[str] = "number"
    template: ClassVar[str] = "forms/kinds/money.html"

    min: _Pounds = Decimal(0)
    max: _Pounds | None = None

    @model_validator(mode="after")
    def _limits_leave_room(self) -> Self:
        if self.max is not None and self.min > self.max:
            raise ValueError("`min` is greater than `max`")
        return self

    def typed(self, *, text: str, asking: Asking) -> Answer:
        value = numbers.typed(text, before="£")
        return self._within_limits(value)

    def check(self, *, answer: Answer, asking: Asking) -> Answer:
        return self._within_limits(numbers.exact(answer))

    def shown(self, *, answer: Answer) -> str:
        return f"{answer:.2f}"

    def json_schema(self) -> dict[str, Any]:
        limits = {"minimum": numbers.plain(self.min)}
        if self.max is not None:
            limits["maximum"] = numbers.plain(self.max)
        return self.described(type="number", **limits)

    def text(self, *, answer: Answer, language: str) -> str:
        return str(Money.of(answer))

    def cells(self, *, answer: Answer) -> list[str]:
        return ["" if answer is None else self.shown(answer=answer)]

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        if self.max is None:
            yield Problem(
                path=(),
                code="forms.money-without-limit",
                words=f"the amount `{self.id}` has no `max`",
                mend="write the highest amount that makes sense, like max: 10000",
            )

    def _within_limits(self, value: Decimal | None) -> Decimal:
        if value is None:
            raise self.mistake(say("Enter an amount of money, like 45 or 45.50"))
        if numbers.is_far_too_large(value):
            raise self.mistake(say("The amount is too large"))
        if numbers.decimals(value) > 2:
            raise self.mistake(say("The amount must be in pounds and pence, like 45.50"))
        if value < self.min:
            raise self.mistake(
                say("The amount must be {least} or more", least=Money.of(self.min))
            )
        if self.max is not None and value > self.max:
            raise self.mistake(
                say("The amount must be {most} or less", most=Money.of(self.max))
            )
        return abs(value).quantize(_PENNY) if not value else value.quantize(_PENNY)
