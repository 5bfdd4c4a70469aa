"""A postal address in the UK."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from moothall.components.forms.kinds.asked import Asked, sent
from moothall.components.forms.rules import codes, csv_cells, numbers, places
from moothall.components.forms.rules import text as rules
from moothall.kernel.encoding import canonical, from_json
from moothall.kernel.questions import Answer, AnswersRefused, Asking, Fields, Mistake
from moothall.kernel.words import Said, say

LINES = ("line1", "line2", "town", "postcode")
_ALL = (*LINES, "uprn", "lat", "lon")
_LONGEST = 100
_LONGEST_UPRN = 12
_LONGEST_CHOICE = 2000
_MISSING = {
    "line1": say("Enter address line 1, typically the building and street"),
    "town": say("Enter a town or city"),
    "postcode": say("Enter a postcode"),
}
Area = Annotated[str, Field(pattern=r"^area\.[A-Za-z0-9_-]{1,60}$")]


class Address(Asked):
    """``{kind: address}``: ``{line1, line2?, town, postcode, uprn?, lat?, lon?}``.

    ``within`` names the area in which it must lie; whoever knows the areas enforces that.

    A page sends either the lines, or under ``<id>-choice`` a whole address from a list, as
    JSON; lines that somebody typed outdo the choice.
    """

    kind: ClassVar[str] = "address"
    feel_type: ClassVar[str] = "context"
    template: ClassVar[str] = "forms/kinds/address.html"

    within: Area | None = None
    autofill: bool = True
    """Whether it is the person's own address, which their browser may fill in."""

    @staticmethod
    def as_choice(address: Answer) -> str:
        """The value of an option that stands for ``address`` in a list of found ones."""
        return canonical({p: address[p] for p in _ALL if address.get(p) is not None})

    def read(self, *, fields: Fields, asking: Asking) -> Answer:
        lines = {part: rules.one_line(sent(fields, f"{self.id}-{part}")) for part in LINES}
        chosen = self._chosen(sent(fields, f"{self.id}-choice"), asking)
        if any(lines.values()):
            by_hand = self._checked_lines(lines)
            same = chosen and all(chosen.get(part) == by_hand.get(part) for part in LINES)
            return chosen if same else by_hand
        if chosen is None and rules.one_line(sent(fields, f"{self.id}-find")):
            said = say("Select “Find address” and choose your address, or enter it by hand")
            raise self.mistake(said, part="find")
        return chosen

    def check(self, *, answer: Answer, asking: Asking) -> Answer:
        if not isinstance(answer, dict) or not set(answer) <= set(_ALL):
            raise self.mistake(say("This must be an address with line1, town and postcode."))
        lines = {part: answer.get(part) or "" for part in LINES}
        if not all(isinstance(text, str) for text in lines.values()):
            raise self.mistake(say("This must be text."))
        tidy = {part: rules.one_line(text) for part, text in lines.items()}
        return {**self._checked_lines(tidy), **self._checked_place(answer)}

    def fields(self, *, answer: Answer) -> dict[str, list[str]]:
        if answer is None:
            return {}
        lines = {f"{self.id}-{part}": [answer[part]] for part in LINES if part in answer}
        return {**lines, f"{self.id}-choice": [self.as_choice(answer)]}

    def json_schema(self) -> dict[str, Any]:
        text = {"type": "string", "minLength": 1, "maxLength": _LONGEST}
        return self.described(
            type="object",
            properties={
                **dict.fromkeys(LINES, text),
                "uprn": {"type": "string", "pattern": "^[0-9]{1,12}$"},
                "lat": {"type": "number", "minimum": -90, "maximum": 90},
                "lon": {"type": "number", "minimum": -180, "maximum": 180},
            },
            required=["line1", "town", "postcode"],
            dependentRequired={"lat": ["lon"], "lon": ["lat"]},
            additionalProperties=False,
        )

    def text(self, *, answer: Answer, language: str) -> str:
        return "\n".join(answer[part] for part in LINES if part in answer)

    def columns(self) -> list[str]:
        return [f"{self.id}_{part}" for part in _ALL]

    def cells(self, *, answer: Answer) -> list[str]:
        return [_cell((answer or {}).get(part)) for part in _ALL]

    def _chosen(self, text: str, asking: Asking) -> Answer:
        if not text:
            return None
        try:
            found = from_json(text) if len(text) <= _LONGEST_CHOICE else None
        except (ValueError, RecursionError):
            found = None
        try:
            return self.check(answer=found, asking=asking)
        except AnswersRefused:
            said = say("Choose an address from the list")
            raise self.mistake(said, part="choice") from None

    def _checked_lines(self, lines: dict[str, str]) -> dict[str, str]:
        postcode = codes.postcode(rules.shouted(lines["postcode"]))
        mistakes = [
            Mistake(question=self.id, field=f"{self.id}-{part}", said=said)
            for part in LINES
            if (said := _wrong_with(part, lines[part], postcode))
        ]
        if mistakes:
            raise AnswersRefused(mistakes)
        return {part: text for part, text in lines.items() if text} | {
            "postcode": postcode or ""
        }

    def _checked_place(self, answer: dict[str, Any]) -> dict[str, Any]:
        place: dict[str, Any] = {}
        if (uprn := answer.get("uprn")) is not None:
            if not _is_uprn(uprn):
                raise self.mistake(say("A UPRN is text of up to 12 figures."), part="uprn")
            place["uprn"] = uprn
        if answer.get("lat") is not None or answer.get("lon") is not None:
            spot = places.spot(
                numbers.exact(answer.get("lat")), numbers.exact(answer.get("lon"))
            )
            if spot is None:
                raise self.mistake(say("A spot needs lat and lon in degrees."), part="lat")
            place["lat"], place["lon"] = spot
        return place


def _wrong_with(part: str, text: str, postcode: str | None) -> Said | None:
    if not text:
        return _MISSING.get(part)
    if part == "postcode":
        return None if postcode else say("Enter a full UK postcode, like SB1 1DB")
    if len(text) > _LONGEST:
        return say("This part of the address must be {most} characters or less", most=_LONGEST)
    return None


def _is_uprn(uprn: object) -> bool:
    return (
        isinstance(uprn, str)
        and uprn.isascii()
        and uprn.isdigit()
        and len(uprn) <= _LONGEST_UPRN
    )


def _cell(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else csv_cells.cell(str(value))
