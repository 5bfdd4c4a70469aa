"""The words of journeys: what callers get back, catch, and hear about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from moothall.kernel.facts import Event
from moothall.kernel.ids import OrgId
from moothall.kernel.refusals import Conflict, Forbidden, NotFound, Refused, Unavailable
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


class AmendmentChanged(Conflict):
    """Somebody else has changed the amendment since it was read."""

    code = "journeys.amendment-changed"


class AmendmentUnsound(Refused):
    """What was changed has mistakes, or the service has moved on; it is not published so."""

    code = "journeys.amendment-unsound"


class AnotherPersonNeeded(Forbidden):
    """The organisation asks for two people: one proposes, another one publishes."""

    code = "journeys.another-person-needed"


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """What is to change in the live version of a service of the own organisation."""

    service: str
    version: UUID
    """The version in which it is a change."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Name of an attached file -> its new text."""
    conditions: Mapping[str, str] = field(default_factory=dict)
    """Place in the definition, like ``steps.4.stop_when`` -> the new FEEL; empty for none."""
    examples: Sequence[Mapping[str, Any]] | None = None
    """All worked examples as they are to be, once one of them is to change."""
    revision: int = 0
    """Goes up with every act and is never used again; 0 before the first."""
    note: str = ""
    changed_by: UUID | None = None
    hands: frozenset[UUID] = frozenset()
    """Everybody who has changed it since it was begun."""
    changed_at: datetime | None = None
    proposed_by: UUID | None = None
    proposed_at: datetime | None = None

    @property
    def changes_anything(self) -> bool:
        return bool(self.files or self.conditions) or self.examples is not None


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
    """The id of the case, or of what else the service ends with."""
    state: str
    email: str = ""
    followed_at: str | None = None
    """The path of the page on which it is followed, where it is no case."""
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ServicePublished(Event):
    name: ClassVar[str] = "journeys.service-published.v1"
    about: ClassVar[str | None] = "version_id"

    version_id: UUID
    service: str
    number: int


@dataclass(frozen=True, kw_only=True)
class AmendmentProposed(Event):
    """Somebody has a change ready for somebody else to publish."""

    name: ClassVar[str] = "journeys.amendment-proposed.v1"
    about: ClassVar[str | None] = "version_id"

    version_id: UUID
    service: str
    by: UUID


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
    person: UUID | None = None
    """Whoever began it, by the log's pseudonym of their account or browser."""


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
class JourneyLeft(Event):
    """Somebody began and never sent it, and now its answers are forgotten."""

    name: ClassVar[str] = "journeys.journey-left.v1"
    about: ClassVar[str | None] = "journey_id"

    journey_id: UUID
    service: str
    need: str
    step: str
    """The step at which they left."""
    left_at: datetime
    """When they last did something in it."""


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
class BeginningRefused(Event):
    """Somebody wanted to begin a service that cannot do without what is missing here."""

    name: ClassVar[str] = "journeys.beginning-refused.v1"

    service: str
    need: str
    capability: str
    channel: str
    language: str


@dataclass(frozen=True, kw_only=True)
class CapabilityMissed(Event):
    """Something that a service uses was not there, and the service went on without it."""

    name: ClassVar[str] = "journeys.capability-missed.v1"
    about: ClassVar[str | None] = "case_id"

    capability: str
    service: str
    case_id: UUID
