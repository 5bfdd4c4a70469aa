"""Kinds of answer that are typed into one field."""

from typing import ClassVar

from moothall.components.forms.kinds.asked import Asked, sent
from moothall.components.forms.rules import text as rules
from moothall.kernel.questions import Answer, Asking, Fields
from moothall.kernel.words import say


class OneField(Asked):
    """A question whose answer stands in one field, named as the question."""

    def typed(self, *, text: str, asking: Asking) -> Answer:
        """The normal form of what somebody typed, never empty text."""
        raise NotImplementedError

    def shown(self, *, answer: Answer) -> str:
        """What stands in the field for an answer."""
        return str(answer)

    def tidy(self, text: str) -> str:
        """What is left of ``text`` without what nobody meant to type."""
        return rules.one_line(text)

    def read(self, *, fields: Fields, asking: Asking) -> Answer:
        text = self.tidy(sent(fields, self.id))
        return self.typed(text=text, asking=asking) if text else None

    def fields(self, *, answer: Answer) -> dict[str, list[str]]:
        return {} if answer is None else {self.id: [self.shown(answer=answer)]}


class TypedText(OneField):
    """A question whose answer is text: JSON and field hold the same."""

    feel_type: ClassVar[str] = "string"

    def check(self, *, answer: Answer, asking: Asking) -> Answer:
        if not isinstance(answer, str):
            raise self.mistake(say("This must be text."))
        text = self.tidy(answer)
        return self.typed(text=text, asking=asking) if text else None

    def text(self, *, answer: Answer, language: str) -> str:
        return self.shown(answer=answer)
