"""What a case is found by, and what somebody looks for who types into the search box."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from moothall.kernel.references import read_reference

MOST_WORDS = 400
"""A case is found by this many different words; a long story counts by its beginning."""
_LONGEST_WORD = 40
_MOST_WANTED = 8
_SHORTEST_START = 3

_WORD = re.compile(r"[^\W_]+")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})\b")
_POSTCODE_START = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)(?:\s+([0-9][A-Z]{0,2}))?")
_REFERENCE_START = re.compile(
    r"[A-Z]{2,3}-[2-9CDFGHJ-NPRTV-Y]{0,3}(-[2-9CDFGHJ-NPRTV-Y]{0,3}){0,2}"
)
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ]{4,18}")


class By(StrEnum):
    REFERENCE = "reference"
    POSTCODE = "postcode"
    WORDS = "words"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked for: the beginning of a reference or postcode, or a text search query."""

    by: By
    text: str


def found_by(
    *, title: object, answers: Mapping[str, Any], contact: Mapping[str, str]
) -> list[str]:
    """The words that a case is found by, in no order and each once."""
    words = dict.fromkeys(_phone_words(contact.get("phone", "")))
    for text in _texts([title, *contact.values(), answers]):
        for word in _words(text):
            words[word] = None
            if len(words) >= MOST_WORDS:
                return list(words)
    return list(words)


def postcode_of(answers: Mapping[str, Any]) -> str:
    """The first postcode among the answers, as it is written; empty if there is none."""
    for text in _texts([answers]):
        if match := _POSTCODE.search(text.upper()):
            return f"{match[1]} {match[2]}"
    return ""


def wanted(q: str) -> Wanted | None:
    """What somebody looks for who typed ``q``; none if there is nothing to look for in it."""
    typed = " ".join(q.split()).upper()[:200]
    if reference := read_reference(typed):
        return Wanted(by=By.REFERENCE, text=reference)
    if _REFERENCE_START.fullmatch(typed):
        return Wanted(by=By.REFERENCE, text=typed)
    if match := _POSTCODE.fullmatch(typed):
        return Wanted(by=By.POSTCODE, text=f"{match[1]} {match[2]}")
    if match := _POSTCODE_START.fullmatch(typed):
        return Wanted(by=By.POSTCODE, text=f"{match[1]} {match[2]}" if match[2] else match[1])
    words = _phone_words(typed) if _TELEPHONE.fullmatch(typed) else list(_words(typed))
    return Wanted(by=By.WORDS, text=_query(words[:_MOST_WANTED])) if words else None


def _query(words: list[str]) -> str:
    """A query for all words, the last perhaps unfinished. Words are letters and digits."""
    last = words[-1]
    end = ":*" if len(last) >= _SHORTEST_START else ""
    return " & ".join([*(f"'{w}'" for w in words[:-1]), f"'{last}'{end}"])


def _words(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    for match in _WORD.finditer(plain.casefold()):
        yield match[0][:_LONGEST_WORD]


def _phone_words(text: str) -> list[str]:
    """A telephone number as one word, the way it is dialled within the country."""
    digits = re.sub(r"[^0-9+]", "", text)
    plain = re.sub(r"^(\+44|0044)0?", "0", digits).lstrip("+")
    return [plain] if plain else []


def _texts(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            if not _UUID.fullmatch(value):
                yield value
        elif isinstance(value, Mapping):
            yield from _texts(value.values())
        elif isinstance(value, list | tuple):
            yield from _texts(value)
