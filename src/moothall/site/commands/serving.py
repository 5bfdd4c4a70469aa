"""``moothall serve`` and ``moothall worker``: the two kinds of process of a place."""

import argparse
import errno
import os
import signal
import socket
import subprocess
import sys
from importlib import import_module
from types import FrameType
from typing import Any

from moothall.site.command import default_data, say
from moothall.site.database import DatabaseProblem

_GRACE_SECONDS = 15.0
"""How long a process may take to end what it has begun."""


def add_to(words: Any) -> None:  # noqa: ANN401 - argparse's own
    serve = words.add_parser("serve", help="serve the place over HTTP")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--processes", type=int, default=2)
    serve.add_argument("--threads", type=int, default=4)
    serve.add_argument("--data", type=type(default_data()), default=default_data())
    serve.set_defaults(run=run_web)
    worker = words.add_parser("worker", help="do the jobs, follow the log, watch the clocks")
    worker.add_argument("--data", type=type(default_data()), default=default_data())
    worker.set_defaults(run=run_worker)


def web_command(*, host: str, port: int, processes: int, threads: int) -> list[str]:
    """How the web server is started."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi",
        "--host", host, "--port", str(port), "--workers", str(processes),
        "--blocking-threads", str(threads), "--backpressure", "256", "--no-ws",
        "--respawn-failed-workers", "--log-level", "warning",
        "moothall.site.wsgi:application",
    ]  # fmt: skip


def run_web(chosen: argparse.Namespace) -> int:
    """Prepare the place, then become the web server."""
    refuse_used_port(chosen.host, chosen.port)
    _stop_by_signal()
    bring_up = import_module("moothall.site.bring_up")
    is_embedded = not os.environ.get("DATABASE_URL")
    bring_up.prepare(chosen.data, report=say)
    environment = bring_up.without_the_owner()
    environment["MOOTHALL_WEB_PROCESSES"] = str(chosen.processes)
    command = web_command(
        host=chosen.host,
        port=chosen.port,
        processes=chosen.processes,
        threads=chosen.threads,
    )
    if not is_embedded:
        os.execve(command[0], command, environment)  # noqa: S606 - our own command
    return _run(command, environment)


def run_worker(chosen: argparse.Namespace) -> int:
    """Prepare the place, then work until told to stop."""
    _stop_by_signal()
    bring_up = import_module("moothall.site.bring_up")
    bring_up.prepare(chosen.data, report=lambda _: None)
    if "OWNER_DATABASE_URL" not in os.environ:
        import_module("moothall.site.worker").work()
        return 0
    # The owner's way into the database ends here: the worker itself is another process.
    working = [sys.executable, "-m", "moothall", "worker", "--data", str(chosen.data)]
    return _run(working, bring_up.without_the_owner())


def refuse_used_port(host: str, port: int, *, like: str = "--port ") -> None:
    """Say so where something listens there already, be it another web server of ours.

    Ours share a port among their processes, so the system would let this one join them.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address[0], port))
    except (OSError, OverflowError) as failure:
        if getattr(failure, "errno", None) == errno.EADDRINUSE:
            raise DatabaseProblem(
                f"Port {port} is used by something else: choose another, like {like}{port + 1}."
            ) from None
        why = getattr(failure, "strerror", None) or failure
        raise DatabaseProblem(f"{host}, port {port}, cannot be served: {why}") from None


def _stop_by_signal() -> None:
    """From now on this process ends in good order, and the embedded database with it.

    Also where whoever started it has it ignore Ctrl-C, as shells do with what runs behind.
    """
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _run(command: list[str], environment: dict[str, str]) -> int:
    """Run a process until it ends, or until this one is told to stop."""
    with subprocess.Popen(command, env=environment) as process:  # noqa: S603 - our own command
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.terminate()
            try:
                process.wait(timeout=_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
            return 0
