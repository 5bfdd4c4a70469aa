"""What reports say on the log: ids and codes, never a name, an address or a word of anybody."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from moothall.components.reports.contracts.statuses import Outcome, Status
from moothall.kernel.facts import Event


@dataclass(frozen=True, kw_only=True)
class ReportEvent(Event):
    """What every event of a report says."""

    about: ClassVar[str | None] = "report_id"

    report_id: UUID
    category: str


@dataclass(frozen=True, kw_only=True)
class ReportMade(ReportEvent):
    """Said on the log of the organisation that was asked."""

    name: ClassVar[str] = "reports.report-made.v1"

    need: str
    asked: UUID
    responsible: UUID
    ward: str | None
    channel: str
    language: str
    held: str
    """The code of the rule that keeps it from the public; empty if none does."""
    source: str
    person: UUID | None
    """Always the same for the same mailbox or account, and nobody's name."""


@dataclass(frozen=True, kw_only=True)
class ReportUpdated(ReportEvent):
    name: ClassVar[str] = "reports.report-updated.v1"

    update_id: UUID
    from_status: Status
    to_status: Status
    public: bool


@dataclass(frozen=True, kw_only=True)
class ReportClosed(ReportEvent):
    """The report has ended; the demand data set has all it needs in this one event."""

    name: ClassVar[str] = "reports.report-closed.v1"

    need: str
    channel: str
    ward: str | None
    responsible: UUID
    status: Status
    outcome: Outcome
    opened_at: datetime
    seconds_open: int


@dataclass(frozen=True, kw_only=True)
class ReportReopened(ReportEvent):
    """``responsible`` owns the report, on whose log ever it is said."""

    name: ClassVar[str] = "reports.report-reopened.v1"

    responsible: UUID
    from_status: Status
    by_resident: bool


@dataclass(frozen=True, kw_only=True)
class ReportForwarded(ReportEvent):
    name: ClassVar[str] = "reports.report-forwarded.v1"

    from_org: UUID
    to_org: UUID


@dataclass(frozen=True, kw_only=True)
class ReportMerged(ReportEvent):
    """It is the same as another one, which goes on."""

    name: ClassVar[str] = "reports.report-merged.v1"

    into: UUID


@dataclass(frozen=True, kw_only=True)
class ReportLinked(ReportEvent):
    name: ClassVar[str] = "reports.report-linked.v1"

    other_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReportAssigned(ReportEvent):
    """Somebody, or a team, has the report now; none of the two: it lies on no desk."""

    name: ClassVar[str] = "reports.report-assigned.v1"

    to: UUID | None
    team: str | None


@dataclass(frozen=True, kw_only=True)
class ReportReleased(ReportEvent):
    """Somebody has looked at what was held, and the public may see it."""

    name: ClassVar[str] = "reports.report-released.v1"

    was_held: str


@dataclass(frozen=True, kw_only=True)
class ReportFollowed(ReportEvent):
    name: ClassVar[str] = "reports.report-followed.v1"

    person: UUID | None


@dataclass(frozen=True, kw_only=True)
class FixedAsked(ReportEvent):
    """Whoever reported it was asked whether it was fixed."""

    name: ClassVar[str] = "reports.fixed-asked.v1"


@dataclass(frozen=True, kw_only=True)
class FixedAnswered(ReportEvent):
    name: ClassVar[str] = "reports.fixed-answered.v1"

    fixed: bool


@dataclass(frozen=True, kw_only=True)
class SchemePublished(Event):
    name: ClassVar[str] = "reports.scheme-published.v1"

    scheme_id: UUID
    number: int
    categories: int
