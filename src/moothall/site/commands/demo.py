"""``moothall demo``: the demonstration place, from nothing to the browser in one command."""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

from moothall.site.command import default_data, say
from moothall.site.commands.serving import refuse_used_port, web_command
from moothall.site.database import DatabaseProblem

_STEPS = 5
_PATIENCE_SECONDS = 60.0
_GRACE_SECONDS = 10.0


def add_to(words: Any) -> None:  # noqa: ANN401 - argparse's own
    demo = words.add_parser("demo", help="set up and serve the demonstration place")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--data", type=Path, default=default_data())
    demo.set_defaults(run=run)
    more = demo.add_subparsers(metavar="more")
    shown = more.add_parser("credentials", help="the prepared accounts and API keys")
    shown.add_argument("--json", action="store_true", help="as JSON, for scripts")
    shown.add_argument("--data", type=Path, default=argparse.SUPPRESS)
    shown.set_defaults(run=show_credentials)
    prepare = more.add_parser("prepare", help="set up the demonstration without serving it")
    prepare.add_argument("--data", type=Path, default=argparse.SUPPRESS)
    prepare.set_defaults(run=prepare_only)


def run(chosen: argparse.Namespace) -> int:
    """Set up, serve, and stop everything on Ctrl-C. Run again, it keeps its data."""
    refuse_used_port("127.0.0.1", chosen.port, like="PORT=")
    began = time.monotonic()
    os.environ["MOOTHALL_DEMONSTRATION"] = "1"
    os.environ["MOOTHALL_ORIGIN"] = f"http://localhost:{chosen.port}"
    os.environ["MOOTHALL_HOSTS"] = "localhost,127.0.0.1"
    os.environ.setdefault("MOOTHALL_WEB_PROCESSES", "2")
    # One job does the work of all messages that wait; the other is for what takes long.
    os.environ.setdefault("MOOTHALL_JOBS_AT_ONCE", "2")
    # Also where whoever started this has it ignore Ctrl-C, as shells do with what runs behind.
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)
    environment = _prepared(chosen.data)
    with ExitStack() as processes:
        worker = [sys.executable, "-m", "moothall", "worker"]
        web = web_command(host="127.0.0.1", port=chosen.port, processes=2, threads=4)
        say(f"4/{_STEPS} Starting the worker and the web server")
        running = [
            processes.enter_context(_process(command, environment, log=chosen.data / name))
            for command, name in ((worker, "worker.log"), (web, "web.log"))
        ]
        _wait_until_up(chosen.port, running)
        _greet(chosen, time.monotonic() - began)
        return _watch(running)


def prepare_only(chosen: argparse.Namespace) -> int:
    """Set up everything that ``demo`` serves."""
    os.environ["MOOTHALL_DEMONSTRATION"] = "1"
    _prepared(chosen.data)
    return 0


def show_credentials(chosen: argparse.Namespace) -> int:
    """Print the prepared accounts and one API key for each organisation."""
    kept = chosen.data / "credentials.json"
    if not kept.exists():
        raise DatabaseProblem(f"There is no demonstration in {chosen.data} yet: run the demo.")
    if chosen.json:
        say(kept.read_text())
        return 0
    found = json.loads(kept.read_text())
    for officer in found["officers"]:
        say(f"{officer['email']:48} {officer['password']}  TOTP {officer['totp_secret']}")
    for key in found["api_keys"]:
        say(f"{key['organisation']:48} {key['key']}")
    return 0


def _prepared(data: Path) -> dict[str, str]:
    """Set the place up, in a process of its own, and answer the environment to serve it with.

    The embedded server belongs to this process, which stays small: it never loads the house.
    """
    database = import_module("moothall.site.database")
    bring_up = import_module("moothall.site.bring_up")
    say(f"1/{_STEPS} Starting PostgreSQL")
    bring_up.connect(data, report=lambda line: None)
    say(f"2/{_STEPS} Bringing the tables up to date")
    setting_up = [sys.executable, "-m", "moothall.site.set_up", str(data)]
    done = subprocess.run(setting_up, check=False)  # noqa: S603 - our own command
    if done.returncode:
        raise DatabaseProblem("The place could not be set up: the lines above say why.")
    del database
    return dict(bring_up.without_the_owner())


def _greet(chosen: argparse.Namespace, seconds: float) -> None:
    here = f"http://localhost:{chosen.port}"
    kept = json.loads((chosen.data / "credentials.json").read_text())
    officer = next(o for o in kept["officers"] if "caseworker" in o["duties"])
    data = f" --data {chosen.data}" if chosen.data != default_data() else ""
    say(f"5/{_STEPS} Seaborough is open ({seconds:.0f} seconds)")
    say("")
    say(f"  Residents         {here}/        Cymraeg: {here}/cy/")
    say(f"  Officers          {here}/workspace/")
    say(f"  Messages sent     {here}/outbox")
    say(f"  API               {here}/api/v1/openapi.json")
    say(f"  Health            {here}/health")
    say("")
    say(f"  Sign in as an officer: {officer['email']}")
    say(f"  password {officer['password']}, TOTP secret {officer['totp_secret']}")
    say(f"  More accounts and API keys: moothall demo credentials{data} (--json for scripts)")
    say("  Residents sign in with any email address; the code is in the messages sent.")
    say("")
    say(f"  Ctrl-C stops everything; data and logs stay in {chosen.data}")


@contextmanager
def _process(
    command: list[str], environment: dict[str, str], *, log: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    """A process of its own group, so that Ctrl-C reaches this one first."""
    with log.open("ab") as lines:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, env=environment, start_new_session=True, stdout=lines, stderr=lines
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_up(port: int, running: list["subprocess.Popen[bytes]"]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        if any(process.poll() is not None for process in running):
            raise DatabaseProblem("The place did not start: web.log and worker.log say why.")
        if _answers(port):
            return
        time.sleep(0.1)
    raise DatabaseProblem("The place did not answer within a minute.")


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(
                b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            )
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def _watch(running: list["subprocess.Popen[bytes]"]) -> int:
    try:
        while all(process.poll() is None for process in running):
            time.sleep(0.3)
    except KeyboardInterrupt:
        say("Stopping")
        return 0
    raise DatabaseProblem("A process of the place ended: web.log and worker.log say why.")


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
