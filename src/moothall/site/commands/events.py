"""``moothall events``: the log as CloudEvents, one JSON object a line."""

import argparse
import time
from importlib import import_module
from typing import Any

from moothall.site.command import default_data, say

_BATCH = 500
_REST_SECONDS = 0.5


def add_to(words: Any) -> None:  # noqa: ANN401 - argparse's own
    parser = words.add_parser("events", help="show the event log, and follow it")
    parser.add_argument("--follow", "-f", action="store_true", help="wait for more")
    parser.add_argument("--name", help="only events whose name begins so")
    parser.add_argument("--organisation", help="only events of this organisation")
    parser.add_argument("--data", type=type(default_data()), default=default_data())
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Print the log from its beginning; with ``--follow`` go on until stopped."""
    import_module("moothall.site.bring_up").prepare(chosen.data, report=lambda _: None)
    follow = import_module("moothall.site.following").Following(
        name=chosen.name or "", organisation=chosen.organisation
    )
    while True:
        lines = follow.next_lines(at_most=_BATCH)
        for line in lines:
            say(line)
        if follow.is_at_the_end and not chosen.follow:
            return 0
        if follow.is_at_the_end:
            time.sleep(_REST_SECONDS)
