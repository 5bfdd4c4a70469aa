"""One demand record: a need expressed, when, where, and how it came out. No identity."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.components.demand.contracts.outcomes import Kind, Outcome
from moothall.kernel.ids import OrgId

FROM_LOG = "log"
"""The source of records that were read from the log; imports have their own names."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """A need that somebody expressed, as far as is known now."""

    id: UUID
    """Of the journey, the case or the report; made from the place on the log for a search."""
    org: OrgId
    """The organisation that holds it."""
    asked_org: OrgId
    """The organisation that was asked first."""
    met_org: OrgId | None = None
    """The organisation that met it, in full or in part."""
    service: str = ""
    need: str
    channel: str
    language: str = "en"
    area: str = ""
    """The code of a ward; never anything smaller."""
    asked_at: datetime
    first_response_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: Outcome = Outcome.OPEN
    step: str = ""
    """Where somebody gave up or was stopped: the id of the step."""
    team: str = ""
    """Which team of the organisation has it."""
    handoffs: int = 0
    """How often it went to another team or organisation."""
    contacts: int = 1
    """How often somebody got in touch about it: the first time, and each time again."""
    reopened: int = 0
    adviser_says: Kind = Kind.UNKNOWN
    resident_says: Kind = Kind.UNKNOWN
    reason: str = ""
    """Why it could have been avoided, one of ``Reason``."""
    cause_org: OrgId | None = None
    """The organisation that somebody named as the cause of a failure."""
    cause_service: str = ""
    missed: str = ""
    """A capability that was not there when it was needed: ``notifications.v1``."""
    person_key: str = ""
    """A keyed hash that tells one person from another within a purpose and a quarter only."""
    source: str = FROM_LOG
    count: int = 1
    """How many needs the record stands for: more than one in imported counts only."""
    changed_at: datetime

    @property
    def kind(self) -> Kind:
        """The adviser's view, else the resident's."""
        known = self.adviser_says is not Kind.UNKNOWN
        return self.adviser_says if known else self.resident_says


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One line of the log, as much of it as demand reads."""

    epoch: int
    position: int
    org: OrgId
    name: str
    subject: UUID | None
    at: datetime
    by: str
    body: Mapping[str, object]
