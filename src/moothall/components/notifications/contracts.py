"""The words of notifications: what callers pass in, get back, catch, and hear about."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from moothall.kernel.facts import Event
from moothall.kernel.refusals import Conflict, NotFound, Refused, Unavailable
from moothall.kernel.words import Said, say

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class State(StrEnum):
    """What has become of a message."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    MAY_HAVE_BEEN_SENT = "may_have_been_sent"
    SUPPRESSED = "suppressed"


class Reason(StrEnum):
    """Why a message is not simply sent."""

    MAILER_UNAVAILABLE = "mailer-unavailable"
    ADDRESS_REJECTED = "address-rejected"
    ADDRESS_SUPPRESSED = "address-suppressed"
    MESSAGE_REJECTED = "message-rejected"
    CUT_OFF = "cut-off"


STATE_WORDS = {
    State.QUEUED: say("Waiting to be sent"),
    State.SENDING: say("Being sent"),
    State.SENT: say("Sent"),
    State.FAILED: say("Could not be sent"),
    State.MAY_HAVE_BEEN_SENT: say("May have been sent"),
    State.SUPPRESSED: say("Not sent"),
}
REASON_WORDS = {
    Reason.MAILER_UNAVAILABLE: say("The mail server did not take it."),
    Reason.ADDRESS_REJECTED: say("The mail server says that this address does not exist."),
    Reason.ADDRESS_SUPPRESSED: say(
        "Earlier messages to this address did not arrive, so no more are sent to it."
    ),
    Reason.MESSAGE_REJECTED: say("The mail server refused this message."),
    Reason.CUT_OFF: say(
        "We were cut off before the mail server answered, so it may or may not have arrived."
        " It is not sent again by itself."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Template:
    """A subject and a body, with ``((placeholders))`` or already filled in."""

    subject: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message as an officer sees it."""

    id: UUID
    about: UUID | None
    to: str = field(repr=False)
    reply_to: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    """In the Markdown of templates; ``rules.plain_text`` has it as the recipient reads it."""
    language: str
    state: State
    reason: Reason | None
    detail: str
    """What the mail server's answer was, as a number; never its text."""
    attempts: int
    message_id: str
    """The Message-ID under which it went out, or may have; empty before the first attempt."""
    queued_at: datetime
    settled_at: datetime | None

    @property
    def said(self) -> Said:
        return STATE_WORDS[self.state]

    @property
    def why(self) -> Said | None:
        return REASON_WORDS[self.reason] if self.reason else None

    @property
    def may_be_resent(self) -> bool:
        return self.state in RESENDABLE


RESENDABLE = frozenset({State.FAILED, State.MAY_HAVE_BEEN_SENT, State.SUPPRESSED})
"""The states from which an officer may have a message sent again."""


@dataclass(frozen=True, kw_only=True)
class Sending:
    """A message that this attempt, and no other, is to send."""

    id: UUID
    attempt: int
    message_id: str
    to: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    language: str
    reply_to: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an attempt came to."""

    state: State
    reason: Reason | None = None
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Email:
    """What a mailer is given. ``ValueError`` for a line break that would forge a header."""

    message_id: str
    to: str = field(repr=False)
    from_name: str
    reply_to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    language: str
    at: datetime

    def __post_init__(self) -> None:
        headers = (self.message_id, self.to, self.from_name, self.reply_to, self.subject)
        if any(_BREAKS.search(header) for header in headers):
            raise ValueError("a header must not hold line breaks or control characters")


class MessageNotFound(NotFound):
    code = "notifications.not-found"


class NotAnAddress(Refused):
    """What a message was to be sent to is no email address."""

    code = "notifications.not-an-address"


class TemplateRefused(Refused):
    """A template is not written as templates are, or has a placeholder nobody fills in."""

    code = "notifications.template-refused"


class CannotResend(Conflict):
    """The message is on its way or has arrived."""

    code = "notifications.cannot-resend"


class MailerUnavailable(Unavailable):
    """The message was certainly not taken; it may be tried again."""

    code = "notifications.mailer-unavailable"


class AddressRejected(Refused):
    """The message was not taken, since nobody has this address."""

    code = "notifications.address-rejected"


class MessageRejected(Refused):
    """The message was not taken and never will be, though the address may be good."""

    code = "notifications.message-rejected"


class PerhapsSent(Unavailable):
    """The message was handed over, and the answer did not come: it must not go out again."""

    code = "notifications.perhaps-sent"


@dataclass(frozen=True, kw_only=True)
class MessageSent(Event):
    name: ClassVar[str] = "notifications.message-sent.v1"
    about: ClassVar[str | None] = "subject_id"

    message_id: UUID
    subject_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class MessageFailed(Event):
    """It will not be sent unless an officer says so; ``reason`` is one of ``Reason``."""

    name: ClassVar[str] = "notifications.message-failed.v1"
    about: ClassVar[str | None] = "subject_id"

    message_id: UUID
    subject_id: UUID | None
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class MessageUnsure(Event):
    """It may have been sent, and is not sent again by itself."""

    name: ClassVar[str] = "notifications.message-unsure.v1"
    about: ClassVar[str | None] = "subject_id"

    message_id: UUID
    subject_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class MessageResent(Event):
    """An officer had it sent again."""

    name: ClassVar[str] = "notifications.message-resent.v1"
    about: ClassVar[str | None] = "subject_id"

    message_id: UUID
    subject_id: UUID | None
