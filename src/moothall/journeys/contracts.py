"""The words of journeys: what callers get back, catch, and hear about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from moothall.kernel.facts import Event
from moothall.kernel.ids import OrgId
from moothall.kernel.refusals import Conflict, NotFound, Refused, Unavailable
from moothall.kernel.words import Words


class ServiceNotFound(NotFound):
    code = "journeys.service-not-found"


class JourneyNotFound(NotFound):
    code = "journeys.not-found"


class StepNotReached(Conflict):
    code = "journeys.step-not-reached"


class JourneyHasEnded(Conflict):
    """The journey was sent already; ``details`` holds the reference it got."""

    code = "journeys.has-ended"


class Stopped(Refused):
    """The service ends here for this person: a step says so, and why."""

    code = "journeys.stopped"


class ChannelClosed(Refused):
    code = "journeys.channel-closed"


class ServiceClosed(Unavailable):
    """The service cannot do without a component that is missing, so it cannot be begun."""

    code = "journeys.service-closed"


class SignInNeeded(Refused):
    code = "journeys.sign-in-needed"
    status = 401


class LinkSpent(NotFound):
    """The link was used, has lapsed, or never was."""

    code = "journeys.link-spent"


class DefinitionRefused(Refused):
    """A definition has mistakes, or its worked examples fail; ``findings`` says which."""

    code = "journeys.definition-refused"


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A live service as people find it."""

    owner: OrgId
    service: str
    version: UUID
    title: Words
    summary: Words
    need: str
    channels: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class VersionLine:
    """One published version of a service, without its content."""

    id: UUID
    number: int
    hash: str
    note: str
    changes: Sequence[str]
    published_by: str
    published_at: datetime
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Journey:
    """One person's run through one version of a service."""

    id: UUID
    owner: OrgId
    service: str
    version: UUID
    language: str
    channel: str
    done: Mapping[str, Mapping[str, Any]]
    began_at: datetime
    ended_at: datetime | None
    reference: str
    case_id: UUID | None
    saved_email: str


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a person has when a journey has been sent."""

    reference: str
    case_id: UUID
    state: str
    email: str = ""
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ServicePublished(Event):
    name: ClassVar[str] = "journeys.service-published.v1"
    about: ClassVar[str | None] = "version_id"

    version_id: UUID
    service: str
    number: int


@dataclass(frozen=True, kw_only=True)
class ServiceRetired(Event):
    name: ClassVar[str] = "journeys.service-retired.v1"

    service: str


@dataclass(frozen=True, kw_only=True)
class JourneyStarted(Event):
    name: ClassVar[str] = "journeys.journey-started.v1"
    about: ClassVar[str | None] = "journey_id"

    journey_id: UUID
    version_id: UUID
    service: str
    need: str
    channel: str
    language: str


@dataclass(frozen=True, kw_only=True)
class StepTaken(Event):
    name: ClassVar[str] = "journeys.step-taken.v1"
    about: ClassVar[str | None] = "journey_id"

    journey_id: UUID
    service: str
    step: str


@dataclass(frozen=True, kw_only=True)
class JourneyStopped(Event):
    name: ClassVar[str] = "journeys.journey-stopped.v1"
    about: ClassVar[str | None] = "journey_id"

    journey_id: UUID
    service: str
    need: str
    step: str


@dataclass(frozen=True, kw_only=True)
class JourneyEnded(Event):
    name: ClassVar[str] = "journeys.journey-ended.v1"
    about: ClassVar[str | None] = "journey_id"

    journey_id: UUID
    service: str
    need: str
    case_id: UUID
    seconds: int


@dataclass(frozen=True, kw_only=True)
class JourneySaved(Event):
    name: ClassVar[str] = "journeys.journey-saved.v1"
    about: ClassVar[str | None] = "journey_id"

    journey_id: UUID
    service: str


@dataclass(frozen=True, kw_only=True)
class NeedSearched(Event):
    """Somebody looked for help: how much was found, never what they typed."""

    name: ClassVar[str] = "journeys.need-searched.v1"

    found: int
    needs: Sequence[str]
    language: str


@dataclass(frozen=True, kw_only=True)
class CapabilityMissed(Event):
    """Something that a service uses was not there, and the service went on without it."""

    name: ClassVar[str] = "journeys.capability-missed.v1"
    about: ClassVar[str | None] = "case_id"

    capability: str
    service: str
    case_id: UUID
