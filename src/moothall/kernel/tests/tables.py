"""Tables for tests of row-level security, and hands that try them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, connections
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.tenancy import ForceRowSecurity, GrantToApp
from moothall.kernel.testing import an_officer

MAKE = """
create table {0} (
  id uuid primary key, org_id uuid not null, words text not null default '',
  share_key bigint generated always as (share_key(org_id, 'needs')) stored
)
"""


def as_owner(*operations: Operation | str) -> None:
    """Do migration operations, or SQL, as the role that owns the tables."""
    state = ProjectState()
    with connections["owner"].schema_editor() as editor:
        for operation in operations:
            if isinstance(operation, str):
                editor.execute(operation)
            else:
                operation.database_forwards("kernel", editor, state, state)


def owner_sees(table: str) -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")  # noqa: S608
        (count,) = cursor.fetchone() or (0,)
        return int(count)


@contextmanager
def tables(kinds: Mapping[str, ForceRowSecurity]) -> Iterator[None]:
    """One table of each kind, for as long as it is needed."""
    for name, lock in kinds.items():
        as_owner(
            MAKE.format(name), lock, GrantToApp(name, may="select, insert, update, delete")
        )
    yield
    for name in kinds:
        as_owner(f"drop table {name}")


def insert(actor: Actor, table: str, org: OrgId, *, row: UUID | None = None) -> UUID:
    """Put a row of ``org`` into a table as ``actor``, without reading it back."""
    row = row or uuid7()
    with acting(actor, purpose="test"), connection.cursor() as cursor:
        cursor.execute(f"insert into {table} (id, org_id) values (%s, %s)", [row, org])  # noqa: S608
    return row


def a_row(table: str, org: OrgId) -> UUID:
    return insert(an_officer(org), table, org)


def reads(actor: Actor, table: str, row: UUID, *, purpose: str = "test") -> bool:
    with acting(actor, purpose=purpose), connection.cursor() as cursor:
        cursor.execute(f"select from {table} where id = %s", [row])
        return bool(cursor.rowcount == 1)


def changes(actor: Actor, table: str, row: UUID) -> bool:
    with acting(actor, purpose="test"), connection.cursor() as cursor:
        cursor.execute(f"update {table} set words = words || 'x' where id = %s", [row])  # noqa: S608
        return bool(cursor.rowcount == 1)


def deletes(actor: Actor, table: str, row: UUID) -> bool:
    with acting(actor, purpose="test"), connection.cursor() as cursor:
        cursor.execute(f"delete from {table} where id = %s", [row])  # noqa: S608
        return bool(cursor.rowcount == 1)
