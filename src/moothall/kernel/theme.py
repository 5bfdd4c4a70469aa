"""Colours of places and organisations: computed, and refused where nobody could read them."""

import re
from collections.abc import Mapping
from contextlib import suppress

from moothall.kernel.refusals import Refused
from moothall.kernel.words import say

LEAST_CONTRAST = 4.5
"""What WCAG 2.2 AA asks of text of ordinary size."""

_HEX = re.compile(r"#[0-9a-f]{6}", re.ASCII)
_WHITE = "#ffffff"
_BLACK = "#000000"


class ColourRefused(Refused):
    """A colour is not written as one, or white words on it could not be read."""

    code = "kernel.colour-refused"


def contrast(one: str, other: str) -> float:
    """The contrast of two colours after WCAG, from 1.0 (none) to 21.0 (black on white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def check(colour: str) -> str:
    """The colour as ``#rrggbb``, fit to carry white words and to be words on white.

    Raises ``ColourRefused``, with words that say what is wrong.
    """
    normal = colour.strip().lower()
    if not _HEX.fullmatch(normal):
        raise ColourRefused(
            say("Write the colour as # and six digits or letters a to f, for example #14505f.")
        )
    found = contrast(normal, _WHITE)
    if found < LEAST_CONTRAST:
        raise ColourRefused(
            say(
                "White words on {colour} are hard to read: the contrast is {found}, and at"
                " least {least} is needed. Choose a darker colour.",
                colour=normal,
                # Rounded down: 4.49 must not be shown as 4.5.
                found=f"{int(found * 10) / 10:.1f}",
                least=f"{LEAST_CONTRAST:.1f}",
            )
        )
    return normal


def stylesheet(place_colour: str, organisation_colour: str | None = None) -> str:
    """The custom properties that every style of the pages builds on.

    Without an organisation the place's colour stands for both. Raises ``ColourRefused``.
    """
    lines = _properties("place", place_colour)
    lines += _properties("organisation", organisation_colour or place_colour)
    return ":root{" + ";".join(lines) + "}\n"


def colours_of(organisations: Mapping[str, str]) -> str:
    """A class ``hall-of-<slug>`` for each organisation, by which a card wears its colour.

    A colour that is refused is left out: the card then wears the place's.
    """
    rules = []
    for slug, colour in sorted(organisations.items()):
        with suppress(ColourRefused):
            rules.append(f".hall-of-{slug}{{--card-colour:{check(colour)}}}\n")
    return "".join(rules)


def _properties(whose: str, colour: str) -> list[str]:
    plain = check(colour)
    return [
        f"--{whose}-colour:{plain}",
        f"--{whose}-colour-dark:{_mixed(plain, _BLACK, 0.42)}",
        f"--{whose}-colour-pale:{_mixed(plain, _WHITE, 0.91)}",
    ]


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
