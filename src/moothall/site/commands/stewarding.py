"""``moothall place``, ``officers``, ``keys``, ``stuck``: what an operator does for a place."""

import argparse
from importlib import import_module
from pathlib import Path
from typing import Any

from moothall.kernel.refusals import Refused
from moothall.site.command import default_data, say
from moothall.site.database import DatabaseProblem

_SCOPES = ("services:read", "requests:write", "cases:read", "cases:write", "files:write")


def add_to(words: Any) -> None:  # noqa: ANN401 - argparse's own
    place = words.add_parser(
        "place", help="load organisations and areas from the place's folder"
    )
    _at(place, load_place)
    officers = words.add_parser("officers", help="invite an officer, or end their access")
    more = officers.add_subparsers(required=True, metavar="more")
    _officer(more.add_parser("invite", help="mail a link to set a password by"))
    end = more.add_parser("end", help="end a membership, and sign the person out everywhere")
    end.add_argument("--organisation", required=True, help="its short name")
    end.add_argument("--email", required=True, help="whose access ends")
    _at(end, end_officer)
    keys = words.add_parser("keys", help="make an API client and show its key once")
    keys.add_argument("--organisation", required=True, help="its short name")
    keys.add_argument("--name", required=True, help="what the client is")
    keys.add_argument("--scope", action="append", help=f"default: {' '.join(_SCOPES)}")
    keys.add_argument("--duty", action="append", help="default: caseworker")
    _at(keys, issue_key)
    stuck = words.add_parser("stuck", help="try failed jobs and parked events again")
    stuck.add_argument("--reader", help="hand this reader its parked events again")
    _at(stuck, try_again)


def load_place(chosen: argparse.Namespace) -> None:
    import_module("moothall.site.place_folder").load(report=lambda line: say(f"loaded {line}"))


def invite_officer(chosen: argparse.Namespace) -> None:
    import_module("moothall.site.stewarding").invite_officer(
        organisation=chosen.organisation,
        email=chosen.email,
        name=chosen.name,
        duties=chosen.duty,
        teams=chosen.team or [],
    )
    say(f"{chosen.email} was sent a link to set a password by.")


def end_officer(chosen: argparse.Namespace) -> None:
    import_module("moothall.site.stewarding").end_officer(
        organisation=chosen.organisation, email=chosen.email
    )
    say(f"{chosen.email} has no access any longer.")


def issue_key(chosen: argparse.Namespace) -> None:
    _, key = import_module("moothall.site.stewarding").issue_key(
        organisation=chosen.organisation,
        name=chosen.name,
        scopes=chosen.scope or _SCOPES,
        duties=chosen.duty or ["caseworker"],
    )
    say("The key, shown this once:")
    say(key)


def try_again(chosen: argparse.Namespace) -> None:
    stewarding = import_module("moothall.site.stewarding")
    if chosen.reader:
        say(f"{stewarding.replay(reader=chosen.reader)} parked events were taken.")
    else:
        say(f"{stewarding.retry_jobs()} failed jobs will be tried again.")


def _officer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--organisation", required=True, help="its short name")
    parser.add_argument("--email", required=True, help="where the link goes")
    parser.add_argument("--name", required=True, help="as colleagues know them")
    parser.add_argument("--duty", action="append", required=True, help="again for each duty")
    parser.add_argument("--team", action="append", help="again for each team")
    _at(parser, invite_officer)


def _at(parser: argparse.ArgumentParser, act: Any) -> None:  # noqa: ANN401 - a command
    parser.add_argument("--data", type=Path, default=default_data())

    def run(chosen: argparse.Namespace) -> int:
        import_module("moothall.site.bring_up").prepare(chosen.data, report=lambda line: None)
        try:
            act(chosen)
        except Refused as refusal:
            raise DatabaseProblem(str(refusal)) from refusal
        return 0

    parser.set_defaults(run=run)
