"""Addresses as words: what a search compares, and the order in which addresses are listed."""

import re
import unicodedata
from dataclasses import dataclass

from moothall.components.areas.contracts import Address
from moothall.components.areas.rules.postcodes import take_postcode

_APOSTROPHES = re.compile("['’‘ʼ`]")
_WORD = re.compile("[a-z0-9]+")
_NUMBER = re.compile("[0-9]+")
_HOUSE = re.compile(r"(?P<house>[0-9]+[a-z]?(?:\s*[-/]\s*[0-9]+[a-z]?)?)\s+(?P<street>.+)")
_SHORT_FORMS = {"rd": "road", "ln": "lane", "ct": "court", "apt": "flat"}
_MOST_WORDS = 12
_LONGEST_TEXT = 200


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What somebody looks for: a postcode, and the beginnings of words."""

    postcode: str | None
    words: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.postcode or self.words)


def words_in(*, text: str) -> tuple[str, ...]:
    """The words of a text without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    spelt = "".join(c for c in plain if not unicodedata.combining(c))
    return tuple(_WORD.findall(spelt))


def words_of(*, address: Address) -> str:
    """Every word by which an address can be found, each once, with spaces between."""
    return " ".join(dict.fromkeys(words_in(text=address.one_line)))


def sought(*, text: str) -> Sought:
    """What the text looks for. Only so much of a very long text is read."""
    postcode, rest = take_postcode(text=text[:_LONGEST_TEXT])
    words = dict.fromkeys(_SHORT_FORMS.get(w, w) for w in words_in(text=rest))
    return Sought(postcode=postcode, words=tuple(words)[:_MOST_WORDS])


def listing_order(*, address: Address) -> str:
    """A text by which addresses sort as people list them: by street, then by house number."""
    line1, line2 = address.line1.casefold(), address.line2.casefold()
    if found := _HOUSE.fullmatch(line1):
        parts = [found["street"], found["house"], line2]
    else:
        parts = [line2, *reversed([part.strip() for part in line1.split(",")])]
    return _NUMBER.sub(lambda number: number[0].zfill(5), "\t".join(parts))[:300]
