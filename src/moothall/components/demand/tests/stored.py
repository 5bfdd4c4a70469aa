"""Records put into Parquet by hand, as the store writes them."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from moothall.components.demand.contracts import Record
from moothall.components.demand.queries.engine import Engine, engine
from moothall.components.demand.queries.store import Store, month_of, table_of


def stored(folder: Path, records: Iterable[Record]) -> None:
    """One file for each source and month, without a manifest."""
    parts = defaultdict(list)
    for record in records:
        parts[record.source, month_of(record.asked_at)].append(record)
    store = Store(str(folder))
    for (source, month), some in parts.items():
        store.write(table_of(some), source=source, month=month)


def over(folder: Path, *records: Record) -> Engine:
    """DuckDB over these records."""
    stored(folder, records)
    return engine(kind="duckdb", root=str(folder))
