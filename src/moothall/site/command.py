"""The command line of the house: one word for each thing an operator or a designer does."""

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

import psycopg

from moothall.kernel.registry import components, load
from moothall.site.database import DatabaseProblem

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
    chosen = _parser().parse_args(argv)
    try:
        return int(chosen.run(chosen))
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        return 0
    except DatabaseProblem as problem:
        return _tell(str(problem))
    except psycopg.errors.DiskFull:
        return _tell("The disk is full: make room for the data folder, then start again.")
    except OSError as problem:
        if problem.errno == errno.ENOSPC:
            return _tell("The disk is full: make room for the data folder, then start again.")
        if problem.errno in {errno.EACCES, errno.EROFS}:
            return _tell(f"This may not be written: {problem.filename}")
        raise


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
    parser = words.add_parser(word, help=summary, add_help=False)
    parser.add_argument("--data", type=Path, default=default_data())
    parser.add_argument("rest", nargs=argparse.REMAINDER)

    def run(chosen: argparse.Namespace) -> int:
        import_module("moothall.site.bring_up").prepare(chosen.data, report=lambda _: None)
        return int(load(path)(chosen.rest))

    parser.set_defaults(run=run)


def default_data() -> Path:
    """Where a place keeps its data unless told otherwise."""
    return Path(os.environ.get("MOOTHALL_DATA", ".place"))
