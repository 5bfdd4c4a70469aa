"""Who works here now, and where somebody works."""

from datetime import timedelta

import pytest
from django.db import connection

from moothall.components.people import contracts, queries, services
from moothall.components.people.contracts import DUTY_WORDS, Duty
from moothall.components.people.models import Membership
from moothall.components.people.testing import a_member
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import NOON, a_person, an_org

LATER = NOON + timedelta(days=1)
JUST_BEFORE = LATER - timedelta(microseconds=1)


def test_a_person_sees_where_they_work_in_every_organisation() -> None:
    here, there = an_org(), an_org()
    member = a_member(here)
    a_member(there, person=member.person)
    a_member(there)
    with acting(Actor(person=member.person), purpose="test"):
        mine = queries.memberships_of_me(at=NOON)
    assert [m.org for m in mine] == [here, there]


def test_nobody_sees_where_somebody_else_works() -> None:
    a_member(an_org())
    with acting(Actor(person=a_person()), purpose="test"):
        assert queries.memberships_of_me(at=NOON) == []
        assert list(Membership.readable.all()) == []


def test_whoever_acts_for_nobody_has_no_memberships() -> None:
    with acting(Actor(org=an_org()), purpose="test"):
        assert queries.memberships_of_me(at=NOON) == []


def test_an_officer_is_who_the_membership_says() -> None:
    member = a_member(an_org(), Duty.ADVISER, Duty.MANAGER)
    with acting(Actor(person=member.person), purpose="test"):
        actor = queries.actor_for(person=member.person, org=member.org, at=NOON)
    assert actor == Actor(
        org=member.org, officer=member.person, duties=frozenset({"adviser", "manager"})
    )


def test_a_leaver_loses_access_at_that_moment() -> None:
    member = a_member(an_org())
    with acting(Actor(org=member.org), purpose="test"):
        services.leave(person=member.person, at=LATER)
    with acting(Actor(person=member.person), purpose="test"):
        assert queries.actor_for(person=member.person, org=member.org, at=JUST_BEFORE)
        with pytest.raises(contracts.NotAMember):
            queries.actor_for(person=member.person, org=member.org, at=LATER)
        assert queries.memberships_of_me(at=LATER) == []


def test_nobody_works_anywhere_before_they_join() -> None:
    member = a_member(an_org(), at=LATER)
    with acting(Actor(person=member.person), purpose="test"):
        assert queries.memberships_of_me(at=JUST_BEFORE) == []
        with pytest.raises(contracts.NotAMember):
            queries.actor_for(person=member.person, org=member.org, at=JUST_BEFORE)


def test_duties_that_are_taken_away_are_gone_with_the_next_request() -> None:
    member = a_member(an_org(), Duty.MANAGER)
    with acting(Actor(org=member.org), purpose="test"):
        services.change(person=member.person, duties=[], at=LATER)
    with acting(Actor(person=member.person), purpose="test"):
        actor = queries.actor_for(person=member.person, org=member.org, at=LATER)
    assert actor.duties == frozenset()


def test_nobody_can_be_somebody_else() -> None:
    member = a_member(an_org())
    with (
        acting(Actor(person=a_person()), purpose="test"),
        pytest.raises(contracts.NotAMember),
    ):
        queries.actor_for(person=member.person, org=member.org, at=NOON)


def test_officers_are_listed_by_name_and_by_team() -> None:
    org = an_org(teams=("front", "back"))
    b = a_member(org, name="B", teams=["front"])
    a = a_member(org, name="A", teams=["front", "back"])
    gone = a_member(org, name="C")
    a_member(an_org(), name="D")
    with acting(Actor(org=org), purpose="test"):
        services.leave(person=gone.person, at=LATER)
        assert queries.officers(at=LATER) == [a, b]
        assert queries.officers(at=LATER, team="back") == [a]
        assert queries.officers(at=LATER, at_most=1) == [a]


def test_an_officer_is_found_by_address_however_it_is_typed() -> None:
    member = a_member(an_org())
    with acting(Actor(org=member.org), purpose="test"):
        found = queries.officer_by_email(email=f" {member.email.upper()} ", at=NOON)
    assert found == member


def test_an_officer_of_another_organisation_is_not_found_by_address() -> None:
    member = a_member(an_org())
    with acting(Actor(org=an_org()), purpose="test"), pytest.raises(contracts.OfficerNotFound):
        queries.officer_by_email(email=member.email, at=NOON)


def test_a_leaver_is_not_found_by_address() -> None:
    member = a_member(an_org())
    with acting(Actor(org=member.org), purpose="test"):
        services.leave(person=member.person, at=LATER)
        with pytest.raises(contracts.OfficerNotFound):
            queries.officer_by_email(email=member.email, at=LATER)


def test_raw_sql_sees_no_membership_of_another_organisation() -> None:
    member = a_member(an_org())
    with acting(Actor(org=an_org()), purpose="test"), connection.cursor() as cursor:
        cursor.execute("select count(*) from people_membership where id = %s", [member.id])
        assert cursor.fetchone() == (0,)
        cursor.execute("update people_membership set until = now() where id = %s", [member.id])
        assert cursor.rowcount == 0


def test_a_person_reads_their_membership_but_cannot_change_it() -> None:
    member = a_member(an_org())
    with acting(Actor(person=member.person), purpose="test"), connection.cursor() as cursor:
        cursor.execute("select count(*) from people_membership where id = %s", [member.id])
        assert cursor.fetchone() == (1,)
        cursor.execute(
            "update people_membership set duties = '[\"manager\"]' where id = %s", [member.id]
        )
        assert cursor.rowcount == 0


def test_every_duty_has_words_in_both_languages() -> None:
    for duty in Duty:
        said = DUTY_WORDS[duty]
        assert said.in_language("en") != said.in_language("cy")
