"""The command line: ``moothall reports scheme``, ``import`` and ``export``."""

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from django.utils.timezone import now
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from moothall.components.reports import queries, services
from moothall.components.reports.contracts import Filters, ImportRefused, SchemeRefused
from moothall.components.reports.rules.exporting import COLUMNS, open_data_row
from moothall.components.reports.rules.importing import RowRefused, read_row
from moothall.components.reports.rules.mapping import OPEN311_BULK, Columns
from moothall.components.reports.services.importing import (
    Note,
    keep_notes,
    read_columns,
    take_in,
)
from moothall.kernel import organisations
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.refusals import Refused
from moothall.kernel.words import Said, in_language, say

DONE, SOME_REFUSED, REFUSED = 0, 1, 2
_PURPOSE = "reports"
_AT_ONCE = 200
_BAR = 30


def run(arguments: Sequence[str]) -> int:
    """Do what the command line says: 0 if all went in, 1 if rows were refused, 2 if nothing."""
    chosen = _parser().parse_args(arguments)
    try:
        done: int = chosen.act(chosen)
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    return done


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="moothall reports")
    words = parser.add_subparsers(dest="command", required=True)
    scheme = words.add_parser("scheme", help="publish what can be reported, and to whom")
    scheme.add_argument("file", type=Path, metavar="FILE.yaml")
    scheme.set_defaults(act=_scheme)
    take = words.add_parser("import", help="take in reports that were made elsewhere")
    take.add_argument("file", type=Path, metavar="FILE.csv")
    take.add_argument("--map", type=Path, metavar="MAPPING.yaml", help="default: Open311 bulk")
    take.add_argument("--org", metavar="SLUG", help="who was asked; default: the steward")
    take.add_argument("--source", metavar="NAME", help="by which ids are told apart")
    take.set_defaults(act=_import)
    export = words.add_parser("export", help="write what is public, as Open311 bulk CSV")
    export.add_argument("--org", metavar="SLUG", help="one responsible organisation's only")
    export.set_defaults(act=_export)
    return parser


def _scheme(chosen: argparse.Namespace) -> int:
    content = _yaml(chosen.file, SchemeRefused)
    with acting(Actor(org=organisations.steward().id), purpose=_PURPOSE):
        published = services.publish(content=content, at=now())
    sys.stdout.write(f"version {published.number} is in force ({published.hash[:12]})\n")
    return DONE


def _export(chosen: argparse.Namespace) -> int:
    org = organisations.called(slug=chosen.org).id if chosen.org else None
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    with acting(Actor(), purpose=_PURPOSE):
        for report in queries.export_rows(filters=Filters(org=org)):
            category = next((c for c in queries.categories() if c.id == report.category), None)
            writer.writerow(
                open_data_row(
                    report=report,
                    name=in_language(category.name, "en") if category else report.category,
                    agency=in_language(organisations.known(org=report.org).name, "en"),
                )
            )
    return DONE


def _import(chosen: argparse.Namespace) -> int:
    columns = read_columns(
        said=_yaml(chosen.map, ImportRefused) if chosen.map else OPEN311_BULK
    )
    asked = organisations.called(slug=chosen.org) if chosen.org else organisations.steward()
    try:
        with chosen.file.open("rb") as file:
            size = chosen.file.stat().st_size
            intake = _Intake(columns=columns, source=chosen.source or columns.source, size=size)
            return intake.run(file, asked.id, now())
    except OSError as failure:
        raise _unreadable(ImportRefused, failure) from None


@dataclass
class _Intake:
    """One file on its way in: batch by batch, each in a transaction of its own."""

    columns: Columns
    source: str
    size: int
    read: int = 0
    counts: dict[str, int] = field(
        default_factory=lambda: {"added": 0, "there already": 0, "refused": 0}
    )

    def run(self, file: BinaryIO, asked: OrgId, at: datetime) -> int:
        rows = csv.reader(self._lines(file), delimiter=self.columns.delimiter, strict=True)
        header = self._header(rows)
        numbered = self._numbered(rows, header)
        while batch := list(islice(numbered, _AT_ONCE)):
            notes = list[Note]()
            with acting(Actor(org=asked), purpose=_PURPOSE):
                for line, row in batch:
                    self._take(line, row, notes, at)
            self._keep(notes)
            _bar(self.read, self.size)
        _clear_bar()
        told = ", ".join(f"{many} {what}" for what, many in self.counts.items())
        sys.stdout.write(f"{told}\n")
        return SOME_REFUSED if self.counts["refused"] else DONE

    def _header(self, rows: Iterator[list[str]]) -> list[str]:
        header = [name.strip().removeprefix("\ufeff") for name in next(rows, [])]
        lacking = self.columns.lacks(header)
        if lacking:
            raise ImportRefused(
                say(
                    "The mapping does not fit the file, which has no column: {columns}",
                    columns=", ".join(lacking),
                )
            )
        return header

    def _lines(self, file: BinaryIO) -> Iterator[str]:
        for line in file:
            self.read += len(line)
            yield line.decode("utf-8", "surrogateescape")

    def _numbered(
        self,
        rows: Any,  # noqa: ANN401 - a reader of the csv module
        header: list[str],
    ) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows with the lines on which they end; those that are not whole are refused."""
        while True:
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as failure:
                self._refuse(rows.line_num, _why(failure))
                continue
            if not cells:
                continue
            if len(cells) != len(header):
                said = say(
                    "it has {many} cells where the header has {wanted}",
                    many=len(cells),
                    wanted=len(header),
                )
                self._refuse(rows.line_num, said)
                continue
            yield rows.line_num, dict(zip(header, cells, strict=True))

    def _take(self, line: int, row: dict[str, str], notes: list[Note], at: datetime) -> None:
        try:
            taken = take_in(
                row=read_row(row=row, columns=self.columns, at=at), source=self.source
            )
        except RowRefused as refusal:
            self._refuse(line, refusal.said)
            return
        self.counts["added" if taken.is_new else "there already"] += 1
        if taken.note:
            notes.append(taken.note)

    def _keep(self, notes: list[Note]) -> None:
        by_org = sorted(notes, key=lambda note: str(note.org))
        for org, some in groupby(by_org, key=lambda note: note.org):
            with acting(Actor(org=org), purpose=_PURPOSE):
                keep_notes(notes=list(some), source=self.source)

    def _refuse(self, line: int, said: Said) -> None:
        self.counts["refused"] += 1
        _clear_bar()
        sys.stderr.write(f"line {line}: {said}\n")


def _why(failure: csv.Error) -> Said:
    """Why a row cannot be read; those after it may be whole."""
    if "unexpected end" in str(failure):
        return say("the file ends in the middle of a row")
    return say("it is no row of CSV, or a cell in it is too long")


def _bar(read: int, size: int, out: TextIO | None = None) -> None:
    out = out or sys.stderr
    if out.isatty() and size:
        full = min(_BAR, read * _BAR // size)
        out.write(f"\r[{'#' * full}{'.' * (_BAR - full)}] {min(100, read * 100 // size)} %")
        out.flush()


def _clear_bar(out: TextIO | None = None) -> None:
    out = out or sys.stderr
    if out.isatty():
        out.write(f"\r{' ' * (_BAR + 8)}\r")


def _yaml(path: Path, refusal: type[Refused]) -> dict[str, Any]:
    try:
        found = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except OSError as failure:
        raise _unreadable(refusal, failure) from None
    except (YAMLError, UnicodeDecodeError) as failure:
        raise refusal(say("The file is not YAML: {why}", why=str(failure))) from None
    if not isinstance(found, dict):
        raise refusal(say("The file is not YAML: {why}", why="it has no keys"))
    return found


def _unreadable(refusal: type[Refused], failure: OSError) -> Refused:
    return refusal(say("The file cannot be read: {reason}.", reason=failure.strerror or "?"))
