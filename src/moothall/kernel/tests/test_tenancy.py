"""Row-level security: every kind of table that migrations can make, tried as the app role."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection

from moothall.kernel import parties
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import uuid7
from moothall.kernel.tenancy import EVERYBODY, SERVED, SHARED, ChangeRows, ForceRowSecurity
from moothall.kernel.testing import a_resident, an_officer, an_org
from moothall.kernel.tests.tables import (
    MAKE,
    a_row,
    as_owner,
    changes,
    deletes,
    insert,
    owner_sees,
    reads,
    tables,
)

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


@pytest.fixture(scope="module", autouse=True)
def _tables() -> Iterator[None]:
    with tables(KINDS):
        yield


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
        org, other = an_org(), an_org()
        a_row(table, org)
        with (
            acting(an_officer(org), purpose="test"),
            connection.cursor() as cursor,
            pytest.raises(ProgrammingError, match="row-level security"),
        ):
            cursor.execute(f"update {table} set org_id = %s", [other])

    def test_the_owner_is_bound_too(self, table: str) -> None:
        a_row(table, an_org())
        assert (owner_sees(table) > 0) is (table in {"try_owner", "try_public"})

    def test_the_lock_can_be_taken_off_again_and_put_back(self, table: str) -> None:
        lock = KINDS[table]
        as_owner(*lock.backwards(), lock)
        row = a_row(table, an_org())
        assert not changes(an_officer(), table, row)


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
