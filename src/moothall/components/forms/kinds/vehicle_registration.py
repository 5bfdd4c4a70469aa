"""The number plate of a vehicle."""

from typing import Any, ClassVar

from moothall.components.forms.kinds.one_field import TypedText
from moothall.components.forms.rules import codes
from moothall.components.forms.rules import text as rules
from moothall.kernel.questions import Answer, Asking
from moothall.kernel.words import say


class VehicleRegistration(TypedText):
    """``{kind: vehicle_registration}``: in capitals with its space, such as ``AB12 CDE``."""

    kind: ClassVar[str] = "vehicle_registration"
    template: ClassVar[str] = "forms/kinds/vehicle_registration.html"

    def typed(self, *, text: str, asking: Asking) -> Answer:
        found = codes.plate(rules.shouted(text))
        if found is None:
            raise self.mistake(say("Enter a registration number in full, like AB12 CDE"))
        return found

    def json_schema(self) -> dict[str, Any]:
        return self.described(type="string", minLength=2, maxLength=12, examples=["AB12 CDE"])
