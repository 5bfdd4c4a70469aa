"""The cubes of the engine that the settings name, as everything here asks them."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date, datetime

from moothall.components.demand.contracts import Cell, Repeats, Wait, Where
from moothall.components.demand.queries import cubes
from moothall.components.demand.queries.engine import Engine
from moothall.components.demand.queries.store import Manifest


class EngineCubes:
    """Counts Parquet on DuckDB or Spark; outside ``acting``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def counts(
        self, *, by: Sequence[str], since: date, until: date, where: Where | None = None
    ) -> list[Cell]:
        return cubes.counts(self._engine, by=by, since=since, until=until, where=where)

    def waits(
        self,
        *,
        by: Sequence[str],
        since: date,
        until: date,
        at: datetime,
        where: Where | None = None,
    ) -> list[Wait]:
        return cubes.waits(self._engine, by=by, since=since, until=until, at=at, where=where)

    def repeats(
        self,
        *,
        by: Sequence[str],
        since: date,
        until: date,
        within: int,
        where: Where | None = None,
    ) -> list[Repeats]:
        return cubes.repeats(
            self._engine, by=by, since=since, until=until, within=within, where=where
        )


def digest_of(manifest: Manifest, months: Collection[str]) -> str:
    """What tells the files of these months from any others."""
    told = sorted(
        f"{p.key} {p.sha256}" for p in manifest.partitions.values() if p.month in months
    )
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
