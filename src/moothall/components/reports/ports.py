"""What reports asks of optional components, which may be another maker's or missing."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from moothall.kernel.words import Words

AREAS, DOCUMENTS, NOTIFICATIONS = "areas.v1", "documents.v1", "notifications.v1"


class Area(Protocol):
    @property
    def code(self) -> str: ...

    @property
    def kind(self) -> str: ...


class Areas(Protocol):
    """``areas.v1``: what lies at a spot."""

    def areas_at(self, *, lat: float, lon: float) -> Sequence[Area]: ...


class NamedArea(Area, Protocol):
    @property
    def name(self) -> Words: ...


class NamedAreas(Protocol):
    """``areas.v1``: what the areas of a kind are called."""

    def areas(self, *, kind: str) -> Sequence[NamedArea]: ...


class Files(Protocol):
    """``documents.v1``: the photos of a report."""

    def attach(self, *, ids: Collection[UUID], subject: UUID, at: datetime) -> Sequence[Any]:
        """Make files part of a report; they are final from then on."""
        ...


class Served(Protocol):
    """A file for a browser."""

    @property
    def content(self) -> Iterator[bytes]: ...

    @property
    def type(self) -> str: ...

    @property
    def headers(self) -> Mapping[str, str]: ...


class Contents(Protocol):
    """``documents.v1``: showing a photo that may be seen."""

    def document(self, *, document_id: UUID) -> Any:  # noqa: ANN401 - handed on as it is
        """What is known of a file. Raises ``NotFound``. Inside ``acting``."""
        ...

    def served(self, *, document: Any) -> Served:  # noqa: ANN401
        """The file itself. Outside ``acting``."""
        ...


class Messages(Protocol):
    """``notifications.v1``: messages to people."""

    def queue(
        self,
        *,
        key: str,
        to: str,
        subject: str,
        body: str,
        language: str,
        about: UUID | None,
        at: datetime,
    ) -> UUID:
        """Have a message sent once this transaction commits; the same key is one message."""
        ...
