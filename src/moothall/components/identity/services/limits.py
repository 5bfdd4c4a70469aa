"""How often sign-in may be tried: counted in the database, so over all processes.

The rates stand in ``settings.ACCOUNT_RATE_LIMITS``.
"""

import logging
from dataclasses import replace
from typing import Protocol

from allauth.core.internal import ratelimit
from django.http import HttpRequest

from moothall.kernel.limits import keyed_hash
from moothall.kernel.refusals import TooMany
from moothall.kernel.words import Said, say

_APP = "allauth.account"
_log = logging.getLogger(__name__)

ASKED_FOR_CODES = "ask_for_code"
TYPED_CODES = "type_code"
PASSWORDS = "password"
SECOND_FACTORS = "second_factor"
INVITATIONS = "invitation"

_WORDS = {
    ASKED_FOR_CODES: say(
        "Too many codes were asked for. Wait {minutes} minutes, then ask for another."
        " A code that you already have still works for 15 minutes from when it was sent."
    ),
    TYPED_CODES: say(
        "Too many wrong codes were typed for this email address."
        " Wait {minutes} minutes, then ask for a new code."
    ),
    PASSWORDS: say(
        "Too many tries to sign in with this email address. Wait {minutes} minutes, then try"
        " again. If you have forgotten your password, ask the person who looks after accounts"
        " in your organisation to invite you again."
    ),
    SECOND_FACTORS: say(
        "Too many wrong codes. Wait {minutes} minutes, then sign in again. If you no longer"
        " have your authenticator app, use a recovery code, or ask the person who looks after"
        " accounts in your organisation for help."
    ),
    INVITATIONS: say("This was tried too often. Wait {minutes} minutes, then try again."),
}


class Usage(Protocol):
    """One try that was counted."""

    def rollback(self) -> None: ...


def spend(request: HttpRequest, *, what: str, whose: str) -> Usage:
    """Count one try; ``TooMany`` with words that help when there were enough of them.

    What succeeds gives its try back by ``rollback``: only failures count then.
    """
    usage: Usage | None = ratelimit.consume(
        request, app=_APP, action=what, key=keyed_hash(f"{what}/{whose}"), limit_get=True
    )
    if usage is None:
        seconds = _longest(what)
        minutes = max(1, round(seconds / 60))
        _log.warning("sign-in limit reached", extra={"facts": {"limit": what}})
        raise TooMany(_said(what, minutes), retry_after=seconds)
    return usage


def _said(what: str, minutes: int) -> Said:
    return replace(_WORDS[what], values={"minutes": minutes})


def _longest(what: str) -> int:
    return max(int(rate.duration) for rate in ratelimit.get_rates(app=_APP, action=what))
