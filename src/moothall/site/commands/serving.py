"""``moothall serve`` and ``moothall worker``: the two kinds of process of a place."""

import argparse
import os
import subprocess
import sys
from importlib import import_module
from typing import Any

from moothall.site.command import default_data, say


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
    return subprocess.call(command, env=environment)  # noqa: S603 - our own command


def run_worker(chosen: argparse.Namespace) -> int:
    """Prepare the place, then work until told to stop."""
    import_module("moothall.site.bring_up").prepare(chosen.data, report=lambda _: None)
    import_module("moothall.site.worker").work()
    return 0
