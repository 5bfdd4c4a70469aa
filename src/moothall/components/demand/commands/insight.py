"""The words of the command line that make figures: refresh, summarise, find, release."""

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.timezone import now

from moothall.components.demand.contracts import ReleaseRefused
from moothall.components.demand.services.finding import find
from moothall.components.demand.services.refreshing import refresh
from moothall.components.demand.services.releasing import release
from moothall.components.demand.services.summarising import only_one, summarise
from moothall.kernel.organisations import OrganisationNotFound

DONE, REFUSED = 0, 2


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse's own
    commands.add_parser(
        "refresh", help="store, summarise and find: what the worker does every hour"
    )
    commands.add_parser("summarise", help="make the figures that pages show")
    commands.add_parser("find", help="look for where to step in, and judge what was done")
    one = commands.add_parser("release", help="publish a quarter as open data")
    one.add_argument("quarter", metavar="QUARTER", help="such as 2026-Q3")


def _refresh(_: argparse.Namespace) -> int:
    try:
        stored, made, looked = refresh(at=now())
    except OrganisationNotFound as nobody:
        _say(f"{nobody} Nothing was done.")
        return DONE
    _say(f"{len(stored.months)} months written, {stored.rows} records")
    _say(f"summarised {', '.join(made.periods)} in {made.seconds} s")
    _say(f"{looked.found} findings, {looked.new} new, {looked.judged} judged")
    return DONE


def _summarise(_: argparse.Namespace) -> int:
    with only_one():
        made = summarise(at=now())
    _say(
        f"summarised {', '.join(made.periods)} for the place and {made.organisations}"
        f" organisations in {made.seconds} s"
    )
    return DONE


def _find(_: argparse.Namespace) -> int:
    looked = find(at=now())
    _say(f"{looked.found} findings, {looked.new} new, {looked.judged} judged")
    return DONE


def _release(chosen: argparse.Namespace) -> int:
    try:
        made = release(quarter=chosen.quarter, at=now())
    except ReleaseRefused as refusal:
        cell = refusal.details.get("cell")
        sys.stderr.write(f"{refusal}\n" + (f"cell: {cell}\n" if cell else ""))
        return REFUSED
    told = made.manifest
    files, hidden = len(told["files"]), told["audit"]["hidden"]
    _say(f"released {made.quarter}, number {made.number}: {files} files, {hidden} hidden")
    return DONE


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "refresh": _refresh,
    "summarise": _summarise,
    "find": _find,
    "release": _release,
}


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
