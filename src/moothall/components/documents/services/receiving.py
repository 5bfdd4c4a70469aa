"""Taking a file in: read within bounds, found out, cleaned and stored. Outside ``acting``."""

from collections.abc import Sequence
from hashlib import sha256
from typing import BinaryIO

from moothall.components.documents.contracts import FileTooLarge, Received
from moothall.components.documents.queries import contents
from moothall.components.documents.rules import detecting, names
from moothall.components.documents.rules.types import TYPES
from moothall.kernel.words import say

_MEGABYTE = 1024 * 1024


def receive(
    *, name: str, content: BinaryIO | bytes, accept: Sequence[str], most_bytes: int
) -> Received:
    """Check a file, clean it and store it. ``record`` must follow; else it is swept away.

    ``accept`` names types as definitions do: ``pdf``, ``jpeg``, ``png``, ``gif``, ``webp``,
    ``csv``, ``txt``, ``docx``, ``xlsx``, ``odt``. Neither ``name`` nor what a browser claims
    has a say in what the file is. Raises a ``FileRefused`` with words for the person.
    """
    unknown = set(accept) - set(TYPES)
    if unknown:
        raise ValueError(f"there are no such types of file: {sorted(unknown)}")
    raw = content if isinstance(content, bytes) else content.read(most_bytes + 1)
    if len(raw) > most_bytes:
        raise _too_large(most_bytes)
    found, kept = detecting.checked(raw, accept=accept, most_bytes=most_bytes)
    key = contents.new_key()
    contents.save(key=key, content=kept)
    return Received(
        key=key,
        name=names.safe(name, extension=found.extension),
        type=found.media,
        size=len(kept),
        sha256=sha256(kept).hexdigest(),
    )


def discard(*, received: Received) -> None:
    """Delete the content of a file that will not be recorded after all."""
    contents.delete(key=received.key)


def _too_large(most_bytes: int) -> FileTooLarge:
    most = max(1, most_bytes // _MEGABYTE)
    return FileTooLarge(say("The file must be smaller than {most} MB", most=most))
