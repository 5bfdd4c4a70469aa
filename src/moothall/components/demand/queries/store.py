"""The demand data set on disk or in S3: Parquet by month, and a manifest that names every file.

A file is written beside its place and then moved there, so whoever reads sees the old one or
the new one. Nothing here asks PostgreSQL for anything; call it outside ``acting``.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pyarrow as pa
import pyarrow.fs
import pyarrow.parquet as pq

from moothall.components.demand.contracts import Record
from moothall.components.demand.queries.columns import NAMES, SCHEMA
from moothall.components.demand.queries.places import RECORDS, filesystem_of

_MANIFEST = "manifest.json"
_FORMAT = 1
_ORDER = [("asked_at", "ascending"), ("id", "ascending")]


class Damaged(Exception):
    """A partition is not what the manifest says, or the manifest is none."""


@dataclass(frozen=True, kw_only=True)
class Partition:
    """The records of one source that were asked in one month."""

    source: str
    month: str
    rows: int
    sha256: str
    """Of the file."""
    fingerprint: str = ""
    """Of the rows of PostgreSQL that it was written from: as long as theirs is the same, so is
    the partition.
    """

    @property
    def key(self) -> str:
        """The folder of its file: ``source=log/month=2026-11``."""
        return key_of(self.source, self.month)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What is stored."""

    partitions: Mapping[str, Partition] = field(default_factory=dict)
    """By their keys."""
    trimmed_before: datetime | None = None
    """What ended, and last changed, before that is perhaps no longer in PostgreSQL."""
    stored_at: datetime | None = None
    """When the records of the log were last stored."""

    def of(self, source: str) -> dict[str, Partition]:
        """The partitions of a source by month."""
        return {p.month: p for p in self.partitions.values() if p.source == source}

    def having(self, *partitions: Partition) -> "Manifest":
        """The same with these partitions in the place of those of the same keys."""
        added = {p.key: p for p in partitions}
        return replace(self, partitions={**self.partitions, **added})

    def without(self, keys: Iterable[str]) -> "Manifest":
        gone = set(keys)
        left = {key: p for key, p in self.partitions.items() if key not in gone}
        return replace(self, partitions=left)


def key_of(source: str, month: str) -> str:
    return f"source={source}/month={month}"


def month_of(at: datetime) -> str:
    """The month of a moment in UTC: ``2026-11``."""
    return f"{at:%Y-%m}"


def table_of(records: Iterable[Record]) -> pa.Table:
    """Records as the columns of a file, in no order yet."""
    return table_of_rows([[getattr(r, name) for name in NAMES] for r in records])


def table_of_rows(rows: Sequence[Sequence[Any]]) -> pa.Table:
    """Rows of values in the order of ``NAMES`` as the columns of a file."""
    columns = zip(*rows, strict=True) if rows else [()] * len(NAMES)
    arrays = [
        pa.array([str(v) if isinstance(v, UUID) else v for v in values], type_)
        for values, type_ in zip(columns, SCHEMA.types, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


class Store:
    """One root: a folder, or ``s3://bucket/prefix``. One process at a time writes to it."""

    def __init__(self, root: str) -> None:
        self._files, self._root = filesystem_of(root)

    def manifest(self) -> Manifest:
        """What is stored; nothing where there is no manifest. Raises ``Damaged``."""
        path = f"{self._root}/{_MANIFEST}"
        if not self._is_there(path):
            return Manifest()
        try:
            told = json.loads(self._bytes(path).to_pybytes())
            partitions = [Partition(**p) for p in told["partitions"]]
            moments = {
                name: datetime.fromisoformat(told[name]) if told[name] else None
                for name in ("trimmed_before", "stored_at")
            }
        except (ValueError, KeyError, TypeError):
            raise Damaged(_MANIFEST) from None
        return Manifest(partitions={p.key: p for p in partitions}, **moments)

    def save(self, manifest: Manifest) -> None:
        """Make this the manifest."""
        partitions = [asdict(p) for _, p in sorted(manifest.partitions.items())]
        told = {
            "format": _FORMAT,
            "partitions": partitions,
            "trimmed_before": _text(manifest.trimmed_before),
            "stored_at": _text(manifest.stored_at),
        }
        self._put(_MANIFEST, (json.dumps(told, indent=1) + "\n").encode())

    def write(
        self, table: pa.Table, *, source: str, month: str, fingerprint: str = ""
    ) -> Partition:
        """Put a file in the place of the one of that month; the manifest is not changed."""
        made, beside = self.write_beside(
            table, source=source, month=month, fingerprint=fingerprint
        )
        self.move(made, beside)
        return made

    def write_beside(
        self, table: pa.Table, *, source: str, month: str, fingerprint: str = ""
    ) -> tuple[Partition, str]:
        """Write a file that takes its place only by ``move``; answer where it is until then."""
        made = pa.BufferOutputStream()
        pq.write_table(
            table.select(list(NAMES)).cast(SCHEMA).sort_by(_ORDER), made, compression="zstd"
        )
        content = made.getvalue()
        partition = Partition(
            source=source,
            month=month,
            rows=table.num_rows,
            sha256=hashlib.sha256(content).hexdigest(),
            fingerprint=fingerprint,
        )
        return partition, self._put_beside(self._path(partition.key), content)

    def move(self, partition: Partition, beside: str) -> None:
        self._files.move(beside, self._path(partition.key))

    def discard(self, beside: str) -> None:
        """Take away what was written beside its place and shall not be moved there."""
        if self._is_there(beside):
            self._files.delete_file(beside)

    def read(self, partition: Partition) -> pa.Table:
        """The records of a partition in their order. Raises ``Damaged``."""
        return pq.read_table(pa.BufferReader(self._verified(partition)), schema=SCHEMA)

    def is_whole(self, partition: Partition) -> bool:
        """Whether its file is there, and is what the manifest says."""
        try:
            self._verified(partition)
        except Damaged:
            return False
        return True

    def is_missing(self, partition: Partition) -> bool:
        return not self._is_there(self._path(partition.key))

    def remove(self, key: str) -> None:
        """Take away the files of a partition; the manifest is not changed."""
        folder = f"{self._root}/{RECORDS}/{key}"
        if self._files.get_file_info(folder).type is not pyarrow.fs.FileType.NotFound:
            self._files.delete_dir(folder)

    def keys_there(self) -> list[str]:
        """The keys of all partitions that have a file, whatever the manifest says."""
        base = f"{self._root}/{RECORDS}"
        selector = pyarrow.fs.FileSelector(base, recursive=True, allow_not_found=True)
        found = self._files.get_file_info(selector)
        return sorted(
            {f.path.removeprefix(base + "/").rpartition("/")[0] for f in found if _is_part(f)}
        )

    def _verified(self, partition: Partition) -> pa.Buffer:
        path = self._path(partition.key)
        if not self._is_there(path):
            raise Damaged(partition.key)
        content = self._bytes(path)
        if hashlib.sha256(content).hexdigest() != partition.sha256:
            raise Damaged(partition.key)
        return content

    def _path(self, key: str) -> str:
        return f"{self._root}/{RECORDS}/{key}/part-0.parquet"

    def _is_there(self, path: str) -> bool:
        return bool(self._files.get_file_info(path).type is pyarrow.fs.FileType.File)

    def _bytes(self, path: str) -> pa.Buffer:
        with self._files.open_input_file(path) as file:
            return file.read_buffer()

    def _put(self, name: str, content: bytes) -> None:
        path = f"{self._root}/{name}"
        self._files.move(self._put_beside(path, content), path)

    def _put_beside(self, path: str, content: pa.Buffer | bytes) -> str:
        """Write under a name that no reader looks for."""
        folder, _, last = path.rpartition("/")
        self._files.create_dir(folder, recursive=True)
        beside = f"{folder}/.{last}.{uuid4().hex}.tmp"
        with self._files.open_output_stream(beside, compression=None) as stream:
            stream.write(content)
        return beside


def _is_part(file: Any) -> bool:  # noqa: ANN401 - of pyarrow
    return bool(file.type is pyarrow.fs.FileType.File and file.extension == "parquet")


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
