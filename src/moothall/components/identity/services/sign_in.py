"""Signing in: a resident by a code sent to their mailbox, an officer by password first.

What is answered never tells whether somebody has an account here.
"""

import hmac
import logging
import secrets
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import (
    record_authentication,
)
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse

from moothall.components.identity import queries
from moothall.components.identity.contracts import (
    CODE_LASTS,
    CODE_TRIES,
    InvitationOver,
    SignInOver,
    WrongCode,
    WrongPassword,
)
from moothall.components.identity.models import User
from moothall.components.identity.services import accounts, letters, limits, sessions
from moothall.components.identity.services.adapter import home
from moothall.kernel.ids import PersonId
from moothall.kernel.limits import keyed_hash
from moothall.kernel.words import say

_KEPT = "identity.code"
_DIGITS = 6
_log = logging.getLogger(__name__)


class _Invitations(PasswordResetTokenGenerator):
    """Links that end when a password is chosen, or by ``settings.PASSWORD_RESET_TIMEOUT``."""

    key_salt = "moothall.identity.invitation"


_invitations = _Invitations()


def send_code(
    request: HttpRequest, *, email: str, onward: str | None, language: str, at: datetime
) -> None:
    """Email a code to whoever reads this mailbox, and wait for it in this session.

    An officer, and whose account is closed, are told so in the email instead: the page cannot
    tell the difference. Raises ``TooMany`` and ``SignInUnavailable``.
    """
    limits.spend(request, what=limits.ASKED_FOR_CODES, whose=email)
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    account = queries.account_of(email=email)
    if account is not None and not account.is_active:
        letters.send_closed(to=email, language=language, at=at)
    elif account is not None and account.is_officer:
        address = _absolute(reverse("identity:officer-sign-in"))
        letters.send_to_officers_door(to=email, address=address, language=language, at=at)
    else:
        letters.send_code(to=email, code=code, language=language, at=at)
    request.session[_KEPT] = {
        "email": email,
        "digest": _digest(email, code),
        "sent": int(at.timestamp()),
        "tries": 0,
        "onward": onward,
        "language": language,
    }


def awaits_code(request: HttpRequest) -> str | None:
    """The mailbox to which this session's code was sent, while one is awaited."""
    kept = request.session.get(_KEPT)
    return str(kept["email"]) if kept else None


def send_code_again(request: HttpRequest, *, at: datetime) -> None:
    """Email a new code in place of the one that is awaited. As ``send_code``."""
    kept = _kept(request)
    send_code(
        request,
        email=kept["email"],
        onward=kept["onward"],
        language=kept["language"],
        at=at,
    )


def check_code(request: HttpRequest, *, code: str, at: datetime) -> str:
    """Sign in whoever gives the code that was emailed; answer where to go on.

    The account is made with the first sign-in. Raises ``WrongCode``, ``SignInOver`` when the
    code is too old or was tried too often, and ``TooMany``.
    """
    kept = _kept(request)
    if at - datetime.fromtimestamp(kept["sent"], UTC) >= CODE_LASTS:
        del request.session[_KEPT]
        raise SignInOver(say("The code has run out. Ask for a new one."))
    usage = limits.spend(request, what=limits.TYPED_CODES, whose=kept["email"])
    if not hmac.compare_digest(kept["digest"], _digest(kept["email"], code)):
        _count_wrong_code(request, kept)
    usage.rollback()
    del request.session[_KEPT]
    return _enter_as_resident(request, kept, at)


def check_password(
    request: HttpRequest, *, email: str, password: str, onward: str | None
) -> str:
    """Take an officer who knows their password on to the second factor; answer where that is.

    Raises ``WrongPassword`` for whatever reason, and ``TooMany``.
    """
    usage = limits.spend(request, what=limits.PASSWORDS, whose=email)
    user = authenticate(request, email=email, password=password)
    if not isinstance(user, User) or not user.is_officer:
        _log.warning("sign-in refused", extra={"facts": {"why": "password"}})
        raise WrongPassword(say("The email address or the password is not right."))
    usage.rollback()
    return _enter(request, user, method="password", onward=onward)


def invite_officer(*, user: PersonId, at: datetime) -> None:
    """Email an officer a link by which they choose a password.

    Raises ``AccountNotFound`` and ``SignInUnavailable``.
    """
    row = queries.user_row(user=user)
    token = f"{row.id.hex}-{_invitations.make_token(row)}"
    prefix = get_script_prefix()
    welsh = "cy/" if row.language == "cy" and not prefix.endswith("/cy/") else ""
    path = reverse("identity:welcome", args=[token]).removeprefix(prefix)
    letters.send_invitation(
        to=row.email, address=_absolute(f"{prefix}{welsh}{path}"), language=row.language, at=at
    )


def invited(request: HttpRequest, *, token: str) -> str:
    """The email address of whom a link invites. Raises ``InvitationOver`` and ``TooMany``."""
    return _invited(request, token).email


def accept_invitation(request: HttpRequest, *, token: str, password: str) -> str:
    """Give the invited officer their password and take them on to the second factor.

    Raises ``InvitationOver``, ``WeakPassword`` and ``TooMany``.
    """
    user = _invited(request, token)
    accounts.set_password(user=PersonId(user.id), password=password)
    fresh = queries.user_row(user=user.id)
    return _enter(request, fresh, method="password", onward=None)


def _kept(request: HttpRequest) -> dict[str, Any]:
    kept: dict[str, Any] | None = request.session.get(_KEPT)
    if kept is None:
        raise SignInOver(say("Enter your email address, and we will send you a new code."))
    return kept


def _count_wrong_code(request: HttpRequest, kept: dict[str, Any]) -> None:
    _log.warning("sign-in refused", extra={"facts": {"why": "code"}})
    left = CODE_TRIES - kept["tries"] - 1
    if left <= 0:
        del request.session[_KEPT]
        raise SignInOver(say("That was the wrong code too many times. Ask for a new one."))
    request.session[_KEPT] = {**kept, "tries": kept["tries"] + 1}
    raise WrongCode(
        say("That is not the code we sent last. You can try {left} more times.", left=left)
        if left > 1
        else say("That is not the code we sent last. You can try once more.")
    )


def _enter_as_resident(request: HttpRequest, kept: dict[str, Any], at: datetime) -> str:
    account = queries.account_of(email=kept["email"])
    if account is None:
        account = accounts.create_resident(
            email=kept["email"], at=at, language=kept["language"]
        )
    if account.is_officer or not account.is_active:
        raise SignInOver(say("This account cannot be signed in to with a code."))
    user = queries.user_row(user=account.user)
    return _enter(request, user, method="code", onward=kept["onward"])


def _enter(request: HttpRequest, user: User, *, method: str, onward: str | None) -> str:
    if request.user.is_authenticated:
        sessions.sign_out(request)
    record_authentication(request, user, method)
    where = onward or home(is_officer=user.is_officer)
    response = perform_login(request, user, redirect_url=where)
    return str(response["Location"])


def _invited(request: HttpRequest, token: str) -> User:
    usage = limits.spend(request, what=limits.INVITATIONS, whose=token)
    user, _, proof = token.partition("-")
    row = _officer(user)
    if row is None or not _invitations.check_token(row, proof):
        raise InvitationOver
    usage.rollback()
    return row


def _officer(text: str) -> User | None:
    try:
        user = UUID(hex=text)
    except ValueError:
        return None
    return User.objects.filter(id=user, is_active=True, is_officer=True).first()


def _digest(email: str, code: str) -> str:
    return keyed_hash(f"sign-in-code/{email}/{code}")


def _absolute(path: str) -> str:
    return settings.ORIGIN.rstrip("/") + path
