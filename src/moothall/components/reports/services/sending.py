"""Reports that are sent on to another system: whose turn it is, and what became of each.

A turn is a lease: it is committed before anything leaves, so that whoever comes after a crash
knows that the report may have arrived.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from moothall.components.reports.contracts import (
    Accepted,
    Contact,
    Incoming,
    Outgoing,
    OutgoingUpdate,
    Report,
    ReportingUnavailable,
    ReportNotFound,
    SentState,
    Turn,
    Update,
)
from moothall.components.reports.queries import exchange
from moothall.components.reports.queries.reports import told
from moothall.components.reports.queries.rows import execute, fetch_one, locked
from moothall.components.reports.rules import wording
from moothall.components.reports.services.exchange import take_news
from moothall.kernel.actors import own_org
from moothall.kernel.ids import uuid7
from moothall.kernel.words import in_language

LEASE = timedelta(minutes=3)
OVERLAP = timedelta(hours=2)
"""How far before the last time is asked again: clocks differ, and commits are late."""
LOOK_BACK, LOOKS_BACK_EVERY = timedelta(days=28), timedelta(days=1)
"""Once a day is asked from long before: held updates are shown late, and systems send late."""
_MADE = """
insert into reports_sent (id, org_id, report_id, connector, state, external_id, token, attempts,
                          error)
values (%(id)s, %(org)s, %(report)s, %(connector)s, 'waiting', '', '', 0, '')
on conflict (org_id, report_id) do nothing
"""
_LEASED = """
update reports_sent set leased_until = %(until)s
 where org_id = %(org)s and report_id = %(report)s and connector = %(connector)s
   and (leased_until is null or leased_until < %(at)s)
"""
_TRIED = """
update reports_sent set attempts = attempts + 1, tried_at = %(at)s
 where org_id = %(org)s and report_id = %(report)s
"""
_ENDED = """
update reports_sent set error = %(error)s, state = %(state)s,
       leased_until = case when %(goes_on)s then leased_until end,
       external_id = %(external)s, token = %(token)s,
       sent_at = coalesce(sent_at, %(sent_at)s)
 where org_id = %(org)s and report_id = %(report)s
"""
_AGAIN_FROM = """
update reports_polled as p set since = least(p.since, s.tried_at - interval '1 hour')
  from reports_sent as s
 where p.org_id = %(org)s and s.org_id = p.org_id and s.connector = p.connector
   and s.report_id = %(report)s and s.attempts > 1
"""
_TOLD = """
insert into reports_sent_update (id, org_id, report_id, update_id, external_id, error, sent_at)
values (%(id)s, %(org)s, %(report)s, %(update)s, %(external)s, %(error)s, %(at)s)
on conflict (org_id, update_id) do nothing
"""
_STATUS_AT = """
update reports_sent set status_at = greatest(status_at, %(at)s)
 where org_id = %(org)s and report_id = %(report)s
"""
_POLL = """
insert into reports_polled (id, org_id, connector, since, leased_until, error)
values (%(id)s, %(org)s, %(connector)s, %(at)s, %(until)s, '')
on conflict (org_id, connector) do update set leased_until = excluded.leased_until
  where reports_polled.leased_until is null or reports_polled.leased_until < %(at)s
returning since, looked_back_at
"""
_POLLED = """
update reports_polled set leased_until = null, error = %(error)s, polled_at = %(at)s,
       since = coalesce(%(since)s, since),
       looked_back_at = coalesce(%(looked_back)s, looked_back_at)
 where org_id = %(org)s and connector = %(connector)s
"""


def source_of(connector: str) -> str:
    """By what updates are known that a connector has brought."""
    return f"reporting/{connector}"[:40]


def begin(*, report_id: UUID, connector: str, at: datetime) -> Turn | None:
    """Take a turn at sending a report of the organisation and what was said of it.

    None for what is not to be sent: it is private or held, was closed before it could be, is
    another organisation's, or goes through another connector. Raises ``ReportingUnavailable``
    while somebody else has a turn.
    """
    try:
        report = locked(report_id=report_id)
    except ReportNotFound:
        return None
    before = exchange.sent(report_id=report_id)
    if before is None and (report.is_private or report.held or not report.is_open):
        return None
    values = {"org": own_org(), "report": report_id, "connector": connector, "at": at}
    execute(_MADE, {**values, "id": uuid7()})
    found = exchange.sent(report_id=report_id)
    if found is None or found.connector != connector or found.state is SentState.REFUSED:
        return None
    if not execute(_LEASED, {**values, "until": at + LEASE}):
        raise ReportingUnavailable
    is_new = found.state is SentState.WAITING
    if is_new:
        execute(_TRIED, values)
    pending = exchange.pending(report_id=report_id, beside=source_of(connector))
    return Turn(
        report=_outgoing(report) if is_new else None,
        again=found.attempts > 0,
        sent=found,
        updates=tuple(_update(report, one) for one in pending),
    )


def note(
    *,
    turn: Turn,
    accepted: Accepted | None,
    error: str = "",
    goes_on: bool = False,
    at: datetime,
) -> None:
    """Note what the other system has answered, or the code of what went wrong.

    The turn is over then, unless it ``goes_on``.
    """
    sent, state = turn.sent, turn.sent.state
    accepted = accepted or Accepted(external_id=sent.external_id, token=sent.token)
    if accepted.external_id:
        state = SentState.SENT
    elif accepted.token:
        state = SentState.TOKEN
    values = {
        "org": own_org(),
        "report": sent.report_id,
        "state": state.value,
        "external": accepted.external_id[:200],
        "token": accepted.token[:200],
        "error": error[:200],
        "sent_at": at if accepted.external_id else None,
        "goes_on": goes_on,
    }
    execute(_ENDED, values)
    if sent.state is not SentState.SENT and state is SentState.SENT:
        execute(_AGAIN_FROM, values)


def refuse(*, turn: Turn, error: str) -> None:
    """End a turn with a report that the other system will never take as it is."""
    values = {"org": own_org(), "report": turn.sent.report_id, "error": error[:200]}
    execute(
        _ENDED,
        {
            **values,
            "state": SentState.REFUSED.value,
            "external": "",
            "token": "",
            "sent_at": None,
            "goes_on": False,
        },
    )


def told_of(
    *, turn: Turn, update: OutgoingUpdate, external_id: str = "", error: str = "", at: datetime
) -> None:
    """Note that the other system has been told of an update, or has refused it for good."""
    values = {"org": own_org(), "report": turn.sent.report_id, "at": at}
    named = {"update": update.id, "external": external_id[:200], "error": error[:200]}
    execute(_TOLD, {**values, **named, "id": uuid7()})
    if not error:
        execute(_STATUS_AT, values)


def start_listening(*, connector: str, at: datetime) -> None:
    """Have the other system asked from now on; nothing changes where it is already."""
    execute(
        "insert into reports_polled (id, org_id, connector, since, looked_back_at, error)"
        " values (%(id)s, %(org)s, %(connector)s, %(at)s, %(at)s, '')"
        " on conflict (org_id, connector) do nothing",
        {"id": uuid7(), "org": own_org(), "connector": connector, "at": at},
    )


def was_heard(*, connector: str, since: datetime) -> bool:
    """Whether the other system has been asked since then."""
    row = fetch_one(
        "select exists (select from reports_polled"
        " where org_id = %(org)s and connector = %(connector)s and polled_at >= %(since)s)",
        {"org": own_org(), "connector": connector, "since": since},
    )
    return bool(row and row[0])


def is_used(*, connector: str) -> bool:
    """Whether anything has gone, or was to go, to the other system."""
    row = fetch_one(
        "select exists (select from reports_sent"
        " where org_id = %(org)s and connector = %(connector)s)",
        {"org": own_org(), "connector": connector},
    )
    return bool(row and row[0])


def listen(*, connector: str, at: datetime) -> datetime | None:
    """Take the turn at asking the other system; answer since when. None if another has it."""
    values = {"org": own_org(), "connector": connector, "at": at}
    row = fetch_one(_POLL, {**values, "id": uuid7(), "until": at + LEASE})
    if row is None:
        return None
    since, looked_back = row
    if looked_back is None or looked_back < at - LOOKS_BACK_EVERY:
        since = min(since, at - LOOK_BACK)
    started: datetime = since - OVERLAP
    return started


def heard(
    *, connector: str, since: datetime | None, looked_back: bool, error: str = "", at: datetime
) -> None:
    """End the turn at asking; ``since`` none asks again from where this one did."""
    values = {"org": own_org(), "connector": connector, "at": at, "since": since}
    back = at if looked_back else None
    execute(_POLLED, {**values, "looked_back": back, "error": error[:200]})


def take_in(*, connector: str, incoming: Incoming, at: datetime) -> int:
    """Note one thing that was said there on our report; answer on how many it was.

    What is older than the status that both sides know says its words and no status.
    """
    noted = 0
    for sent in exchange.sent_as(connector=connector, external_id=incoming.external_id):
        values = {"org": own_org(), "report": sent.report_id, "at": incoming.at}
        is_news = fetch_one(
            "select status_at is null or status_at < %(at)s from reports_sent"
            " where org_id = %(org)s and report_id = %(report)s for update",
            values,
        )
        status = incoming.status if is_news and is_news[0] else None
        try:
            done = take_news(
                report_id=sent.report_id,
                words=incoming.text[:4000],
                status=status,
                source=source_of(connector),
                external_id=incoming.id,
                at=at,
            )
        except ReportNotFound:
            continue  # it has been forwarded, and is another organisation's now
        if status is not None:
            execute(_STATUS_AT, values)
        noted += done is not None
    return noted


def to_try(*, connector: str, at: datetime) -> Sequence[UUID]:
    """The reports with which sending has to go on: nobody has, for a while."""
    waiting = exchange.unfinished(connector=connector, before=at - timedelta(minutes=30))
    untold = exchange.untold(connector=connector, beside=source_of(connector))
    return list(dict.fromkeys([*(sent.report_id for sent in waiting), *untold]))


def _outgoing(report: Report) -> Outgoing:
    known = told(report_id=report.id)
    return Outgoing(
        id=report.id,
        reference=report.reference,
        link=f"{settings.ORIGIN}/reports/{report.reference}",
        category=report.category,
        description=report.description,
        lat=report.lat,
        lon=report.lon,
        address=", ".join(p for p in (report.street, report.address) if p),
        answers=known.answers if known else {},
        contact=known.contact if known else Contact(),
        opened_at=report.opened_at,
    )


def _update(report: Report, update: Update) -> OutgoingUpdate:
    """An update for the other system; words that nobody has looked at yet are left out."""
    text = "" if update.held else in_language(update.words, "en")
    return OutgoingUpdate(
        id=update.id,
        external_id="",
        category=report.category,
        text=text or str(wording.status_words(status=update.to_status)),
        status=update.to_status,
        at=update.at,
    )
