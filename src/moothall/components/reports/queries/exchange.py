"""What other systems are told of updates, and what is known of reports that were sent on."""

from datetime import datetime
from uuid import UUID

from moothall.components.reports.contracts import News, Sent, SentState, Update
from moothall.components.reports.queries.rows import (
    UPDATE_COLUMNS,
    Row,
    fetch,
    fetch_one,
    to_update,
)
from moothall.kernel.actors import own_org
from moothall.kernel.ids import OrgId

_SENT = "report_id, connector, state, external_id, token, attempts, tried_at, sent_at, error"
_OF_UPDATE = ", ".join(f"u.{column.strip()}" for column in UPDATE_COLUMNS.split(","))
_PUBLIC = "u.is_public and u.held = '' and not r.is_private and r.held = ''"
_NEWS = f"""
select * from (
  (select {_OF_UPDATE}, r.reference
     from reports_update as u join reports_report as r on r.id = u.report_id
    where u.org_id = %(org)s and u.at >= %(since)s and u.at < %(until)s
      and u.source <> %(beside)s and {_PUBLIC}
    order by u.at, u.id limit %(limit)s)
  union all
  (select {_OF_UPDATE}, r.reference
     from reports_report as r join reports_update as u on u.report_id = r.id
    where r.asked_org_id = %(org)s and r.org_id <> r.asked_org_id
      and u.at >= %(since)s and u.at < %(until)s
      and u.source <> %(beside)s and {_PUBLIC}
    order by u.at, u.id limit %(limit)s)
) as told order by at, id limit %(limit)s
"""  # noqa: S608 - fixed texts
_PENDING = f"""
select {UPDATE_COLUMNS} from reports_update as u
 where u.org_id = %(org)s and u.report_id = %(report)s and u.is_public
   and u.source <> %(beside)s
   and not exists (select from reports_sent_update as s
                    where s.org_id = u.org_id and s.update_id = u.id)
 order by u.at, u.id limit 20
"""  # noqa: S608 - fixed texts


def news(
    *, org: OrgId, since: datetime, until: datetime, beside: str, limit: int
) -> list[News]:
    """Public updates of reports that are, or were first, an organisation's, the oldest first.

    What came from the source ``beside`` is not among them.
    """
    values = {"org": org, "since": since, "until": until, "beside": beside, "limit": limit}
    return [News(update=to_update(row), reference=row[-1]) for row in fetch(_NEWS, values)]


def sent(*, report_id: UUID) -> Sent | None:
    """What became of a report that is sent on, for its organisation; none if it is not."""
    row = fetch_one(
        f"select {_SENT} from reports_sent"  # noqa: S608 - fixed texts
        " where org_id = %(org)s and report_id = %(report)s",
        {"org": own_org(), "report": report_id},
    )
    return to_sent(row) if row else None


def sent_as(*, connector: str, external_id: str) -> list[Sent]:
    """The reports that another system knows by an id of its own."""
    rows = fetch(
        f"select {_SENT} from reports_sent where org_id = %(org)s"  # noqa: S608 - fixed texts
        " and connector = %(connector)s and external_id = %(external)s order by id limit 20",
        {"org": own_org(), "connector": connector, "external": external_id},
    )
    return [to_sent(row) for row in rows]


def unfinished(*, connector: str, before: datetime, limit: int = 200) -> list[Sent]:
    """What waits to be sent, or for its id, and was not tried since ``before``."""
    rows = fetch(
        f"select {_SENT} from reports_sent where org_id = %(org)s"  # noqa: S608 - fixed texts
        " and connector = %(connector)s and state in ('waiting', 'token')"
        " and (tried_at is null or tried_at < %(before)s)"
        " order by tried_at, id limit %(limit)s",
        {"org": own_org(), "connector": connector, "before": before, "limit": limit},
    )
    return [to_sent(row) for row in rows]


def untold(*, connector: str, beside: str, limit: int = 200) -> list[UUID]:
    """The reports of which the other system has not been told everything."""
    rows = fetch(
        "select distinct u.report_id from reports_sent as s"
        "  join reports_update as u on u.org_id = s.org_id and u.report_id = s.report_id"
        " where s.org_id = %(org)s and s.connector = %(connector)s and s.state = 'sent'"
        "   and u.is_public and u.source <> %(beside)s and not exists ("
        "     select from reports_sent_update as t"
        "      where t.org_id = u.org_id and t.update_id = u.id)"
        " limit %(limit)s",
        {"org": own_org(), "connector": connector, "beside": beside, "limit": limit},
    )
    return [row[0] for row in rows]


def pending(*, report_id: UUID, beside: str) -> list[Update]:
    """The updates that the other system has not been told of, the oldest first."""
    values = {"org": own_org(), "report": report_id, "beside": beside}
    return [to_update(row) for row in fetch(_PENDING, values)]


def update_from(*, source: str, external_id: str) -> UUID | None:
    """The update that has come from a source under an id before."""
    row = fetch_one(
        "select id from reports_update where org_id = %(org)s and source = %(source)s"
        " and external_id = %(external)s and external_id <> ''",
        {"org": own_org(), "source": source, "external": external_id},
    )
    return row[0] if row else None


def to_sent(row: Row) -> Sent:
    """A row as it stands in ``reports_sent``."""
    return Sent(
        report_id=row[0],
        connector=str(row[1]),
        state=SentState(str(row[2])),
        external_id=str(row[3]),
        token=str(row[4]),
        attempts=row[5],
        tried_at=row[6],
        sent_at=row[7],
        error=str(row[8]),
    )
