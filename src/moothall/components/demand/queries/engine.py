"""What counts the demand data set: DuckDB in this process, or Spark on a cluster.

Both read the same Parquet files, and both are asked the same ibis expressions. An engine is no
connection to PostgreSQL: use it outside ``acting``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs
from django.conf import settings

from moothall.components.demand.queries.columns import PARTS, SCHEMA
from moothall.components.demand.queries.places import (
    RECORDS,
    filesystem_of,
    is_local,
    require_outside,
)

DUCKDB = "duckdb"
_VIEW = "demand_records"
_WHOLE = pa.schema([*SCHEMA, *PARTS])
_SPARK = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.sql.shuffle.partitions": "8",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_NAMES_IN_IBIS = {"string": "string", "int32": "int32"}
_NAMES_OF_SPARK = {"string": "string", "int32": "int"}


@dataclass(frozen=True, kw_only=True)
class Engine:
    """The data set as one table of ibis, and whoever works expressions over it out."""

    name: str
    """``duckdb``, or the address of the Spark master."""
    records: Any
    """The ibis table: the columns of a record, with ``source`` and ``month``."""
    micros: Callable[[Any], Any]
    """A moment as whole microseconds since 1970."""
    moment: Callable[[datetime], Any]
    """A moment as a value that columns can be compared with."""
    _run: Callable[[str], list[tuple[Any, ...]]]
    _dialect: str
    _stop: Callable[[], None]

    def rows(self, expression: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - of ibis
        """What an expression comes to, as plain rows. Refuses inside ``acting``."""
        return self.told(self.sql(expression))

    def sql(self, expression: Any) -> str:  # noqa: ANN401 - of ibis
        """An expression in the language of the engine."""
        return str(ibis.to_sql(expression, dialect=self._dialect))

    def told(self, sql: str) -> list[tuple[Any, ...]]:
        """What a statement comes to, as plain rows. Refuses inside ``acting``."""
        require_outside()
        return self._run(sql)

    def close(self) -> None:
        """Give everything back; a Spark session that was begun here is ended."""
        self._stop()

    def __enter__(self) -> "Engine":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def engine(*, kind: str = "", root: str = "") -> Engine:
    """The engine that the settings name; close it, or use it in ``with``.

    ``kind`` is ``duckdb``, ``spark://host:port`` or ``local[cores]``, ``root`` a folder or an
    ``s3://`` address; each is as in the settings unless given. Where nothing has been stored
    yet the table is empty. Raises ``ImportError`` where Spark is wanted and is not installed.
    """
    kind, root = kind or settings.DEMAND_ENGINE, root or settings.DEMAND_FOLDER
    return _duckdb(root) if kind == DUCKDB else _spark(kind, root)


def _micros(moment: Any) -> Any:  # noqa: ANN401 - of ibis
    """A function that the engine has of its own, by whatever name."""


_EPOCH_US = ibis.udf.scalar.builtin(
    _micros, name="epoch_us", signature=(("timestamp('UTC')",), "int64")
)
_UNIX_MICROS = ibis.udf.scalar.builtin(
    _micros, name="unix_micros", signature=(("timestamp",), "int64")
)


def _duckdb(root: str) -> Engine:
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    if is_local(root):
        connection.execute(f"create view {_VIEW} as {_files_in(Path(root) / RECORDS)}")
    else:
        connection.register(_VIEW, _dataset(root))
    return Engine(
        name=DUCKDB,
        records=_table("timestamp('UTC')"),
        micros=_EPOCH_US,
        moment=lambda at: ibis.literal(at.astimezone(UTC), type="timestamp('UTC')"),
        _run=lambda sql: list(connection.execute(sql).fetchall()),
        _dialect=DUCKDB,
        _stop=connection.close,
    )


def _table(moment: str) -> Any:  # noqa: ANN401 - of ibis
    """The data set in expressions; what runs them knows it by its name."""
    types = {field.name: _NAMES_IN_IBIS.get(str(field.type), moment) for field in _WHOLE}
    return ibis.table(types, name=_VIEW)


def _files_in(folder: Path) -> str:
    files = sorted(str(f) for f in folder.glob("source=*/month=*/*.parquet"))
    if not files:
        empty = ", ".join(f"cast(null as {_type_of(f)}) as {f.name}" for f in _WHOLE)
        return f"select {empty} where false"
    listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    return (
        f"select * from read_parquet([{listed}], hive_partitioning = true,"  # noqa: S608
        " hive_types = {'source': 'VARCHAR', 'month': 'VARCHAR'})"
    )


def _type_of(field: Any) -> str:  # noqa: ANN401 - a field of Arrow
    names = {"string": "varchar", "int32": "integer"}
    return names.get(str(field.type), "timestamptz")


def _dataset(root: str) -> Any:  # noqa: ANN401 - a dataset of Arrow
    filesystem, path = filesystem_of(root)
    selector = pa.fs.FileSelector(f"{path}/{RECORDS}", recursive=True, allow_not_found=True)
    files = [f.path for f in filesystem.get_file_info(selector) if f.extension == "parquet"]
    return ds.dataset(
        sorted(files),
        schema=_WHOLE,
        format="parquet",
        filesystem=filesystem,
        partitioning=ds.partitioning(PARTS, flavor="hive"),
        partition_base_dir=f"{path}/{RECORDS}",
    )


def _spark(master: str, root: str) -> Engine:
    session = _session(master)
    _frame(session, root).createOrReplaceTempView(_VIEW)
    return Engine(
        name=master,
        records=_table("timestamp"),
        micros=_UNIX_MICROS,
        moment=lambda at: ibis.literal(at.astimezone(UTC).replace(tzinfo=None)),
        _run=lambda sql: [tuple(row) for row in session.sql(sql).collect()],
        _dialect="pyspark",
        _stop=session.stop,
    )


def _session(master: str) -> Any:  # noqa: ANN401 - pyspark is optional
    builder = import_module("pyspark.sql").SparkSession.builder.master(master)
    for name, value in _SPARK.items():
        builder = builder.config(name, value)
    return builder.appName("moothall demand").getOrCreate()


def _frame(session: Any, root: str) -> Any:  # noqa: ANN401 - pyspark is optional
    told = ", ".join(
        f"`{f.name}` {_NAMES_OF_SPARK.get(str(f.type), 'timestamp')}" for f in _WHOLE
    )
    filesystem, path = filesystem_of(root)
    folder = f"{path}/{RECORDS}"
    if filesystem.get_file_info(folder).type is pa.fs.FileType.NotFound:
        return session.createDataFrame([], told)
    # Hadoop's own file system reads S3 by the name of s3a.
    where = Path(folder).as_uri() if is_local(root) else f"{_scheme(root)}://{folder}"
    return session.read.schema(told).parquet(where)


def _scheme(root: str) -> str:
    scheme = root.partition("://")[0]
    return "s3a" if scheme == "s3" else scheme
