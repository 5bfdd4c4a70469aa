"""Cases as callers see them: what is asked for, what comes back, and what is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from moothall.components.cases.contracts.life import Outcome
from moothall.kernel.ids import OrgId, PersonId
from moothall.kernel.refusals import Conflict, Forbidden, NotFound, Refused
from moothall.kernel.words import Said, Words, say

MOST_COUNTED = 1000
"""Counts stop one above this: people are shown "1,000+"."""

ASSIGNING_DUTIES = frozenset({"caseworker", "manager"})
"""Who may say who works on a case, and link cases."""
WORKING_DUTIES = frozenset({"adviser", "caseworker", "manager"})
"""Who may write notes on a case."""
REOPENING_DUTY = "manager"


@dataclass(frozen=True, kw_only=True)
class TimelineWords:
    """What the timeline says to the resident and to staff; by default what the life says."""

    resident: Words | None = None
    staff: Words | None = None


OpenWords = TimelineWords
ActWords = TimelineWords


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """A case as one line of a worklist: what people look for it by, without its answers."""

    id: UUID
    org: OrgId
    reference: str
    service: str
    version: UUID
    """The version of the service's definition that it lives by."""
    state: str
    outcome: Outcome | None
    title: Words | str
    team: str | None
    assignee: PersonId | None
    ward: str | None
    opened_at: datetime
    updated_at: datetime
    due_at: datetime | None
    paused_at: datetime | None
    closed_at: datetime | None
    revision: int

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still, because something is asked of the applicant."""
        return self.paused_at is not None

    def is_overdue(self, *, at: datetime) -> bool:
        """Whether its time has run out while the clock was running."""
        running = self.is_open and not self.is_paused
        return running and self.due_at is not None and self.due_at < at


@dataclass(frozen=True, kw_only=True)
class Case(CaseRow):
    """A case, whole. Its answers are in the normal form of their questions."""

    need: str
    language: str
    channel: str
    answers: Mapping[str, Any]
    contact: Mapping[str, str]
    """``name``, ``email`` and ``phone``, as far as they were given."""
    lat: float | None = None
    lon: float | None = None
    held_state: str | None = None
    """The state whose clock stands still."""
    held_due_at: datetime | None = None
    """When that state was due, as it was when the clock stopped."""
    paused_seconds: int = 0
    """How long it has waited for the applicant, up to the last time its clock went on."""
    closed_seconds: int = 0
    """How long it was closed before it was opened again."""


class Kind(StrEnum):
    """What an entry of the timeline is about."""

    OPENED = "opened"
    ACTED = "acted"
    ASSIGNED = "assigned"
    LAPSED = "lapsed"
    REOPENED = "reopened"
    LINKED = "linked"


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """One thing that happened to a case. Residents see no staff words and no ids."""

    revision: int
    """The revision of the case that it led to."""
    kind: Kind
    at: datetime
    by_kind: str
    """``resident``, ``officer``, ``client`` or ``system``."""
    by_id: UUID | None
    words: Words | None
    """What the resident reads; none where it is for staff only."""
    staff_words: Words | None
    action: str | None
    from_state: str | None
    to_state: str | None
    answers: Mapping[str, Any]
    """What was answered to the questions of the action."""
    details: Mapping[str, Any]
    """Ids and codes: ``to`` and ``team`` of an assignment, ``other`` and ``kind`` of a link."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """What staff wrote down for one another."""

    id: UUID
    at: datetime
    by_kind: str
    by_id: UUID | None
    text: str


@dataclass(frozen=True, kw_only=True)
class LinkedCase:
    """Another case of the organisation that this one has to do with."""

    kind: str
    """``duplicate``, ``follow_up`` or ``related``."""
    is_from_here: bool
    """Whether the link was drawn from this case to the other one."""
    case: CaseRow


class LinkKind(StrEnum):
    DUPLICATE = "duplicate"
    FOLLOW_UP = "follow_up"
    RELATED = "related"


class Sort(StrEnum):
    DUE = "due"
    """What runs out first; then what is paused or has no deadline; closed last."""
    NEWEST = "newest"
    OLDEST = "oldest"
    UPDATED = "updated"
    """What changed last comes first."""


@dataclass(frozen=True, kw_only=True)
class CaseFilters:
    """Which cases: every condition that is given must hold."""

    open: bool | None = None
    service: str | None = None
    state: str | None = None
    team: str | None = None
    assignee: PersonId | None = None
    unassigned: bool = False
    overdue: bool = False
    ward: str | None = None
    q: str = ""
    """A reference, a postcode, a telephone number or words, each as far as it was typed."""
    updated_since: datetime | None = None
    """What changed since then; such a list goes by the last change, whatever else is asked."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """A stretch of a list, and the cursors of the stretches beside it."""

    rows: Sequence[CaseRow]
    next: str | None = None
    previous: str | None = None


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many cases have one value, counted up to ``MOST_COUNTED`` and one."""

    value: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Load:
    """How much lies on one officer's desk."""

    officer: PersonId
    open: int
    overdue: int


@dataclass(frozen=True, kw_only=True)
class DuePassed:
    """A case that has stood in a state for longer than the life allows, unseen so far."""

    org: OrgId
    case_id: UUID
    service: str
    version: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """What somebody else did meanwhile."""

    revision: int
    kind: Kind
    at: datetime
    by_kind: str
    by_id: UUID | None
    action: str | None
    to_state: str | None
    details: Mapping[str, Any] = field(default_factory=dict)


class CaseNotFound(NotFound):
    code = "cases.not-found"

    def __init__(self) -> None:
        super().__init__(say("There is no such case."))


class NotInThisState(Conflict):
    """What was asked for cannot be done with a case in the state it is in."""

    code = "cases.not-in-this-state"

    def __init__(self, said: Said, *, state: str, action: str | None = None) -> None:
        super().__init__(said, details={"state": state, "action": action})


class ChangedMeanwhile(Conflict):
    """Somebody else changed the case after it was read; ``changes`` says what and who."""

    code = "cases.changed-meanwhile"

    def __init__(self, *, revision: int, changes: Sequence[Change]) -> None:
        said = say(
            "Somebody else changed this case after you opened it. Look at it again first."
        )
        shown = [
            {
                "revision": c.revision,
                "kind": c.kind.value,
                "at": c.at.isoformat(),
                "by": f"{c.by_kind}:{c.by_id}" if c.by_id else c.by_kind,
                "action": c.action,
                "to_state": c.to_state,
                **c.details,
            }
            for c in changes
        ]
        super().__init__(said, details={"revision": revision, "changes": shown})
        self.revision = revision
        self.changes = tuple(changes)


class AlreadyOpened(Conflict):
    """A case with this id is there already."""

    code = "cases.already-opened"

    def __init__(self) -> None:
        super().__init__(say("This request has already been sent."))


class NoSuchAction(Refused):
    code = "cases.no-such-action"

    def __init__(self, *, action: str) -> None:
        super().__init__(say("There is no such action."), details={"action": action})


class NotForYou(Forbidden):
    """The action is for the applicant, or for a duty that the actor does not hold."""

    code = "cases.not-for-you"


class GuardHolds(Conflict):
    """The condition under which the action may be taken is not met."""

    code = "cases.guard-holds"

    def __init__(self, *, action: str) -> None:
        said = say("This cannot be done with the answers as they are.")
        super().__init__(said, details={"action": action})


class BadCursor(Refused):
    """The cursor is none that a page of this list has given."""

    code = "cases.bad-cursor"

    def __init__(self) -> None:
        super().__init__(say("This page of the list cannot be found. Start the list again."))


class NoteRefused(Refused):
    code = "cases.note-refused"


class LinkRefused(Refused):
    code = "cases.link-refused"
