"""A short answer in the person's own words, on one line."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from moothall.components.forms.kinds.one_field import TypedText
from moothall.kernel.questions import Answer, Asking
from moothall.kernel.words import say

MOST = 500


class Text(TypedText):
    """``{kind: text}``: up to 200 characters unless ``max_length`` says otherwise."""

    kind: ClassVar[str] = "text"
    template: ClassVar[str] = "forms/kinds/text.html"

    max_length: Annotated[int, Field(ge=1, le=MOST)] = 200

    def typed(self, *, text: str, asking: Asking) -> Answer:
        if len(text) > self.max_length:
            raise self.mistake(
                say("Your answer must be {most} characters or less", most=self.max_length)
            )
        return text

    def json_schema(self) -> dict[str, Any]:
        return self.described(type="string", minLength=1, maxLength=self.max_length)
