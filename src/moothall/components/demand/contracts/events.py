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
