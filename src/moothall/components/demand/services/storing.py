"""Storing: the records of PostgreSQL as Parquet, month by month, and what became of it.

Only the steward's analysis reads the needs of all organisations. PostgreSQL is read inside
``acting`` and the files are written outside it, so all of this is called outside.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from moothall.components.demand.contracts import FROM_LOG, DataSetDamaged
from moothall.components.demand.queries import months
from moothall.components.demand.queries.columns import SCHEMA
from moothall.components.demand.queries.store import (
    Damaged,
    Manifest,
    Partition,
    Store,
    key_of,
    table_of_rows,
)
from moothall.kernel import organisations
from moothall.kernel.actors import Actor, acting
from moothall.kernel.words import say

PURPOSE = "demand analysis"
Progress = Callable[[str], None]
"""Told the month that is worked on."""


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What was written anew."""

    months: Sequence[str] = ()
    rows: int = 0
    """How many records those months hold."""
    damaged: Sequence[str] = ()
    """Months that hold what PostgreSQL no longer has, and are damaged: ``mend`` them."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """How the files compare with the manifest: keys such as ``source=log/month=2026-11``."""

    whole: int = 0
    missing: Sequence[str] = ()
    damaged: Sequence[str] = ()
    """Other than the manifest says, or not named in it."""


def store(*, at: datetime, progress: Progress = lambda _: None) -> Stored:
    """Write every month anew whose records are others than when it was last written.

    A month is what PostgreSQL has of it, and what was trimmed. Raises ``DataSetDamaged`` where
    the manifest cannot be read.
    """
    here = opened()
    manifest = manifest_of(here)
    with acting(analyst(), purpose=PURPOSE):
        now = months.fingerprints()
    before = manifest.of(FROM_LOG)
    wanted = sorted(month for month in {*now, *before} if _differs(now, before, month))
    written, damaged = [], []
    for month in wanted:
        progress(month)
        try:
            trimmed = _trimmed(here, manifest, month)
        except Damaged:
            damaged.append(month)
            continue
        fresh = _fresh(month)
        manifest, part = put(here, manifest, month, fresh, trimmed, now.get(month, ""))
        written.append(part.rows)
    here.save(replace(manifest, stored_at=at))
    done = [month for month in wanted if month not in damaged]
    return Stored(months=done, rows=sum(written), damaged=damaged)


def check() -> Checked:
    """Compare every file with the manifest."""
    here = opened()
    try:
        manifest = here.manifest()
    except Damaged as damage:
        return Checked(damaged=(str(damage), *here.keys_there()))
    told = Tally()
    for key, partition in sorted(manifest.partitions.items()):
        if here.is_missing(partition):
            told.missing.append(key)
        elif not here.is_whole(partition):
            told.damaged.append(key)
    told.damaged += [key for key in here.keys_there() if key not in manifest.partitions]
    whole = len(manifest.partitions) - len(
        {*told.missing, *told.damaged} & {*manifest.partitions}
    )
    return Checked(whole=whole, missing=told.missing, damaged=sorted(told.damaged))


@dataclass(kw_only=True)
class Tally:
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def analyst() -> Actor:
    """Who reads the needs of all: the steward of the place."""
    return Actor(org=organisations.steward().id)


def opened() -> Store:
    """The data set that the settings name."""
    return Store(settings.DEMAND_FOLDER)


def manifest_of(here: Store) -> Manifest:
    try:
        return here.manifest()
    except Damaged:
        raise DataSetDamaged(
            say("The manifest of the demand data set is damaged: moothall demand mend.")
        ) from None


def put(
    here: Store,
    manifest: Manifest,
    month: str,
    fresh: pa.Table,
    trimmed: pa.Table,
    fingerprint: str,
) -> tuple[Manifest, Partition]:
    """Write one month of the log and name it in the manifest; take it away if it is empty."""
    ids = fresh["id"].combine_chunks()
    left = trimmed.filter(pc.invert(pc.is_in(trimmed["id"], value_set=ids)))
    whole = pa.concat_tables([fresh, left])
    if whole.num_rows:
        made = here.write(whole, source=FROM_LOG, month=month, fingerprint=fingerprint)
        manifest = manifest.having(made)
        here.save(manifest)
        return manifest, made
    key = key_of(FROM_LOG, month)
    manifest = manifest.without([key])
    here.save(manifest)
    here.remove(key)
    return manifest, Partition(source=FROM_LOG, month=month, rows=0, sha256="")


def read_days(
    read: Callable[[months.Span], list[Sequence[object]]],
    month: str,
    actor: Actor,
    purpose: str,
) -> pa.Table:
    """The rows of a month, each day in a transaction of its own."""
    return joined(_day(read, span, actor, purpose) for span in months.days_of(month))


def joined(tables: Iterable[pa.Table]) -> pa.Table:
    return pa.concat_tables([SCHEMA.empty_table(), *tables])


def ended_before(table: pa.Table, before: datetime) -> pa.Table:
    """The rows that ended, and last changed, before that."""
    limit = pa.scalar(before, SCHEMA.field("ended_at").type)
    old = pc.and_(pc.less(table["ended_at"], limit), pc.less(table["changed_at"], limit))
    return table.filter(old)


def _differs(now: dict[str, str], before: dict[str, Partition], month: str) -> bool:
    return month not in before or now.get(month, "") != before[month].fingerprint


def _fresh(month: str) -> pa.Table:
    return read_days(months.records_of, month, analyst(), PURPOSE)


def _day(
    read: Callable[[months.Span], list[Sequence[object]]],
    span: months.Span,
    actor: Actor,
    purpose: str,
) -> pa.Table:
    with acting(actor, purpose=purpose):
        found = read(span)
    return table_of_rows(found)


def _trimmed(here: Store, manifest: Manifest, month: str) -> pa.Table:
    """What the old file of a month has that may have been trimmed since. Raises ``Damaged``."""
    old = manifest.of(FROM_LOG).get(month)
    if old is None or manifest.trimmed_before is None:
        return SCHEMA.empty_table()
    return ended_before(here.read(old), manifest.trimmed_before)
