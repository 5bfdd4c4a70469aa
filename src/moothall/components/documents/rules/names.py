"""The names of files as people gave them, made safe to show and to save under."""

import re
from unicodedata import category, normalize

_SEPARATORS = re.compile(r"[/\\]")
_UNSAFE = re.compile(r'[<>:"|?*]')
_LONGEST_STEM = 100
_LONGEST_READ = 1000
_NAMELESS = "file"
_SPOKEN_FOR = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def safe(raw: str, *, extension: str) -> str:
    """The last part of ``raw`` without anything hidden, and with the extension of its type."""
    last = _SEPARATORS.split(raw[-_LONGEST_READ:])[-1]
    seen = "".join(c for c in normalize("NFC", last) if not category(c).startswith("C"))
    stem = " ".join(_UNSAFE.sub("_", seen).split())
    head, dot, tail = stem.rpartition(".")
    if dot and 0 < len(tail) <= len("jpeg") + 1:
        stem = head
    stem = stem.strip(". ")[:_LONGEST_STEM].strip(". ")
    if not stem or _SPOKEN_FOR.fullmatch(stem):
        stem = f"{_NAMELESS} {stem}".strip()
    return stem + extension
