"""Builders of accounts, signed-in browsers and API keys for tests anywhere."""

import secrets
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.test import Client
from django.utils.timezone import now

from moothall.components.identity import services
from moothall.components.identity.contracts import Account, ApiClient, Scope
from moothall.components.identity.services.sessions import begin
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.testing import NOON

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_PERIOD = 30


@dataclass
class Letterbox:
    """Stands in for the place's notifications, and keeps what was sent."""

    letters: list[dict[str, Any]] = field(default_factory=list)

    def queue(self, **letter: Any) -> UUID:  # noqa: ANN401
        self.letters.append(letter)
        return uuid7()

    def to(self, email: str) -> list[dict[str, Any]]:
        return [letter for letter in self.letters if letter["to"] == email]

    def code(self, email: str) -> str:
        """The code in the last letter to ``email``."""
        lines: list[str] = self.to(email)[-1]["body"].splitlines()
        return next(line[2:] for line in lines if line.startswith("# "))


LETTERBOX = Letterbox()


def an_email() -> str:
    return f"someone.{uuid4().hex[:10]}@example.com"


def a_resident_account(email: str | None = None) -> Account:
    return services.create_resident(email=email or an_email(), at=NOON)


def an_officer_account(
    *, email: str | None = None, password: str | None = None, secret: str | None = None
) -> Account:
    """An officer; with ``secret``, one who has set up that authenticator."""
    account = services.create_officer(email=email or an_email(), password=password, at=NOON)
    if secret is not None:
        services.set_totp(user=account.user, secret=secret)
    return account


def a_totp_secret() -> str:
    return str(generate_totp_secret())


def a_totp_code(secret: str, *, ahead: int = 0, at: datetime | None = None) -> str:
    """What an authenticator shows now, or so many periods of 30 seconds ahead."""
    moment = at.timestamp() if at else time.time()
    return str(format_hotp_value(hotp_value(secret, int(moment) // _PERIOD + ahead)))


def a_client() -> Client:
    """A browser at a network address of its own."""
    chosen = ".".join(str(secrets.randbelow(250) + 1) for _ in range(3))
    return Client(REMOTE_ADDR=f"10.{chosen}", HTTP_USER_AGENT=FIREFOX)


def a_signed_in_client(account: Account) -> Client:
    """A browser in which this account is signed in: an officer with the second factor done."""
    client = a_client()
    user = get_user_model().objects.get(pk=account.user)
    client.force_login(user)
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "10.0.0.1", "HTTP_USER_AGENT": FIREFOX}
    request.session, request.user = client.session, user
    record_authentication(request, user, "mfa" if account.is_officer else "code")
    begin(request, is_officer=account.is_officer, at=now())
    request.session.save()
    UserSession.objects.create_from_request(request)
    return client


def an_api_key(
    org: OrgId,
    *,
    scopes: Collection[str] = tuple(Scope),
    duties: Collection[str] = ("caseworker",),
) -> tuple[ApiClient, str]:
    """An API client of ``org`` that may do everything, and its key."""
    return services.issue_api_key(
        org=org, name="A test client", scopes=scopes, duties=duties, at=NOON
    )
