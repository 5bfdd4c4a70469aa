"""``moothall check`` and ``moothall publish``: service definitions, from file to live."""

import argparse
import os
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from moothall.site.command import default_data, say


def add_to(words: Any) -> None:  # noqa: ANN401 - argparse's own
    check = words.add_parser("check", help="find every mistake in service definitions")
    check.add_argument("paths", nargs="+", type=Path, help="documents, or folders of them")
    check.set_defaults(run=run_check)
    publish = words.add_parser("publish", help="check definitions and make them live")
    publish.add_argument("paths", nargs="+", type=Path, help="documents, or folders of them")
    publish.add_argument("--by", default="operator", help="who publishes, as kept with it")
    publish.add_argument("--note", default="", help="what is new, as kept with the version")
    publish.add_argument(
        "--again", action="store_true", help="also what officers have changed since"
    )
    publish.add_argument("--data", type=Path, default=default_data())
    publish.set_defaults(run=run_publish)


_CAME = {
    "new": "is live as version",
    "live": "was live already as version",
    "overtaken": "was published before (--again puts it back): live is version",
}


def run_check(chosen: argparse.Namespace) -> int:
    """Tell every mistake with file, line, words and mend, and run the worked examples.

    No database is needed.
    """
    os.environ.setdefault("MOOTHALL_SECRET_KEY", "not needed for checking")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moothall.site.settings")
    import_module("django").setup()
    documents = _documents(chosen.paths)
    if documents is None:
        return 1
    checking = import_module("moothall.site.checking")
    mistakes = sum(_told(checking.check(path=path)) for path in documents)
    if mistakes:
        say(f"{_count(mistakes, 'mistake')} in {_count(len(documents), 'document')}.")
        return 1
    say(f"{_count(len(documents), 'document')} checked: no mistakes, every example holds.")
    return 0


def run_publish(chosen: argparse.Namespace) -> int:
    """Check, then publish; a document with mistakes is not published, and its old version
    stays.
    """
    import_module("moothall.site.bring_up").prepare(chosen.data, report=lambda _: None)
    documents = _documents(chosen.paths)
    if documents is None:
        return 1
    checking = import_module("moothall.site.checking")
    refused = 0
    for path in documents:
        mistakes = _told(checking.check(path=path))
        if mistakes:
            say(f"{path} was not published: {_count(mistakes, 'mistake')}.")
            refused += 1
            continue
        published, came = checking.publish(
            path=path, by=chosen.by, note=chosen.note, again=chosen.again
        )
        name = f"{published.service.owner}/{published.service.service}"
        say(f"{name} {_CAME[came]} {published.number} ({published.hash[:12]}).")
    return 1 if refused else 0


def _told(findings: Sequence[object]) -> int:
    for finding in findings:
        say(str(finding))
    return len(findings)


def _documents(paths: Sequence[Path]) -> list[Path] | None:
    found: list[Path] = []
    for path in paths:
        here = sorted(_in(path))
        if not here:
            say(f"{path}: there is no definition here. Name a .yaml file, or a folder of them.")
            return None
        found += here
    return found


def _in(path: Path) -> Iterator[Path]:
    """The definitions of a folder: ``<organisation>/<service>.yaml``, not the place's own
    files.
    """
    if path.is_dir():
        yield from (p for p in path.rglob("*.yaml") if p.parent.name != "place")
    elif path.exists():
        yield path


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
