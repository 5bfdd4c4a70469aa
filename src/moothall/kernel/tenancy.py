"""Whose rows are whose: the first lock in the ORM, the second in PostgreSQL."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

from moothall.kernel.actors import own_org

APP_ROLE = "moothall_app"
"""The role of web and worker: it owns nothing and cannot bypass row-level security."""
IDENTITY_ROLE = "moothall_identity"
"""The role behind the second door: accounts, sessions and keys, and nothing else."""
OWNER_ROLE = "moothall_owner"
"""The role that migrates."""

_ORG = "(select nullif(current_setting('moothall.org', true), '')::uuid)"
_SERVED_BY = "(select nullif(current_setting('moothall.served_by', true), '')::uuid)"
_PERSON = "(select nullif(current_setting('moothall.person', true), '')::uuid)"
_VISITS = "(select string_to_array(nullif(current_setting('moothall.visits', true), ''), ','))"

OWN = f"org_id = {_ORG}"
"""The row belongs to the organisation that is acting."""
SERVED = f"org_id = {_SERVED_BY}"
"""The row belongs to the organisation that is serving the resident who acts."""
ABOUT_THE_PERSON = f"person_id = {_PERSON}"
OF_THE_VISIT = f"visit = any({_VISITS}::text[])"
SHARED = "share_key = any((select readable_keys())::bigint[])"
"""An agreement in force opens the row's data set to the organisation that is acting."""
GRANTED_TO_US = f"to_org_id = {_ORG}"
EVERYBODY = "true"
"""The row is public in the place."""


def party_to(column: str) -> str:
    """The resident who acts is a party to the subject named in ``column``."""
    return f"{column} = any((select my_subjects())::uuid[])"


_Row = TypeVar("_Row", bound=models.Model)


class OwnRows(models.Manager[_Row]):
    """The rows of the organisation that is acting, and no others."""

    def get_queryset(self) -> models.QuerySet[_Row]:
        return super().get_queryset().filter(org=own_org())


def share_key(data_set: models.F | models.Value) -> models.GeneratedField:
    """The column by which an agreement opens a data set of one owner to another."""
    return models.GeneratedField(
        expression=models.Func("org_id", data_set, function="share_key"),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )


class _OnTable(Operation):
    """SQL on one table that leaves Django's picture of the models as it was."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def forwards(self) -> Iterator[str]:
        raise NotImplementedError

    def backwards(self) -> Iterator[str]:
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: Any) -> None:  # noqa: ANN401
        return

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: object
    ) -> None:
        for statement in self.forwards():
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: object
    ) -> None:
        for statement in self.backwards():
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"{type(self).__name__} on {self.table}"


class GrantToApp(_OnTable):
    """Let web and worker use a table; they can touch none that was not opened to them."""

    role = APP_ROLE

    def __init__(self, table: str, *, may: str) -> None:
        super().__init__(table)
        self.may = may

    def forwards(self) -> Iterator[str]:
        yield f"grant {self.may} on {self.table} to {self.role}"

    def backwards(self) -> Iterator[str]:
        yield f"revoke {self.may} on {self.table} from {self.role}"


class GrantToIdentity(GrantToApp):
    """Let the second door use a table."""

    role = IDENTITY_ROLE


class ForceRowSecurity(_OnTable):
    """Lock a table of organisations.

    Its organisation may do all that the grants allow. ``subject`` names the column by which a
    resident who is a party to it may read, and write while the organisation serves them.
    ``readers`` are further conditions that open rows for reading only. With ``owner_reads``
    definer functions may read all of it.
    """

    def __init__(
        self,
        table: str,
        *,
        subject: str | None = None,
        readers: Sequence[str] = (),
        served_may_insert: bool = False,
        owner_reads: bool = False,
    ) -> None:
        super().__init__(table)
        self.subject = subject
        self.readers = readers
        self.served_may_insert = served_may_insert
        self.owner_reads = owner_reads

    def forwards(self) -> Iterator[str]:
        party = [party_to(self.subject)] if self.subject else []
        readable = " or ".join([OWN, *party, *self.readers])
        ours = [f"({SERVED} and {p})" for p in party]
        writable = " or ".join([OWN, *ours])
        insertable = " or ".join([OWN, SERVED]) if self.served_may_insert else writable
        yield f"alter table {self.table} enable row level security"
        yield f"alter table {self.table} force row level security"
        yield f"create policy reads on {self.table} for select using ({readable})"
        yield f"create policy inserts on {self.table} for insert with check ({insertable})"
        yield f"create policy updates on {self.table} for update using ({writable})"
        yield f"create policy deletes on {self.table} for delete using ({writable})"
        if self.owner_reads:
            yield (
                f"create policy owner_reads on {self.table} for select to current_user"
                " using (true)"
            )

    def backwards(self) -> Iterator[str]:
        for policy in ("reads", "inserts", "updates", "deletes", "owner_reads"):
            yield f"drop policy if exists {policy} on {self.table}"
        yield f"alter table {self.table} no force row level security"
        yield f"alter table {self.table} disable row level security"


class ChangeRows(_OnTable):
    """A data migration: one statement that must change at least one row, or it fails.

    Forced row-level security binds the owner too, so a plain ``update`` would change nothing in
    silence. The lock is lifted for the statement only, in the migration's transaction.
    """

    def __init__(self, table: str, *, statement: str) -> None:
        super().__init__(table)
        self.statement = statement

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: object
    ) -> None:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"alter table {self.table} no force row level security")
            cursor.execute(f"select exists (select from {self.table})")  # noqa: S608
            (has_rows,) = cursor.fetchone() or (False,)
            cursor.execute(self.statement)
            changed = cursor.rowcount
            cursor.execute(f"alter table {self.table} force row level security")
        if has_rows and changed < 1:
            raise RuntimeError(f"the data migration of {self.table} changed no row")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: object
    ) -> None:
        raise RuntimeError("a data migration is not undone by itself")
