"""Mending: the months whose files are missing or damaged, made again from the log."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from moothall.components.demand.contracts import FROM_LOG
from moothall.components.demand.queries import months
from moothall.components.demand.queries.store import Damaged, Manifest, Store, key_of
from moothall.components.demand.services.rebuilding import reread
from moothall.components.demand.services.storing import (
    PURPOSE,
    Progress,
    analyst,
    check,
    opened,
    put,
    read_days,
)
from moothall.kernel.actors import Actor, acting

_READER = "reader"


@dataclass(frozen=True, kw_only=True)
class Mended:
    """What was made again."""

    months: Sequence[str] = ()
    to_import: Sequence[str] = ()
    """Sources that the log knows nothing of, and that have to be imported again."""


def mend(*, at: datetime, progress: Progress = lambda _: None) -> Mended:
    """Read the log again, and write of it exactly the months that ``check`` finds wanting.

    Where the manifest itself is gone, that is all of them. A month of an import that is damaged
    is left out of the manifest, so that importing the same file puts it back.
    """
    here = opened()
    checked = check()
    wanting = {*checked.missing, *checked.damaged}
    if not wanting:
        return Mended()
    try:
        manifest = here.manifest()
    except Damaged:
        manifest = Manifest()
    wanted = None
    if manifest.partitions:
        wanted = sorted(_month(key) for key in wanting if key.startswith(f"source={FROM_LOG}/"))
    others = sorted(key for key in wanting if key.startswith("source=") and not _is_log(key))
    manifest = manifest.without(others)
    here.save(manifest)
    done = _from_the_log(here, manifest, wanted, at=at, progress=progress)
    return Mended(months=done, to_import=sorted({_source(key) for key in others}))


def _from_the_log(
    here: Store,
    manifest: Manifest,
    wanted: Sequence[str] | None,
    *,
    at: datetime,
    progress: Progress,
) -> list[str]:
    """Make these months, or all where none are named; answer which."""
    if wanted is not None and not wanted:
        return []
    with reread(at=at):
        with acting(analyst(), purpose=PURPOSE):
            now = months.fingerprints()
        with acting(Actor(), purpose=_READER):
            every = months.rebuilt_months()
        wanted = sorted({*every, *now}) if wanted is None else wanted
        for month in wanted:
            progress(month)
            fresh = read_days(months.records_of, month, analyst(), PURPOSE)
            told = read_days(months.rebuilt_of, month, Actor(), _READER)
            trimmed = told.filter(pc.is_valid(told["ended_at"]))
            manifest = _knowing(manifest, fresh, trimmed)
            manifest, _ = put(here, manifest, month, fresh, trimmed, now.get(month, ""))
    return list(wanted)


def _knowing(manifest: Manifest, fresh: pa.Table, trimmed: pa.Table) -> Manifest:
    """A manifest that was lost learns again until when PostgreSQL has been trimmed."""
    ids = fresh["id"].combine_chunks()
    gone = trimmed.filter(pc.invert(pc.is_in(trimmed["id"], value_set=ids)))
    if not gone.num_rows:
        return manifest
    latest = max(pc.max(gone[c]).as_py() for c in ("ended_at", "changed_at"))
    until = latest + timedelta(microseconds=1)
    known = manifest.trimmed_before
    return replace(manifest, trimmed_before=max(until, known or until))


def _month(key: str) -> str:
    return key.rpartition("=")[2]


def _source(key: str) -> str:
    return key.partition("/")[0].removeprefix("source=")


def _is_log(key: str) -> bool:
    return key == key_of(FROM_LOG, _month(key))
