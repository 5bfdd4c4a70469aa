"""Importing: history from before the platform, as Parquet of its own beside that of the log.

A file is read to its end before anything takes its place, so an import is there whole or not at
all. Call it outside ``acting``.
"""

import _csv
import csv
import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import pyarrow.parquet as pq

from moothall.components.demand.contracts import (
    FROM_LOG,
    FileRefused,
    HistoryImported,
    Imported,
    MappingRefused,
    Record,
    Refusal,
)
from moothall.components.demand.models import Import
from moothall.components.demand.queries.columns import SCHEMA
from moothall.components.demand.queries.store import Store, month_of, table_of
from moothall.components.demand.rules.mapping import (
    NAME,
    FileMapping,
    RowRefused,
    read_mapping,
    record_of,
)
from moothall.components.demand.services.storing import analyst, manifest_of, opened
from moothall.kernel import events, organisations, registry
from moothall.kernel.actors import acting
from moothall.kernel.ids import OrgId
from moothall.kernel.words import Said, say

_PURPOSE = "demand import"
_AREAS = "areas.v1"
_STRETCH = 2_000
_MOST_IN_MEMORY = 100_000

Progress = Callable[[float], None]
"""Told which share of the file has been read, 0 to 1."""
Tell = Callable[[Refusal], None]


def import_history(
    *,
    file: Path,
    mapping: object,
    name: str,
    at: datetime,
    tell: Tell = lambda _: None,
    progress: Progress = lambda _: None,
) -> Imported:
    """Take in a CSV file, as ``mapping`` says, in the place of what was imported by that name.

    The same file with the same mapping again changes nothing. Rows that cannot be taken in are
    told one by one. Raises ``FileRefused`` and ``MappingRefused``, after which nothing has
    changed, and ``DataSetDamaged``.
    """
    if not NAME.fullmatch(name) or name == FROM_LOG:
        raise MappingRefused(
            say("A name is small letters, digits and dashes, and not “{log}”.", log=FROM_LOG)
        )
    fitted = read_mapping(mapping, orgs=_org)
    if fitted.where and not registry.offers(_AREAS):
        raise MappingRefused(say("There is no map here to find areas on."))
    here = opened()
    digest = _digest(file, mapping)
    before = _known(here, name, digest)
    if before is not None:
        return before
    with tempfile.TemporaryDirectory() as folder, _open(file) as raw:
        spool = _Spool(Path(folder))
        rows = _Rows(raw, fitted, name=name, size=file.stat().st_size)
        try:
            for records in rows.stretches(tell=tell, progress=progress):
                spool.take(records)
        except UnicodeDecodeError:
            raise FileRefused(
                say("The file is not text in {encoding}.", encoding=fitted.encoding)
            ) from None
        if not spool.records:
            raise FileRefused(say("No row of the file can be taken in."))
        _replace(here, name, spool)
    done = Imported(
        name=name,
        digest=digest,
        rows=rows.read,
        records=spool.records,
        refused=rows.refused,
        vintage=fitted.vintage,
        at=at,
    )
    _note(done)
    return done


@dataclass
class _Rows:
    """The rows of a file, as records, a stretch at a time."""

    raw: BinaryIO
    mapping: FileMapping
    name: str
    size: int
    read: int = 0
    refused: int = 0

    def stretches(self, *, tell: Tell, progress: Progress) -> Iterator[list[Record]]:
        encoding = self.mapping.encoding
        with io.TextIOWrapper(self.raw, encoding=encoding, newline="") as text:
            reader = csv.reader(text, delimiter=self.mapping.delimiter, strict=True)
            try:
                header = [cell.strip() for cell in next(reader, [])]
            except csv.Error:
                raise FileRefused(say("The first line is no line of CSV.")) from None
            self.mapping.fit(header)
            lines = _lines(reader)
            while some := list(islice(lines, _STRETCH)):
                self.read += len(some)
                yield self._records(header, some, tell)
                progress(self.raw.tell() / max(1, self.size))

    def _records(
        self, header: Sequence[str], lines: Sequence["_Line"], tell: Tell
    ) -> list[Record]:
        with ExitStack() as stack:
            if self.mapping.where:
                stack.enter_context(acting(analyst(), purpose=_PURPOSE))
            made = []
            refusals = []
            for line in lines:
                try:
                    made.append(self._record(header, line))
                except RowRefused as refused:
                    refusals.append(Refusal(line=line.number, said=refused.said))
        for refusal in refusals:
            tell(refusal)
        self.refused += len(refusals)
        return made

    def _record(self, header: Sequence[str], line: "_Line") -> Record:
        if line.broken:
            raise RowRefused(line.broken)
        if len(line.cells) != len(header):
            raise RowRefused(
                say(
                    "It has {found} columns, and the header {wanted}.",
                    found=str(len(line.cells)),
                    wanted=str(len(header)),
                )
            )
        row = dict(zip(header, line.cells, strict=True))
        return record_of(
            row, self.mapping, name=self.name, line=line.number, orgs=_org, locate=_locate
        )


@dataclass(frozen=True)
class _Line:
    number: int
    cells: Sequence[str] = ()
    broken: Said | None = None


def _lines(reader: "_csv.Reader") -> Iterator[_Line]:
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield _Line(number, broken=say("It is no whole line of CSV."))
            continue
        if cells:
            yield _Line(number, cells)


class _Spool:
    """Records by month: in memory, and in a folder of this machine once they are many."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: dict[str, list[Record]] = {}
        self._held = 0
        self._parts: dict[str, int] = {}
        self.records = 0

    def take(self, records: Sequence[Record]) -> None:
        for record in records:
            self._waiting.setdefault(month_of(record.asked_at), []).append(record)
        self.records += len(records)
        self._held += len(records)
        if self._held > _MOST_IN_MEMORY:
            self._put_away()

    def months(self) -> Iterator[tuple[str, "pq.Table"]]:
        """Each month with all of its records."""
        self._put_away()
        for month in sorted(self._parts):
            yield month, pq.read_table(self._folder / month, schema=SCHEMA)

    def _put_away(self) -> None:
        for month, records in self._waiting.items():
            number = self._parts[month] = self._parts.get(month, 0) + 1
            (self._folder / month).mkdir(exist_ok=True)
            pq.write_table(table_of(records), self._folder / month / f"{number:06}.parquet")
        self._waiting, self._held = {}, 0


def _replace(here: Store, name: str, spool: _Spool) -> None:
    """Write every month beside its place; only when all are there, move them."""
    manifest = manifest_of(here)
    beside = []
    try:
        for month, table in spool.months():
            beside.append(here.write_beside(table, source=name, month=month))
        for partition, path in beside:
            here.move(partition, path)
    except BaseException:
        for _, path in beside:
            here.discard(path)
        raise
    made = [partition for partition, _ in beside]
    gone = {p.key for p in manifest.of(name).values()} - {p.key for p in made}
    here.save(manifest.without(gone).having(*made))
    for key in gone:
        here.remove(key)


def _known(here: Store, name: str, digest: str) -> Imported | None:
    """The import of that name, if it was made of just this and is all there."""
    with acting(analyst(), purpose=_PURPOSE):
        row = Import.objects.filter(name=name, digest=digest).first()
    parts = manifest_of(here).of(name).values()
    if row is None or sum(part.rows for part in parts) != row.records:
        return None
    if not all(here.is_whole(part) for part in parts):
        return None
    return Imported(
        name=name,
        digest=digest,
        rows=row.rows,
        records=row.records,
        refused=row.refused,
        vintage=row.vintage,
        at=row.imported_at,
        changed=False,
    )


def _note(done: Imported) -> None:
    told = {
        "digest": done.digest,
        "rows": done.rows,
        "records": done.records,
        "refused": done.refused,
        "vintage": done.vintage,
        "imported_at": done.at,
    }
    with acting(analyst(), purpose=_PURPOSE) as steward:
        Import.objects.update_or_create(org_id=steward.org, name=done.name, defaults=told)
        said = HistoryImported(source=done.name, records=done.records, refused=done.refused)
        events.record(said, at=done.at)


def _open(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as failure:
        raise FileRefused(
            say("The file cannot be read: {reason}.", reason=failure.strerror or "unknown")
        ) from None


def _digest(file: Path, mapping: object) -> str:
    """Of the file, and of what its columns are said to mean."""
    made = hashlib.sha256(json.dumps(mapping, sort_keys=True, default=str).encode())
    with _open(file) as raw:
        while some := raw.read(1 << 20):
            made.update(some)
    return made.hexdigest()


def _org(slug: str) -> OrgId | None:
    found: Mapping[str, OrgId] = {o.slug: o.id for o in organisations.everyone()}
    return found.get(slug)


def _locate(lat: float, lon: float, kind: str) -> str:
    found = registry.offer(_AREAS).areas_at(lat=lat, lon=lon)
    return next((str(area.code) for area in found if area.kind == kind), "")
