"""Text as people type it, made tidy: characters composed, nothing hidden in it."""

import re
from unicodedata import normalize

_HIDDEN = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # controls, but not what separates lines or words
    "\u00ad\u061c\u200b\u2060-\u2064\u206a-\u206f\ufeff"  # of no width
    "\u202a-\u202e\u2066-\u2069"  # turn the direction of what follows
    "\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"  # no characters
    "\ue000-\uf8ff\U000f0000-\U0010ffff"  # of private use
    "]"
)
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_MANY_BLANK_LINES = re.compile(r"\n{4,}")


def one_line(raw: str) -> str:
    """``raw`` on one line: trimmed, single spaces, composed characters, nothing hidden."""
    return " ".join(_shown(raw).split())


def many_lines(raw: str) -> str:
    """``raw`` with its lines kept: no spaces at their ends, nothing hidden."""
    lines = _LINE_ENDS.sub("\n", _shown(raw)).split("\n")
    tidy = "\n".join(line.rstrip() for line in lines)
    return _MANY_BLANK_LINES.sub("\n\n\n", tidy).strip()


def shouted(raw: str) -> str:
    """``raw`` in capitals without spaces, hyphens and full stops: for codes and plates."""
    return re.sub(r"[\s.\-‐-―]", "", one_line(raw)).upper()


def _shown(raw: str) -> str:
    return normalize("NFC", _HIDDEN.sub("", raw))
