"""The words of identity: accounts, who is signed in, API clients, and the ways it says no."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from moothall.kernel.facts import Event
from moothall.kernel.ids import OrgId, PersonId
from moothall.kernel.refusals import Conflict, Forbidden, NotFound, Refused, Unavailable
from moothall.kernel.words import Said, say

RESIDENT_HOME = "/account"
"""Where a resident comes after signing in."""
OFFICER_HOME = "/workspace/"
"""Where an officer comes after signing in."""

CODE_LASTS = timedelta(minutes=15)
"""How long a code that was emailed can be used."""
CODE_TRIES = 5
"""How many wrong codes may be typed before another one must be asked for."""
INVITATION_LASTS_DAYS = 3
"""How long the link works by which a new officer sets a password."""
PASSWORD_LEAST = 12
"""The fewest characters of a password."""


class Scope(StrEnum):
    """What an API key may be used for."""

    SERVICES_READ = "services:read"
    REQUESTS_WRITE = "requests:write"
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    FILES_WRITE = "files:write"
    REPORTS_READ = "reports:read"
    REPORTS_WRITE = "reports:write"


class SecondFactor(StrEnum):
    """With what an officer proved a second time who they are."""

    TOTP = "totp"
    RECOVERY_CODE = "recovery_code"


@dataclass(frozen=True, kw_only=True)
class Account:
    """One account, as identity knows it: no name, no organisation."""

    user: PersonId
    email: str
    is_officer: bool
    is_active: bool
    has_second_factor: bool
    language: str


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """Who makes a request, once they have signed in.

    ``email`` is a mailbox they have proved is theirs. Open the workspace only to an officer
    whose ``second_factor_done`` is true.
    """

    user: PersonId
    email: str
    is_officer: bool
    second_factor_done: bool
    signed_in_at: datetime


@dataclass(frozen=True, kw_only=True)
class Session:
    """One place in which somebody is signed in."""

    id: int
    browser: Said
    began_at: datetime
    seen_at: datetime
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class ApiClient:
    """A program that acts for one organisation, known by its key."""

    id: UUID
    org: OrgId
    name: str
    scopes: frozenset[str]
    duties: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class ApiKey:
    """An API key as people manage it; the key itself was shown once and is not kept."""

    id: UUID
    org: OrgId
    name: str
    prefix: str
    scopes: frozenset[str]
    duties: frozenset[str]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class AccountNotFound(NotFound):
    code = "identity.account-not-found"


class AccountExists(Conflict):
    """There is an officer's account with this email address already."""

    code = "identity.account-exists"


class WrongCode(Refused):
    """The code is not the one that was emailed, or that the app shows."""

    code = "identity.wrong-code"


class SignInOver(Refused):
    """The sign-in that was begun cannot be gone on with; it has to begin again."""

    code = "identity.sign-in-over"


class WrongPassword(Refused):
    """No officer has this email address and password."""

    code = "identity.wrong-password"


class WeakPassword(Refused):
    """The password is too easy to guess; ``reasons`` says why."""

    code = "identity.weak-password"

    def __init__(self, reasons: Sequence[Said]) -> None:
        super().__init__(reasons[0])
        self.reasons = tuple(reasons)


class InvitationOver(Refused):
    """The link is too old, was used, or is none of ours."""

    code = "identity.invitation-over"

    def __init__(self) -> None:
        super().__init__(
            say(
                "Ask the person who looks after accounts in your organisation to invite you"
                " again."
            )
        )


class AlreadySetUp(Conflict):
    """The account has a second factor, which only its holder or a reset can replace."""

    code = "identity.second-factor-already-set-up"


class NotSignedIn(Forbidden):
    code = "identity.not-signed-in"


class SignInUnavailable(Unavailable):
    """No message can be sent, so nobody can be given a code."""

    code = "identity.sign-in-unavailable"


class ApiKeyNotFound(NotFound):
    code = "identity.api-key-not-found"


class NoSuchScope(Refused):
    code = "identity.no-such-scope"


@dataclass(frozen=True, kw_only=True)
class OfficerSignedIn(Event):
    """An officer has signed in. Residents' sign-ins are nobody's business and not recorded."""

    name: ClassVar[str] = "identity.officer-signed-in.v1"
    about: ClassVar[str | None] = "officer_id"

    officer_id: UUID
    second_factor: SecondFactor
