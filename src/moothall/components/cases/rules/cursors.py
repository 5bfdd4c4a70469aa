"""The opaque cursors by which a list goes on from one page to the next."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.components.cases.contracts import BadCursor, CaseRow, Sort

NEVER = "infinity"
"""The deadline of a case that has none or whose clock stands still, as PostgreSQL has it."""
_LONGEST = 300


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """A place in a list: just after this row, or with ``back`` just before it."""

    sort: Sort
    back: bool
    closed: bool
    key: str
    """The moment that the list is sorted by, or ``NEVER``."""
    id: UUID


def cursor_at(row: CaseRow, *, sort: Sort, back: bool = False) -> str:
    """The cursor of the page that comes after ``row``, or before it."""
    place = [sort.value, int(back), int(not row.is_open), _key(row, sort), str(row.id)]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def read_cursor(text: str, *, sort: Sort) -> Cursor:
    """The place that a cursor names. Raises ``BadCursor``, also for another order's cursor."""
    try:
        if len(text) > _LONGEST:
            raise BadCursor
        padded = text + "=" * (-len(text) % 4)
        of, back, closed, key, row = json.loads(base64.b64decode(padded, b"-_", validate=True))
        if of != sort.value or (key != NEVER and datetime.fromisoformat(key).tzinfo is None):
            raise BadCursor
        return Cursor(sort=sort, back=bool(back), closed=bool(closed), key=key, id=UUID(row))
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError):
        raise BadCursor from None


def _key(row: CaseRow, sort: Sort) -> str:
    if sort is Sort.UPDATED:
        return row.updated_at.isoformat()
    if sort is not Sort.DUE:
        return row.opened_at.isoformat()
    counts = row.is_open and not row.is_paused and row.due_at
    return row.due_at.isoformat() if counts and row.due_at else NEVER
