"""Readers follow the log, each at its own pace, and lose nothing that commits late.

A reader sees a line only once every transaction older than the line's has ended, in the order
of (epoch, transaction, position); a cursor by position alone would pass by late commits. The
epoch rises when the log is restored into a new cluster, whose transaction ids start low again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.kernel.actors import Actor, acting
from moothall.kernel.encoding import from_json
from moothall.kernel.ids import OrgId
from moothall.kernel.models import ParkedEvent, ReaderCursor

_PURPOSE = "reader"
_AFTER_CURSOR = """
select log.* from reader_cursor as cursor,
       event_log_after(cursor.epoch, cursor.transaction, cursor.position, %s) as log
 where cursor.reader = %s
"""
_STEP = """
update reader_cursor set epoch = %s, transaction = %s, position = %s
 where reader = %s and (epoch, transaction, position) < (%s, %s, %s)
"""
_LAG = """
select cursor.reader,
       (select count(*) from (
          select from event_log_after(cursor.epoch, cursor.transaction, cursor.position, 1001)
       ) as waiting),
       (select count(*) from parked_event where reader = cursor.reader)
  from reader_cursor as cursor order by 1
"""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One event as it stands on the log."""

    epoch: int
    transaction: int
    position: int
    org: OrgId
    name: str
    subject: UUID | None
    at: datetime
    by: str
    body: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Lag:
    """How far one reader is behind: lines waiting (1,001 means more) and lines parked."""

    reader: str
    waiting: int
    parked: int


Handlers = Mapping[str, Callable[[Line], None]]
"""Event name -> what the reader does, acting for the organisation whose event it is."""


def follow(*, reader: str, handlers: Handlers, batch: int = 100) -> int:
    """Take the reader one batch further; answer how many lines it has passed.

    Each event is handled in one transaction with the step of the cursor, so its effects in the
    database happen once. A run of one organisation's events shares a transaction; should one of
    them fail, the run is taken singly, the failing event is parked, and the reader goes on.
    """
    with acting(Actor(), purpose=_PURPOSE):
        lines = _next_lines(reader, batch)
    for run in _runs(lines):
        _handle_run(reader, handlers, run)
    return len(lines)


def replay(*, reader: str, handlers: Handlers) -> int:
    """Hand the parked events to the reader again; answer how many succeeded."""
    with acting(Actor(), purpose=_PURPOSE):
        parked = list(ParkedEvent.objects.filter(reader=reader).order_by("epoch", "position"))
    return sum(_handled_again(row, handlers) for row in parked)


def lines_after(*, epoch: int, transaction: int, position: int, at_most: int) -> list[Line]:
    """The lines after a place on the log, of every organisation; call it inside ``acting``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from event_log_after(%s, %s, %s, %s)",
            [epoch, transaction, position, at_most],
        )
        return [line_of(row) for row in cursor]


def lags() -> list[Lag]:
    """How far each reader is behind; call it inside ``acting``."""
    with connection.cursor() as cursor:
        cursor.execute(_LAG)
        return [Lag(reader=r, waiting=w, parked=p) for r, w, p in cursor]


def _next_lines(reader: str, batch: int) -> list[Line]:
    ReaderCursor.objects.get_or_create(reader=reader)
    with connection.cursor() as cursor:
        cursor.execute(_AFTER_CURSOR, [batch, reader])
        return [line_of(row) for row in cursor]


def line_of(row: Sequence[Any]) -> Line:
    """The line in a row of ``event_log_after``, or of a function with the same columns."""
    epoch, transaction, position, org, name, subject, at, by, body = row
    return Line(
        epoch=epoch,
        transaction=transaction,
        position=position,
        org=OrgId(org),
        name=name,
        subject=subject,
        at=at,
        by=by,
        body=from_json(body) if isinstance(body, str) else body,
    )


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    for _, run in groupby(lines, key=lambda line: line.org):
        yield list(run)


def _handle_run(reader: str, handlers: Handlers, run: Sequence[Line]) -> None:
    try:
        with acting(Actor(org=run[0].org), purpose=_PURPOSE):
            for line in run:
                _handle(reader, handlers, line)
    except Exception:  # noqa: BLE001 - which of the run failed is found by taking them singly
        for line in run:
            _handle_or_park(reader, handlers, line)


def _handle(reader: str, handlers: Handlers, line: Line) -> None:
    if _step_past(reader, line) and line.name in handlers:
        handlers[line.name](line)


def _handle_or_park(reader: str, handlers: Handlers, line: Line) -> None:
    try:
        with acting(Actor(org=line.org), purpose=_PURPOSE):
            _handle(reader, handlers, line)
    except Exception as failure:  # noqa: BLE001 - one bad event must not stop the log
        with acting(Actor(), purpose=_PURPOSE):
            if _step_past(reader, line):
                _park(reader, line, failure)


def _step_past(reader: str, line: Line) -> bool:
    """Move the cursor, unless another worker has moved it already; holds its lock."""
    here = [line.epoch, line.transaction, line.position]
    with connection.cursor() as cursor:
        cursor.execute(_STEP, [*here, reader, *here])
        return bool(cursor.rowcount == 1)


def _park(reader: str, line: Line, failure: Exception) -> None:
    ParkedEvent.objects.create(
        reader=reader,
        epoch=line.epoch,
        position=line.position,
        org_id=line.org,
        name=line.name,
        subject=line.subject,
        occurred_at=line.at,
        body=line.body,
        error=repr(failure),
    )


def _handled_again(row: ParkedEvent, handlers: Handlers) -> bool:
    line = Line(
        epoch=row.epoch,
        transaction=0,
        position=row.position,
        org=OrgId(row.org_id),
        name=row.name,
        subject=row.subject,
        at=row.occurred_at,
        by="",
        body=row.body,
    )
    try:
        with acting(Actor(org=line.org), purpose=_PURPOSE):
            deleted, _ = ParkedEvent.objects.filter(pk=row.pk).delete()
            if deleted:
                handlers[row.name](line)
    except Exception:  # noqa: BLE001 - it stays parked, with its first error
        return False
    return bool(deleted)
