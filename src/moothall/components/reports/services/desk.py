"""What the organisation that is responsible does with a report."""

from datetime import datetime
from uuid import UUID

from moothall.components.reports.contracts import (
    LONGEST_DESCRIPTION,
    NoSuchText,
    NothingToSay,
    NotTheSame,
    NotYours,
    PreparedText,
    Report,
    ReportAssigned,
    ReportChanged,
    ReportForwarded,
    ReportLinked,
    ReportMerged,
    ReportNotFound,
    ReportReleased,
    Status,
    StatusRefused,
    TooLong,
    Update,
    UpdateKind,
)
from moothall.components.reports.queries.reports import report as read_report
from moothall.components.reports.queries.rows import execute, fetch_one, locked
from moothall.components.reports.queries.scheme import scheme
from moothall.components.reports.rules import statuses, wording
from moothall.components.reports.services.entries import Entry, enter, spread
from moothall.kernel import events, organisations
from moothall.kernel.actors import current, own_org, require_duty
from moothall.kernel.encoding import to_json
from moothall.kernel.ids import PersonId
from moothall.kernel.place import place
from moothall.kernel.words import Words, say

DUTIES = ("caseworker", "adviser", "manager")
"""Whoever holds one of them works on reports."""


def update(
    *,
    report_id: UUID,
    words: Words | None = None,
    text: str | None = None,
    status: Status | None = None,
    public: bool = True,
    revision: int | None = None,
    source: str = "",
    external_id: str = "",
    at: datetime,
) -> Update:
    """Say something about a report, move it to another status, or both.

    ``text`` is the id of a prepared text: its words are filled in unless ``words`` are given,
    and it leads where it says unless ``status`` is given. What is not ``public`` only the
    organisation reads, though everybody sees a status. With ``revision`` it is refused when
    the report has changed since. The same ``source`` and ``external_id`` must not come twice.

    Raises ``ReportNotFound``, ``StatusRefused``, ``NothingToSay``, ``NoSuchText``, ``TooLong``
    and ``ReportChanged``.
    """
    report = _mine(report_id, revision)
    prepared = _prepared(report, text) if text else None
    if prepared:
        words = words or fill(report=report, text=prepared, at=at)
        status = status or prepared.status
    words = {k: v.strip() for k, v in (words or {}).items() if v.strip()}
    if not words and status in (None, report.status):
        raise NothingToSay
    _check_length(words)
    status = status or report.status
    _may_go(report, status)
    entry = Entry(
        kind=UpdateKind.SAID,
        words=words,
        is_public=public,
        to_status=status,
        source=source,
        external_id=external_id,
    )
    return enter(report=report, entry=entry, at=at)


def fill(*, report: Report, text: PreparedText, at: datetime) -> Words:
    """A prepared text as it would be said of a report, to be sent as it is or changed."""
    days = None
    if report.due_at:
        working = place().working_days()
        days = working.between(start=at, end=report.due_at)
    return wording.filled(words=text.words, reference=report.reference, days=days)


def take(*, report_id: UUID, at: datetime) -> None:
    """Have the report on one's own desk."""
    assign(report_id=report_id, to=current().officer, at=at)


def assign(
    *,
    report_id: UUID,
    to: PersonId | None = None,
    team: str | None = None,
    revision: int | None = None,
    at: datetime,
) -> None:
    """Put the report on somebody's desk, or nobody's; ``team`` none leaves its team."""
    report = _mine(report_id, revision)
    team = report.team if team is None else team
    execute(
        "update reports_report set assignee = %(to)s, team = %(team)s,"
        " revision = revision + 1 where id = %(id)s",
        {"id": report.id, "to": to, "team": team or ""},
    )
    said = ReportAssigned(
        report_id=report.id, category=report.category, to=to, team=team or None
    )
    events.record(said, at=at)


def forward(*, report_id: UUID, to: str, reason: Words, at: datetime) -> None:
    """Give the report to the organisation of that short name, with what came with it.

    It is open there, on nobody's desk; ``reason`` is public. The organisation that forwards it
    may go on reading what is public of it. Raises ``ReportNotFound``,
    ``kernel.organisation-not-found``, ``NothingToSay``, ``TooLong`` and ``StatusRefused``.
    """
    report = _mine(report_id, None)
    other = organisations.called(slug=to)
    if not any(said.strip() for said in reason.values()):
        raise NothingToSay
    _check_length(reason)
    if other.id == report.org or not report.is_open:
        raise StatusRefused(say("This report cannot be forwarded there."))
    entry = Entry(
        kind=UpdateKind.FORWARDED, words=reason, to_status=Status.OPEN, goes_to=other.id
    )
    said = ReportForwarded(
        report_id=report.id, category=report.category, from_org=report.org, to_org=other.id
    )
    enter(report=report, entry=entry, said=[said], at=at)
    execute(
        "update reports_report set org_id = %(to)s, passed_by = %(us)s, assignee = null,"
        " team = '' where id = %(id)s",
        {"id": report.id, "to": other.id, "us": own_org()},
    )


def merge(*, report_id: UUID, into: UUID, at: datetime) -> None:
    """Close a report as the same as another one of the organisation.

    Who follows it follows the other one from then on. Raises ``ReportNotFound``,
    ``NotTheSame`` and ``StatusRefused``.
    """
    report, other = _mine(report_id, None), _mine(into, None)
    if report.id == other.id or other.duplicate_of or report.is_private != other.is_private:
        raise NotTheSame(say("Choose another report, which is no duplicate itself."))
    if not report.is_open:
        raise StatusRefused(say("This report is closed already."))
    entry = Entry(kind=UpdateKind.MERGED, to_status=Status.DUPLICATE, other_id=other.id)
    said = ReportMerged(report_id=report.id, category=report.category, into=other.id)
    enter(report=report, entry=entry, said=[said], at=at)
    execute(
        "update reports_report set duplicate_of = %(into)s where duplicate_of = %(id)s",
        {"id": report.id, "into": other.id},
    )


def link(*, report_id: UUID, other: UUID, at: datetime) -> None:
    """Note that two reports have to do with each other, for staff; the other may be public."""
    report, there = _mine(report_id, None), read_report(report_id=other)
    if report.id == there.id:
        raise NotTheSame(say("Choose another report, which is no duplicate itself."))
    entry = Entry(kind=UpdateKind.LINKED, is_public=False, other_id=there.id)
    said = ReportLinked(report_id=report.id, category=report.category, other_id=there.id)
    enter(report=report, entry=entry, said=[said], at=at)


def release_held(
    *, report_id: UUID, report: bool = True, photos: tuple[UUID, ...] = (), at: datetime
) -> None:
    """Let the public see what was held: the report itself, and these of its photos."""
    found = _mine(report_id, None)
    shown = set(photos)
    kept = [
        {"document": p.document, "held": p.held and p.document not in shown}
        for p in found.photos
    ]
    execute(
        "update reports_report set photos = %(photos)s::jsonb, held = %(held)s,"
        " revision = revision + 1 where id = %(id)s",
        {"id": found.id, "photos": to_json(kept), "held": "" if report else found.held},
    )
    if report and found.held:
        said = ReportReleased(report_id=found.id, category=found.category, was_held=found.held)
        events.record(said, at=at)


def keep_back(*, report_id: UUID, photos: tuple[UUID, ...], at: datetime) -> None:
    """Let the public see these photos no longer; somebody may release them again.

    ``at`` is there for the day when this is said on the log.
    """
    found = _mine(report_id, None)
    unwanted = {p.document for p in found.photos if not p.held} & set(photos)
    if not unwanted:
        return
    kept = [
        {"document": p.document, "held": p.held or p.document in unwanted} for p in found.photos
    ]
    execute(
        "update reports_report set photos = %(photos)s::jsonb, revision = revision + 1"
        " where id = %(id)s",
        {"id": found.id, "photos": to_json(kept)},
    )


def release_update(*, update_id: UUID, at: datetime) -> None:
    """Let the public see an update of a resident that was held."""
    row = fetch_one(
        "update reports_update set held = '' where org_id = %(org)s and id = %(id)s"
        " and held <> '' returning report_id",
        {"org": own_org(), "id": update_id},
    )
    if row is None:
        raise ReportNotFound
    found = _mine(row[0], None)
    if found.held == "" and not found.is_private:
        spread(org=found.org, update=update_id)


def _mine(report_id: UUID, revision: int | None) -> Report:
    """A report of one's own organisation, locked, for somebody who may work on it."""
    actor = current()
    if actor.is_resident:
        raise NotYours
    if actor.officer or actor.client:
        require_duty(*DUTIES)
    report = locked(report_id=report_id)
    if revision is not None and report.revision != revision:
        raise ReportChanged
    return report


def _check_length(words: Words) -> None:
    if any(len(said) > LONGEST_DESCRIPTION for said in words.values()):
        raise TooLong(
            say("The text must be {most} characters or less.", most=LONGEST_DESCRIPTION)
        )


def _prepared(report: Report, text: str) -> PreparedText:
    found = next((t for t in scheme().texts_for(report.category) if t.id == text), None)
    if found is None:
        raise NoSuchText
    return found


def _may_go(report: Report, status: Status) -> None:
    if not statuses.may_go(from_status=report.status, to_status=status):
        raise StatusRefused(
            say(
                "The report stands at “{status}”, and cannot go there from it.",
                status=wording.status_words(status=report.status),
            )
        )
