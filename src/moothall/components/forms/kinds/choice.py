"""One of several options."""

from collections.abc import Sequence
from typing import Any, ClassVar

from moothall.components.forms.kinds.asked import sent
from moothall.components.forms.kinds.options import FromOptions
from moothall.kernel.questions import Answer, Asking, Fields
from moothall.kernel.words import say

_MOST_RADIOS = 15


class Choice(FromOptions):
    """``{kind: choice, options}``: the value of the option that was chosen."""

    kind: ClassVar[str] = "choice"
    feel_type: ClassVar[str] = "string"
    template: ClassVar[str] = "forms/kinds/choice.html"

    @property
    def as_list(self) -> bool:
        """Whether there are too many options to show them all at once."""
        return len(self.options) > _MOST_RADIOS

    def read(self, *, fields: Fields, asking: Asking) -> Answer:
        text = sent(fields, self.id)
        return self.check(answer=text, asking=asking) if text else None

    def check(self, *, answer: Answer, asking: Asking) -> Answer:
        if not isinstance(answer, str) or answer not in self.all_values:
            raise self.mistake(say("Select one of the options in the list"))
        return answer

    def fields(self, *, answer: Answer) -> dict[str, list[str]]:
        return {} if answer is None else {self.id: [answer]}

    def json_schema(self) -> dict[str, Any]:
        return self.described(type="string", enum=self.all_values)

    def text(self, *, answer: Answer, language: str) -> str:
        return self.label_of(answer, language)

    def values(self) -> Sequence[Any]:
        return self.all_values
