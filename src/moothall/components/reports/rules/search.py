"""What somebody looks for who types into the search box of the worklist."""

import re
from dataclasses import dataclass

from moothall.kernel.references import read_reference

_WORD = re.compile(r"[^\W_]+")
_REFERENCE_START = re.compile(r"RP-[2-9A-Z]{0,3}(-[2-9A-Z]{0,3}){0,2}")
_MOST_WORDS = 8
_SHORTEST_START = 3


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The beginning of a reference, or a text search query."""

    by: str
    text: str


def wanted(*, q: str) -> Wanted | None:
    """What somebody looks for who typed ``q``; none if there is nothing to look for in it."""
    typed = " ".join(q.split())[:200]
    if reference := read_reference(typed):
        return Wanted(by="reference", text=reference)
    if _REFERENCE_START.fullmatch(typed.upper()):
        return Wanted(by="reference", text=typed.upper())
    words = _WORD.findall(typed.lower())[:_MOST_WORDS]
    if not words:
        return None
    end = ":*" if len(words[-1]) >= _SHORTEST_START else ""
    query = " & ".join([*(f"'{w}'" for w in words[:-1]), f"'{words[-1]}'{end}"])
    return Wanted(by="words", text=query)
