"""What goes to another maker's system of reports and what comes from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from moothall.components.reports.contracts.reports import Contact
from moothall.components.reports.contracts.statuses import Status
from moothall.kernel.refusals import Refused, Unavailable

REPORTING = "reporting.v1"
"""The capability: another system that reports of an organisation are sent on to."""


class ReportingUnavailable(Unavailable):
    """The other system did not take it, or nobody knows whether it did: to be tried again."""

    code = "reports.reporting-unavailable"


class ReportingRefused(Refused):
    """The other system has understood, and will never take it as it is."""

    code = "reports.reporting-refused"


class SentState(StrEnum):
    WAITING = "waiting"
    """Not sent yet, or nobody knows whether it has arrived."""
    TOKEN = "token"  # noqa: S105 - Open311's word
    """Taken; the other system has not said its id yet."""
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A report as it is sent on."""

    id: UUID
    """The same each time it is sent: by it another system of ours makes it once."""
    reference: str
    link: str
    """The address of its page here, by which it can be found again in any system."""
    category: str
    description: str
    lat: float | None
    lon: float | None
    address: str
    answers: Mapping[str, Any]
    contact: Contact
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The other system has taken a report: its id there, or a token until it has one."""

    external_id: str = ""
    token: str = ""


@dataclass(frozen=True, kw_only=True)
class OutgoingUpdate:
    """Something that was said here, for the other system."""

    id: UUID
    external_id: str
    """The report there."""
    category: str
    text: str
    status: Status
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """Something that was said there."""

    id: str
    external_id: str
    """The report there."""
    text: str
    status: Status | None
    """None where it leaves the status as it is, or has one that nobody here knows."""
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What became of a report that is sent on."""

    report_id: UUID
    connector: str
    state: SentState
    external_id: str
    token: str
    attempts: int
    tried_at: datetime | None
    sent_at: datetime | None
    error: str
    """The code of what went wrong last; empty if nothing did."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One turn at sending: what is to be sent, and what is known from earlier turns."""

    report: Outgoing | None
    """None when it has been sent before."""
    again: bool
    """Whether an earlier turn may have sent it and not have heard so."""
    sent: Sent
    updates: tuple[OutgoingUpdate, ...] = field(default_factory=tuple)
