"""Handing a file out: to browsers with headers that leave it no power. Outside ``acting``."""

from typing import BinaryIO

from django.utils.http import content_disposition_header

from moothall.components.documents.contracts import (
    Document,
    InfectedFile,
    Scan,
    Served,
    StillWaiting,
)
from moothall.components.documents.queries import contents
from moothall.components.documents.rules import types
from moothall.kernel.words import say

_CHUNK = 1 << 16
_NOTHING = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_IN_A_BOX = f"{_NOTHING}; sandbox"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def open_content(*, document: Document) -> BinaryIO:
    """The content of a file, to be closed by the caller.

    Raises ``InfectedFile``, ``StillWaiting`` or ``ContentMissing``. Get ``document`` inside
    ``acting`` first: that is where it is decided who may see it.
    """
    if document.scan is Scan.INFECTED:
        raise InfectedFile(say("This file contains something harmful and cannot be opened."))
    if document.scan is Scan.WAITING:
        raise StillWaiting(say("This file is still being checked. Try again in a moment."))
    return contents.read(key=document.key)


def served(*, document: Document) -> Served:
    """A file for a browser. Pictures and PDFs may be shown, all else is saved."""
    file = open_content(document=document)
    found = types.of_media(document.type)
    inline = found is not None and found.is_inline
    is_text = document.type.startswith("text/")
    media = f"{document.type}; charset=utf-8" if is_text else document.type
    # Browsers show no PDF in a sandbox; what scripts it has run in their viewer, not as ours.
    policy = _NOTHING if document.type == "application/pdf" else _IN_A_BOX
    headers = {
        **_HEADERS,
        "Content-Type": media,
        "Content-Length": str(document.size),
        "Content-Disposition": content_disposition_header(not inline, document.name)
        or "inline",
        "Content-Security-Policy": policy,
    }
    return Served(
        content=_Chunks(file), type=document.type, filename=document.name, headers=headers
    )


class _Chunks:
    """The content piece by piece; closed at its end, or by whoever stops before."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __iter__(self) -> "_Chunks":
        return self

    def __next__(self) -> bytes:
        chunk = b"" if self._file.closed else self._file.read(_CHUNK)
        if not chunk:
            self.close()
            raise StopIteration
        return chunk

    def close(self) -> None:
        self._file.close()
