"""What PostgreSQL holds of each month, as the steward reads it; inside ``acting``."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from moothall.components.demand.queries import rows
from moothall.components.demand.queries.store import month_of

_NAMES = rows.LISTED
_BETWEEN = f"select {_NAMES} from demand_records_between(%s, %s)"  # noqa: S608 - our own columns
_REBUILT = (
    f"select {_NAMES} from demand_rebuilt"  # noqa: S608 - our own columns
    " where asked_at >= %s and asked_at < %s"
)
_TRIMMABLE = """
select distinct date_trunc('month', asked_at at time zone 'UTC')::date from demand_record
 where ended_at < %(before)s and changed_at < %(before)s order by 1
"""
_REBUILT_MONTHS = """
select distinct date_trunc('month', asked_at at time zone 'UTC')::date from demand_rebuilt
 order by 1
"""

Span = tuple[datetime, datetime]


def fingerprints() -> dict[str, str]:
    """Month -> what tells its rows from any others. Acting as the steward, else nothing."""
    return {
        month_of(month): text for month, text in rows.fetch("select * from demand_months()", [])
    }


def trimmable_months(*, before: datetime) -> list[str]:
    """The months with rows that ended, and last changed, before that; for the reader."""
    return [month_of(month) for (month,) in rows.fetch(_TRIMMABLE, {"before": before})]


def rebuilt_months() -> list[str]:
    """The months of what a rebuild has read so far; for the reader."""
    return [month_of(month) for (month,) in rows.fetch(_REBUILT_MONTHS, [])]


def records_of(span: Span) -> list[Sequence[Any]]:
    """The rows that were asked in a span, with their count of one. Acting as the steward."""
    return [(*row, 1) for row in rows.fetch(_BETWEEN, span)]


def rebuilt_of(span: Span) -> list[Sequence[Any]]:
    """The same of what a rebuild has read; for the reader."""
    return [(*row, 1) for row in rows.fetch(_REBUILT, span)]


def days_of(month: str) -> list[Span]:
    """The days of a month, so that no transaction has to read a whole one."""
    day = datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
    days = []
    while month_of(day) == month:
        days.append((day, day + timedelta(days=1)))
        day += timedelta(days=1)
    return days
