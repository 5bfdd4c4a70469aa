"""A National Insurance number."""

from typing import Any, ClassVar

from moothall.components.forms.kinds.one_field import TypedText
from moothall.components.forms.rules import codes
from moothall.components.forms.rules import text as rules
from moothall.kernel.questions import Answer, Asking
from moothall.kernel.words import say

_SHAPE = "^[A-Z]{2} [0-9]{2} [0-9]{2} [0-9]{2} [A-D]$"


class NationalInsuranceNumber(TypedText):
    """``{kind: national_insurance_number}``: such as ``QQ 12 34 56 C``."""

    kind: ClassVar[str] = "national_insurance_number"
    template: ClassVar[str] = "forms/kinds/national_insurance_number.html"

    def typed(self, *, text: str, asking: Asking) -> Answer:
        found = codes.insurance_number(rules.shouted(text))
        if found is None:
            raise self.mistake(say("Enter a National Insurance number in the correct format"))
        return found

    def json_schema(self) -> dict[str, Any]:
        return self.described(type="string", pattern=_SHAPE)
