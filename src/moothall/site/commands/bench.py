"""``moothall bench load``: many cases at once, to measure with."""

import argparse
import os
from importlib import import_module
from pathlib import Path
from typing import Any

from moothall.site.command import default_data, say
from moothall.site.database import DatabaseProblem


def add_to(words: Any) -> None:  # noqa: ANN401 - argparse's own
    bench = words.add_parser("bench", help="make material for measurements")
    more = bench.add_subparsers(required=True, metavar="more")
    load = more.add_parser("load", help="load many cases in bulk, into a demonstration only")
    load.add_argument("--cases", type=int, default=10_000)
    load.add_argument("--organisation", default="seaborough-council")
    load.add_argument("--data", type=Path, default=default_data())
    load.set_defaults(run=run_load)


def run_load(chosen: argparse.Namespace) -> int:
    """Load cases with a progress line for each batch."""
    if not (chosen.data / "credentials.json").exists():
        raise DatabaseProblem("This loads invented cases: it works in a demonstration only.")
    import_module("moothall.site.bring_up").prepare(chosen.data, report=lambda line: None)
    import_module("moothall.site.bulk_load").load(
        organisation=chosen.organisation,
        count=chosen.cases,
        report=lambda done: say(f"{done:,} of {chosen.cases:,} cases"),
    )
    owner = os.environ.get("OWNER_DATABASE_URL")
    if owner:
        import_module("moothall.site.database").analyse(owner)
    return 0
