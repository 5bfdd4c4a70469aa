"""PDFs: whole, and nothing else besides."""

import re

from moothall.components.documents.contracts import DamagedFile
from moothall.kernel.words import say

_HEADER = re.compile(rb"%PDF-[12]\.\d[\s%]")
_END = b"%%EOF"
_START_OF_TABLE = b"startxref"
_END_OF_ARCHIVE = b"PK\x05\x06"
_MOST_AFTER_THE_END = 32
_TAIL = 2048
_LONGEST_ARCHIVE_END = 66_000


def check(content: bytes) -> None:
    """Refuse a PDF without its beginning or end, or one that is an archive as well."""
    end = content.rfind(_END)
    after = content[end + len(_END) :].strip(b"\r\n\t \x00")
    is_whole = (
        _HEADER.match(content) is not None
        and end > 0
        and len(after) <= _MOST_AFTER_THE_END
        and _START_OF_TABLE in content[max(0, end - _TAIL) : end]
        and _END_OF_ARCHIVE not in content[-_LONGEST_ARCHIVE_END:]
    )
    if not is_whole:
        raise DamagedFile(say("The PDF cannot be read safely. Save it again as a PDF"))
