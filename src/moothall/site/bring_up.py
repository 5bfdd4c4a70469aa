"""Bringing a place up: environment, database, migrations, and what the place's folder says."""

import os
import tempfile
from pathlib import Path

import django
import psycopg
from django.core.management import call_command
from psycopg.conninfo import make_conninfo

from moothall.site import database
from moothall.site.database import Addresses, Report


def environment(addresses: Addresses, *, secret: str, files: Path) -> None:
    """Tell the settings of this process, and of those it starts, where everything is."""
    os.environ["DATABASE_URL"] = addresses.app
    os.environ["IDENTITY_DATABASE_URL"] = addresses.identity
    os.environ["OWNER_DATABASE_URL"] = addresses.owner
    os.environ["MOOTHALL_SECRET_KEY"] = secret
    os.environ.setdefault("MOOTHALL_FILES", str(files))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moothall.site.settings")


def connect(folder: Path, *, report: Report) -> None:
    """Find the database and make its roles, without loading the house.

    ``DATABASE_URL`` may name a role that can create roles (they are made, and this process goes
    on without it), or the app role itself (then ``IDENTITY_DATABASE_URL`` must be set, and
    migrations run where ``OWNER_DATABASE_URL`` is set). Unset, an embedded server is started in
    ``folder``.
    """
    given = os.environ.get("DATABASE_URL")
    secret = database.secret_key(folder)
    if given and database.is_role_of_the_house(given):
        os.environ["MOOTHALL_SECRET_KEY"] = secret
        os.environ.setdefault("MOOTHALL_FILES", str((folder / "files").absolute()))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moothall.site.settings")
        return
    admin = given or database.embedded(folder / "postgresql")
    made = database.set_up(admin=admin, secret=secret, report=report)
    environment(made, secret=secret, files=(folder / "files").absolute())


def prepare(folder: Path, *, report: Report) -> None:
    """``connect``, load the house, and bring the tables up to date where the owner's way is
    known.
    """
    connect(folder, report=report)
    django.setup()
    if "OWNER_DATABASE_URL" in os.environ:
        migrate()


def prepare_for_tests() -> None:
    """A throwaway place: an embedded server, or a database of its own on ``DATABASE_URL``.

    Raises ``DatabaseProblem`` where that server serves a place, whose roles' passwords would be
    set anew.
    """
    given = os.environ.get("DATABASE_URL")
    if given:
        database.refuse_served(admin=given)
    folder = Path(tempfile.mkdtemp(prefix="moothall-"))
    admin = given or database.embedded(None)
    name = f"{database.TEST_DATABASES}{os.getpid()}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'create database "{name}"')
    secret = os.environ.get("MOOTHALL_SECRET_KEY", "a secret for tests, and for nothing else")
    made = database.set_up(admin=make_conninfo(admin, dbname=name), secret=secret)
    environment(made, secret=secret, files=folder / "files")
    os.environ["MOOTHALL_ADMIN_URL"] = make_conninfo(admin, dbname=name)
    django.setup()
    migrate()


def forget_test_database() -> None:
    """Drop the database that ``prepare_for_tests`` made."""
    admin = os.environ["MOOTHALL_ADMIN_URL"]
    name = f"{database.TEST_DATABASES}{os.getpid()}"
    with psycopg.connect(
        make_conninfo(admin, dbname="postgres"), autocommit=True
    ) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')


def migrate() -> None:
    """Bring the tables up to date, as their owner."""
    call_command("migrate", database="owner", verbosity=0)


def without_the_owner() -> dict[str, str]:
    """The environment for web and worker: the owner's way into the database is not in it."""
    hidden = {"OWNER_DATABASE_URL", "MOOTHALL_ADMIN_URL"}
    return {name: value for name, value in os.environ.items() if name not in hidden}
