"""Where something is: a spot on the map, an address or postcode, or words."""

from decimal import Decimal
from typing import Any, ClassVar

from moothall.components.forms.kinds.address import Area
from moothall.components.forms.kinds.asked import Asked, sent
from moothall.components.forms.rules import csv_cells, numbers, places
from moothall.components.forms.rules import text as rules
from moothall.kernel.questions import Answer, Asking, Fields
from moothall.kernel.words import say

_PARTS = ("lat", "lon", "address", "words")
_LONGEST = {"address": 200, "words": 1000}


class Location(Asked):
    """``{kind: location}``: ``{lat, lon, address?, words?}``, at least one way given.

    ``within`` names the area in which a spot must lie; whoever knows the areas enforces that.
    """

    kind: ClassVar[str] = "location"
    feel_type: ClassVar[str] = "context"
    template: ClassVar[str] = "forms/kinds/location.html"

    within: Area | None = None

    def read(self, *, fields: Fields, asking: Asking) -> Answer:
        raw = {part: sent(fields, f"{self.id}-{part}").strip() for part in ("lat", "lon")}
        degrees = {part: numbers.typed(text) for part, text in raw.items()}
        if any(raw.values()) and None in degrees.values():
            raise self.mistake(say("Put the pin on the map again"))
        texts = {part: sent(fields, f"{self.id}-{part}") for part in ("address", "words")}
        return self._checked({**degrees, **texts})

    def check(self, *, answer: Answer, asking: Asking) -> Answer:
        if not isinstance(answer, dict) or not set(answer) <= set(_PARTS):
            raise self.mistake(say("This must be a place with lat and lon, address or words."))
        for part in ("lat", "lon"):
            if answer.get(part) is not None and numbers.exact(answer[part]) is None:
                raise self.mistake(say("A spot needs lat and lon in degrees."))
        if not all(isinstance(answer.get(part) or "", str) for part in _LONGEST):
            raise self.mistake(say("This must be text."))
        return self._checked(answer)

    def fields(self, *, answer: Answer) -> dict[str, list[str]]:
        return {f"{self.id}-{part}": [_plain(value)] for part, value in (answer or {}).items()}

    def json_schema(self) -> dict[str, Any]:
        return self.described(
            type="object",
            properties={
                "lat": {"type": "number", "minimum": -90, "maximum": 90},
                "lon": {"type": "number", "minimum": -180, "maximum": 180},
                **{
                    part: {"type": "string", "minLength": 1, "maxLength": most}
                    for part, most in _LONGEST.items()
                },
            },
            dependentRequired={"lat": ["lon"], "lon": ["lat"]},
            minProperties=1,
            additionalProperties=False,
        )

    def text(self, *, answer: Answer, language: str) -> str:
        lines = [answer[part] for part in ("address", "words") if part in answer]
        if "lat" in answer:
            spot = f"{_plain(answer['lat'])}, {_plain(answer['lon'])}"
            lines.append(say("Pin on the map: {spot}", spot=spot).in_language(language))
        return "\n".join(lines)

    def columns(self) -> list[str]:
        return [f"{self.id}_{part}" for part in _PARTS]

    def cells(self, *, answer: Answer) -> list[str]:
        known = answer or {}
        degrees = [_plain(known[part]) if part in known else "" for part in ("lat", "lon")]
        return [*degrees, *(csv_cells.cell(known.get(part, "")) for part in _LONGEST)]

    def _checked(self, raw: dict[str, Any]) -> dict[str, Any] | None:
        found: dict[str, Any] = {}
        if raw.get("lat") is not None or raw.get("lon") is not None:
            spot = places.spot(numbers.exact(raw.get("lat")), numbers.exact(raw.get("lon")))
            if spot is None:
                raise self.mistake(say("A spot needs lat and lon in degrees."))
            found["lat"], found["lon"] = spot
        tidy = {
            "address": rules.one_line(raw.get("address") or ""),
            "words": rules.many_lines(raw.get("words") or ""),
        }
        for part, text in tidy.items():
            if len(text) > _LONGEST[part]:
                most = f"{_LONGEST[part]:,}"
                said = say("Your answer must be {most} characters or less", most=most)
                raise self.mistake(said, part=part)
        return found | {part: text for part, text in tidy.items() if text} or None


def _plain(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
