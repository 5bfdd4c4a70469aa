"""What a call says: its parameters, read strictly, and the few kinds of value they have."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.http import HttpRequest, QueryDict

from moothall.faces.open311.problems import bad
from moothall.kernel.words import say

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,100})\](?:\[\d{0,4}\])?")
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)", re.IGNORECASE
)
_LONGEST_NUMBER = 40
LONGEST_VALUE = 2000
_LONG = {"description"}
"""What is looked at for its length where it is kept."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """The parameters of a call; one that is empty counts as not given."""

    values: Mapping[str, str]
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """The value of a parameter; empty if it is not given."""
        return self.values.get(name, "")

    def need(self, name: str) -> str:
        """The value of a parameter that must be given."""
        value = self.get(name)
        if not value:
            raise bad(say("{name} is missing.", name=name))
        return value

    def listed(self, name: str) -> tuple[str, ...]:
        """The parts of a parameter that is a list with commas."""
        return tuple(dict.fromkeys(p.strip() for p in self.get(name).split(",") if p.strip()))

    def number(self, name: str) -> float | None:
        """A number, if it is given."""
        text = self.get(name)
        if not text:
            return None
        try:
            value = float(text) if len(text) <= _LONGEST_NUMBER else math.nan
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or "_" in text:
            raise bad(say("{name} must be a number.", name=name))
        return value

    def whole(self, name: str, *, least: int, most: int) -> int | None:
        """A whole number between two others, if it is given."""
        text = self.get(name)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise bad(say("{name} must be a whole number.", name=name))
        value = int(text)
        if not least <= value <= most:
            raise bad(
                say("{name} must be from {least} to {most}.", name=name, least=least, most=most)
            )
        return value

    def moment(self, name: str) -> datetime | None:
        """A moment with its time zone, if it is given."""
        text = self.get(name)
        return read_moment(text, name) if text else None

    def is_set(self, name: str) -> bool:
        """Whether something that is off unless it is asked for was asked for."""
        return self.get(name).lower() in {"true", "1", "yes", "on"}


def read_moment(text: str, name: str) -> datetime:
    """A moment in the W3C's subset of ISO 8601, in UTC."""
    # A plus sign in an address that was not encoded arrives as a space.
    found = _MOMENT.fullmatch(re.sub(r" (\d\d:?\d\d)$", r"+\1", text.strip()))
    try:
        if found is None:
            raise ValueError(text)
        day, clock, zone = found.groups()
        moment = datetime.fromisoformat(f"{day}T{clock}{zone.upper()}").astimezone(UTC)
    except (ValueError, OverflowError):
        raise bad(
            say(
                "{name} must be a moment with its time zone, like 2026-03-27T09:30:00Z.",
                name=name,
            )
        ) from None
    return moment


def asked(request: HttpRequest) -> Given:
    """The parameters in the address of a call."""
    return _given(request.GET)


def posted(request: HttpRequest) -> Given:
    """The parameters in the body of a call, which is a form; ``jurisdiction_id`` may stand in
    the address.
    """
    if request.content_type not in _FORMS:
        raise bad(
            say("Send a form: {types}.", types=", ".join(_FORMS)),
        )
    found = request.POST.copy()
    for name in ("jurisdiction_id", "api_key"):
        if name in request.GET and not found.get(name):
            found.setlist(name, request.GET.getlist(name))
    return _given(found)


def _given(sent: QueryDict) -> Given:
    values, attributes = dict[str, str](), dict[str, tuple[str, ...]]()
    for name, all_of_it in sent.lists():
        several = [_text(name, value) for value in all_of_it]
        kept = [value for value in several if value]
        if of := _ATTRIBUTE.fullmatch(name):
            attributes[of[1]] = (*attributes.get(of[1], ()), *kept)
        elif len(set(kept)) > 1:
            raise bad(say("{name} is given more than once.", name=_shown(name)))
        elif kept:
            values[name] = kept[0]
    return Given(values=values, attributes={n: v for n, v in attributes.items() if v})


def _text(name: str, value: object) -> str:
    text = str(value)
    if (
        "\x00" in text + name
        or "\ufffd" in text
        or any("\ud800" <= c <= "\udfff" for c in text)
    ):
        raise bad(say("{name} is not text in UTF-8.", name=_shown(name)))
    if len(text) > LONGEST_VALUE and name not in _LONG:
        raise bad(say("{name} is too long.", name=_shown(name)))
    return text.strip()


def _shown(name: str) -> str:
    return name.replace("\x00", "")[:60]
