"""The opaque cursors by which a list goes on from one page to the next."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from moothall.components.reports.contracts import BadCursor, Report, Sort

NEVER = "infinity"
"""The time limit of a report that has none or is closed, as PostgreSQL has it."""
_LONGEST = 300


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """A place in a list: just after this row."""

    closed: bool
    key: str
    """The moment that the list is sorted by, or ``NEVER``."""
    id: UUID


def cursor_at(*, report: Report, sort: Sort) -> str:
    """The cursor of the page that comes after a report."""
    place = [sort.value, int(not report.is_open), _key(report, sort), str(report.id)]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def read_cursor(*, text: str, sort: Sort) -> Cursor:
    """The place that a cursor names. Raises ``BadCursor``, also for another order's cursor."""
    try:
        if len(text) > _LONGEST:
            raise BadCursor
        padded = text + "=" * (-len(text) % 4)
        of, closed, key, row = json.loads(base64.b64decode(padded, b"-_", validate=True))
        if of != sort.value:
            raise BadCursor
        return Cursor(closed=bool(closed), key=_moment(key), id=UUID(row))
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        raise BadCursor from None


def _moment(key: str) -> str:
    """A moment as PostgreSQL reads it too: Python knows more ways to write one."""
    if key == NEVER:
        return key
    moment = datetime.fromisoformat(key)
    if moment.tzinfo is None:
        raise BadCursor
    return moment.astimezone(UTC).isoformat()


def _key(report: Report, sort: Sort) -> str:
    if sort is Sort.UPDATED:
        return report.updated_at.isoformat()
    if sort is not Sort.DUE:
        return report.opened_at.isoformat()
    return report.due_at.isoformat() if report.is_open and report.due_at else NEVER
