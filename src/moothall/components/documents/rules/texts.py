"""Plain text and tables of it: readable, and no page of the web in disguise."""

import csv
import re
from collections.abc import Sequence
from itertools import islice

from moothall.components.documents.contracts import DamagedFile
from moothall.kernel.words import say

_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(
    r"\s*<(!doctype|!--|\?xml|html|head|body|script|svg|iframe|img|a\b|div|table|style|meta)",
    re.IGNORECASE,
)
_BOM_16 = (b"\xff\xfe", b"\xfe\xff")
_ROWS_LOOKED_AT = 50
_DELIMITERS = (",", ";", "\t")


def name_of(content: bytes, accept: Sequence[str]) -> str | None:
    """``csv`` or ``txt``, whichever of them is accepted and fits; ``None`` for no text."""
    text = _decoded(content)
    if text is None or not text.strip() or _CONTROLS.search(text) or _MARKUP.match(text):
        return None
    columns = _columns(text)
    if "csv" in accept and (columns > 1 or (columns == 1 and "txt" not in accept)):
        return "csv"
    return "txt"


def as_utf8(content: bytes) -> bytes:
    text = _decoded(content)
    if text is None:
        raise DamagedFile(say("The file cannot be read as text. Save it again as UTF-8"))
    return text.encode()


def _decoded(content: bytes) -> str | None:
    """As UTF-8, UTF-16 with its mark, or what Windows writes in western Europe."""
    encodings = ("utf-16",) if content.startswith(_BOM_16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _columns(text: str) -> int:
    """How many columns every row has by the delimiter that fits best; 0 if they differ."""
    there = [delimiter for delimiter in _DELIMITERS if delimiter in text]
    return max((_columns_by(text, delimiter) for delimiter in there), default=1)


def _columns_by(text: str, delimiter: str) -> int:
    lines = text.splitlines()
    try:
        rows = list(
            islice(csv.reader(lines, delimiter=delimiter, strict=True), _ROWS_LOOKED_AT)
        )
    except csv.Error:
        return 0
    widths = {len(row) for row in rows if row}
    return widths.pop() if len(widths) == 1 else 0
