"""What identity can be asked: who is signed in, and whose API key this is.

These are the reads that come before anybody acts, so they use the identity door.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import (
    get_authentication_records,
)
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError, connections
from django.http import HttpRequest

from moothall.components.identity import contracts, models, rules
from moothall.kernel.encoding import from_json
from moothall.kernel.ids import OrgId, PersonId

DOOR = "identity"
"""The database alias behind which all of this lies."""
BEGAN, SEEN, OFFICER = "identity.began", "identity.seen", "identity.officer"
"""What a session remembers of a sign-in: when it was, when it was last used, and by whom."""

# One statement, since every API request makes it; once an hour it notes that the key was used.
_API_CLIENT = """
with found as (
  select id, org_id, name, scopes, duties, last_used_at from identity_apikey
   where digest = %s and revoked_at is null
), noted as (
  update identity_apikey as key set last_used_at = statement_timestamp() from found
   where key.id = found.id
     and (found.last_used_at is null
          or found.last_used_at < statement_timestamp() - interval '1 hour')
)
select id, org_id, name, scopes, duties from found
"""


def signed_in(request: HttpRequest) -> contracts.SignedIn | None:
    """Who makes the request; none if they have not signed in, or their session is over."""
    user = request.user
    if not isinstance(user, models.User):
        return None
    records = get_authentication_records(request, user)
    return contracts.SignedIn(
        user=PersonId(user.id),
        email=user.email,
        is_officer=user.is_officer,
        second_factor_done=any(record["method"] == "mfa" for record in records),
        signed_in_at=datetime.fromtimestamp(request.session.get(BEGAN, 0), UTC),
    )


def api_client(key: str) -> contracts.ApiClient | None:
    """Whose API key this is; none for a key that is revoked, or none of ours.

    The key is looked up by its hash, so the time that takes tells nothing about any key.
    """
    if not rules.may_be_key(key):
        return None
    try:
        row = _key_row(key)
    except (OperationalError, InterfaceError):
        refresh()
        row = _key_row(key)
    if row is None:
        return None
    client, org, name, scopes, duties = row
    return contracts.ApiClient(
        id=client,
        org=OrgId(org),
        name=name,
        scopes=frozenset(from_json(scopes)),
        duties=frozenset(from_json(duties)),
    )


def refresh() -> None:
    """Give up this thread's connection to the door, and those of the pool that have died."""
    connections[DOOR].close()
    pool = getattr(connections[DOOR], "pool", None)
    if pool is not None:
        pool.check()


def be_ready() -> None:
    """See that the door's connection is alive, and take another one if it is not."""
    try:
        with connections[DOOR].cursor() as cursor:
            cursor.execute("select 1")
    except (OperationalError, InterfaceError):
        refresh()


def _key_row(key: str) -> Sequence[Any] | None:
    with connections[DOOR].cursor() as cursor:
        cursor.execute(_API_CLIENT, [digest_of(key)])
        row: Sequence[Any] | None = cursor.fetchone()
        return row


def client_address(request: HttpRequest) -> str:
    """The network address a request comes from, past as many proxies as settings say."""
    return str(get_adapter().get_client_ip(request))


def account(*, user: PersonId) -> contracts.Account:
    """The account of a person. Raises ``AccountNotFound``."""
    return to_account(found(models.User.objects.filter(id=user).first()))


def account_of(*, email: str) -> contracts.Account | None:
    """The account that signs in with this address, if there is one."""
    row = models.User.objects.filter(email=rules.plain_email(email)).first()
    return to_account(row) if row else None


def sessions(*, user: PersonId, current: str | None, at: datetime) -> list[contracts.Session]:
    """Where a person is signed in, newest first; ``current`` is the key of this session."""
    alive = Session.objects.filter(expire_date__gt=at).values("session_key")
    rows = UserSession.objects.filter(user_id=user, session_key__in=alive)
    return [
        contracts.Session(
            id=row.id,
            browser=rules.browser_words(row.user_agent),
            began_at=row.created_at,
            seen_at=row.last_seen_at,
            is_current=row.session_key == current,
        )
        for row in rows.order_by("-created_at")
    ]


def api_keys(*, org: OrgId) -> list[contracts.ApiKey]:
    """The API keys of one organisation, revoked ones included, newest first."""
    rows = models.ApiKey.objects.filter(org_id=org).order_by("-created_at", "id")
    return [to_api_key(row) for row in rows]


def has_second_factor(*, user: models.User) -> bool:
    """Whether the account has a second factor set up. For this component."""
    totp = Authenticator.Type.TOTP
    return bool(Authenticator.objects.filter(user_id=user.pk, type=totp).exists())


def digest_of(key: str) -> str:
    """What is kept of a key. It has 256 random bits, so a plain hash cannot be turned back."""
    return hashlib.sha256(key.encode()).hexdigest()


def found(row: models.User | None) -> models.User:
    if row is None:
        raise contracts.AccountNotFound
    return row


def user_row(*, user: UUID) -> models.User:
    """The row of one account. For this component's services."""
    return found(models.User.objects.filter(id=user).first())


def to_account(row: models.User) -> contracts.Account:
    return contracts.Account(
        user=PersonId(row.id),
        email=row.email,
        is_officer=row.is_officer,
        is_active=row.is_active,
        has_second_factor=has_second_factor(user=row),
        language=row.language,
    )


def to_api_key(row: models.ApiKey) -> contracts.ApiKey:
    return contracts.ApiKey(
        id=row.id,
        org=OrgId(row.org_id),
        name=row.name,
        prefix=row.prefix,
        scopes=_set(row.scopes),
        duties=_set(row.duties),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )


def _set(values: Sequence[Any]) -> frozenset[str]:
    return frozenset(str(value) for value in values)
