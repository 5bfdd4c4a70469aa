"""What callers pass in and get back: reports, what was told with them, updates, the map."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from moothall.components.reports.contracts.statuses import Status
from moothall.kernel.ids import OrgId, PersonId
from moothall.kernel.words import Words

LONGEST_DESCRIPTION = 4000
"""Characters, as in Open311."""
MOST_PHOTOS = 10


@dataclass(frozen=True, kw_only=True)
class Responsible:
    """The organisation whose matter it is, and why."""

    org: OrgId
    slug: str
    name: Words
    because: Words
    team: str | None = None
    emergency: Words | None = None
    """What somebody in danger must read before they report."""
    emergency_phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Redirect:
    """No organisation of this place takes reports of it: where to turn instead."""

    words: Words
    link: str = ""
    phone: str = ""
    is_emergency: bool = False


@dataclass(frozen=True, kw_only=True)
class Made:
    """A report that was made."""

    report_id: UUID
    reference: str
    responsible: Responsible
    held: str
    """The code of the rule that keeps it from the public for now; empty if none does."""
    is_private: bool
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Who reports, for the responsible organisation only. Each part may be empty."""

    name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A document of the organisation ``org``, which was asked and keeps it."""

    document: UUID
    org: OrgId
    held: bool


@dataclass(frozen=True, kw_only=True)
class Report:
    """Something that is wrong at a spot. Nothing here says who reported it.

    ``assignee``, ``team``, ``source`` and ``held`` are empty, and held photos are left out, for
    whoever does not act for the responsible organisation.
    """

    id: UUID
    org: OrgId
    """The organisation that is responsible."""
    asked: OrgId
    """The organisation that was asked first."""
    reference: str
    category: str
    need: str
    description: str
    lat: float | None
    lon: float | None
    ward: str | None
    street: str
    address: str
    status: Status
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    is_private: bool
    held: str
    duplicate_of: UUID | None
    photos: tuple[Photo, ...]
    channel: str
    language: str
    source: str
    source_id: str
    assignee: PersonId | None
    team: str | None
    asked_fixed_at: datetime | None
    revision: int

    @property
    def is_open(self) -> bool:
        return self.status.is_open

    def is_overdue(self, *, at: datetime) -> bool:
        """Whether it is still open though its time has run out."""
        return self.is_open and self.due_at is not None and self.due_at < at


@dataclass(frozen=True, kw_only=True)
class Told:
    """What came with a report and is for the responsible organisation and the reporter only."""

    contact: Contact
    answers: Mapping[str, Any]
    """Answers to the category's extra questions, by the id of the question."""


class UpdateKind(StrEnum):
    SAID = "said"
    """Words, perhaps with a change of status."""
    REOPENED = "reopened"
    FORWARDED = "forwarded"
    MERGED = "merged"
    LINKED = "linked"
    FIXED_ASKED = "fixed_asked"
    FIXED_ANSWERED = "fixed_answered"


@dataclass(frozen=True, kw_only=True)
class Update:
    """One thing that was said or done about a report."""

    id: UUID
    report_id: UUID
    at: datetime
    kind: UpdateKind
    words: Words
    is_public: bool
    from_status: Status
    to_status: Status
    by_kind: str
    """``officer``, ``client``, ``resident`` or ``system``."""
    by_id: UUID | None
    """Who it was; none for whoever does not act for the responsible organisation."""
    source: str
    external_id: str
    held: str
    other_id: UUID | None
    """The other report, of a merge or a link."""


@dataclass(frozen=True, kw_only=True)
class News:
    """An update with the reference of its report, as it is told to others."""

    update: Update
    reference: str


@dataclass(frozen=True, kw_only=True)
class Near:
    """A report near a spot, and how far away it is."""

    report: Report
    metres: int
    followers: int


@dataclass(frozen=True, kw_only=True)
class Circle:
    """A circle on the earth, in WGS84."""

    lat: float
    lon: float
    metres: float


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a list or a map shows; empty means all."""

    org: OrgId | None = None
    """The responsible organisation."""
    categories: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    open: bool | None = None
    ward: str | None = None
    street: str | None = None
    since: datetime | None = None
    """Opened then or later."""
    until: datetime | None = None
    """Opened before then."""
    updated_since: datetime | None = None
    within: Circle | None = None


@dataclass(frozen=True, kw_only=True)
class Work(Filters):
    """What a list of the organisation's own work shows besides."""

    team: str | None = None
    assignee: PersonId | None = None
    unassigned: bool = False
    overdue: bool = False
    held: bool = False
    q: str = ""
    """The beginning of a reference, or words of the description, street and address."""


class Sort(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    UPDATED = "updated"
    """The latest change first."""
    DUE = "due"
    """For work only: what runs out next, first; what has no time limit, last."""


@dataclass(frozen=True, kw_only=True)
class Page:
    rows: tuple[Report, ...]
    next: str | None = None
    """The cursor of the page after it; none at the end."""


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """A box on the map, in WGS84."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, kw_only=True)
class Pin:
    """A report as a point on the map."""

    reference: str
    category: str
    status: Status
    lat: float
    lon: float
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """How many reports lie in one cell of the map, counted up to a limit."""

    lat: float
    lon: float
    """The middle of the cell."""
    count: int
    more: bool
    """Whether there are more than were counted."""


@dataclass(frozen=True, kw_only=True)
class OnMap:
    """Either every report of the box as a pin, or, where there are too many, clusters."""

    pins: tuple[Pin, ...] = ()
    clusters: tuple[Cluster, ...] = ()


class Target(StrEnum):
    """What can be followed."""

    REPORT = "report"
    STREET = "street"
    WARD = "ward"
    ASKED = "asked"
    """No following: the link of the question whether a report was fixed, to ``of``."""


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """Somebody follows something."""

    id: UUID
    target: Target
    of: str
    """The id of a report, the name of a street, or the code of a ward."""
    categories: tuple[str, ...]
    language: str
    is_confirmed: bool


@dataclass(frozen=True, kw_only=True)
class Published:
    """One version of the scheme."""

    id: UUID
    number: int
    at: datetime
    hash: str
