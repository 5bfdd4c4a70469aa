"""Keys that tell one person from another within a purpose and a quarter, and never beyond."""

import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from django.db import connection

PURPOSE = "repeat-contact"
"""What person keys of demand are for: telling a repeat from a first contact."""
_LENGTH = 32


def quarter_of(at: datetime) -> str:
    """The quarter of a moment in UTC, such as ``2026-Q4``."""
    return f"{at.year}-Q{(at.month - 1) // 3 + 1}"


class PersonKeys:
    """Makes keys with the secrets of their quarters; none where that secret is gone.

    The key is HMAC-SHA256 over the log's pseudonym, so that nobody can make it who has only
    the log. With ``may_make`` a quarter that has no secret yet gets one: never a closed one.
    """

    def __init__(self, *, closed_before: str = "") -> None:
        self._secrets: dict[str, bytes | None] = {}
        self._closed_before = closed_before

    def key(self, *, person: UUID, at: datetime) -> str:
        period = quarter_of(at)
        if period not in self._secrets:
            self._secrets[period] = _secret(period, may_make=period >= self._closed_before)
        secret = self._secrets[period]
        if secret is None:
            return ""
        return hmac.new(secret, person.bytes, hashlib.sha256).hexdigest()[:_LENGTH]


def _secret(period: str, *, may_make: bool) -> bytes | None:
    with connection.cursor() as cursor:
        cursor.execute("select demand_secret(%s, %s, %s)", [PURPOSE, period, may_make])
        row = cursor.fetchone()
    return bytes(row[0]) if row and row[0] else None
