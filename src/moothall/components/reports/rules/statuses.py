"""From where to where a report may go, and how long it was open."""

from collections.abc import Mapping
from datetime import datetime

from moothall.components.reports.contracts import (
    CLOSED_STATUSES,
    OPEN_STATUSES,
    OUTCOMES,
    Outcome,
    Status,
)

_ENDS = CLOSED_STATUSES - {Status.DUPLICATE}
ALLOWED: Mapping[Status, frozenset[Status]] = {
    Status.OPEN: OPEN_STATUSES | _ENDS,
    Status.FOR_TRIAGE: OPEN_STATUSES | _ENDS,
    Status.INVESTIGATING: OPEN_STATUSES | _ENDS,
    Status.IN_PROGRESS: OPEN_STATUSES | _ENDS,
    Status.PLANNED: OPEN_STATUSES | _ENDS,
    Status.ACTION_SCHEDULED: OPEN_STATUSES | _ENDS,
    Status.FIXED: _ENDS,
    Status.FIXED_BY_OTHERS: _ENDS,
    Status.NO_FURTHER_ACTION: _ENDS,
    Status.NOT_RESPONSIBLE: _ENDS,
    Status.DUPLICATE: frozenset({Status.DUPLICATE}),
    Status.INTERNAL_REFERRAL: _ENDS,
    Status.CANCELLED: _ENDS,
    Status.CLOSED: _ENDS,
}
"""Where an update may lead. What is closed is opened by reopening it, and a report becomes a
duplicate by being merged: both say more than a status can."""


def may_go(*, from_status: Status, to_status: Status) -> bool:
    return to_status in ALLOWED[from_status]


def may_reopen(*, status: Status) -> bool:
    return not status.is_open


def outcome(*, status: Status) -> Outcome:
    """What a way of closing comes to. Raises ``KeyError`` for a status that is open."""
    return OUTCOMES[status]


def seconds_open(*, opened_at: datetime, closed_at: datetime) -> int:
    return max(0, int((closed_at - opened_at).total_seconds()))
