"""Taking in what another system says of a report: once, and never back and forth."""

from datetime import datetime
from uuid import UUID

from moothall.components.reports.contracts import (
    LONGEST_DESCRIPTION,
    Report,
    ReportReopened,
    Status,
    TooLong,
    UpdateKind,
)
from moothall.components.reports.queries.exchange import update_from
from moothall.components.reports.queries.rows import locked
from moothall.components.reports.rules import statuses
from moothall.components.reports.services.desk import DUTIES
from moothall.components.reports.services.entries import Entry, enter
from moothall.kernel.actors import current, require_duty
from moothall.kernel.words import say


def take_news(
    *,
    report_id: UUID,
    words: str,
    status: Status | None,
    language: str = "en",
    source: str,
    external_id: str,
    at: datetime,
) -> UUID | None:
    """Note what another system says of a report of the organisation; answer the update's id.

    What comes again from the same source under the same id is noted once. A closed report that
    is open there is open here again. A status that nothing leads to here changes nothing, and
    where there are no words either, nothing is noted: the answer is none.

    Raises ``ReportNotFound``, ``TooLong`` and ``Forbidden``.
    """
    if current().officer or current().client:
        require_duty(*DUTIES)
    report = locked(report_id=report_id)
    before = update_from(source=source, external_id=external_id)
    if before is not None:
        return before
    written = words.strip()
    if len(written) > LONGEST_DESCRIPTION:
        raise TooLong(
            say("The text must be {most} characters or less.", most=LONGEST_DESCRIPTION)
        )
    leads_to = _leads_to(report, status)
    if not written and leads_to is report.status:
        return None
    is_reopened = leads_to.is_open and not report.is_open
    entry = Entry(
        kind=UpdateKind.REOPENED if is_reopened else UpdateKind.SAID,
        words={language: written} if written else {},
        to_status=leads_to,
        source=source,
        external_id=external_id,
    )
    said = [_reopened(report)] if is_reopened else []
    return enter(report=report, entry=entry, said=said, at=at).id


def _leads_to(report: Report, status: Status | None) -> Status:
    if status is None or status is report.status:
        return report.status
    if status.is_open and not report.is_open:
        return status
    if status is Status.DUPLICATE:
        # Of what it is a duplicate only the other system knows.
        status = Status.CLOSED if report.is_open else report.status
    is_allowed = statuses.may_go(from_status=report.status, to_status=status)
    return status if is_allowed else report.status


def _reopened(report: Report) -> ReportReopened:
    return ReportReopened(
        report_id=report.id,
        category=report.category,
        responsible=report.org,
        from_status=report.status,
        by_resident=False,
    )
