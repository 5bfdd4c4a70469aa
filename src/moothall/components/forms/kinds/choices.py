"""Any number of several options."""

from typing import Any, ClassVar

from moothall.components.forms.kinds.options import NONE_OF_THESE, FromOptions
from moothall.components.forms.rules import csv_cells
from moothall.kernel.questions import Answer, Asking, Fields
from moothall.kernel.words import say


class Choices(FromOptions):
    """``{kind: choices, options}``: the values of those chosen, in the order of the options."""

    kind: ClassVar[str] = "choices"
    feel_type: ClassVar[str] = "list"
    template: ClassVar[str] = "forms/kinds/choices.html"

    def read(self, *, fields: Fields, asking: Asking) -> Answer:
        chosen = [value for value in fields.get(self.id, ()) if value]
        return self.check(answer=chosen, asking=asking)

    def check(self, *, answer: Answer, asking: Asking) -> Answer:
        if not isinstance(answer, list):
            raise self.mistake(say("This must be a list of options."))
        offered = self.all_values
        if any(not isinstance(value, str) or value not in offered for value in answer):
            raise self.mistake(say("Select only options that are in the list"))
        if NONE_OF_THESE in answer and set(answer) != {NONE_OF_THESE}:
            raise self.mistake(
                say("Select what applies, or select “{none}”", none=self._none_words())
            )
        return [value for value in offered if value in answer] or None

    def fields(self, *, answer: Answer) -> dict[str, list[str]]:
        return {} if answer is None else {self.id: list(answer)}

    def json_schema(self) -> dict[str, Any]:
        return self.described(
            type="array",
            items={"type": "string", "enum": self.all_values},
            uniqueItems=True,
            minItems=1,
        )

    def text(self, *, answer: Answer, language: str) -> str:
        return "\n".join(self.label_of(value, language) for value in answer)

    def cells(self, *, answer: Answer) -> list[str]:
        if answer is None:
            return [""]
        return [csv_cells.cell("; ".join(self.label_of(value, "en") for value in answer))]

    def _none_words(self) -> dict[str, str]:
        return {language: self.label_of(NONE_OF_THESE, language) for language in ("en", "cy")}
