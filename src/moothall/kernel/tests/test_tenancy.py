"""Row-level security: every kind of table that migrations can make, tried as the app role."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, connections
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.utils.timezone import now

from moothall.kernel import parties
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.models import SharingGrant
from moothall.kernel.tenancy import (
    EVERYBODY,
    SERVED,
    SHARED,
    ChangeRows,
    ForceRowSecurity,
    GrantToApp,
)
from moothall.kernel.testing import NOON, a_resident, an_officer, an_org, at_once

MAKE = """
create table {0} (
  id uuid primary key, org_id uuid not null, words text not null default '',
  share_key bigint generated always as (share_key(org_id, 'needs')) stored
)
"""
KINDS: dict[str, ForceRowSecurity] = {
    name: ForceRowSecurity(name, **options)  # type: ignore[arg-type]
    for name, options in {
        "try_own": {},
        "try_subject": {"subject": "id"},
        "try_served": {"served_may_insert": True},
        "try_served_reads": {"readers": [SERVED]},
        "try_shared": {"readers": [SHARED]},
        "try_public": {"readers": [EVERYBODY]},
        "try_owner": {"owner_reads": True},
    }.items()
}
NOBODY = Actor()


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
        cursor.execute(f"select count(*) from {table}")
        (count,) = cursor.fetchone() or (0,)
        return int(count)


@pytest.fixture(scope="module", autouse=True)
def _tables() -> Iterator[None]:
    """One table of each kind, for as long as these tests run."""
    for name, lock in KINDS.items():
        as_owner(
            MAKE.format(name), lock, GrantToApp(name, may="select, insert, update, delete")
        )
    yield
    for name in KINDS:
        as_owner(f"drop table {name}")


def insert(actor: Actor, table: str, org: OrgId, *, row: UUID | None = None) -> UUID:
    """Put a row of ``org`` into a table as ``actor``, without reading it back."""
    row = row or uuid7()
    with acting(actor, purpose="test"), connection.cursor() as cursor:
        cursor.execute(f"insert into {table} (id, org_id) values (%s, %s)", [row, org])
    return row


def a_row(table: str, org: OrgId) -> UUID:
    return insert(an_officer(org), table, org)


def reads(actor: Actor, table: str, row: UUID, *, purpose: str = "test") -> bool:
    with acting(actor, purpose=purpose), connection.cursor() as cursor:
        cursor.execute(f"select from {table} where id = %s", [row])
        return bool(cursor.rowcount == 1)


def changes(actor: Actor, table: str, row: UUID) -> bool:
    with acting(actor, purpose="test"), connection.cursor() as cursor:
        cursor.execute(f"update {table} set words = words || 'x' where id = %s", [row])
        return bool(cursor.rowcount == 1)


def deletes(actor: Actor, table: str, row: UUID) -> bool:
    with acting(actor, purpose="test"), connection.cursor() as cursor:
        cursor.execute(f"delete from {table} where id = %s", [row])
        return bool(cursor.rowcount == 1)


def a_subject(resident: Actor) -> UUID:
    """Something the resident takes part in, and nobody else."""
    subject = uuid7()
    with acting(resident, purpose="test"):
        parties.add_self(subject=subject)
    return subject


@pytest.mark.parametrize("table", KINDS)
class TestEveryKindOfTable:
    def test_its_organisation_reads_writes_and_deletes(self, table: str) -> None:
        org = an_org()
        row = a_row(table, org)
        assert reads(an_officer(org), table, row)
        assert changes(an_officer(org), table, row)
        assert deletes(an_officer(org), table, row)

    @pytest.mark.parametrize(
        "somebody", [an_officer, lambda: NOBODY, lambda: a_resident(an_org(), signed_in=True)]
    )
    def test_nobody_else_writes_or_deletes(
        self, table: str, somebody: Callable[[], Actor]
    ) -> None:
        row = a_row(table, an_org())
        assert not changes(somebody(), table, row)
        assert not deletes(somebody(), table, row)

    def test_nobody_puts_a_row_into_another_organisation(self, table: str) -> None:
        for actor in (an_officer(), NOBODY, a_resident(an_org())):
            with pytest.raises(ProgrammingError, match="row-level security"):
                insert(actor, table, an_org())

    def test_nobody_gives_a_row_away(self, table: str) -> None:
        org = an_org()
        a_row(table, org)
        with (
            acting(an_officer(org), purpose="test"),
            connection.cursor() as cursor,
            pytest.raises(ProgrammingError, match="row-level security"),
        ):
            cursor.execute(f"update {table} set org_id = %s", [an_org_inside()])

    def test_the_owner_is_bound_too(self, table: str) -> None:
        a_row(table, an_org())
        assert (owner_sees(table) > 0) is (table in {"try_owner", "try_public"})

    def test_the_lock_can_be_taken_off_again_and_put_back(self, table: str) -> None:
        lock = KINDS[table]
        as_owner(*lock.backwards(), lock)
        row = a_row(table, an_org())
        assert not changes(an_officer(), table, row)


def an_org_inside() -> UUID:
    """The id of some organisation, for use inside ``acting``."""
    return uuid7()


@pytest.mark.parametrize("table", [name for name in KINDS if name != "try_public"])
@pytest.mark.parametrize(
    "somebody", [an_officer, lambda: NOBODY, lambda: a_resident(an_org(), signed_in=True)]
)
def test_nobody_else_reads_what_was_not_opened(
    table: str, somebody: Callable[[], Actor]
) -> None:
    assert not reads(somebody(), table, a_row(table, an_org()))


def test_everybody_reads_what_is_public() -> None:
    row = a_row("try_public", an_org())
    for actor in (an_officer(), NOBODY, a_resident(an_org())):
        assert reads(actor, "try_public", row)


class TestResidents:
    def test_a_resident_reads_and_writes_what_they_are_party_to(self) -> None:
        org = an_org()
        resident = a_resident(org)
        row = insert(resident, "try_subject", org, row=a_subject(resident))
        assert reads(resident, "try_subject", row)
        assert changes(resident, "try_subject", row)

    def test_another_resident_of_the_same_organisation_does_not(self) -> None:
        org = an_org()
        resident, other = a_resident(org, signed_in=True), a_resident(org, signed_in=True)
        row = insert(resident, "try_subject", org, row=a_subject(resident))
        assert not reads(other, "try_subject", row)
        assert not changes(other, "try_subject", row)
        assert not deletes(other, "try_subject", row)

    def test_a_resident_makes_no_row_that_they_are_not_party_to(self) -> None:
        org = an_org()
        with pytest.raises(ProgrammingError, match="row-level security"):
            insert(a_resident(org), "try_subject", org)

    def test_served_by_another_organisation_they_read_and_do_not_write(self) -> None:
        org = an_org()
        resident = a_resident(org)
        row = insert(resident, "try_subject", org, row=a_subject(resident))
        elsewhere = Actor(served_by=an_org(), visits=resident.visits)
        assert reads(elsewhere, "try_subject", row)
        assert not changes(elsewhere, "try_subject", row)

    def test_what_they_may_only_put_in_they_do_not_read(self) -> None:
        org = an_org()
        resident = a_resident(org)
        row = insert(resident, "try_served", org)
        assert not reads(resident, "try_served", row)
        assert reads(an_officer(org), "try_served", row)

    def test_what_is_open_to_those_served_they_read_and_do_not_write(self) -> None:
        org = an_org()
        row = a_row("try_served_reads", org)
        assert reads(a_resident(org), "try_served_reads", row)
        assert not reads(a_resident(an_org()), "try_served_reads", row)
        assert not changes(a_resident(org), "try_served_reads", row)


def share(
    owner: OrgId,
    *,
    to: OrgId,
    since: datetime,
    until: datetime,
    data_set: str = "needs",
    purpose: str = "planning",
) -> None:
    with acting(an_officer(owner), purpose="test"):
        SharingGrant.objects.create(
            org_id=owner,
            to_org_id=to,
            data_set=data_set,
            purpose=purpose,
            effective_from=since,
            effective_to=until,
        )


class TestSharing:
    """An agreement opens one data set of one owner to one other, for one purpose and a time."""

    def read_by(self, other: OrgId, row: UUID, *, purpose: str = "planning") -> bool:
        return reads(an_officer(other), "try_shared", row, purpose=purpose)

    def test_in_force_it_opens_rows_for_reading_and_not_for_writing(self) -> None:
        owner, other = an_org(), an_org()
        row = a_row("try_shared", owner)
        share(owner, to=other, since=now() - timedelta(days=1), until=now() + timedelta(days=1))
        assert self.read_by(other, row)
        assert not changes(an_officer(other), "try_shared", row)
        assert not deletes(an_officer(other), "try_shared", row)

    def test_it_opens_nothing_for_another_purpose_or_to_a_third_or_the_other_way(self) -> None:
        owner, other = an_org(), an_org()
        row, back = a_row("try_shared", owner), a_row("try_shared", other)
        share(owner, to=other, since=now() - timedelta(days=1), until=now() + timedelta(days=1))
        assert not self.read_by(other, row, purpose="casework")
        assert not self.read_by(an_org(), row)
        assert not self.read_by(owner, back)

    def test_it_opens_no_other_data_set(self) -> None:
        owner, other = an_org(), an_org()
        row = a_row("try_shared", owner)
        day = timedelta(days=1)
        share(owner, to=other, since=now() - day, until=now() + day, data_set="contacts")
        assert not self.read_by(other, row)

    @pytest.mark.parametrize(("since", "until"), [(1, 2), (-2, -1)])
    def test_it_opens_nothing_before_its_time_or_after_it(self, since: int, until: int) -> None:
        owner, other = an_org(), an_org()
        row = a_row("try_shared", owner)
        share(
            owner,
            to=other,
            since=now() + timedelta(days=since),
            until=now() + timedelta(days=until),
        )
        assert not self.read_by(other, row)

    @pytest.mark.parametrize(
        ("since", "until", "opens"),
        [
            ("statement_timestamp()", "'infinity'", 1),
            ("statement_timestamp() + interval '1 microsecond'", "'infinity'", 0),
            ("'-infinity'", "statement_timestamp()", 0),
            ("'-infinity'", "statement_timestamp() + interval '1 microsecond'", 1),
        ],
    )
    def test_it_begins_at_its_first_instant_and_is_over_at_its_last(
        self, since: str, until: str, opens: int
    ) -> None:
        owner, other = an_org(), an_org()
        # Statements that are sent together share their timestamp, so the instant can be met.
        together = f"""
          select set_config('moothall.org', '{owner}', true);
          insert into sharing_grant
                 (id, org_id, to_org_id, data_set, purpose, effective_from, effective_to)
          values ('{uuid7()}', '{owner}', '{other}', 'needs', 'planning', {since}, {until});
          select set_config('moothall.org', '{other}', true);
          select cardinality(readable_keys())
        """
        with acting(Actor(), purpose="planning"), connection.cursor() as cursor:
            cursor.execute(together)
            for _ in range(3):
                assert cursor.nextset()
            assert cursor.fetchone() == (opens,)

    def test_once_it_is_ended_an_open_transaction_reads_no_more(self) -> None:
        owner, other = an_org(), an_org()
        row = a_row("try_shared", owner)
        share(owner, to=other, since=now() - timedelta(days=1), until=now() + timedelta(days=1))

        def end() -> None:
            with acting(an_officer(owner), purpose="test"), connection.cursor() as cursor:
                cursor.execute("update sharing_grant set effective_to = clock_timestamp()")

        found = "select from try_shared where id = %s"
        with acting(an_officer(other), purpose="planning"), connection.cursor() as cursor:
            cursor.execute(found, [row])
            assert cursor.rowcount == 1
            at_once(1, end)
            cursor.execute(found, [row])
            assert cursor.rowcount == 0

    def test_nobody_opens_what_is_not_theirs(self) -> None:
        owner, other = an_org(), an_org()
        with pytest.raises(ProgrammingError, match="row-level security"):
            insert_grant_for(owner, by=an_officer(other), to=other)


def insert_grant_for(owner: OrgId, *, by: Actor, to: OrgId) -> None:
    with acting(by, purpose="test"):
        SharingGrant.objects.create(
            org_id=owner,
            to_org_id=to,
            data_set="needs",
            purpose="planning",
            effective_from=NOON,
            effective_to=NOON,
        )


class TestDataMigrations:
    def test_one_changes_rows_though_the_owner_is_bound(self) -> None:
        org = an_org()
        row = a_row("try_own", org)
        as_owner(ChangeRows("try_own", statement="update try_own set words = 'mended'"))
        with acting(an_officer(org), purpose="test"), connection.cursor() as cursor:
            cursor.execute("select words from try_own where id = %s", [row])
            assert cursor.fetchone() == ("mended",)

    def test_the_table_is_locked_again_afterwards(self) -> None:
        a_row("try_own", an_org())
        as_owner(ChangeRows("try_own", statement="update try_own set words = 'mended'"))
        assert owner_sees("try_own") == 0

    def test_one_that_changes_nothing_fails_and_leaves_the_lock_on(self) -> None:
        row = a_row("try_own", an_org())
        nothing = ChangeRows("try_own", statement="update try_own set words = '' where false")
        with pytest.raises(RuntimeError, match="changed no row"):
            as_owner(nothing)
        assert owner_sees("try_own") == 0
        assert not reads(NOBODY, "try_own", row)

    def test_one_on_an_empty_table_is_content(self) -> None:
        as_owner(MAKE.format("try_empty"), ForceRowSecurity("try_empty"))
        try:
            as_owner(ChangeRows("try_empty", statement="update try_empty set words = ''"))
        finally:
            as_owner("drop table try_empty")


@pytest.mark.parametrize(
    "deed",
    [
        "alter table party disable row level security",
        "drop policy reads on party",
        "set role moothall_owner",
        "set session authorization moothall_owner",
        "select from identity_user",
        "delete from event_log",
        "update event_log set by = 'nobody'",
        "truncate party",
        "create table mine (id integer)",
        "select set_config('row_security', 'off', true); select from party",
    ],
)
def test_the_app_role_cannot_take_a_lock_off(deed: str) -> None:
    with (
        acting(an_officer(), purpose="test"),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError),
    ):
        cursor.execute(deed)


def test_tables_of_the_kernel_answer_nothing_to_nobody() -> None:
    org = an_org()
    with suppress(ProgrammingError):
        insert_grant_for(org, by=an_officer(org), to=an_org())
    with acting(NOBODY, purpose="test"), connection.cursor() as cursor:
        for table in ("sharing_grant", "event_log", "idempotency_key", "connector_choice"):
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,)
