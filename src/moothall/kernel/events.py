"""Saying what happened: lines on the log, in the transaction that made them true."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from moothall.kernel.actors import current, serving_org
from moothall.kernel.encoding import to_json
from moothall.kernel.facts import Event

_RECORD = """
insert into event_log (org_id, name, subject, occurred_at, by, body)
select %(said_org)s::uuid, row.name, row.subject, %(said_at)s::timestamptz, %(said_by)s,
row.body
  from jsonb_to_recordset(%(said)s::jsonb) as row (name text, subject uuid, body jsonb)
"""

SAYING = """
insert into event_log (org_id, name, subject, occurred_at, by, body)
select changed.org_id, row.name, row.subject, %(said_at)s::timestamptz, %(said_by)s, row.body
  from changed,
       jsonb_to_recordset(%(said)s::jsonb) as row (name text, subject uuid, body jsonb)
"""
"""Says events in the statement that makes them true: for each row of the common table
expression ``changed``, which has ``org_id``. Its values are those of ``saying``."""


def record(event: Event, *, at: datetime) -> None:
    """Write ``event`` on the log of the organisation that is acting or serving."""
    record_all([event], at=at)


def record_all(events: Sequence[Event], *, at: datetime) -> None:
    """Write events on the log, in this order. Plain SQL, since every service does this."""
    values = {**saying(events, at=at), "said_org": serving_org()}
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, values)


def saying(events: Sequence[Event], *, at: datetime) -> dict[str, Any]:
    """The values of ``SAYING`` for these events."""
    said = [{"name": e.name, "subject": e.subject, "body": e.body()} for e in events]
    return {"said": to_json(said), "said_at": at, "said_by": current().by}
