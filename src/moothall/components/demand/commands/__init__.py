"""The command line of demand: read the log again, keep the data set, take history in."""

import argparse
import csv
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

from django.utils.timezone import now
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from moothall.components.demand.commands import insight
from moothall.components.demand.contracts import Busy, FileRefused, MappingRefused, Refusal
from moothall.components.demand.jobs import BUSY
from moothall.components.demand.services import rebuild
from moothall.components.demand.services.denominators import import_denominators
from moothall.components.demand.services.importing import import_history
from moothall.components.demand.services.mending import mend
from moothall.components.demand.services.storing import analyst, check, store
from moothall.components.demand.services.summarising import only_one
from moothall.components.demand.services.trimming import trim
from moothall.kernel.actors import acting
from moothall.kernel.refusals import Refused
from moothall.kernel.words import say

DONE, SOME_LEFT_OUT, REFUSED = 0, 1, 2
_PURPOSE = "demand"
_WIDTH = 40


def run(arguments: Sequence[str]) -> int:
    """Do what the command line says: 0 if all is well, 1 if not, 2 if refused, 3 if busy."""
    chosen = _parser().parse_args(arguments)
    try:
        with only_one() if chosen.command in _ALONE else nullcontext():
            return _COMMANDS[chosen.command](chosen)
    except Busy as busy:
        sys.stderr.write(f"{busy}\n")
        return BUSY
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="moothall demand", description="The demand data set of the place."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    insight.add_to(commands)
    commands.add_parser("rebuild", help="read the whole log again into records")
    commands.add_parser("store", help="write the months that have changed as Parquet")
    commands.add_parser("check", help="name the files that are missing or damaged")
    commands.add_parser("mend", help="make missing and damaged files again from the log")
    commands.add_parser(
        "trim", help="take out of the database what ended long ago and is in Parquet"
    )
    take_in = commands.add_parser("import", help="take in history from a CSV file")
    take_in.add_argument("file", type=Path, metavar="FILE")
    take_in.add_argument(
        "--map",
        type=Path,
        required=True,
        metavar="MAPPING",
        help="what its columns mean (YAML)",
    )
    take_in.add_argument(
        "--name", required=True, help="what the import is called: it replaces one of that name"
    )
    people = commands.add_parser(
        "denominators", help="take in how many people live where from a CSV file"
    )
    people.add_argument("file", type=Path, metavar="FILE")
    return parser


def _rebuild(_: argparse.Namespace) -> int:
    told = rebuild(at=now(), progress=_counting("events read"))
    _say(f"{told.events} events read, {told.records} records made, {len(told.failed)} failed")
    for place in told.failed:
        _say(f"  failed: event {place}")
    return SOME_LEFT_OUT if told.failed else DONE


def _store(_: argparse.Namespace) -> int:
    told = store(at=now(), progress=_working("storing"))
    _say(f"{len(told.months)} months written, {told.rows} records, {len(told.damaged)} damaged")
    for month in told.damaged:
        _say(f"  damaged: {month}; run moothall demand mend")
    return SOME_LEFT_OUT if told.damaged else DONE


def _check(_: argparse.Namespace) -> int:
    told = check()
    _say(f"{told.whole} whole, {len(told.missing)} missing, {len(told.damaged)} damaged")
    _list("missing", told.missing)
    _list("damaged", told.damaged)
    return SOME_LEFT_OUT if told.missing or told.damaged else DONE


def _mend(_: argparse.Namespace) -> int:
    told = mend(at=now(), progress=_working("mending"))
    _say(f"{len(told.months)} months made again from the log")
    _list("made again", told.months)
    _list("import again", told.to_import)
    return SOME_LEFT_OUT if told.to_import else DONE


def _trim(_: argparse.Namespace) -> int:
    told = trim(at=now(), progress=_working("trimming"))
    _say(f"{told.rows} records left the database")
    _list("not in Parquet as it is here", told.not_stored)
    return SOME_LEFT_OUT if told.not_stored else DONE


def _import(chosen: argparse.Namespace) -> int:
    told = import_history(
        file=chosen.file,
        mapping=_mapping_in(chosen.map),
        name=chosen.name,
        at=now(),
        tell=_refused,
        progress=_bar(),
    )
    state = "" if told.changed else ", nothing changed"
    _say(f"{told.rows} rows read, {told.records} records, {told.refused} refused{state}")
    return SOME_LEFT_OUT if told.refused else DONE


def _denominators(chosen: argparse.Namespace) -> int:
    text = _text_of(chosen.file)
    with acting(analyst(), purpose=_PURPOSE):
        told = import_denominators(text=text, at=now())
    for refusal in told.refused:
        _refused(refusal)
    _say(
        f"{told.added} added, {told.changed} changed, {told.unchanged} unchanged,"
        f" {len(told.refused)} refused"
    )
    return SOME_LEFT_OUT if told.refused else DONE


_ALONE = frozenset({"store", "mend", "trim", "import", "find", "release"})
"""What writes the manifest, or is audited beside what is there: never beside a refresh."""
_COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "rebuild": _rebuild,
    "store": _store,
    "check": _check,
    "mend": _mend,
    "trim": _trim,
    "import": _import,
    "denominators": _denominators,
    **insight.COMMANDS,
}


def _mapping_in(file: Path) -> object:
    """The mapping in a YAML file; tables that stand in CSV files beside it are read."""
    text = _text_of(file)
    try:
        told = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError):
        raise MappingRefused(say("The mapping is no YAML.")) from None
    if isinstance(told, dict):
        for value in told.values():
            if isinstance(value, dict) and isinstance(value.get("table"), dict):
                value["table"] = _table(value["table"], file.parent)
    return told


def _table(told: dict[Any, Any], folder: Path) -> dict[Any, Any]:
    """``{file: codes.csv, from: code, to: name}`` is the table in two columns of a file."""
    if set(told) != {"file", "from", "to"}:
        return told
    lines = _text_of(folder / str(told["file"])).splitlines()
    reader = csv.DictReader(lines)
    columns = (str(told["from"]), str(told["to"]))
    if not set(columns) <= set(reader.fieldnames or []):
        raise MappingRefused(
            say(
                "{file} has no columns {columns}.",
                file=told["file"],
                columns=", ".join(columns),
            )
        )
    one, other = columns
    return {(row[one] or "").strip(): (row[other] or "").strip() for row in reader}


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(
            say("The file is not text in {encoding}.", encoding="utf-8")
        ) from None
    except OSError as failure:
        raise FileRefused(
            say("The file cannot be read: {reason}.", reason=failure.strerror or "unknown")
        ) from None


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _list(heading: str, what: Sequence[str]) -> None:
    for one in what:
        _say(f"  {heading}: {one}")


def _refused(refusal: Refusal) -> None:
    _clear()
    sys.stderr.write(f"line {refusal.line}: {refusal.said}\n")


def _clear() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")


def _shown(words: str) -> None:
    """What is being done, on a line of its own that the next word takes the place of."""
    with suppress(OSError):
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{words}")
            sys.stderr.flush()


def _counting(unit: str) -> Callable[[int], None]:
    return lambda many: _shown(f"{many:,} {unit} ")


def _working(doing: str) -> Callable[[str], None]:
    return lambda month: _shown(f"{doing} {month} ")


def _bar() -> Callable[[float], None]:
    def show(share: float) -> None:
        done = round(min(1.0, share) * _WIDTH)
        _shown(f"[{'#' * done}{'.' * (_WIDTH - done)}] {min(1.0, share):4.0%} ")

    return show
