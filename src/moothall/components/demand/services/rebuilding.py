"""Rebuilding: the whole log read again into records, and put in place of the old ones at once.

The log is read in stretches of short transactions, so that no reader waits for it; what does
not fit into memory is kept in a table of its own. Only the last step changes what people see.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import connection

from moothall.components.demand.contracts import Fact, Record
from moothall.components.demand.queries import rows
from moothall.components.demand.queries.keys import PersonKeys
from moothall.components.demand.rules.folding import TAKEN, concerns, fold
from moothall.components.demand.services.taking import closed_before, fact_of, keyed
from moothall.kernel.actors import Actor, acting
from moothall.kernel.readers import Line, lines_after

READER = "demand"
PURPOSE = "reader"
_STRETCH = 20_000
_MOST_IN_MEMORY = 400_000
_ROWS_AT_ONCE = 5_000


@dataclass(kw_only=True)
class Rebuilt:
    """What a rebuild has read and made."""

    events: int = 0
    records: int = 0
    failed: list[str] = field(default_factory=list)
    """Places on the log, ``epoch-position``, of events that could not be taken in."""


def rebuild(*, at: datetime, progress: Callable[[int], None] = lambda _: None) -> Rebuilt:
    """Read the whole log again. Call it outside ``acting``.

    The same log gives the same records, whatever has been read before; but a person's key is
    gone once its quarter is closed. A rebuild that is broken off changes nothing.
    """
    with _uncollected():
        told, records, here = _read(at=at, progress=progress)
        with acting(Actor(), purpose=PURPOSE):
            told.records = _put_in_place(records, here)
    return told


@contextmanager
def reread(*, at: datetime, progress: Callable[[int], None] = lambda _: None) -> Iterator[None]:
    """Within it the table of rebuilds holds what the whole log says; nothing else changes.

    Call it outside ``acting``. The table is empty again afterwards.
    """
    with _uncollected():
        _, records, _ = _read(at=at, progress=progress)
        with acting(Actor(), purpose=PURPOSE):
            records.move_out()
    try:
        yield
    finally:
        with acting(Actor(), purpose=PURPOSE):
            _empty_the_table()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hundreds of thousands of records without a cycle are not looked through for cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(
    *, at: datetime, progress: Callable[[int], None]
) -> tuple[Rebuilt, "_Gathered", tuple[int, int, int]]:
    """What the log says up to now, and up to where."""
    told = Rebuilt()
    records = _Gathered()
    with acting(Actor(), purpose=PURPOSE):
        _empty_the_table()
    here = (0, 0, 0)
    while True:
        with acting(Actor(), purpose=PURPOSE):
            keys = PersonKeys(closed_before=closed_before(at=at))
            records.keys = keys
            epoch, transaction, position = here
            lines = lines_after(
                epoch=epoch, transaction=transaction, position=position, at_most=_STRETCH
            )
            _take(records, lines, told)
            records.relieve()
        if not lines:
            break
        here = (lines[-1].epoch, lines[-1].transaction, lines[-1].position)
        told.events += len(lines)
        progress(told.events)
    return told, records, here


def _take(records: "_Gathered", lines: Sequence[Line], told: Rebuilt) -> None:
    facts = [fact_of(line) for line in lines if line.name in TAKEN]
    records.load(facts)
    for fact in facts:
        try:
            fold(records, fact)
        except (ValueError, KeyError, TypeError):
            told.failed.append(f"{fact.epoch}-{fact.position}")


class _Gathered:
    """Records in memory; beyond a limit they wait in a table until an event concerns them."""

    def __init__(self) -> None:
        self.keys = PersonKeys()
        self._here: dict[UUID, Record] = {}
        self._away = False

    def load(self, facts: Iterable[Fact]) -> None:
        if not self._away:
            return
        ids = {id_ for fact in facts for id_ in concerns(fact)} - self._here.keys()
        self._here |= rows.records_by_id(list(ids), table="demand_rebuilt")
        _delete("demand_rebuilt", list(ids))

    def get(self, id_: UUID) -> Record | None:
        return self._here.get(id_)

    def put(self, record: Record, *, person: UUID | None = None) -> None:
        self._here[record.id] = keyed(record, person, self.keys)

    def drop(self, id_: UUID) -> None:
        self._here.pop(id_, None)

    def relieve(self) -> None:
        """Move what was changed longest ago out of memory, once there is too much of it."""
        if len(self._here) > _MOST_IN_MEMORY:
            self.move_out()

    def move_out(self) -> None:
        _insert("demand_rebuilt", self._here.values())
        self._here, self._away = {}, True


def _put_in_place(records: _Gathered, here: tuple[int, int, int]) -> int:
    """In one transaction: the new records for the old, and the reader goes on from here."""
    records.move_out()
    with connection.cursor() as cursor:
        cursor.execute("lock table demand_record in share row exclusive mode")
        cursor.execute("delete from demand_record")
        cursor.execute(
            f"insert into demand_record ({rows.LISTED})"  # noqa: S608 - our own columns
            f" select {rows.LISTED} from demand_rebuilt"
        )
        made = cursor.rowcount
        cursor.execute(
            "insert into reader_cursor (reader, epoch, transaction, position)"
            " values (%s, %s, %s, %s) on conflict (reader) do update set"
            " epoch = excluded.epoch, transaction = excluded.transaction,"
            " position = excluded.position",
            [READER, *here],
        )
    _empty_the_table()
    return int(made)


def _empty_the_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from demand_rebuilt")


def _delete(table: str, ids: Sequence[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"delete from {table} where id = any(%s)", [list(ids)])  # noqa: S608


def _stretches(records: Iterable[Record]) -> Iterator[list[Record]]:
    remaining = iter(records)
    while some := list(islice(remaining, _ROWS_AT_ONCE)):
        yield some


def _insert(table: str, records: Iterable[Record]) -> None:
    """Many rows in few statements: ``copy`` does not go together with row-level security."""
    types = (f"%s::{type_}[]" for type_ in rows.TYPES)
    statement = (
        f"insert into {table} ({rows.LISTED})"  # noqa: S608 - our own columns
        f" select * from unnest({', '.join(types)})"
    )
    with connection.cursor() as cursor:
        for some in _stretches(records):
            columns = zip(*(rows.to_row(record) for record in some), strict=True)
            cursor.execute(statement, [list(column) for column in columns])
