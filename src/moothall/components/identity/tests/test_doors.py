"""Which role may touch which table: two doors, and nothing that is behind both."""

import pytest
from django.db import ProgrammingError, connection, connections

from moothall.kernel.actors import Actor, acting
from moothall.kernel.tenancy import APP_ROLE, IDENTITY_ROLE

BEHIND_IDENTITY = {
    "account_emailaddress",
    "django_session",
    "identity_apikey",
    "identity_cache",
    "identity_user",
    "mfa_authenticator",
    "usersessions_usersession",
}
_MAY = """
select relname from pg_class
 where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')
   and (has_table_privilege(%(role)s, oid, 'select, insert, update, delete, truncate')
        or has_any_column_privilege(%(role)s, oid, 'select, insert, update'))
"""


def may_touch(role: str) -> set[str]:
    with connections["identity"].cursor() as cursor:
        cursor.execute(_MAY, {"role": role})
        return {name for (name,) in cursor}


def test_the_identity_role_may_touch_exactly_these_tables() -> None:
    assert may_touch(IDENTITY_ROLE) == BEHIND_IDENTITY


def test_no_table_is_behind_both_doors() -> None:
    behind_acting = may_touch(APP_ROLE)
    assert "people_membership" in behind_acting
    assert behind_acting & BEHIND_IDENTITY == set()


@pytest.mark.parametrize("table", sorted(BEHIND_IDENTITY))
def test_the_app_role_cannot_read_or_write_a_table_of_identity(table: str) -> None:
    for statement in (f"select * from {table}", f"delete from {table}"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            acting(Actor(), purpose="test"),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.parametrize(
    "table", ["organisation", "people_membership", "event_log", "party", "procrastinate_jobs"]
)
def test_the_identity_role_cannot_read_or_write_a_table_of_the_house(table: str) -> None:
    for statement in (f"select * from {table}", f"delete from {table}"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            connections["identity"].cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_identity_role_owns_nothing_and_may_not_become_more() -> None:
    with connections["identity"].cursor() as cursor:
        cursor.execute(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles"
            " where rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute("select count(*) from pg_class where relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)
        cursor.execute("select current_user")
        assert cursor.fetchone() == (IDENTITY_ROLE,)
