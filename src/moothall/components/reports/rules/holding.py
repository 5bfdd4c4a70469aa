"""What of a report waits until somebody has looked at it."""

import re
import unicodedata
from collections.abc import Sequence

from moothall.components.reports.contracts import Category

_WORD_GAP = r"(?<![^\W_]){}(?![^\W_])"
_EMAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\W\d_]{2,}")
_TELEPHONE = re.compile(r"(?<![\w+])(?:\+44|0044|\(?0)[\s()-]*(?:\d[\s().-]*){8,10}(?!\d)")
# Current style AB12 CDE, prefix A123 BCD, suffix ABC 123D; DVLA leaves I and Q out of most.
_REGISTRATION = re.compile(
    r"(?<![A-Z0-9])(?:[A-HJ-PR-Y][A-HJ-PR-Y][0-9]{2}\s?[A-HJ-PR-Z]{3}"
    r"|[A-HJ-NPR-TV-Y][0-9]{1,3}\s?[A-HJ-PR-Z]{3}"
    r"|[A-HJ-PR-Z]{3}\s?[0-9]{1,3}[A-HJ-NPR-TV-Y])(?![A-Z0-9])"
)
TEXT, WORDS = "text", "words"
EMAIL, TELEPHONE, REGISTRATION = "email", "telephone", "registration"
"""The codes of the rules that hold a report."""


def held_by(*, category: Category, texts: Sequence[str]) -> str:
    """The code of the rule that keeps a report from the public for now; empty if none does.

    Whatever its category says, text with an email address, a telephone number or the
    registration of a vehicle waits: it may say who somebody is. A private report waits for
    nobody, since the public never sees it.
    """
    if category.private:
        return ""
    written = "\n".join(texts)
    found = contact_in(text=written)
    if found:
        return found
    if category.hold.text and written.strip():
        return TEXT
    return WORDS if _has_word(written, category.hold.words) else ""


def contact_in(*, text: str) -> str:
    """The code of what stands in a text that says who somebody is; empty if nothing does."""
    plain = unicodedata.normalize("NFKC", text)
    if _EMAIL.search(plain):
        return EMAIL
    if _TELEPHONE.search(plain):
        return TELEPHONE
    return REGISTRATION if _REGISTRATION.search(plain.upper()) else ""


def _has_word(text: str, words: Sequence[str]) -> bool:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return any(
        re.search(_WORD_GAP.format(re.escape(word.casefold())), plain) for word in words if word
    )
