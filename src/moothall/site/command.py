"""The command line of the house: one word for each thing an operator or a designer does."""

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from moothall.kernel.refusals import Refused
from moothall.kernel.registry import components, load
from moothall.site.database import DISK_FULL, DatabaseProblem, is_disk_full

Command = Callable[[argparse.Namespace], int]
_COMMANDS = (
    "demo",
    "serving",
    "catalogue",
    "events",
    "database",
    "stewarding",
    "bench",
    "scaffold",
)
_INTERRUPTED = 130


def main(argv: Sequence[str]) -> int:
    """Run one command; answer its exit code. What goes wrong is told in one clear line."""
    parser = _parser()
    chosen, rest = parser.parse_known_args(argv)
    if rest and not hasattr(chosen, "rest"):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    chosen.rest = rest
    try:
        return int(chosen.run(chosen))
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        return 0
    except Exception as problem:
        line = _line_about(problem)
        if line is None:
            raise
        return _tell(line)


def _line_about(problem: Exception) -> str | None:
    """What whoever typed the command can do about it; nothing where the fault is ours."""
    if isinstance(problem, DatabaseProblem | Refused):
        return str(problem)
    if is_disk_full(problem):
        return DISK_FULL
    if isinstance(problem, OSError) and problem.errno in {errno.EACCES, errno.EROFS}:
        return f"This may not be written: {problem.filename}"
    return None


def say(line: str) -> None:
    """One line for whoever typed the command."""
    print(line, flush=True)  # noqa: T201 - this is the command line


def _tell(line: str) -> int:
    print(f"moothall: {line}", file=sys.stderr)  # noqa: T201
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="moothall", description=__doc__)
    words = parser.add_subparsers(required=True, metavar="command")
    for name in _COMMANDS:
        import_module(f"moothall.site.commands.{name}").add_to(words)
    for component in components().values():
        for word, path in component.commands.items():
            _offered(words, word, path, component.summary)
    return parser


def _offered(
    words: "argparse._SubParsersAction[argparse.ArgumentParser]",
    word: str,
    path: str,
    summary: str,
) -> None:
    """A word that a component offers: its function takes the rest of the line, and says."""
    parser = words.add_parser(word, help=summary, add_help=False, allow_abbrev=False)
    parser.add_argument("--data", type=Path, default=default_data())

    def run(chosen: argparse.Namespace) -> int:
        if {"-h", "--help"} & set(chosen.rest):
            _load_without_database()
        else:
            import_module("moothall.site.bring_up").prepare(chosen.data, report=lambda _: None)
        return int(load(path)(chosen.rest))

    parser.set_defaults(run=run, rest=())


def _load_without_database() -> None:
    """Load the house for what needs no database."""
    os.environ.setdefault("MOOTHALL_SECRET_KEY", "not needed without a database")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moothall.site.settings")
    import_module("django").setup()


def default_data() -> Path:
    """Where a place keeps its data unless told otherwise."""
    return Path(os.environ.get("MOOTHALL_DATA", ".place"))
