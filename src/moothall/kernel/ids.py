"""Typed identifiers, and the time-ordered UUIDs that every row is known by."""

import os
import time
from typing import NewType
from uuid import UUID

OrgId = NewType("OrgId", UUID)
PersonId = NewType("PersonId", UUID)

_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62


def uuid7() -> UUID:
    """A UUID of version 7 (RFC 9562 §5.7): 60 bits of Unix time, then 62 random bits.

    Later ones sort after earlier ones, so an index on them grows at its end. The 12 bits after
    the milliseconds count parts of one (§6.2, method 3): what one process makes, in the order
    in which it makes it.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    part = nanoseconds * 4096 // 1_000_000
    chance = int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=(milliseconds << 80) | _VERSION_7 | (part << 64) | _VARIANT | chance)
