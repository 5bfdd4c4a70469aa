"""Who follows what: their own for residents, whom to tell for the responsible organisation."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from moothall.components.reports.contracts import Subscription, Target
from moothall.components.reports.queries.rows import Row, fetch, fetch_one
from moothall.kernel.actors import current
from moothall.kernel.encoding import from_json

_COLUMNS = "id, target, of, categories, language, confirmed_at is not null"


@dataclass(frozen=True, kw_only=True)
class Listener:
    """Somebody to be told of an update of a report."""

    id: UUID
    email: str = field(repr=False)
    language: str


def following() -> list[Subscription]:
    """What the resident who acts follows, the latest first."""
    rows = fetch(
        f"select {_COLUMNS} from reports_subscription"  # noqa: S608 - fixed texts
        " where mailbox = any(%(visits)s) or visit = any(%(visits)s)"
        " order by made_at desc, id limit 200",
        {"visits": list(current().visits)},
    )
    return [_subscription(row) for row in rows]


def following_by(*, token: str) -> Subscription | None:
    """The subscription of a mailed link, for whoever acts with the link's visit."""
    row = fetch_one(
        f"select {_COLUMNS} from reports_subscription where token = %(token)s",  # noqa: S608
        {"token": token},
    )
    return _subscription(row) if row else None


def listeners(*, report_id: UUID, beyond: UUID, limit: int) -> Sequence[Listener]:
    """Some of those who follow a report of the organisation that acts, after ``beyond``."""
    rows = fetch(
        "select id, email, language from reports_audience(%(id)s, %(beyond)s, %(limit)s)",
        {"id": report_id, "beyond": beyond, "limit": limit},
    )
    return [Listener(id=row[0], email=row[1], language=row[2]) for row in rows]


def reporters(*, report_id: UUID) -> list[Listener]:
    """Whoever reported it, or one of its duplicates, and gave an address."""
    rows = fetch(
        "select r.id, t.email, r.language from reports_told as t"
        "  join reports_report as r on r.id = t.report_id and r.org_id = t.org_id"
        " where t.email <> '' and (r.id = %(id)s or r.duplicate_of = %(id)s)"
        " order by r.id limit 500",
        {"id": report_id},
    )
    return [Listener(id=row[0], email=row[1], language=row[2]) for row in rows]


def _subscription(row: Row) -> Subscription:
    return Subscription(
        id=row[0],
        target=Target(row[1]),
        of=row[2],
        categories=tuple(from_json(row[3])),
        language=row[4],
        is_confirmed=row[5],
    )
