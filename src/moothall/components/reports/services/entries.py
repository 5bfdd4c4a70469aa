"""How services change a report: its row, an update and what is said on the log, at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from moothall.components.reports.contracts import (
    Report,
    ReportChanged,
    ReportClosed,
    ReportUpdated,
    Status,
    Update,
    UpdateKind,
)
from moothall.components.reports.queries.rows import execute, fetch_one
from moothall.components.reports.rules import statuses
from moothall.components.reports.services import mails
from moothall.kernel import events, jobs
from moothall.kernel.actors import current
from moothall.kernel.encoding import to_json
from moothall.kernel.facts import Event
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.words import Words

_UPDATE = """
insert into reports_update (id, org_id, report_id, at, kind, words, is_public, from_status,
                            to_status, by_kind, by_id, source, external_id, held, other_id)
values (%(id)s, %(org)s, %(report)s, %(at)s, %(kind)s, %(words)s::jsonb, %(is_public)s,
        %(from_status)s, %(to_status)s, %(by_kind)s, %(by_id)s, %(source)s, %(external_id)s,
        %(held)s, %(other)s)
"""
_REPORT = """
update reports_report
   set status = %(status)s, updated_at = %(at)s, closed_at = %(closed_at)s,
       duplicate_of = %(duplicate_of)s, revision = revision + 1
 where id = %(id)s and revision = %(revision)s
"""
_BY_RESIDENT = """
select reports_set_by_resident(%(id)s, %(revision)s, %(status)s, %(at)s)
"""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is to stand on a report."""

    kind: UpdateKind
    words: Words = field(default_factory=dict)
    is_public: bool = True
    to_status: Status | None = None
    source: str = ""
    external_id: str = ""
    held: str = ""
    other_id: UUID | None = None
    goes_to: OrgId | None = None
    """Whose the report is afterwards, if it is forwarded."""


def who() -> tuple[str, UUID | None]:
    """Who acts, as updates keep it: a kind and an id."""
    actor = current()
    if actor.officer:
        return "officer", actor.officer
    if actor.client:
        return "client", actor.client
    return ("resident", None) if actor.is_resident else ("system", None)


def enter(*, report: Report, entry: Entry, said: Sequence[Event] = (), at: datetime) -> Update:
    """Write an entry on a locked report, move it where that leads, and say so on the log.

    Without ``said`` it is said that it was updated. Its public words are brought to whoever
    follows it once this has committed.
    """
    status = entry.to_status or report.status
    by_kind, by_id = who()
    update = Update(
        id=uuid7(),
        report_id=report.id,
        at=at,
        kind=entry.kind,
        words=entry.words,
        is_public=entry.is_public,
        from_status=report.status,
        to_status=status,
        by_kind=by_kind,
        by_id=by_id,
        source=entry.source,
        external_id=entry.external_id,
        held=entry.held,
        other_id=entry.other_id,
    )
    _move(report, status, entry, at)
    execute(_UPDATE, _values(report, update))
    closing = [closed(report=report, status=status, at=at)] if _closes(report, status) else []
    events.record_all([*closing, *(said or [_updated(report, update)])], at=at)
    if update.is_public and not update.held:
        spread(org=entry.goes_to or report.org, update=update.id)
    return update


def spread(*, org: OrgId, update: UUID) -> None:
    """Have everybody told who follows a report, by the organisation that will then have it.

    For this component's services.
    """
    if mails.can_mail():
        whose = str(org)
        jobs.enqueue(job="reports.tell", key=str(update), org=whose, update=str(update))


def closed(*, report: Report, status: Status, at: datetime) -> ReportClosed:
    """What is said of a report that has ended."""
    return ReportClosed(
        report_id=report.id,
        category=report.category,
        need=report.need,
        channel=report.channel,
        ward=report.ward,
        responsible=report.org,
        status=status,
        outcome=statuses.outcome(status=status),
        opened_at=report.opened_at,
        seconds_open=statuses.seconds_open(opened_at=report.opened_at, closed_at=at),
    )


def _updated(report: Report, update: Update) -> ReportUpdated:
    return ReportUpdated(
        report_id=report.id,
        category=report.category,
        update_id=update.id,
        from_status=update.from_status,
        to_status=update.to_status,
        public=update.is_public,
    )


def _closes(report: Report, status: Status) -> bool:
    return report.is_open and not status.is_open


def _move(report: Report, status: Status, entry: Entry, at: datetime) -> None:
    if current().is_resident:
        return _move_by_resident(report, status, at)
    ends = None if status.is_open else (report.closed_at or at)
    into = entry.other_id if status is Status.DUPLICATE else None
    values = {
        "id": report.id,
        "revision": report.revision,
        "status": status.value,
        "at": at,
        "closed_at": ends,
        "duplicate_of": into or (report.duplicate_of if status is Status.DUPLICATE else None),
    }
    if not execute(_REPORT, values):
        raise ReportChanged
    return None


def _move_by_resident(report: Report, status: Status, at: datetime) -> None:
    """What is not their own row they change through a function, and only if they may."""
    if status is report.status:
        return
    values = {
        "id": report.id,
        "revision": report.revision,
        "status": status.value,
        "at": at,
    }
    row = fetch_one(_BY_RESIDENT, values)
    if not (row and row[0]):
        raise ReportChanged


def _values(report: Report, update: Update) -> dict[str, Any]:
    return {
        "id": update.id,
        "org": report.org,
        "report": report.id,
        "at": update.at,
        "kind": update.kind.value,
        "words": to_json(update.words),
        "is_public": update.is_public,
        "from_status": update.from_status.value,
        "to_status": update.to_status.value,
        "by_kind": update.by_kind,
        "by_id": update.by_id,
        "source": update.source,
        "external_id": update.external_id,
        "held": update.held,
        "other": update.other_id,
    }
