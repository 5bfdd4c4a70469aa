"""An email address."""

from typing import Any, ClassVar

from moothall.components.forms.kinds.one_field import TypedText
from moothall.components.forms.rules import codes
from moothall.kernel.questions import Answer, Asking
from moothall.kernel.words import say

_LONGEST = 254


class Email(TypedText):
    """``{kind: email}``: ``name@example.com``, its host in small letters."""

    kind: ClassVar[str] = "email"
    template: ClassVar[str] = "forms/kinds/email.html"

    autofill: bool = True
    """Whether it is the person's own address, which their browser may fill in."""

    def typed(self, *, text: str, asking: Asking) -> Answer:
        bare = text.removeprefix("mailto:").replace(" ", "")
        found = codes.email(bare) if len(bare) <= _LONGEST else None
        if found is None:
            raise self.mistake(
                say("Enter an email address in the correct format, like name@example.com")
            )
        return found

    def json_schema(self) -> dict[str, Any]:
        return self.described(type="string", format="email", maxLength=_LONGEST)
