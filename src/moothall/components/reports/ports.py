"""What reports asks of optional components, which may be another maker's or missing."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

AREAS, DOCUMENTS, NOTIFICATIONS = "areas.v1", "documents.v1", "notifications.v1"


class Area(Protocol):
    @property
    def code(self) -> str: ...

    @property
    def kind(self) -> str: ...


class Areas(Protocol):
    """``areas.v1``: what lies at a spot."""

    def areas_at(self, *, lat: float, lon: float) -> Sequence[Area]: ...


class Files(Protocol):
    """``documents.v1``: the photos of a report."""

    def attach(self, *, ids: Collection[UUID], subject: UUID, at: datetime) -> Sequence[Any]:
        """Make files part of a report; they are final from then on."""
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
