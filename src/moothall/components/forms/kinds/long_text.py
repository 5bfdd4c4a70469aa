"""A longer answer in the person's own words, on as many lines as they like."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from moothall.components.forms.kinds.one_field import TypedText
from moothall.components.forms.rules import text as rules
from moothall.kernel.questions import Answer, Asking
from moothall.kernel.words import say

MOST = 10_000


class LongText(TypedText):
    """``{kind: long_text}``: up to 2,000 characters unless ``max_length`` says otherwise."""

    kind: ClassVar[str] = "long_text"
    template: ClassVar[str] = "forms/kinds/long_text.html"

    max_length: Annotated[int, Field(ge=1, le=MOST)] = 2000

    def tidy(self, text: str) -> str:
        return rules.many_lines(text)

    def typed(self, *, text: str, asking: Asking) -> Answer:
        if len(text) > self.max_length:
            most = f"{self.max_length:,}"
            raise self.mistake(say("Your answer must be {most} characters or less", most=most))
        return text

    def json_schema(self) -> dict[str, Any]:
        return self.described(type="string", minLength=1, maxLength=self.max_length)
