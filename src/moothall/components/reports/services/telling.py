"""Telling people of updates, and asking them after four weeks whether it was fixed."""

from datetime import datetime
from uuid import UUID

from moothall.components.reports.contracts import FixedAsked, Report, Status, Update, UpdateKind
from moothall.components.reports.queries.following import listeners, reporters
from moothall.components.reports.queries.reports import report as read_report
from moothall.components.reports.queries.rows import (
    COLUMNS,
    UPDATE_COLUMNS,
    execute,
    fetch,
    fetch_one,
    to_report,
    to_update,
)
from moothall.components.reports.services import mails
from moothall.components.reports.services.following import stop_secret
from moothall.kernel import events, parties
from moothall.kernel.actors import own_org
from moothall.kernel.ids import uuid7
from moothall.kernel.limits import keyed_hash

AT_ONCE = 200
"""How many people are told in one transaction."""
FIRST = UUID(int=0)
_DONE = frozenset({Status.FIXED, Status.FIXED_BY_OTHERS})
# Whoever holds the link may answer: it makes them concerned with the report, and no follower.
_LINK = """
insert into reports_subscription (id, org_id, target, of, categories, token, mailbox, visit,
                                  email, language, made_at, confirmed_at)
values (%(id)s, %(org)s, 'asked', %(of)s, '[]', %(token)s, '', '', '', %(language)s, %(at)s,
        %(at)s)
on conflict do nothing
"""
_ASKING = f"""
select {COLUMNS} from reports_report
 where org_id = %(org)s and asks_at <= %(at)s order by asks_at, id limit %(limit)s
   for update skip locked
"""  # noqa: S608 - fixed texts


def update_to_tell(*, update_id: UUID) -> tuple[Report, Update] | None:
    """A public update of the organisation that acts, with its report; none if there is none."""
    row = fetch_one(
        f"select {UPDATE_COLUMNS} from reports_update where id = %(id)s"  # noqa: S608
        " and org_id = %(org)s and is_public and held = ''",
        {"id": update_id, "org": own_org()},
    )
    if row is None:
        return None
    update = to_update(row)
    return read_report(report_id=update.report_id), update


def tell_some(*, update_id: UUID, beyond: UUID, at: datetime) -> UUID | None:
    """Queue messages about an update for some who follow its report, after ``beyond``.

    Answers the last of them, to go on from; none when all have been told. The first time
    whoever reported it is told as well. A message for the same person is queued once.
    """
    found = update_to_tell(update_id=update_id)
    if found is None:
        return None
    report, update = found
    if beyond == FIRST:
        _tell_reporters(report, update, at)
    some = listeners(report_id=report.id, beyond=beyond, limit=AT_ONCE)
    for one in some:
        stop = mails.link(act="stop", secret=stop_secret(one.id), language=one.language)
        mails.tell(
            report=report,
            update=update,
            to=one.email,
            language=one.language,
            stop=stop,
            whose=str(one.id),
            at=at,
        )
    return some[-1].id if len(some) == AT_ONCE else None


def ask_whether_fixed(*, at: datetime, limit: int = 200) -> int:
    """Ask those who reported something four weeks ago whether it was fixed; answer how many.

    Call it for each organisation. What was closed without being dealt with is not asked about.
    """
    if not mails.can_mail():
        return 0
    asked = 0
    for row in fetch(_ASKING, {"org": own_org(), "at": at, "limit": limit}):
        found = to_report(row)
        asked += _ask(found, at)
    return asked


def _ask(report: Report, at: datetime) -> int:
    reported = [one for one in reporters(report_id=report.id) if one.id == report.id]
    is_askable = bool(reported) and (report.is_open or report.status in _DONE)
    execute(
        "update reports_report set asks_at = null, asked_fixed_at = %(asked)s"
        " where id = %(id)s",
        {"id": report.id, "asked": at if is_askable else None},
    )
    if not is_askable:
        return 0
    one = reported[0]
    secret = keyed_hash(f"fixed/{report.id}")
    execute(
        _LINK,
        {
            "id": uuid7(),
            "org": report.org,
            "of": str(report.id),
            "at": at,
            "token": parties.visit_of(secret),
            "language": one.language,
        },
    )
    mails.ask_fixed(
        report=report,
        to=one.email,
        yes=mails.link(act="fixed", secret=secret, language=one.language),
        language=one.language,
        at=at,
    )
    events.record(FixedAsked(report_id=report.id, category=report.category), at=at)
    return 1


def _tell_reporters(report: Report, update: Update, at: datetime) -> None:
    own = update.kind in {UpdateKind.FIXED_ANSWERED, UpdateKind.REOPENED}
    if own and update.by_kind == "resident":
        return
    for one in reporters(report_id=report.id):
        mails.tell(
            report=report,
            update=update,
            to=one.email,
            language=one.language,
            stop="",
            whose=str(one.id),
            at=at,
        )
