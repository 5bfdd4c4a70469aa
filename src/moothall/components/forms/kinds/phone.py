"""A telephone number."""

from typing import Any, ClassVar

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from moothall.components.forms.kinds.one_field import TypedText
from moothall.components.forms.rules import csv_cells
from moothall.kernel.questions import Answer, AnswersRefused, Asking
from moothall.kernel.words import say

_HOME = "GB"
_HOME_CODE = 44
_LONGEST = 40


class Phone(TypedText):
    """``{kind: phone}``: in the form of E.164, such as ``+441632960123``.

    A number without a country is one of the UK. Its length is checked, and no more: lists of
    the ranges in use are always behind what people really have.
    """

    kind: ClassVar[str] = "phone"
    template: ClassVar[str] = "forms/kinds/phone.html"

    autofill: bool = True
    """Whether it is the person's own number, which their browser may fill in."""

    def typed(self, *, text: str, asking: Asking) -> Answer:
        if len(text) > _LONGEST:
            raise self._no_number()
        try:
            number = phonenumbers.parse(text, _HOME)
        except NumberParseException:
            raise self._no_number() from None
        if number.extension or not _is_possible(number):
            raise self._no_number()
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)

    def shown(self, *, answer: Answer) -> str:
        number = phonenumbers.parse(answer)
        at_home = number.country_code == _HOME_CODE
        style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
        return phonenumbers.format_number(number, style)

    def json_schema(self) -> dict[str, Any]:
        return self.described(
            type="string", minLength=1, maxLength=_LONGEST, examples=["+441632960123"]
        )

    def cells(self, *, answer: Answer) -> list[str]:
        return ["" if answer is None else csv_cells.cell(self.shown(answer=answer))]

    def _no_number(self) -> AnswersRefused:
        return self.mistake(say("Enter a phone number, like 01632 960 001 or +44 7700 900 982"))


def _is_possible(number: phonenumbers.PhoneNumber) -> bool:
    reason = phonenumbers.is_possible_number_with_reason(number)
    return bool(reason == ValidationResult.IS_POSSIBLE)
