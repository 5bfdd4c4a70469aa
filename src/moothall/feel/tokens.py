"""Cuts the text of an expression into tokens that know their line and column."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from moothall.feel.faults import FeelSyntaxError, Place

Kind = Literal["name", "number", "text", "symbol", "stray", "end"]

_START = (
    r"?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    r"\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART = _START + r"0-9\u00b7\u0300-\u036f\u203f\u2040"
_SPACE = r"\s\u180e\u200b\ufeff"

# The pattern is ours and has no nested repetition, so it is linear on any text.
_TOKEN = re.compile(
    rf"""
      (?P<space>[{_SPACE}]+ | //[^\n]* | /\*.*?\*/)
    | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<text>"(?:[^"\\]|\\.)*")
    | (?P<unclosed>"[\s\S]*)
    | (?P<name>[{_START}][{_PART}]*)
    | (?P<symbol>\.\. | \*\* | -> | <= | >= | != | == | => | =< | <> | && | \|\|
        | [-+*/=<>.,:;()\[\]{{}}@'!|&%])
    | (?P<stray>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_SIMPLE = {'"': '"', "'": "'", "\\": "\\", "n": "\n", "r": "\r", "t": "\t"}


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of the text. `text` is what is meant: of a quoted text, what is between the
    quotes."""

    kind: Kind
    text: str
    place: Place
    start: int
    end: int


def scan(source: str) -> list[Token]:
    """All tokens of the text, the last of kind `end`. Characters no one expects are `stray`."""
    lines = [0, *(found.end() for found in re.finditer("\n", source))]
    tokens: list[Token] = []
    for found in _TOKEN.finditer(source):
        kind = found.lastgroup
        if kind == "space":
            continue
        start, end = found.span()
        row = bisect_right(lines, start) - 1
        place = Place(row + 1, start - lines[row] + 1)
        tokens.append(_token(kind, found.group(), place, start, end))
    row = len(lines) - 1
    size = len(source)
    tokens.append(Token("end", "", Place(row + 1, size - lines[row] + 1), size, size))
    return tokens


def _token(kind: str | None, text: str, place: Place, start: int, end: int) -> Token:
    match kind:
        case "text":
            return Token("text", unescape(text[1:-1], place), place, start, end)
        case "name":
            return Token("name", text, place, start, end)
        case "number":
            return Token("number", text, place, start, end)
        case "symbol":
            return Token("symbol", text, place, start, end)
        case _:
            return Token("stray", text[:1], place, start, end)


def unescape(text: str, place: Place) -> str:
    r"""The text meant by what stands between quotes: `\n`, `\"`, `\u00e9` and so on."""
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_escaped, text)
    if any("\ud800" <= letter <= "\udfff" for letter in plain):
        plain = _join_halves(plain, place)
    return plain


def _escaped(found: "re.Match[str]") -> str:
    short, long, letter = found.groups()
    if short or long:
        code = int(short or long, 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return _SIMPLE.get(letter, "\\" + letter)


def _join_halves(text: str, place: Place) -> str:
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        words = "This text has half of a character in it (\\uD800 to \\uDFFF come in pairs)."
        raise FeelSyntaxError(words, place.line, place.column) from None


def escape(text: str) -> str:
    """The text as it is written between quotes."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return plain.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
