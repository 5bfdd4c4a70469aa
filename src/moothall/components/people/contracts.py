"""The words of people: memberships, duties, and what happened to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from moothall.kernel.facts import Event
from moothall.kernel.ids import OrgId, PersonId
from moothall.kernel.refusals import Conflict, Forbidden, NotFound, Refused
from moothall.kernel.words import Said, say


class Duty(StrEnum):
    """What an organisation has given somebody to do."""

    ADVISER = "adviser"
    CASEWORKER = "caseworker"
    SERVICE_DESIGNER = "service_designer"
    MANAGER = "manager"
    STEWARD = "steward"
    CLERK = "clerk"


DUTY_WORDS: Mapping[Duty, Said] = {
    Duty.ADVISER: say("Adviser"),
    Duty.CASEWORKER: say("Caseworker"),
    Duty.SERVICE_DESIGNER: say("Service designer"),
    Duty.MANAGER: say("Manager"),
    Duty.STEWARD: say("Steward"),
    Duty.CLERK: say("Clerk"),
}
"""What each duty is called."""


@dataclass(frozen=True, kw_only=True)
class Membership:
    """Somebody's place in one organisation. ``person`` is the id of their account."""

    id: UUID
    org: OrgId
    person: PersonId
    name: str
    email: str
    duties: frozenset[Duty]
    teams: tuple[str, ...]
    since: datetime
    until: datetime | None


class NotAMember(Forbidden):
    """The person does not work for the organisation, or no longer does."""

    code = "people.not-a-member"


class OfficerNotFound(NotFound):
    code = "people.officer-not-found"


class AlreadyAMember(Conflict):
    """The person, or somebody with this email address, is a member already."""

    code = "people.already-a-member"


class NoSuchDuty(Refused):
    code = "people.no-such-duty"


class NoSuchTeam(Refused):
    code = "people.no-such-team"


@dataclass(frozen=True, kw_only=True)
class OfficerJoined(Event):
    name: ClassVar[str] = "people.officer-joined.v1"
    about: ClassVar[str | None] = "person_id"

    person_id: UUID
    duties: tuple[str, ...]
    teams: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OfficerChanged(Event):
    """The duties and teams are as they are now; a new name or address is not told."""

    name: ClassVar[str] = "people.officer-changed.v1"
    about: ClassVar[str | None] = "person_id"

    person_id: UUID
    duties: tuple[str, ...]
    teams: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OfficerLeft(Event):
    name: ClassVar[str] = "people.officer-left.v1"
    about: ClassVar[str | None] = "person_id"

    person_id: UUID
