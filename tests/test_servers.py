"""The house on a PostgreSQL that somebody else runs: Debian's, with passwords."""

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from tests.running import REQUESTS, Client, Running, until

from moothall.connectors.smtp.tests.servers import HOST, free_port
from moothall.kernel.tenancy import APP_ROLE, IDENTITY_ROLE, OWNER_ROLE

ROOT = Path(__file__).parents[1]
PROGRAMS = Path("/usr/lib/postgresql/15/bin")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (PROGRAMS / "initdb").exists(),
        reason="PostgreSQL 15 of Debian is not installed: apt-get install postgresql-15",
    ),
]
PASSWORD = "a password of this test only"
SUPERUSER, HOUSEKEEPER = "boss", "housekeeper"
_OURS = ("MOOTHALL_", "DATABASE_", "IDENTITY_DATABASE_", "OWNER_DATABASE_")


@dataclass(frozen=True, kw_only=True)
class Server:
    """A cluster on the loopback that asks everybody for a password."""

    port: int
    folder: Path
    """For the data of places on it."""

    def address(self, user: str, *, database: str = "postgres") -> str:
        return make_conninfo(
            "", host=HOST, port=self.port, user=user, password=PASSWORD, dbname=database
        )

    def rows(self, query: str, *, database: str = "postgres") -> list[tuple[object, ...]]:
        with psycopg.connect(self.address(SUPERUSER, database=database)) as connection:
            return connection.execute(query).fetchall()

    def run(
        self, *words: str, data: str, **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run the command line of the house."""
        plain = {n: v for n, v in os.environ.items() if not n.startswith(_OURS)}
        command = [sys.executable, "-m", "moothall", *words, "--data", str(self.folder / data)]
        return subprocess.run(  # noqa: S603 - our own command
            command,
            env={**plain, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )


@contextmanager
def a_server() -> Iterator[Server]:
    """Make a cluster as a user who is not root, and take it away again."""
    folder, port = Path(tempfile.mkdtemp(prefix="moothall-server-")), free_port()
    cluster, secret = folder / "cluster", folder / "password"
    secret.write_text(PASSWORD)
    who = _somebody(folder)
    made = ["-D", str(cluster), "-U", SUPERUSER, "--auth=scram-sha-256", "--no-sync"]
    settings = f"-h {HOST} -p {port} -k {folder} -c fsync=off"
    started = ["-D", str(cluster), "-w", "-l", str(folder / "log"), "-o", settings]
    _program("initdb", *made, f"--pwfile={secret}", user=who)
    _program("pg_ctl", *started, "start", user=who)
    try:
        server = Server(port=port, folder=folder / "places")
        with psycopg.connect(server.address(SUPERUSER), autocommit=True) as boss:
            boss.execute(
                f"create role {HOUSEKEEPER} login createrole createdb password '{PASSWORD}'"
            )
        yield server
    finally:
        _program("pg_ctl", "-D", str(cluster), "-w", "-m", "immediate", "stop", user=who)
        shutil.rmtree(folder, ignore_errors=True)


def _somebody(folder: Path) -> str | None:
    """PostgreSQL does not run as root: then as whom, and what they need of the folder."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    who = next(name for name in ("postgres", "nobody") if name in names)
    shutil.chown(folder, who)
    shutil.chown(folder / "password", who)
    return who


def _program(name: str, *words: str, user: str | None) -> None:
    subprocess.run(  # noqa: S603 - PostgreSQL's own programs
        [str(PROGRAMS / name), *words],
        user=user,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
        cwd="/",
    )


@pytest.fixture(scope="module", params=[HOUSEKEEPER, SUPERUSER])
def given(request: pytest.FixtureRequest) -> Iterator[tuple[Server, str]]:
    """A server with nothing of the house on it, and a role that may create roles there."""
    with a_server() as server:
        yield server, request.param


def test_it_is_set_up_migrated_and_used(given: tuple[Server, str]) -> None:
    server, role = given
    admin = server.address(role)
    first = server.run("setup-database", data="one", DATABASE_URL=admin)
    assert first.returncode == 0, first.stdout + first.stderr
    for ours in (OWNER_ROLE, APP_ROLE, IDENTITY_ROLE):
        assert f"made the role {ours}" in first.stdout
    assert "made the database moothall" in first.stdout

    again = server.run("setup-database", data="one", DATABASE_URL=admin)
    assert again.returncode == 0, again.stdout + again.stderr
    for ours in (OWNER_ROLE, APP_ROLE, IDENTITY_ROLE):
        assert f"the role {ours} is there" in again.stdout
    assert "the database moothall is there" in again.stdout
    assert printed(first.stdout) == printed(again.stdout)

    addresses = {**printed(first.stdout), "MOOTHALL_SECRET_KEY": secret_of(server)}
    migrated = server.run("migrate", data="one", **addresses)
    assert migrated.returncode == 0, migrated.stdout + migrated.stderr
    assert "up to date" in migrated.stdout
    assert server.rows(
        "select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls from pg_roles"
        f" where rolname in ('{OWNER_ROLE}', '{APP_ROLE}', '{IDENTITY_ROLE}') group by 1"
    ) == [(False,)]
    goes_from_a_request_to_a_message(server, addresses)


def printed(text: str) -> dict[str, str]:
    """The settings that ``setup-database`` says."""
    return dict(re.findall(r"^  (\w+)='(.*)'$", text, re.MULTILINE))


def secret_of(server: Server) -> str:
    return (server.folder / "one" / "secret").read_text().strip()


def goes_from_a_request_to_a_message(server: Server, addresses: dict[str, str]) -> None:
    """The demonstration on this server: a request is accepted, and its message goes out."""
    folder = server.folder / "one"
    plain = {n: v for n, v in os.environ.items() if not n.startswith(_OURS)}
    environment = {**plain, **addresses, "MOOTHALL_DEMONSTRATION": "1"}
    environment["MOOTHALL_FILES"] = str(folder / "files")
    command = [sys.executable, "-m", "moothall.site.set_up", str(folder)]
    done = subprocess.run(  # noqa: S603 - our own command
        command, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    environment.pop("OWNER_DATABASE_URL")
    place = Running(
        folder=folder,
        environment=environment,
        admin=server.address(SUPERUSER, database="moothall"),
    )
    try:
        place.start_web()
        place.start_worker()
        client, key = Client(port=place.port, key=place.key), uuid4().hex
        answers = {"kind": "other", "location": {"words": "By the pier"}, "description": "It"}
        content = {"answers": answers, "contact": {"email": f"{key}@example.com"}}
        answer = client.send("POST", REQUESTS, content, key)
        assert answer.status == 201, answer
        sent = "select from notifications_message where recipient = %s and state = 'sent'"
        until(lambda: bool(place.rows(sent, f"{key}@example.com")), what="the message is sent")
        assert client.send("GET", answer.content["links"]["self"]).status == 200
        client.close()
    finally:
        place.stop()


def test_a_role_that_may_not_create_roles_is_told_so(given: tuple[Server, str]) -> None:
    server, _ = given
    with psycopg.connect(server.address(SUPERUSER), autocommit=True) as boss:
        boss.execute(f"create role plain login password '{PASSWORD}'")
    told = server.run("setup-database", data="two", DATABASE_URL=server.address("plain"))
    assert told.returncode == 1
    assert told.stderr.startswith("moothall: ")
    assert len(told.stderr.strip().splitlines()) == 1
    assert "roles" in told.stderr


def test_a_wrong_password_is_told_in_one_line(given: tuple[Server, str]) -> None:
    server, role = given
    wrong = make_conninfo(server.address(role), password="another one")
    told = server.run("setup-database", data="two", DATABASE_URL=wrong)
    assert (told.returncode, len(told.stderr.strip().splitlines())) == (1, 1)
    assert PASSWORD not in told.stderr


def test_a_database_of_somebody_else_is_told_in_one_line(given: tuple[Server, str]) -> None:
    """Who may create roles may still not open to them what is not theirs."""
    server, role = given
    if role == SUPERUSER:
        pytest.skip("a superuser may open every database")
    with psycopg.connect(server.address(SUPERUSER), autocommit=True) as boss:
        boss.execute("create database theirs")
    theirs = server.address(role, database="theirs")
    told = server.run("setup-database", data="two", DATABASE_URL=theirs)
    assert told.returncode == 1, told.stdout
    assert len(told.stderr.strip().splitlines()) == 1
    assert "theirs" in told.stderr


def test_the_locks_hold_on_this_version_too() -> None:
    with a_server() as server:
        hidden = {"OWNER_DATABASE_URL", "IDENTITY_DATABASE_URL", "MOOTHALL_FILES"}
        environment = {n: v for n, v in os.environ.items() if n not in hidden}
        environment["DATABASE_URL"] = server.address(SUPERUSER)
        tests = ["tests/test_locks.py", "tests/test_isolation.py", "src/moothall/kernel"]
        ran = subprocess.run(  # noqa: S603 - our own tests
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )
        assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
