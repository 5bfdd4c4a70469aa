"""A number, exact, between limits."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from moothall.components.forms.kinds.one_field import OneField
from moothall.components.forms.rules import numbers
from moothall.kernel.questions import Answer, Asking
from moothall.kernel.steps import Problem
from moothall.kernel.words import Said, say

_Limit = Annotated[Decimal, Field(ge=-(10**15) + 1, le=10**15 - 1)]


class Number(OneField):
    """``{kind: number, min, max}``: whole unless ``decimals`` allows places after the point."""

    kind: ClassVar[str] = "number"
    feel_type: ClassVar[str] = "number"
    template: ClassVar[str] = "forms/kinds/number.html"

    min: _Limit | None = None
    max: _Limit | None = None
    decimals: Annotated[int, Field(ge=0, le=numbers.MOST_DECIMALS)] = 0
    unit: Annotated[str, Field(max_length=20)] = ""

    @model_validator(mode="after")
    def _limits_leave_room(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("`min` is greater than `max`")
        return self

    def typed(self, *, text: str, asking: Asking) -> Answer:
        value = numbers.typed(text, after=self.unit)
        if value is None:
            raise self.mistake(say("Enter a number, like {example}", example=self._example))
        return self._within_limits(value)

    def check(self, *, answer: Answer, asking: Asking) -> Answer:
        value = numbers.exact(answer)
        if value is None:
            raise self.mistake(say("Enter a number, like {example}", example=self._example))
        return self._within_limits(value)

    def shown(self, *, answer: Answer) -> str:
        return f"{answer:f}" if isinstance(answer, Decimal) else str(answer)

    def json_schema(self) -> dict[str, Any]:
        limits = {"minimum": self.min, "maximum": self.max}
        kept = {
            name: numbers.plain(limit) for name, limit in limits.items() if limit is not None
        }
        return self.described(type="number" if self.decimals else "integer", **kept)

    def text(self, *, answer: Answer, language: str) -> str:
        return f"{numbers.in_words(answer)} {self.unit}".rstrip()

    def cells(self, *, answer: Answer) -> list[str]:
        return ["" if answer is None else self.shown(answer=answer)]

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        for limit in ("min", "max"):
            if getattr(self, limit) is None:
                yield Problem(
                    path=(),
                    code="forms.number-without-limit",
                    words=f"the number `{self.id}` has no `{limit}`",
                    mend=f"write the limit that makes sense, like {limit}: 0",
                )

    @property
    def _example(self) -> str:
        return "12.5" if self.decimals else "12"

    def _within_limits(self, value: Decimal) -> int | Decimal:
        if numbers.is_far_too_large(value):
            raise self.mistake(say("The number is too large"))
        if numbers.decimals(value) > self.decimals:
            raise self.mistake(self._too_fine())
        if self.min is not None and value < self.min:
            least = self._in_words(self.min)
            raise self.mistake(say("The number must be {least} or more", least=least))
        if self.max is not None and value > self.max:
            most = self._in_words(self.max)
            raise self.mistake(say("The number must be {most} or less", most=most))
        return numbers.plain(value)

    def _too_fine(self) -> Said:
        if not self.decimals:
            return say("Enter a whole number, like 12")
        if self.decimals == 1:
            return say("The number can have 1 decimal place")
        return say("The number can have up to {most} decimal places", most=self.decimals)

    def _in_words(self, limit: Decimal) -> str:
        return self.text(answer=numbers.plain(limit), language="en")
