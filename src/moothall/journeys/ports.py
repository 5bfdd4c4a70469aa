"""What journeys needs of optional components, which may be another maker's or missing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID


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


class Areas(Protocol):
    """``areas.v1``: which areas a spot or a postcode lies in."""

    def ward_at(self, *, lat: float, lon: float) -> str | None: ...

    def within(self, *, area_code: str, lat: float, lon: float) -> bool: ...

    def ward_of_postcode(self, *, postcode: str) -> str | None: ...


class Files(Protocol):
    """``documents.v1``: files that people attach."""

    def attached(self, *, subject: UUID) -> Sequence[Any]: ...

    def attach(
        self, *, ids: Sequence[UUID], subject: UUID, at: datetime, for_staff: bool = False
    ) -> None:
        """Make files part of a case; what is ``for_staff`` its applicant does not see."""
        ...
