"""The words of documents: what callers pass in, get back, catch, and hear about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol
from uuid import UUID

from moothall.kernel.facts import Event
from moothall.kernel.refusals import Conflict, NotFound, Refused, Unavailable

_KILO = 1024


class Scan(StrEnum):
    """What is known of harmful content in a file."""

    WAITING = "waiting"
    """A scanner has yet to look at it."""
    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not scanned"
    """Nobody looks into files here."""


@dataclass(frozen=True, kw_only=True)
class Received:
    """A file that has been checked and stored, but belongs to nothing yet."""

    key: str
    """Where its content is stored: no part of it comes from the person."""
    name: str
    type: str
    """Its media type, found by its content."""
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file that belongs to a journey, a case, or as yet to itself."""

    id: UUID
    org: UUID
    subject: UUID
    question: str
    key: str = field(repr=False)
    name: str = field(repr=False)
    type: str
    size: int
    scan: Scan
    added_at: datetime
    is_final: bool
    """Whether it is part of what was sent, which the person can no longer take back."""

    @property
    def size_words(self) -> str:
        """Its size as people write it: ``340 KB``, ``1.2 MB``; the same in every language."""
        if self.size < _KILO**2:
            return f"{max(1, round(self.size / _KILO))} KB"
        return f"{self.size / _KILO**2:.1f} MB"

    @property
    def is_picture(self) -> bool:
        return self.type.startswith("image/")

    def facts(self) -> dict[str, Any]:
        """What a question is told of a file that is attached to it."""
        return {"name": self.name, "type": self.type, "size": self.size}


class Chunks(Iterator[bytes], Protocol):
    """Content piece by piece; whoever does not read it to its end closes it."""

    def close(self) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Served:
    """A file on its way to a browser. ``headers`` hold all that must be sent with it."""

    content: Chunks
    type: str
    filename: str
    headers: Mapping[str, str]


class DocumentNotFound(NotFound):
    code = "documents.not-found"


class FileRefused(Refused):
    """A file will not do; the words say why and what to do instead."""

    code = "documents.refused"


class EmptyFile(FileRefused):
    code = "documents.empty"


class FileTooLarge(FileRefused):
    code = "documents.too-large"


class WrongType(FileRefused):
    """By its content it is none of the types that are accepted, whatever its name says."""

    code = "documents.wrong-type"


class DamagedFile(FileRefused):
    """It begins like an accepted type, but cannot be read to its end."""

    code = "documents.damaged"


class TooManyPixels(FileRefused):
    code = "documents.too-many-pixels"


class UnpacksTooLarge(FileRefused):
    """An archive that holds far more than it weighs."""

    code = "documents.unpacks-too-large"


class HasMacros(FileRefused):
    code = "documents.macros"


class TooManyFiles(FileRefused):
    code = "documents.too-many"


class AlreadySent(Conflict):
    """The file is part of what was sent; only the organisation may remove it."""

    code = "documents.already-sent"


class InfectedFile(FileRefused):
    """The scanner found something harmful in it; it is never served."""

    code = "documents.infected"


class StillWaiting(Unavailable):
    """A scanner has yet to look at the file."""

    code = "documents.still-waiting"


class ContentMissing(Unavailable):
    """The file is known, but its content cannot be read from where it is kept."""

    code = "documents.content-missing"


class StorageUnavailable(Unavailable):
    """There is no room for contents, or no way to where they are kept."""

    code = "documents.storage-unavailable"


class ScannerUnavailable(Unavailable):
    code = "documents.scanner-unavailable"


@dataclass(frozen=True, kw_only=True)
class FileReceived(Event):
    name: ClassVar[str] = "documents.file-received.v1"
    about: ClassVar[str] = "subject_id"

    document_id: UUID
    subject_id: UUID


@dataclass(frozen=True, kw_only=True)
class FileAttached(Event):
    """A file moved from a journey, or from nowhere, to what was made of it."""

    name: ClassVar[str] = "documents.file-attached.v1"
    about: ClassVar[str] = "subject_id"

    document_id: UUID
    subject_id: UUID
    from_id: UUID


@dataclass(frozen=True, kw_only=True)
class FileRemoved(Event):
    name: ClassVar[str] = "documents.file-removed.v1"
    about: ClassVar[str] = "subject_id"

    document_id: UUID
    subject_id: UUID


@dataclass(frozen=True, kw_only=True)
class FileScanned(Event):
    name: ClassVar[str] = "documents.file-scanned.v1"
    about: ClassVar[str] = "subject_id"

    document_id: UUID
    subject_id: UUID
    found: Scan
