"""Yes or no."""

from collections.abc import Sequence
from typing import Any, ClassVar

from moothall.components.forms.kinds.asked import Asked, sent
from moothall.kernel.questions import Answer, Asking, Fields
from moothall.kernel.words import say

_SENT = {"yes": True, "no": False}
YES, NO = say("Yes"), say("No")


class YesNo(Asked):
    """``{kind: yes_no}``: true or false."""

    kind: ClassVar[str] = "yes_no"
    feel_type: ClassVar[str] = "boolean"
    template: ClassVar[str] = "forms/kinds/yes_no.html"

    def read(self, *, fields: Fields, asking: Asking) -> Answer:
        text = sent(fields, self.id)
        if text and text not in _SENT:
            raise self.mistake(say("Select yes or no"))
        return _SENT.get(text)

    def check(self, *, answer: Answer, asking: Asking) -> Answer:
        if not isinstance(answer, bool):
            raise self.mistake(say("This must be true or false."))
        return answer

    def fields(self, *, answer: Answer) -> dict[str, list[str]]:
        return {} if answer is None else {self.id: ["yes" if answer else "no"]}

    def json_schema(self) -> dict[str, Any]:
        return self.described(type="boolean")

    def text(self, *, answer: Answer, language: str) -> str:
        return (YES if answer else NO).in_language(language)

    def values(self) -> Sequence[Any]:
        return (True, False)
