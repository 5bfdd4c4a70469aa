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
