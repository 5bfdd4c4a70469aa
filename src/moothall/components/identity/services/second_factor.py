"""The second factor of officers: an authenticator app, and recovery codes if it is lost."""

import base64
import logging
from contextlib import suppress
from datetime import datetime
from typing import Any

import qrcode
from allauth.account.internal.flows.login import (
    record_authentication,
)
from allauth.account.stages import LoginStageController
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import (
    RecoveryCodes,
)
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.db import transaction
from django.http import HttpRequest
from qrcode.image.svg import SvgPathImage

from moothall.components.identity import queries
from moothall.components.identity.contracts import (
    AlreadySetUp,
    OfficerSignedIn,
    SecondFactor,
    SignInOver,
    WrongCode,
)
from moothall.components.identity.models import User
from moothall.components.identity.queries import DOOR
from moothall.components.identity.services import limits
from moothall.components.identity.services.adapter import MoothallMFAAdapter, SecondFactorStage
from moothall.kernel import events, organisations
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import PersonId
from moothall.kernel.organisations import OrganisationNotFound
from moothall.kernel.words import say

_SECRET = "identity.totp"  # noqa: S105 - where the session keeps it, sealed
_LAST = "last_counter"
_PERIOD = 30
_TOLERANCE = 1
"""How many periods the clock of a telephone may be off."""
_log = logging.getLogger(__name__)
_sealing = MoothallMFAAdapter()


def awaited(request: HttpRequest) -> bool:
    """Whether somebody has given the password in this session and owes the second factor."""
    return _pending(request) is not None


def must_set_up(request: HttpRequest) -> bool:
    """Whether the second factor that is owed must be set up first. Raises ``SignInOver``."""
    return not queries.has_second_factor(user=_owing(request).login.user)


def check(request: HttpRequest, *, code: str, at: datetime) -> str:
    """Sign in whoever owes the second factor and proves it; answer where to go on.

    ``code`` is from the app or one of the recovery codes; each works once. Raises
    ``WrongCode``, ``SignInOver`` and ``TooMany``.
    """
    stage = _owing(request)
    user: User = stage.login.user
    factor = _proved(request, user, code, at)
    return _let_in(request, stage, factor, at)


def new_secret(request: HttpRequest) -> tuple[str, str]:
    """The secret to put into an app, as text and as a picture (SVG) of its address.

    The session keeps it until it is confirmed. Raises ``AlreadySetUp`` and ``SignInOver``.
    """
    user: User = _without_factor(request).login.user
    sealed = request.session.get(_SECRET)
    if sealed is None:
        sealed = request.session[_SECRET] = _sealing.encrypt(generate_totp_secret())
    secret = _sealing.decrypt(sealed)
    return secret, _picture(_sealing.build_totp_url(user, secret))


def confirm(request: HttpRequest, *, code: str, at: datetime) -> str:
    """Set up the authenticator whose code this is, and sign in; answer where to go on.

    Recovery codes are made with it. Raises ``WrongCode``, ``AlreadySetUp``, ``SignInOver`` and
    ``TooMany``.
    """
    stage = _without_factor(request)
    user: User = stage.login.user
    secret, _ = new_secret(request)
    usage = limits.spend(request, what=limits.SECOND_FACTORS, whose=str(user.id))
    counter = _counter(secret, code, at)
    if counter is None:
        raise WrongCode(
            say("That is not the code the app shows now. Wait for the next one and enter it.")
        )
    usage.rollback()
    with transaction.atomic(using=DOOR):
        data = {"secret": _sealing.encrypt(secret), _LAST: counter}
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)
        RecoveryCodes.activate(user)
    del request.session[_SECRET]
    return _let_in(request, stage, SecondFactor.TOTP, at)


def recovery_codes(*, user: PersonId) -> tuple[list[str], int]:
    """The recovery codes, until their holder says they are kept; and how many are left."""
    kept = _recovery(user)
    if kept is None:
        return [], 0
    codes: list[str] = kept.get_unused_codes()
    return ([] if kept.did_view else codes), len(codes)


def recovery_codes_kept(*, user: PersonId) -> None:
    """Their holder has kept the recovery codes: they are not shown again."""
    kept = _recovery(user)
    if kept is not None:
        kept.mark_as_viewed()


def new_recovery_codes(request: HttpRequest, *, code: str, at: datetime) -> None:
    """Replace the recovery codes of whoever is signed in and proves the second factor again.

    Raises ``WrongCode`` and ``TooMany``.
    """
    user = request.user
    if not isinstance(user, User):
        raise SignInOver(say("Sign in first."))
    _proved(request, user, code, at)
    with transaction.atomic(using=DOOR):
        _of(user.id).filter(type=Authenticator.Type.RECOVERY_CODES).delete()
        RecoveryCodes.activate(user)


def _proved(request: HttpRequest, user: User, code: str, at: datetime) -> SecondFactor:
    usage = limits.spend(request, what=limits.SECOND_FACTORS, whose=str(user.id))
    factor = _accepted(user, code, at)
    if factor is None:
        _log.warning("sign-in refused", extra={"facts": {"why": "second factor"}})
        raise WrongCode(
            say("That code is wrong, or was used before. Wait for the next one and enter it.")
        )
    usage.rollback()
    return factor


def _accepted(user: User, code: str, at: datetime) -> SecondFactor | None:
    with transaction.atomic(using=DOOR):
        rows = {row.type: row for row in _of(user.id).select_for_update()}
        totp = rows.get(Authenticator.Type.TOTP)
        if totp is not None and _spent(totp, code, at):
            return SecondFactor.TOTP
        kept = rows.get(Authenticator.Type.RECOVERY_CODES)
        if kept is not None and RecoveryCodes(kept).validate_code(code):
            return SecondFactor.RECOVERY_CODE
    return None


def _spent(totp: Any, code: str, at: datetime) -> bool:  # noqa: ANN401 - a row of allauth's
    """Take a code of the app, once: its row is locked, and periods may only rise."""
    counter = _counter(_sealing.decrypt(totp.data["secret"]), code, at)
    if counter is None or counter <= totp.data.get(_LAST, 0):
        return False
    totp.data[_LAST] = counter
    totp.last_used_at = at
    totp.save(update_fields=["data", "last_used_at"])
    return True


def _counter(secret: str, code: str, at: datetime) -> int | None:
    """The period, among those near ``at``, of which this is the code (RFC 6238)."""
    here = int(at.timestamp()) // _PERIOD
    for counter in range(here - _TOLERANCE, here + _TOLERANCE + 1):
        expected = format_hotp_value(hotp_value(secret, counter))
        if compare_user_code(actual=code, expected=expected):
            return counter
    return None


def _let_in(request: HttpRequest, stage: Any, factor: SecondFactor, at: datetime) -> str:  # noqa: ANN401
    user: User = stage.login.user
    record_authentication(request, user, "mfa", type=factor.value)
    response = stage.exit()
    _record(user, factor, at)
    return str(response["Location"])


def _record(user: User, factor: SecondFactor, at: datetime) -> None:
    with suppress(OrganisationNotFound):
        steward = organisations.steward()
        with acting(Actor(org=steward.id), purpose="sign-in"):
            events.record(OfficerSignedIn(officer_id=user.id, second_factor=factor), at=at)


def _pending(request: HttpRequest) -> Any:  # noqa: ANN401 - a stage of allauth's
    stage = LoginStageController.enter(request, SecondFactorStage.key)
    user = stage.login.user if stage else None
    return stage if isinstance(user, User) and user.is_active and user.is_officer else None


def _owing(request: HttpRequest) -> Any:  # noqa: ANN401 - a stage of allauth's
    stage = _pending(request)
    if stage is None:
        raise SignInOver(say("Sign in again: it took too long, or was not begun."))
    return stage


def _without_factor(request: HttpRequest) -> Any:  # noqa: ANN401 - a stage of allauth's
    stage = _owing(request)
    if queries.has_second_factor(user=stage.login.user):
        raise AlreadySetUp(say("You have an authenticator app set up already."))
    return stage


def _of(user: object) -> Any:  # noqa: ANN401 - rows of allauth's
    return Authenticator.objects.filter(user_id=user)


def _recovery(user: PersonId) -> Any:  # noqa: ANN401 - allauth's wrapper of a row
    row = _of(user).filter(type=Authenticator.Type.RECOVERY_CODES).first()
    return RecoveryCodes(row) if row else None


def _picture(address: str) -> str:
    image = qrcode.make(address, image_factory=SvgPathImage)
    svg = image.to_string()
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()
