"""Saying what happened: one line on the log, in the transaction that made it true."""

from datetime import datetime
from typing import Any

from django.db import connection

from moothall.kernel.actors import current, serving_org
from moothall.kernel.encoding import to_json
from moothall.kernel.facts import Event

_RECORD = (
    "insert into event_log (org_id, name, subject, occurred_at, by, body)"
    " values (%s, %s, %s, %s, %s, %s)"
)


def record(event: Event, *, at: datetime) -> None:
    """Write ``event`` on the log of the organisation that is acting or serving.

    Plain SQL, since every service does this and the ORM would cost four times as much.
    """
    row: list[Any] = [
        serving_org(),
        event.name,
        event.subject,
        at,
        current().by,
        to_json(event.body()),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, row)
