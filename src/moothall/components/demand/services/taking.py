"""Taking events in: one at a time as they come, each with the records that it concerns."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from moothall.components.demand.contracts import Fact, Record
from moothall.components.demand.queries import rows
from moothall.components.demand.queries.keys import PersonKeys, quarter_of
from moothall.components.demand.queries.log import lines_about
from moothall.components.demand.rules.folding import concerns, fold
from moothall.kernel.readers import Line

_CLOSED_AFTER = timedelta(days=120)
"""The secret of a quarter is kept until a repeat within four weeks can no longer come."""
_PLACES = ", ".join(["%s"] * len(rows.COLUMNS))
_CHANGES = ", ".join(f"{c} = excluded.{c}" for c in rows.COLUMNS if c != "id")
_UPSERT = (
    f"insert into demand_record ({rows.LISTED}) values ({_PLACES})"  # noqa: S608
    f" on conflict (id) do update set {_CHANGES}"
)


def take_in(line: Line) -> None:
    """Fold one line of the log into the records. Inside ``acting``, as readers do."""
    fact = fact_of(line)
    records = KeptRecords(keys=PersonKeys(closed_before=closed_before(at=line.at)))
    for missing in records.load(concerns(fact)):
        for earlier in lines_about(subject=missing, before=line):
            fold(records, fact_of(earlier))
    fold(records, fact)
    records.write()


def fact_of(line: Line) -> Fact:
    return Fact(
        epoch=line.epoch,
        position=line.position,
        org=line.org,
        name=line.name,
        subject=line.subject,
        at=line.at,
        by=line.by,
        body=line.body,
    )


def closed_before(*, at: datetime) -> str:
    """The first quarter whose secret may still be made or used at that time."""
    return quarter_of(at - _CLOSED_AFTER)


class KeptRecords:
    """The records of the table, read when they are wanted and written at the end."""

    def __init__(self, *, keys: PersonKeys) -> None:
        self._keys = keys
        self._known: dict[UUID, Record] = {}
        self._changed: dict[UUID, Record | None] = {}

    def load(self, ids: Sequence[UUID]) -> list[UUID]:
        """Read these records; answer which are not there: new ones, and those of long ago."""
        self._known |= rows.records_by_id(ids)
        return [id_ for id_ in ids if id_ not in self._known]

    def get(self, id_: UUID) -> Record | None:
        if id_ in self._changed:
            return self._changed[id_]
        return self._known.get(id_)

    def put(self, record: Record, *, person: UUID | None = None) -> None:
        self._changed[record.id] = keyed(record, person, self._keys)

    def drop(self, id_: UUID) -> None:
        self._changed[id_] = None

    def write(self) -> None:
        gone = [id_ for id_, record in self._changed.items() if record is None]
        with connection.cursor() as cursor:
            if gone:
                cursor.execute("delete from demand_record where id = any(%s)", [gone])
            for record in self._changed.values():
                if record is not None:
                    cursor.execute(_UPSERT, rows.to_row(record))


def keyed(record: Record, person: UUID | None, keys: PersonKeys) -> Record:
    """The record with the key of the person whose need it is."""
    if person is None:
        return record
    return replace(record, person_key=keys.key(person=person, at=record.asked_at))
