"""What documents does, and what it knows: ``documents.v1``.

Outside ``acting``: ``receive``, ``discard``, ``open_content``, ``served``, ``sweep``.
Inside: ``record``, ``attach``, ``remove``, ``note_scan``, and the reads ``attached``,
``document`` and ``unclaimed``.
"""

from moothall.components.documents.queries.documents import attached, document, unclaimed
from moothall.components.documents.services.keeping import (
    attach,
    note_scan,
    record,
    remove,
)
from moothall.components.documents.services.receiving import discard, receive
from moothall.components.documents.services.serving import open_content, served
from moothall.components.documents.services.sweeping import sweep

__all__ = [
    "attach",
    "attached",
    "discard",
    "document",
    "note_scan",
    "open_content",
    "receive",
    "record",
    "remove",
    "served",
    "sweep",
    "unclaimed",
]
