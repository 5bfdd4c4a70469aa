"""Postcodes: how people write them, and the one way in which they are kept."""

import re

from moothall.components.areas.contracts import NotAPostcode
from moothall.kernel.words import say

_INWARD = "[0-9][ABD-HJLNP-UW-Z]{2}"
_OUTWARD = "[A-Z]{1,2}[0-9][A-Z0-9]?"
_WHOLE = re.compile(f"({_OUTWARD}|GIR)({_INWARD})")
_IN_TEXT = re.compile(rf"(?<![A-Z0-9])({_OUTWARD}|GIR)[ \-.]{{0,3}}({_INWARD})(?![A-Z0-9])")
_BETWEEN = re.compile(r"[\s\-.,()*]+")
_LONGEST = 20


def normal_postcode(*, text: str) -> str:
    """The postcode as it is kept, ``SB1 1DB``, however it was spaced and cased.

    Raises ``NotAPostcode`` for text that has not the form of a postcode of the United Kingdom.
    """
    found = _WHOLE.fullmatch(_BETWEEN.sub("", text[:_LONGEST]).upper())
    if found is None:
        raise NotAPostcode(say("Enter a full postcode, like SB1 1DB."))
    return f"{found[1]} {found[2]}"


def take_postcode(*, text: str) -> tuple[str | None, str]:
    """The first full postcode in a longer text, as it is kept, and the text without it."""
    found = _IN_TEXT.search(text.upper())
    if found is None or len(text.upper()) != len(text):
        return None, text
    return f"{found[1]} {found[2]}", f"{text[: found.start()]} {text[found.end() :]}"
