"""What reaches further than one organisation: agreements, definer functions, and connections
that go from hand to hand.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DataError, connection
from django.utils.timezone import now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.locked import (
    LOCKS,
    PURPOSE,
    SHARED_FOR,
    World,
    insertion,
    table_of,
    the_world,
)
from tests.reaching import REACHING
from tests.trying import one_answer

import moothall
from moothall.kernel.actors import Actor, NotActing, acting
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.models import Organisation, SharingGrant
from moothall.kernel.testing import a_resident, an_officer, an_org, at_once

HOUSE = Path(moothall.__file__).parent


@pytest.fixture
def world() -> World:
    return the_world()


def rows(
    actor: Actor, statement: str, *values: str | UUID, purpose: str = PURPOSE
) -> list[Any]:
    with acting(actor, purpose=purpose), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


class TestDefinerFunctions:
    def test_each_is_known_with_its_reason_and_answers_no_more_than_is_written_here(
        self,
    ) -> None:
        found = rows(
            Actor(),
            "select proname, pg_get_function_result(oid) from pg_proc"
            " where prosecdef and pronamespace = 'public'::regnamespace",
        )
        assert dict(found) == {name: reach.answers for name, reach in REACHING.items()}

    def test_each_is_called_where_it_is_known_to_be_called_and_nowhere_else(self) -> None:
        called: dict[str, set[str]] = {name: set() for name in REACHING}
        for path in HOUSE.rglob("*.py"):
            if {"tests", "migrations"} & set(path.parts) or path.name == "testing.py":
                continue
            text = path.read_text()
            for name in REACHING:
                if re.search(rf"(select|from|,)\s+(\w+\()?{name}\(", text):
                    called[name].add(str(path.relative_to(HOUSE)))
        assert called == {name: set(reach.called_in) for name, reach in REACHING.items()}

    @pytest.mark.parametrize("who", ["another organisation", "nobody", "resident elsewhere"])
    def test_none_tells_others_of_a_row(self, who: str, world: World) -> None:
        actor, _ = world.actors()[who]
        message = world.keys["notifications_message"]
        ask = "select key from notifications_message where id = %s"
        ((key,),) = rows(an_officer(world.org), ask, str(message))
        assert rows(actor, "select notifications_message_called(%s)", key) == [(None,)]
        assert rows(actor, "select readable_keys(), my_subjects()") == [([], [])]
        ask = "select cases_search('reference', '', null, null, null, null, null, null, 1000)"
        ((found,),) = rows(actor, ask)
        assert world.case not in found
        ask = "select reports_search('reference', '', 1000), reports_followed()"
        assert rows(actor, ask) == [([], [])]
        nobody = UUID(int=0)
        ask = "select * from reports_audience(%s, %s, 100)"
        assert rows(actor, ask, world.case, nobody) == []
        ask = "select reports_set_by_resident(%s, 1, 'open', now())"
        assert rows(actor, ask, world.case) == [(False,)]
        ask = "select demand_secret('repeat-contact', '2030-Q2', true)"
        assert rows(actor, ask) == [(None,)]
        ask = "select id from demand_records_between('2000-01-01', '2100-01-01')"
        assert rows(actor, ask) == []
        ask = "select * from demand_lines_about(%s, 9, 9, 9)"
        assert rows(actor, ask, world.case) == []

    def test_nobody_is_told_who_takes_part_in_a_subject(self, world: World) -> None:
        """Of an id that somebody knows already: whether it may be joined, and no more."""
        for actor in (an_officer(world.other), a_resident(world.org), Actor()):
            for owner in (world.org, world.other):
                ask = "select coalesce(may_join(%s, %s), false)"
                assert rows(actor, ask, owner, world.case) == [(False,)]

    def test_counts_of_the_place_name_nobody(self) -> None:
        found = rows(Actor(), "select state, count from notifications_counts()")
        assert {state for state, _ in found} == {
            "queued",
            "sending",
            "failed",
            "may_have_been_sent",
        }


class TestSharing:
    def test_it_is_over_at_its_last_instant_and_not_a_microsecond_before(
        self, world: World
    ) -> None:
        stranger = an_org()
        together = f"""
          select set_config('moothall.org', '{world.org}', true);
          insert into sharing_grant
                 (id, org_id, to_org_id, data_set, purpose, effective_from, effective_to)
          values ('{uuid7()}', '{world.org}', '{stranger}', 'cases', '{SHARED_FOR}',
                  statement_timestamp() + %s * interval '1 microsecond',
                  statement_timestamp() + %s * interval '1 microsecond');
          select set_config('moothall.org', '{stranger}', true);
          select count(*)::int from cases_case where id = '{world.case}'
        """
        for since, until, reads in ((-9, 0, 0), (-9, 1, 1), (0, 9, 1), (1, 9, 0)):
            assert one_answer(Actor(), SHARED_FOR, together, since, until) == reads

    def test_it_opens_the_case_and_nothing_that_hangs_on_it(self, world: World) -> None:
        partner, purpose = world.actors()["partner"]
        assert rows(partner, "select id from cases_case", purpose=purpose) == [(world.case,)]
        for name in ("cases_timeline", "cases_note", "documents_document", "party"):
            assert rows(partner, f"select 1 from {name}", purpose=purpose) == []

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 2),
                st.integers(0, 2),
                st.sampled_from(["cases", "needs"]),
                st.sampled_from(["planning", "prevention"]),
                st.integers(-2, 2),
                st.integers(-2, 2),
            ),
            max_size=8,
        )
    )
    def test_whatever_is_agreed_each_reads_just_what_is_in_force(
        self, agreements: list[tuple[int, int, str, str, int, int]]
    ) -> None:
        orgs, at = [an_org(), an_org(), an_org()], now()
        cases = [a_case_of(org) for org in orgs]
        hours = [timedelta(hours=n) for n in range(-2, 3)]
        for owner, to, data_set, purpose, since, until in agreements:
            with acting(an_officer(orgs[owner]), purpose=PURPOSE):
                SharingGrant.objects.create(
                    org_id=orgs[owner],
                    to_org_id=orgs[to],
                    data_set=data_set,
                    purpose=purpose,
                    effective_from=at + hours[since + 2],
                    effective_to=at + hours[until + 2],
                )
        for reader in range(3):
            for purpose in ("planning", "prevention"):
                owners = {reader} | {
                    owner
                    for owner, to, data_set, for_, since, until in agreements
                    if to == reader
                    and (data_set, for_) == ("cases", purpose)
                    and since <= 0 < until
                }
                found = rows(
                    an_officer(orgs[reader]), "select id from cases_case", purpose=purpose
                )
                assert {case for (case,) in found} == {cases[owner] for owner in owners}


def a_case_of(org: OrgId) -> UUID:
    row = {**LOCKS["cases_case"].row(the_world()), "org_id": org}
    with acting(an_officer(org), purpose=PURPOSE), connection.cursor() as cursor:
        cursor.execute(*insertion("cases_case", row))
    found = row["id"]
    assert isinstance(found, UUID)
    return found


TOLD = (
    "select current_setting('moothall.org', true), current_setting('moothall.served_by', true),"
    " current_setting('moothall.person', true), current_setting('moothall.visits', true),"
    " current_setting('moothall.purpose', true)"
)


class TestConnections:
    """They go from one request to the next; what one told PostgreSQL is gone."""

    @pytest.mark.parametrize("statement", ["select 1", "select 1 / 0"])
    def test_the_next_to_use_one_is_nobody_again(self, statement: str, world: World) -> None:
        everything = Actor(
            org=world.org, served_by=world.org, person=world.person, visits=(world.visit,)
        )
        used: list[int] = []
        with suppress(DataError), acting(everything, purpose=PURPOSE):
            used.append(pid_of(connection))
            with connection.cursor() as cursor:
                cursor.execute("select 1 from cases_case where id = %s", [world.case])
                assert cursor.rowcount == 1
                cursor.execute(statement)
        connection.close()
        with from_the_pool(used[0]) as again:
            told = again.execute(TOLD).fetchone() or ("?",)
            assert {value or "" for value in told} == {""}
            for name in LOCKED:
                assert again.execute(f"select from {name}").rowcount == 0, name

    def test_two_at_once_see_each_their_own(self, world: World) -> None:
        """One transaction begins in the middle of the other, and ends in the middle of it."""
        mine, theirs = a_case_of(world.other), a_case_of(world.partner)
        turn = threading.Barrier(2, timeout=10)
        orgs = iter([(world.other, mine), (world.partner, theirs)])
        seen: dict[UUID, set[UUID]] = {}

        def look() -> None:
            org, case = next(orgs)
            turn.wait()
            with acting(an_officer(org), purpose=PURPOSE), connection.cursor() as cursor:
                found: set[UUID] = set()
                for _ in range(5):
                    turn.wait()
                    cursor.execute(
                        "select id from cases_case where id in (%s, %s)", [mine, theirs]
                    )
                    found |= {row for (row,) in cursor}
                seen[case] = found

        at_once(2, look)
        assert seen == {mine: {mine}, theirs: {theirs}}

    def test_a_query_of_nobody_is_refused_before_it_is_sent(self) -> None:
        for query in (Organisation.objects.count, lambda: connection.cursor().execute(TOLD)):
            with pytest.raises(NotActing):
                query()


LOCKED = sorted(
    {table_of(name) for name in LOCKS}
    - {table_of(name) for name, lock in LOCKS.items() if lock.everybody}
    - {"demand_summary"}  # the protected ones are for everybody
)


def pid_of(wrapper: Any) -> int:  # noqa: ANN401 - Django's connection
    with wrapper.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return int(pid)


@contextmanager
def from_the_pool(pid: int) -> Iterator[psycopg.Connection]:
    """The connection to one server process, as the pool hands it to whoever asks next."""
    wrapper: Any = connection
    pool, taken = wrapper.pool, []
    try:
        while True:
            taken.append(pool.getconn(timeout=5))
            if taken[-1].info.backend_pid == pid:
                yield taken[-1]
                return
    finally:
        for one in taken:
            pool.putconn(one)
