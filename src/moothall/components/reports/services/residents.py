"""What people who reported something, or follow it, can do: open it again, say it is fixed."""

from datetime import datetime
from uuid import UUID

from moothall.components.reports.contracts import (
    LONGEST_DESCRIPTION,
    FixedAnswered,
    NotConcerned,
    NothingToSay,
    NotYours,
    Report,
    ReportNotFound,
    ReportReopened,
    Status,
    StatusRefused,
    TooLong,
    Update,
    UpdateKind,
)
from moothall.components.reports.queries.reports import is_concerned
from moothall.components.reports.queries.reports import report as read_report
from moothall.components.reports.queries.rows import locked
from moothall.components.reports.queries.scheme import categories
from moothall.components.reports.rules import holding
from moothall.components.reports.services.desk import DUTIES
from moothall.components.reports.services.entries import Entry, enter
from moothall.kernel.actors import current, require_duty
from moothall.kernel.facts import Event
from moothall.kernel.words import say


def reopen(*, report_id: UUID, reason: str, language: str = "en", at: datetime) -> Update:
    """Open a closed report again: by anybody concerned, or by the responsible organisation.

    The organisation finds it among its open ones, with the reason. A resident's reason that
    may say who somebody is waits until somebody has looked at it. Raises ``NotConcerned``,
    ``ReportNotFound``, ``NothingToSay`` and ``StatusRefused``.
    """
    report = _concerned(report_id)
    if report.is_open:
        raise StatusRefused(say("This report is open already."))
    words = _words(reason)
    if not words:
        raise NothingToSay
    said = ReportReopened(
        report_id=report.id,
        category=report.category,
        responsible=report.org,
        from_status=report.status,
        by_resident=current().is_resident,
    )
    entry = Entry(
        kind=UpdateKind.REOPENED,
        words={language: words},
        to_status=Status.OPEN,
        held=_held(report, words),
    )
    return enter(report=report, entry=entry, said=[said], at=at)


def say_fixed(
    *, report_id: UUID, fixed: bool, words: str = "", language: str = "en", at: datetime
) -> Update:
    """Answer “was it fixed?”. Yes closes an open report; no opens a closed one again.

    Where the report stands as answered already, it stays there, and the answer is noted.
    Raises ``NotConcerned`` and ``ReportNotFound``.
    """
    report = _concerned(report_id)
    written = _words(words)
    said: list[Event] = [
        FixedAnswered(report_id=report.id, category=report.category, fixed=fixed)
    ]
    status = Status.FIXED_BY_OTHERS if fixed else Status.OPEN
    if fixed is not report.is_open:
        status = report.status
    elif not fixed:
        said.append(
            ReportReopened(
                report_id=report.id,
                category=report.category,
                responsible=report.org,
                from_status=report.status,
                by_resident=True,
            )
        )
    entry = Entry(
        kind=UpdateKind.FIXED_ANSWERED,
        words={language: written} if written else {},
        to_status=status,
        held=_held(report, written),
    )
    return enter(report=report, entry=entry, said=said, at=at)


def _concerned(report_id: UUID) -> Report:
    """A report for whoever is concerned with it, locked for its organisation."""
    actor = current()
    if not actor.is_resident:
        if actor.officer or actor.client:
            require_duty(*DUTIES)
        try:
            return locked(report_id=report_id)
        except ReportNotFound:
            raise NotYours from None
    if not is_concerned(report_id=report_id):
        raise NotConcerned
    return read_report(report_id=report_id)


def _words(text: str) -> str:
    written = text.strip()
    if len(written) > LONGEST_DESCRIPTION:
        raise TooLong(
            say("The text must be {most} characters or less.", most=LONGEST_DESCRIPTION)
        )
    return written


def _held(report: Report, words: str) -> str:
    """The code of the rule that keeps a resident's words from the public."""
    if not current().is_resident or not words:
        return ""
    category = next((c for c in categories() if c.id == report.category), None)
    if category is None:
        return holding.contact_in(text=words)
    return holding.held_by(category=category, texts=[words])
