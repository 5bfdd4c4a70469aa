"""What demand itself says on the log: ids and codes only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from moothall.kernel.facts import Event


@dataclass(frozen=True, kw_only=True)
class DemandCoded(Event):
    """Somebody said what kind of demand it was, and what had caused it."""

    name: ClassVar[str] = "demand.demand-coded.v1"
    about: ClassVar[str | None] = "demand_id"

    demand_id: UUID
    view: str
    """``adviser`` or ``resident``: whose view it is. A later one replaces an earlier one."""
    kind: str
    reason: str = ""
    cause_org: UUID | None = None
    cause_service: str = ""


@dataclass(frozen=True, kw_only=True)
class FindingFound(Event):
    """A stated rule found somewhere to step in, for the first time."""

    name: ClassVar[str] = "demand.finding-found.v1"
    about: ClassVar[str | None] = "finding_id"

    finding_id: UUID
    rule: str
    key: str
    concerned: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class FindingMoved(Event):
    """Somebody took a finding on, acted on it, or judged what came of it."""

    name: ClassVar[str] = "demand.finding-moved.v1"
    about: ClassVar[str | None] = "finding_id"

    finding_id: UUID
    rule: str
    state_from: str
    state_to: str
    verdict: str = ""
    """``better``, ``worse`` or ``not_to_be_told``, once it is judged."""


@dataclass(frozen=True, kw_only=True)
class ReleasePublished(Event):
    """A quarter went out as open data."""

    name: ClassVar[str] = "demand.release-published.v1"
    about: ClassVar[str | None] = "release_id"

    release_id: UUID
    quarter: str
    number: int
    sha256: str
    """Of its manifest, which names the digest of every file."""


@dataclass(frozen=True, kw_only=True)
class HistoryImported(Event):
    """Records from before the platform were taken in, in the place of all of that name."""

    name: ClassVar[str] = "demand.history-imported.v1"

    source: str
    """By which name the steward calls them."""
    records: int
    refused: int


@dataclass(frozen=True, kw_only=True)
class DenominatorsImported(Event):
    """It was said anew how many people live where."""

    name: ClassVar[str] = "demand.denominators-imported.v1"

    added: int
    changed: int
