"""Sessions: how long they last, and how they end."""

import logging
from datetime import UTC, datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.models import Session
from django.db import connections, transaction
from django.db.models import F
from django.http import HttpRequest

from moothall.components.identity import rules
from moothall.components.identity.models import User
from moothall.components.identity.queries import BEGAN, DOOR, OFFICER, SEEN
from moothall.kernel.ids import PersonId

WHY_ENDED = "identity.ended"
"""What the next page of somebody whose session has ended may tell them."""
_TOUCH_SECONDS = 60
_log = logging.getLogger(__name__)


def keep_or_end(request: HttpRequest, *, at: datetime) -> None:
    """End the session of a request that came too late; else note, to the minute, its use."""
    session = request.session
    if SESSION_KEY not in session:
        return
    now, seen = int(at.timestamp()), session.get(SEEN, 0)
    why = rules.ended(
        began=_moment(session.get(BEGAN, 0)),
        seen=_moment(seen),
        at=at,
        limits=_limits(is_officer=bool(session.get(OFFICER, True))),
    )
    if why is not None:
        _log.info("session ended", extra={"facts": {"why": why.value}})
        sign_out(request)
        session[WHY_ENDED] = why.value
    elif now - seen >= _TOUCH_SECONDS:
        session[SEEN] = now
        UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=at)


def sign_out(request: HttpRequest) -> None:
    """End the session at hand."""
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)


def end_session(*, user: PersonId, session: int) -> None:
    """End one session of an account, by the id that ``queries.sessions`` gave it."""
    with transaction.atomic(using=DOOR):
        rows = UserSession.objects.filter(user_id=user, id=session)
        Session.objects.filter(session_key__in=rows.values("session_key")).delete()
        rows.delete()


def end_all(*, user: PersonId) -> None:
    """End every session of an account: those we list, and by the epoch any other."""
    with transaction.atomic(using=DOOR):
        User.objects.filter(id=user).update(session_epoch=F("session_epoch") + 1)
        rows = UserSession.objects.filter(user_id=user)
        Session.objects.filter(session_key__in=rows.values("session_key")).delete()
        rows.delete()


def forget_expired(*, at: datetime) -> int:
    """Delete sessions and counts of tries that are over; answer how many sessions were."""
    with transaction.atomic(using=DOOR):
        deleted, _ = Session.objects.filter(expire_date__lt=at).delete()
        alive = Session.objects.values("session_key")
        UserSession.objects.exclude(session_key__in=alive).delete()
        with connections[DOOR].cursor() as cursor:
            cursor.execute("delete from identity_cache where expires < %s", [at])
    return deleted


def begin(request: HttpRequest, *, is_officer: bool, at: datetime) -> None:
    """Let the session at hand remember when it began, and whose kind it is."""
    request.session[BEGAN] = request.session[SEEN] = int(at.timestamp())
    request.session[OFFICER] = is_officer


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _limits(*, is_officer: bool) -> rules.Limits:
    idle = settings.SESSION_IDLE_OFFICER if is_officer else settings.SESSION_IDLE_RESIDENT
    return rules.Limits(
        idle=timedelta(seconds=idle), altogether=timedelta(seconds=settings.SESSION_COOKIE_AGE)
    )
