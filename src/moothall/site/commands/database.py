"""``moothall setup-database`` and ``moothall migrate``."""

import argparse
import os
from importlib import import_module
from typing import Any

from moothall.site import database
from moothall.site.command import default_data, say
from moothall.site.database import DatabaseProblem


def add_to(words: Any) -> None:  # noqa: ANN401 - argparse's own
    setup = words.add_parser(
        "setup-database", help="make the roles and the database, and say what was done"
    )
    setup.add_argument("--data", type=type(default_data()), default=default_data())
    setup.set_defaults(run=set_up)
    migrate = words.add_parser("migrate", help="bring the tables up to date, as their owner")
    migrate.add_argument("--data", type=type(default_data()), default=default_data())
    migrate.set_defaults(run=bring_up_to_date)


def set_up(chosen: argparse.Namespace) -> int:
    """Make the roles on the server that ``DATABASE_URL`` names, as far as they are missing."""
    admin = os.environ.get("DATABASE_URL")
    if not admin:
        raise DatabaseProblem("Set DATABASE_URL to a role that may create roles.")
    if database.is_role_of_the_house(admin):
        raise DatabaseProblem("DATABASE_URL names the app role: set it to one that may create.")
    secret = database.secret_key(chosen.data)
    made = database.set_up(admin=admin, secret=secret, report=say)
    say("")
    say("Run web and worker with these, and MOOTHALL_SECRET_KEY from the data folder:")
    for name, address in (
        ("DATABASE_URL", made.app),
        ("IDENTITY_DATABASE_URL", made.identity),
    ):
        say(f"  {name}='{address}'")
    say("Migrate with this as well, and never run web or worker with it:")
    say(f"  OWNER_DATABASE_URL='{made.owner}'")
    return 0


def bring_up_to_date(chosen: argparse.Namespace) -> int:
    """Bring the tables up to date."""
    import_module("moothall.site.bring_up").prepare(chosen.data, report=say)
    say("The tables are up to date.")
    return 0
