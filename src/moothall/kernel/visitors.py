"""Who a resident is: the visit that their browser holds, and the account they signed in to."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from moothall.kernel import parties, registry
from moothall.kernel.actors import Actor
from moothall.kernel.ids import OrgId, PersonId

COOKIE = settings.VISIT_COOKIE_NAME
PURPOSE = "own affairs"
_SALT = "moothall.visit"


class Account(Protocol):
    """What is read of an account that somebody is signed in to."""

    @property
    def user(self) -> PersonId: ...
    @property
    def email(self) -> str: ...
    @property
    def is_officer(self) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """A resident at a browser, with or without an account."""

    secret: str | None
    account: Account | None

    @property
    def is_known(self) -> bool:
        """Whether they hold anything by which something could be theirs."""
        return bool(self.secret or self.account)

    def actor(self, *, served_by: OrgId | None = None, also: tuple[str, ...] = ()) -> Actor:
        """The resident as themself; ``also`` are further visits, such as a link's."""
        own = (parties.visit_of(self.secret),) if self.secret else ()
        mailbox: tuple[str, ...] = ()
        if self.account is not None:
            mailbox = (parties.visit_of_mailbox(self.account.email),)
        return Actor(
            served_by=served_by,
            person=PersonId(self.account.user) if self.account else None,
            visits=(*own, *mailbox, *also),
        )


def visitor(request: HttpRequest) -> Visitor:
    """Whoever sends the request. Reads the account only where a session cookie came along."""
    try:
        secret = request.get_signed_cookie(COOKIE, default=None, salt=_SALT)
    except signing.BadSignature:
        secret = None
    account = signed_in(request)
    return Visitor(
        secret=secret, account=account if account and not account.is_officer else None
    )


def signed_in(request: HttpRequest) -> Account | None:
    """The account of whoever is signed in, as ``settings.SIGNED_IN`` knows it."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    found: Account | None = registry.load(settings.SIGNED_IN)(request)
    return found


def with_secret(found: Visitor) -> Visitor:
    """The same visitor, holding a secret: a new one if there was none."""
    if found.secret:
        return found
    return Visitor(secret=parties.new_secret(), account=found.account)


def remember(response: HttpResponse, found: Visitor) -> HttpResponse:
    """Leave the visit with the browser until it is closed."""
    if found.secret and response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        response.set_signed_cookie(
            COOKIE,
            found.secret,
            salt=_SALT,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    """Take the visit away from the browser: whoever uses it next is somebody else."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response
