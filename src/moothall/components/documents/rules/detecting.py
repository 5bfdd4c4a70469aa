"""Finds out what a file is by its content, never by its name or by what was claimed."""

from collections.abc import Sequence

import filetype

from moothall.components.documents.contracts import EmptyFile, WrongType
from moothall.components.documents.rules import archives, pdfs, pictures, texts, types
from moothall.components.documents.rules.types import TYPES, FileType
from moothall.kernel.words import say

_HEAD = 8192
_BY_MEDIA = {found.media: name for name, found in TYPES.items()}
_ZIP = b"PK\x03\x04"
_GIFS = (b"GIF87a", b"GIF89a")


def checked(
    content: bytes, *, accept: Sequence[str], most_bytes: int
) -> tuple[FileType, bytes]:
    """The type of ``content`` and what is to be kept of it.

    Pictures are written anew without anything about who took them where; text becomes UTF-8;
    all else stays as it is. Raises a ``FileRefused``.
    """
    if not content:
        raise EmptyFile(say("The selected file is empty"))
    name = _name_of(content, accept)
    if name is None or name not in accept:
        raise WrongType(say("The selected file must be a {types}", types=types.listed(accept)))
    return TYPES[name], _kept(name, content, most_bytes)


def _name_of(content: bytes, accept: Sequence[str]) -> str | None:
    if content.startswith(_ZIP):
        return archives.name_of(content)
    found = _BY_MEDIA.get(filetype.guess_mime(content[:_HEAD]) or "")
    if found == "gif" and not content.startswith(_GIFS):
        found = None
    # Signatures of two or three letters also begin words, so text is looked for besides.
    return found or texts.name_of(content, accept)


def _kept(name: str, content: bytes, most_bytes: int) -> bytes:
    if name in types.PICTURES:
        return pictures.written_anew(content, name=name, most_bytes=most_bytes)
    if name in types.TEXTS:
        return texts.as_utf8(content)
    if name == "pdf":
        pdfs.check(content)
    return content
