"""What reports asks of optional components and of the outside: another maker's, or missing."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

from moothall.components.reports.contracts import Accepted, Incoming, Outgoing, OutgoingUpdate
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


@runtime_checkable
class Reporting(Protocol):
    """``reporting.v1``: another system that reports are sent on to and followed in.

    Built with the organisation's settings; never called inside ``acting``, but for ``takes``.
    ``ReportingUnavailable`` (or any ``Unavailable``) means: try again; ``ReportingRefused``
    means: never, as it is.
    """

    @property
    def poll_minutes(self) -> float:
        """How often to ask for updates."""
        ...

    def takes(self, *, category: str) -> bool:
        """Whether reports of a category go there."""
        ...

    def send(self, *, report: Outgoing, again: bool) -> Accepted:
        """Send a report. ``again``: it may have arrived before, and must not become two."""
        ...

    def resolve(self, *, token: str) -> str | None:
        """The id for a token; none as long as there is none."""
        ...

    def tell(self, *, update: OutgoingUpdate) -> str:
        """Send an update, which is sent again under the same id; answer its id there."""
        ...

    def updates(self, *, since: datetime) -> Sequence[Incoming]:
        """What was said there since then, the oldest first: at most ``MOST_INCOMING``."""
        ...


MOST_INCOMING = 1000
