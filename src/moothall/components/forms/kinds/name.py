"""The name of a person."""

from typing import Any, ClassVar, Literal

from moothall.components.forms.kinds.asked import Asked, sent
from moothall.components.forms.rules import csv_cells
from moothall.components.forms.rules import text as rules
from moothall.kernel.questions import Answer, AnswersRefused, Asking, Fields, Mistake
from moothall.kernel.words import Said, say

_LONGEST = 100
_FORMS = {"full": ("full",), "first_last": ("first", "last")}
_MISSING = {
    "full": "Enter the full name",
    "first": "Enter the first name",
    "last": "Enter the last name",
}
_TOO_LONG = {
    "full": "The full name must be {most} characters or less",
    "first": "The first name must be {most} characters or less",
    "last": "The last name must be {most} characters or less",
}


class Name(Asked):
    """``{kind: name}``: ``{full}``, or ``{first, last}`` where ``parts`` is ``first_last``."""

    kind: ClassVar[str] = "name"
    feel_type: ClassVar[str] = "context"
    template: ClassVar[str] = "forms/kinds/name.html"

    parts: Literal["full", "first_last"] = "full"
    autofill: bool = True
    """Whether it is the person's own name, which their browser may fill in."""

    def read(self, *, fields: Fields, asking: Asking) -> Answer:
        return self._checked({part: sent(fields, self._field(part)) for part in self._parts})

    def check(self, *, answer: Answer, asking: Asking) -> Answer:
        wanted = " and ".join(self._parts)
        if not isinstance(answer, dict) or not set(answer) <= set(self._parts):
            raise self.mistake(say("This must be a name with {parts}.", parts=wanted))
        if not all(isinstance(text, str) for text in answer.values()):
            raise self.mistake(say("This must be text."))
        return self._checked({part: answer.get(part, "") for part in self._parts})

    def fields(self, *, answer: Answer) -> dict[str, list[str]]:
        return {self._field(part): [text] for part, text in (answer or {}).items()}

    def json_schema(self) -> dict[str, Any]:
        text = {"type": "string", "minLength": 1, "maxLength": _LONGEST}
        return self.described(
            type="object",
            properties=dict.fromkeys(self._parts, text),
            required=list(self._parts),
            additionalProperties=False,
        )

    def text(self, *, answer: Answer, language: str) -> str:
        return " ".join(answer[part] for part in self._parts if part in answer)

    def columns(self) -> list[str]:
        return [f"{self.id}_{part}" for part in self._parts]

    def cells(self, *, answer: Answer) -> list[str]:
        return [csv_cells.cell((answer or {}).get(part, "")) for part in self._parts]

    @property
    def _parts(self) -> tuple[str, ...]:
        return _FORMS[self.parts]

    def _field(self, part: str) -> str:
        return self.id if part == "full" else f"{self.id}-{part}"

    def _checked(self, raw: dict[str, str]) -> dict[str, str] | None:
        name = {part: rules.one_line(text) for part, text in raw.items()}
        if not any(name.values()):
            return None
        mistakes = [
            Mistake(question=self.id, field=self._field(part), said=said)
            for part, text in name.items()
            if (said := _wrong_with(part, text))
        ]
        if mistakes:
            raise AnswersRefused(mistakes)
        return name


def _wrong_with(part: str, text: str) -> Said | None:
    if not text:
        return say(_MISSING[part])
    return say(_TOO_LONG[part], most=_LONGEST) if len(text) > _LONGEST else None
