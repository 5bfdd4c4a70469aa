"""The command line of areas: ``moothall areas import FILE --kind KIND ...`` and ``list``."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from django.utils.timezone import now

from moothall.components.areas import queries, services
from moothall.components.areas.contracts import FileRefused, Imported, Remark
from moothall.components.areas.rules.features import Properties
from moothall.components.areas.rules.rows import PostcodeColumns
from moothall.kernel import organisations
from moothall.kernel.actors import Actor, acting
from moothall.kernel.refusals import Refused
from moothall.kernel.words import say

POSTCODES = "postcode"
ADDRESSES = "address"
DONE, SOME_LEFT_OUT, REFUSED = 0, 1, 2
_PURPOSE = "areas"
_MOST_REMARKS = 20


def run(arguments: Sequence[str]) -> int:
    """Do what the command line says: 0 if all went in, 1 if some was left out, 2 if nothing."""
    chosen = _parser().parse_args(arguments)
    try:
        text = _text_of(chosen.file) if chosen.command == "import" else ""
        with acting(Actor(org=organisations.steward().id), purpose=_PURPOSE):
            return _list() if chosen.command == "list" else _import(chosen, text, now())
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="moothall areas", description="The map of the place.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="say how many areas of each kind there are")
    take_in = commands.add_parser(
        "import", help="take in areas (GeoJSON), postcodes or addresses (CSV)"
    )
    add: Callable[..., object] = take_in.add_argument
    add("file", type=Path, metavar="FILE")
    add(
        "--kind",
        required=True,
        help=f"{POSTCODES}, {ADDRESSES}, or a kind of area: place, ward, ...",
    )
    add("--code", metavar="PROPERTY", help="areas: which property holds the code")
    add("--name", metavar="PROPERTY", help="areas: which holds the name")
    add("--name-cy", metavar="PROPERTY", help="areas: which holds the Welsh name")
    add("--parent", metavar="PROPERTY", help="areas: which holds the code of the parent")
    columns = PostcodeColumns()
    add("--postcode", default=columns.postcode, metavar="COLUMN", help="postcodes: its column")
    add("--lat", default=columns.lat, metavar="COLUMN", help="postcodes: the latitude's")
    add("--lon", default=columns.lon, metavar="COLUMN", help="postcodes: the longitude's")
    add("--ward", default=columns.ward, metavar="COLUMN", help="postcodes: the ward code's")
    return parser


def _import(chosen: argparse.Namespace, text: str, at: datetime) -> int:
    if chosen.kind == POSTCODES:
        columns = PostcodeColumns(
            postcode=chosen.postcode, lat=chosen.lat, lon=chosen.lon, ward=chosen.ward
        )
        return _tell(services.import_postcodes(text=text, columns=columns, at=at), "line")
    if chosen.kind == ADDRESSES:
        return _tell(services.import_addresses(text=text, at=at), "line")
    if not (chosen.code and chosen.name):
        raise FileRefused(say("Say which properties hold code and name: --code and --name."))
    properties = Properties(
        code=chosen.code, name=chosen.name, name_cy=chosen.name_cy, parent=chosen.parent
    )
    told = services.import_areas(text=text, kind=chosen.kind, properties=properties, at=at)
    return _tell(told, "feature")


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(say("The file is not text in UTF-8.")) from None
    except OSError as failure:
        raise FileRefused(
            say("The file cannot be read: {reason}.", reason=failure.strerror or "unknown")
        ) from None


def _tell(told: Imported, unit: str) -> int:
    sys.stdout.write(
        f"{told.added} added, {told.changed} changed, {told.unchanged} unchanged,"
        f" {len(told.left_out)} left out, {len(told.doubts)} to look at\n"
    )
    _tell_remarks("left out", told.left_out, unit)
    _tell_remarks("look at", told.doubts, unit)
    return SOME_LEFT_OUT if told.left_out else DONE


def _tell_remarks(heading: str, remarks: Sequence[Remark], unit: str) -> None:
    for remark in remarks[:_MOST_REMARKS]:
        key = f" ({remark.key})" if remark.key else ""
        sys.stdout.write(f"  {heading}: {unit} {remark.number}{key}: {remark.said}\n")
    if len(remarks) > _MOST_REMARKS:
        sys.stdout.write(f"  {heading}: and {len(remarks) - _MOST_REMARKS} more\n")


def _list() -> int:
    for kind, many in sorted(Counter(area.kind for area in queries.areas()).items()):
        sys.stdout.write(f"{kind}: {many}\n")
    return DONE
