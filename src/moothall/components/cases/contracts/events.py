"""What cases say on the log: ids and codes, never a name, an address or an answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from moothall.components.cases.contracts.life import Outcome
from moothall.kernel.facts import Event


@dataclass(frozen=True, kw_only=True)
class CaseEvent(Event):
    """What every event of a case says."""

    about: ClassVar[str | None] = "case_id"

    case_id: UUID
    service: str


@dataclass(frozen=True, kw_only=True)
class CaseOpened(CaseEvent):
    name: ClassVar[str] = "cases.case-opened.v1"

    version: UUID
    need: str
    state: str
    channel: str
    language: str
    team: str | None
    ward: str | None
    person: UUID | None = None
    """Whoever asked, by the log's pseudonym of their mailbox; none if they gave none."""


@dataclass(frozen=True, kw_only=True)
class CaseAssigned(CaseEvent):
    """Somebody, or a team, has the case now; none of the two: it lies on no desk."""

    name: ClassVar[str] = "cases.case-assigned.v1"

    to: UUID | None
    team: str | None


@dataclass(frozen=True, kw_only=True)
class CaseActed(CaseEvent):
    """An action was taken that left the case in its state."""

    name: ClassVar[str] = "cases.case-acted.v1"

    action: str
    state: str


@dataclass(frozen=True, kw_only=True)
class CaseMoved(CaseEvent):
    """The case went from one state to another: by an action, or none when its time ran out."""

    name: ClassVar[str] = "cases.case-moved.v1"

    action: str | None
    from_state: str
    to_state: str


@dataclass(frozen=True, kw_only=True)
class CaseClosed(CaseEvent):
    """The case has ended; the demand data set has all it needs in this one event."""

    name: ClassVar[str] = "cases.case-closed.v1"

    need: str
    channel: str
    ward: str | None
    state: str
    outcome: Outcome
    opened_at: datetime
    seconds_open: int
    """How long it was open, time closed in between left out."""
    seconds_with_us: int
    seconds_with_applicant: int
    """How much of that its clock stood still."""


@dataclass(frozen=True, kw_only=True)
class CaseReopened(CaseEvent):
    name: ClassVar[str] = "cases.case-reopened.v1"

    from_state: str
    to_state: str


@dataclass(frozen=True, kw_only=True)
class CaseOverdue(CaseEvent):
    """The time for a state ran out with the clock running; said once for each deadline."""

    name: ClassVar[str] = "cases.case-overdue.v1"

    state: str
    team: str | None
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class NoteAdded(CaseEvent):
    name: ClassVar[str] = "cases.note-added.v1"

    note_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseLinked(CaseEvent):
    name: ClassVar[str] = "cases.case-linked.v1"

    other_id: UUID
    kind: str
