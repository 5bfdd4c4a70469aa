"""The same POST with the same key is done once and answered alike, for 24 hours.

The answer is written in the transaction of the deed itself, last: a deed that comes twice meets
the first one's key there, is undone, and the first answer goes out again.
"""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.kernel.actors import own_org
from moothall.kernel.ids import uuid7
from moothall.kernel.models import IdempotencyKey
from moothall.kernel.refusals import Refused
from moothall.kernel.words import say

KEPT = timedelta(hours=24)
_WRITE = """
insert into idempotency_key (id, org_id, client_id, key, fingerprint, status, answer,
created_at) values (%s, %s, %s, %s, %s, %s, %s, %s)
on conflict (org_id, client_id, key) do nothing
"""
_FIND = """
select fingerprint, status, answer from idempotency_key
 where org_id = %s and client_id = %s and key = %s
"""


class KeyUsedOtherwise(Refused):
    """The key came before with another request."""

    code = "api.idempotency-key-reused"


class _CameBefore(Exception):
    """Another request with this key has committed; what was done here must not."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """An answer as it went out, to be sent again."""

    status: int
    body: str


def once(
    *,
    client: UUID,
    key: str,
    request: bytes,
    at: datetime,
    act: Callable[[], Answered],
    transaction: Callable[[], AbstractContextManager[object]],
) -> Answered:
    """Do ``act`` inside ``transaction`` unless this key was answered before; then answer alike.

    ``transaction`` opens an ``acting`` for the client's organisation. A refusal is not kept:
    the request may be made again with the same key.
    """
    fingerprint = hashlib.sha256(request).hexdigest()
    try:
        with transaction():
            answered = act()
            _write(client, key, fingerprint, answered, at)
            return answered
    except _CameBefore:
        with transaction():
            return _found(client, key, fingerprint) or _impossible()
    except Refused:
        with transaction():
            before = _found(client, key, fingerprint)
        if before is None:
            raise
        return before


def forget(*, at: datetime) -> int:
    """Delete the organisation's keys that are older than 24 hours; answer how many."""
    deleted, _ = IdempotencyKey.objects.filter(
        org_id=own_org(), created_at__lt=at - KEPT
    ).delete()
    return deleted


def _write(client: UUID, key: str, fingerprint: str, answered: Answered, at: datetime) -> None:
    row: list[Any] = [
        uuid7(),
        own_org(),
        client,
        key,
        fingerprint,
        answered.status,
        answered.body,
        at,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, row)
        if cursor.rowcount == 0:
            raise _CameBefore


def _found(client: UUID, key: str, fingerprint: str) -> Answered | None:
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [own_org(), client, key])
        row = cursor.fetchone()
    if row is None:
        return None
    if row[0] != fingerprint:
        raise KeyUsedOtherwise(say("This Idempotency-Key was used with another request."))
    return Answered(status=row[1], body=row[2])


def _impossible() -> Answered:
    raise RuntimeError("an idempotency key vanished while it was being read")
