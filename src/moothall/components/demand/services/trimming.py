"""Trimming: what ended long ago leaves PostgreSQL, once it is seen to be in Parquet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.db import connection

from moothall.components.demand.contracts import FROM_LOG
from moothall.components.demand.queries import months
from moothall.components.demand.queries.store import Damaged, Partition, Store
from moothall.components.demand.services.storing import (
    PURPOSE,
    Progress,
    analyst,
    ended_before,
    manifest_of,
    opened,
    read_days,
)
from moothall.kernel.actors import Actor, acting

_READER = "reader"
_AT_ONCE = 10_000
_DELETE = """
delete from demand_record as kept
 using unnest(%s::uuid[], %s::timestamptz[]) as seen (id, changed)
 where kept.id = seen.id and kept.changed_at = seen.changed
"""


@dataclass(frozen=True, kw_only=True)
class Trimmed:
    """What left PostgreSQL."""

    rows: int = 0
    not_stored: Sequence[str] = ()
    """Months of which something is not in Parquet as it is here: nothing of them went."""


def trim(*, at: datetime, progress: Progress = lambda _: None) -> Trimmed:
    """Delete what ended more than ``DEMAND_KEPT_DAYS`` before, and is in Parquet just so.

    An event about it later makes it again from its own lines. Raises ``DataSetDamaged``.
    """
    before = at - timedelta(days=settings.DEMAND_KEPT_DAYS)
    here = opened()
    manifest = manifest_of(here)
    with acting(Actor(), purpose=_READER):
        wanted = months.trimmable_months(before=before)
    if wanted and (manifest.trimmed_before is None or manifest.trimmed_before < before):
        # Said first: from now on a month that is written anew keeps what is not in PostgreSQL.
        manifest = replace(manifest, trimmed_before=before)
        here.save(manifest)
    rows, not_stored = 0, []
    for month in wanted:
        progress(month)
        held = ended_before(read_days(months.records_of, month, analyst(), PURPOSE), before)
        if _is_stored(here, manifest.of(FROM_LOG).get(month), held):
            rows += _delete(held)
        else:
            not_stored.append(month)
    return Trimmed(rows=rows, not_stored=not_stored)


def _is_stored(here: Store, partition: Partition | None, held: pa.Table) -> bool:
    """Whether all of these rows are in the file, each in every column as it is here."""
    if partition is None:
        return False
    try:
        stored = here.read(partition)
    except Damaged:
        return False
    same = stored.filter(pc.is_in(stored["id"], value_set=held["id"].combine_chunks()))
    return bool(same.sort_by("id").equals(held.sort_by("id")))


def _delete(held: pa.Table) -> int:
    gone = 0
    for start in range(0, held.num_rows, _AT_ONCE):
        some = held.slice(start, _AT_ONCE)
        with acting(Actor(), purpose=_READER), connection.cursor() as cursor:
            cursor.execute(_DELETE, [some["id"].to_pylist(), some["changed_at"].to_pylist()])
            gone += cursor.rowcount
    return gone
