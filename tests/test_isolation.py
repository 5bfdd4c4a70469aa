"""Every table × everybody × every deed, as the running role; and the proof that it would show.

The matrix finds its tables in the catalogue of PostgreSQL: a new one is red until it has a row
in ``locked.LOCKS`` and the deeds that are open on it are written down there.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, models
from tests.locked import (
    DEEDS,
    LOCKS,
    PURPOSE,
    SHARED_FOR,
    Cursor,
    World,
    discovered,
    insertion,
    table_of,
    the_world,
)
from tests.trying import done, everybody, is_let, one_answer, tell

from moothall.kernel import parties
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import uuid7
from moothall.kernel.tenancy import APP_ROLE
from moothall.kernel.testing import a_resident, an_officer, an_org

ELSEWHERE = {
    "identity_apikey": "behind the identity door: the running role may not touch it at all",
    "parked_event": "events that a reader failed on, for the operator of the place",
}
"""Tables with an ``org_id`` that are not behind this lock, and why."""


@pytest.fixture
def world() -> World:
    return the_world()


def test_every_table_of_organisations_has_a_row_that_is_tried() -> None:
    assert discovered() - set(ELSEWHERE) == {table_of(name) for name in LOCKS}


def test_a_new_table_is_missed() -> None:
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("create table a_newcomer (org_id uuid)")
        try:
            assert "a_newcomer" in discovered()
        finally:
            owner.execute("drop table a_newcomer")


def test_keys_of_api_clients_are_out_of_reach_even_for_their_own_organisation() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):  # noqa: SIM117
        with acting(an_officer(), purpose=PURPOSE), connection.cursor() as cursor:
            cursor.execute("select from identity_apikey")


@pytest.mark.parametrize("name", LOCKS)
def test_everybody_can_do_what_is_theirs_to_do_and_no_more(name: str, world: World) -> None:
    found, expected = {}, {}
    for who, (actor, purpose) in everybody(name, world).items():
        with acting(actor, purpose=purpose), connection.cursor() as cursor:
            found[who] = said(done(cursor, name, world))
        expected[who] = said(LOCKS[name].may(who))
    assert found == expected


def said(deeds: frozenset[str]) -> list[str]:
    return [word for deed, word in DEEDS.items() if deed in deeds]


@pytest.mark.parametrize("name", LOCKS)
def test_no_row_is_given_away_or_taken(name: str, world: World) -> None:
    """Neither may an organisation move its row to another, nor another one fetch it."""
    move = f"update {table_of(name)} set org_id = %s where {LOCKS[name].key} = %s"
    for who, (actor, purpose) in everybody(name, world).items():
        with acting(actor, purpose=purpose), connection.cursor() as cursor:
            assert not is_let(cursor, move, [world.other, world.keys[name]]), who


class TestTheMatrixWouldNotice:
    """Loosen one policy after the other, in a transaction that is thrown away."""

    @pytest.mark.parametrize("name", LOCKS)
    def test_a_policy_that_lets_everybody_through(self, name: str, world: World) -> None:
        blind = []
        for policy, deed, clauses in policies(table_of(name)):
            if deed == "r" and has_rows_that_are_not_for_everybody(name):
                continue
            with loosened(name, policy, clauses) as cursor:
                if seen(cursor, name, world) == expected(name, world):
                    blind.append((policy, deed))
        assert blind == []

    @pytest.mark.parametrize("name", LOCKS)
    def test_a_table_whose_lock_is_taken_off(self, name: str, world: World) -> None:
        with as_superuser() as cursor:
            cursor.execute(f"alter table {table_of(name)} disable row level security")
            cursor.execute(f"set local role {APP_ROLE}")
            assert seen(cursor, name, world) != expected(name, world)


def has_rows_that_are_not_for_everybody(name: str) -> bool:
    """Whether everybody reads this row, and other rows of its table try who reads those."""
    others = [lock for n, lock in LOCKS.items() if table_of(n) == table_of(name)]
    is_for_all = [("r" in lock.everybody) for lock in others]
    return "r" in LOCKS[name].everybody and not all(is_for_all)


def policies(table: str) -> list[tuple[str, str, list[str]]]:
    """The permissive policies that a deed of the running role meets: name, deed, clauses."""
    with acting(Actor(), purpose=PURPOSE), connection.cursor() as cursor:
        cursor.execute(
            "select polname, polcmd::text, polqual is not null, polwithcheck is not null,"
            "       coalesce(pg_get_expr(polqual, polrelid), '') ~ '(^|OR )true'"
            "  from pg_policy where polrelid = %s::regclass and polpermissive"
            "   and 0 = any(polroles)"
            "   and (polcmd <> 'd' or has_table_privilege(polrelid, 'delete'))"
            "   and (polcmd <> 'w' or has_any_column_privilege(polrelid, 'update'))",
            [table],
        )
        return [
            (
                name,
                deed,
                ["using (true)"] * using + ["with check (true)"] * checks,
            )
            for name, deed, using, checks, is_public in cursor
            if not is_public
        ]


@contextmanager
def as_superuser() -> Iterator[Cursor]:
    """A transaction of the superuser of the test database, which comes to nothing."""
    with psycopg.connect(os.environ["MOOTHALL_ADMIN_URL"]) as admin:
        yield admin.cursor()
        admin.rollback()


@contextmanager
def loosened(name: str, policy: str, clauses: list[str]) -> Iterator[Cursor]:
    with as_superuser() as cursor:
        cursor.execute(f"alter policy {policy} on {table_of(name)} {' '.join(clauses)}")
        cursor.execute(f"set local role {APP_ROLE}")
        yield cursor


def seen(cursor: Cursor, name: str, world: World) -> dict[str, frozenset[str]]:
    found = {}
    for who, (actor, purpose) in everybody(name, world).items():
        tell(cursor, actor, purpose)
        found[who] = done(cursor, name, world)
    return found


def expected(name: str, world: World) -> dict[str, frozenset[str]]:
    return {who: LOCKS[name].may(who) for who in everybody(name, world)}


MODELS: dict[str, type[models.Model]] = {
    model._meta.db_table: model
    for model in apps.get_models()
    if model._meta.db_table in {table_of(name) for name in LOCKS}
}


class TestTheOrm:
    """The first lock stands before the second, and the second holds without the first."""

    def test_every_table_has_a_model(self) -> None:
        assert set(MODELS) == {table_of(name) for name in LOCKS}

    @pytest.mark.parametrize("name", LOCKS)
    def test_it_reads_what_raw_sql_reads(self, name: str, world: World) -> None:
        model = MODELS[table_of(name)]
        rows = getattr(model, "readable", model._default_manager)
        for who, (actor, purpose) in everybody(name, world).items():
            with acting(actor, purpose=purpose):
                found = rows.filter(pk=world.keys[name]).exists()
            assert found is ("r" in LOCKS[name].may(who)), who

    @pytest.mark.parametrize(
        "name", [n for n in LOCKS if hasattr(MODELS[table_of(n)], "readable")]
    )
    def test_rows_of_one_s_own_are_no_public_or_shared_ones(
        self, name: str, world: World
    ) -> None:
        own = MODELS[table_of(name)]._default_manager
        for org in (world.other, world.partner):
            with acting(an_officer(org), purpose=SHARED_FOR):
                assert not own.filter(pk=world.keys[name]).exists()

    @pytest.mark.parametrize("name", LOCKS)
    def test_another_organisation_changes_and_deletes_nothing_through_it(
        self, name: str, world: World
    ) -> None:
        model = MODELS[table_of(name)]
        rows = getattr(model, "readable", model._default_manager)
        this = rows.filter(pk=world.keys[name])
        for deed in (lambda: this.update(org=world.other), lambda: this.delete()[0]):
            assert changed_by(an_officer(world.other, "manager"), deed) == 0


def changed_by(actor: Actor, deed: Callable[[], int]) -> int:
    """How many rows it reached; without the grant there is none to reach."""
    try:
        with acting(actor, purpose=PURPOSE):
            return deed()
    except ProgrammingError as failure:
        assert "permission denied" in str(failure)  # noqa: PT017
        return 0


class TestResidents:
    def test_nobody_begins_for_an_organisation_that_does_not_serve_them(self) -> None:
        org, elsewhere = an_org(), an_org()
        resident, subject = a_resident(elsewhere), uuid7()
        with pytest.raises(ProgrammingError, match="row-level security"):  # noqa: SIM117
            with acting(resident, purpose=PURPOSE), connection.cursor() as cursor:
                cursor.execute(JOIN, [uuid7(), org, subject, resident.visits[0]])

    def test_nobody_joins_what_somebody_else_has_begun(self) -> None:
        org = an_org()
        resident, neighbour, subject = a_resident(org), a_resident(org), uuid7()
        with acting(resident, purpose=PURPOSE):
            parties.add_self(subject=subject)
        with pytest.raises(ProgrammingError, match="row-level security"):  # noqa: SIM117
            with acting(neighbour, purpose=PURPOSE):
                parties.add_self(subject=subject)

    def test_nobody_joins_it_by_way_of_another_organisation_either(self) -> None:
        resident, subject = a_resident(an_org()), uuid7()
        with acting(resident, purpose=PURPOSE):
            parties.add_self(subject=subject)
        for stranger in (an_officer(), a_resident(an_org())):
            with pytest.raises(ProgrammingError, match="row-level security"):  # noqa: SIM117
                with acting(stranger, purpose=PURPOSE):
                    parties.add(subject=subject, visit=parties.visit_of("thief"))

    def test_whoever_was_let_in_until_now_is_out(self, world: World) -> None:
        visit, subject = parties.visit_of(parties.new_secret()), uuid7()
        together = f"""
          select set_config('moothall.org', '{world.org}', true);
          insert into party (id, org_id, subject, visit, role, until)
          values ('{uuid7()}', '{world.org}', '{subject}', '{visit}', 'helper',
                  statement_timestamp() + %s * interval '1 microsecond');
          select cardinality(my_subjects())
        """
        for microseconds, takes_part in ((0, 0), (1, 1)):
            assert (
                one_answer(Actor(visits=(visit,)), PURPOSE, together, microseconds)
                == takes_part
            )


JOIN = (
    "insert into party (id, org_id, subject, visit, role) values (%s, %s, %s, %s, 'applicant')"
)


class TestTheMap:
    """Everybody reads the map of the place, and only its steward draws it."""

    AREAS = tuple(name for name, lock in LOCKS.items() if lock.of_steward)

    @pytest.mark.parametrize("name", AREAS)
    def test_no_other_organisation_has_one_of_its_own(self, name: str, world: World) -> None:
        statement, values = insertion(name, {**LOCKS[name].row(world), "org_id": world.org})
        with acting(an_officer(world.org), purpose=PURPOSE), connection.cursor() as cursor:
            assert not is_let(cursor, statement, values)

    @pytest.mark.parametrize("name", AREAS)
    def test_an_organisation_that_was_the_steward_once_changes_its_rows_no_more(
        self, name: str, world: World
    ) -> None:
        with as_superuser() as cursor:
            cursor.execute(*insertion(name, {**LOCKS[name].row(world), "org_id": world.org}))
            cursor.execute(f"set local role {APP_ROLE}")
            tell(cursor, an_officer(world.org), PURPOSE)
            assert is_let(cursor, f"select from {name} where org_id = %s", [world.org])
            assert not is_let(cursor, f"update {name} set org_id = %s", [world.org])
            cursor.execute("reset role")
            cursor.execute(f"grant delete on {name} to {APP_ROLE}")
            cursor.execute(f"set local role {APP_ROLE}")
            assert not is_let(cursor, f"delete from {name}", [])
