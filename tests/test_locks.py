"""The locks on every table: who owns, who may, and which door it is behind."""

import os
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from moothall.kernel.actors import Actor, acting
from moothall.kernel.tenancy import APP_ROLE, IDENTITY_ROLE
from moothall.site.doors import IDENTITY_APPS

OF_THE_PLACE = {
    "organisation": "who serves the place is public",
    "reader_cursor": "how far each reader of the log has come; no row is anybody's",
    "parked_event": "what readers failed on, for the operator; bodies hold ids and facts only",
    "rate_count": "keyed hashes and counts",
    "log_epoch": "one number",
    "django_migrations": "Django's own, which the running roles cannot touch",
}
"""Tables of the place as a whole, behind the first door without row-level security, and why."""

OF_IDENTITY = {
    "identity_user": "accounts: sign-in reads them before anyone can act",
    "identity_apikey": "hashes of API keys: read before the client can act",
    "identity_cache": "sign-in limits, which must hold over processes",
    "account_emailaddress": "allauth: proven mailboxes",
    "mfa_authenticator": "allauth: second factors",
    "usersessions_usersession": "allauth: where somebody is signed in",
    "django_session": "sessions",
}
"""Tables behind the identity door, and why."""

OF_NOBODY = {
    "account_emailconfirmation",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
}
"""Tables that Django makes and neither running role may touch."""


def rows(query: str) -> list[tuple[Any, ...]]:
    with acting(Actor(), purpose="test"), connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def tables() -> dict[str, tuple[bool, set[str]]]:
    found = rows(
        "select relname, relrowsecurity and relforcerowsecurity, array("
        "  select polcmd::text from pg_policy where polrelid = c.oid order by 1)"
        " from pg_class c where relkind in ('r', 'p')"
        " and relnamespace = 'public'::regnamespace"
    )
    return {table: (forced, set(commands)) for table, forced, commands in found}


def unlocked() -> set[str]:
    """Tables without forced row-level security and policies for all four commands."""
    return {t for t, (forced, may) in tables().items() if not (forced and may >= set("rawd"))}


def test_every_table_of_an_organisation_is_locked_for_all_commands() -> None:
    queue = {t for t in tables() if t.startswith("procrastinate_")}
    assert unlocked() == set(OF_THE_PLACE) | set(OF_IDENTITY) | OF_NOBODY | queue


MADE = "create table a_new_table (org_id uuid)"
ENABLED = f"{MADE}; alter table a_new_table enable row level security"
FORCED = f"{ENABLED}; alter table a_new_table force row level security"
READ = f"{FORCED}; create policy reads on a_new_table for select using (true)"


@pytest.mark.parametrize("making", [MADE, ENABLED, FORCED, READ])
def test_a_new_table_that_is_not_wholly_locked_is_found(making: str) -> None:
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute(making)
        try:
            assert "a_new_table" in unlocked()
        finally:
            owner.execute("drop table a_new_table")


@pytest.mark.parametrize("role", [APP_ROLE, IDENTITY_ROLE])
def test_a_running_role_owns_nothing_and_bypasses_nothing(role: str) -> None:
    assert rows(
        "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb,"
        " exists (select from pg_class where relowner = r.oid)"
        f" from pg_roles r where rolname = '{role}'"
    ) == [(False, False)]


def granted(role: str) -> set[str]:
    found = rows(
        "select c.relname from pg_class c where c.relkind in ('r', 'p')"
        " and c.relnamespace = 'public'::regnamespace"
        f" and (has_table_privilege('{role}', c.oid, 'select, insert, update, delete')"
        f"   or has_any_column_privilege('{role}', c.oid, 'select, insert, update'))"
    )
    return {table for (table,) in found}


def test_the_two_doors_open_on_different_rooms() -> None:
    assert granted(IDENTITY_ROLE) == set(OF_IDENTITY)
    assert not granted(APP_ROLE) & (set(OF_IDENTITY) | OF_NOBODY)


def test_the_router_knows_which_apps_are_behind_the_identity_door() -> None:
    behind = {m._meta.db_table for m in apps.get_models() if m._meta.app_label in IDENTITY_APPS}
    assert behind == (set(OF_IDENTITY) | OF_NOBODY) - {
        "identity_cache",
        "auth_group_permissions",
    }


def test_no_table_may_be_truncated_by_a_running_role() -> None:
    may = rows(
        "select relname from pg_class where relkind in ('r', 'p')"
        " and relnamespace = 'public'::regnamespace"
        f" and (has_table_privilege('{APP_ROLE}', oid, 'truncate, references, trigger')"
        f"   or has_table_privilege('{IDENTITY_ROLE}', oid, 'truncate, references, trigger'))"
    )
    assert may == []


def test_no_view_looks_past_the_locks() -> None:
    assert (
        rows(
            "select relname from pg_class where relkind in ('v', 'm')"
            " and relnamespace = 'public'::regnamespace"
        )
        == []
    )


def test_every_definer_function_has_a_fixed_search_path_and_is_not_for_everybody() -> None:
    assert (
        rows(
            "select proname from pg_proc where prosecdef"
            " and pronamespace = 'public'::regnamespace"
            " and (proconfig is null or has_function_privilege('public', oid, 'execute'))"
        )
        == []
    )


def test_no_unique_constraint_tells_one_organisation_of_another_s_rows() -> None:
    found = rows(
        "select c.relname, array(select a.attname from unnest(i.indkey) k"
        "   join pg_attribute a on a.attrelid = c.oid and a.attnum = k)"
        " from pg_index i join pg_class c on c.oid = i.indrelid"
        " where i.indisunique and c.relrowsecurity"
    )
    wrong = [
        (table, columns)
        for table, columns in found
        if "org_id" not in columns and columns not in (["id"], ["position"])
    ]
    assert wrong == []


def test_every_table_of_an_organisation_has_an_index_that_leads_with_it() -> None:
    found = rows(
        "select c.relname from pg_class c join pg_attribute a"
        "   on a.attrelid = c.oid and a.attname = 'org_id'"
        " where c.relkind = 'r' and c.relrowsecurity"
        "   and c.relnamespace = 'public'::regnamespace and not exists ("
        "     select from pg_index i where i.indrelid = c.oid and i.indkey[0] = a.attnum)"
    )
    assert found == []
