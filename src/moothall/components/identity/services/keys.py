"""API keys: issued once, known afterwards by their hash alone."""

import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from moothall.components.identity import queries, rules
from moothall.components.identity.contracts import ApiClient, ApiKeyNotFound, NoSuchScope
from moothall.components.identity.models import ApiKey
from moothall.kernel.ids import OrgId
from moothall.kernel.words import say

_PREFIX_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_PREFIX_LENGTH = 8
_SECRET_BYTES = 32


def issue_api_key(
    *,
    org: OrgId,
    name: str,
    scopes: Collection[str],
    duties: Collection[str],
    at: datetime,
) -> tuple[ApiClient, str]:
    """A new key of one organisation, and its text: show it once, for it is not kept.

    Raises ``NoSuchScope``.
    """
    wanted = frozenset(scopes)
    if unknown := rules.unknown_scopes(wanted):
        raise NoSuchScope(
            say("There is no such scope: {scopes}", scopes=", ".join(sorted(unknown)))
        )
    prefix = "".join(secrets.choice(_PREFIX_LETTERS) for _ in range(_PREFIX_LENGTH))
    key = f"{rules.KEY_MARK}{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    row = ApiKey.objects.create(
        org_id=org,
        name=name,
        prefix=prefix,
        digest=queries.digest_of(key),
        scopes=sorted(wanted),
        duties=sorted(set(duties)),
        created_at=at,
    )
    client = ApiClient(id=row.id, org=org, name=name, scopes=wanted, duties=frozenset(duties))
    return client, key


def revoke_api_key(*, org: OrgId, key_id: UUID, at: datetime) -> None:
    """Have a key of this organisation open nothing from now on. Raises ``ApiKeyNotFound``."""
    keys = ApiKey.objects.filter(id=key_id, org_id=org)
    if not keys.exists():
        raise ApiKeyNotFound(say("Your organisation has no such API key."))
    keys.filter(revoked_at=None).update(revoked_at=at)
