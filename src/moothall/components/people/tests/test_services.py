"""Joining an organisation, changing duties there, and leaving."""

from datetime import timedelta
from typing import Any

import pytest

from moothall.components.people import contracts, queries, services
from moothall.components.people.contracts import Duty
from moothall.components.people.testing import a_member
from moothall.kernel.actors import Actor, acting
from moothall.kernel.models import EventRecord
from moothall.kernel.refusals import Forbidden
from moothall.kernel.testing import NOON, a_person, an_officer, an_org, at_once

LATER = NOON + timedelta(days=1)


def test_somebody_joins_with_duties_and_teams() -> None:
    org = an_org(teams=("front", "back"))
    member = a_member(org, Duty.MANAGER, Duty.ADVISER, teams=["back"], email="R@Example.com")
    with acting(Actor(org=org), purpose="test"):
        kept = queries.membership(person=member.person, at=NOON)
    assert kept == member
    assert kept.duties == {Duty.ADVISER, Duty.MANAGER}
    assert kept.teams == ("back",)
    assert kept.email == "r@example.com"


def test_the_log_tells_who_joined_and_left_without_a_name() -> None:
    org = an_org()
    member = a_member(org, name="Unusual Surname")
    with acting(Actor(org=org), purpose="test"):
        services.change(person=member.person, duties=["manager"], at=LATER)
        services.leave(person=member.person, at=LATER)
    with acting(Actor(org=org), purpose="test"):
        lines = list(EventRecord.objects.filter(subject=member.person).order_by("position"))
    assert [line.name for line in lines] == [
        "people.officer-joined.v1",
        "people.officer-changed.v1",
        "people.officer-left.v1",
    ]
    assert lines[1].body["duties"] == ["manager"]
    told = str([line.body for line in lines])
    assert "Unusual" not in told
    assert "@" not in told


def test_a_person_joins_an_organisation_once() -> None:
    org = an_org()
    member = a_member(org)
    with pytest.raises(contracts.AlreadyAMember):
        a_member(org, person=member.person)


def test_two_officers_of_one_organisation_never_share_an_address() -> None:
    org = an_org()
    member = a_member(org)
    with pytest.raises(contracts.AlreadyAMember):
        a_member(org, email=member.email.upper())


def test_a_person_may_work_for_two_organisations() -> None:
    here, there = an_org(), an_org()
    member = a_member(here)
    again = a_member(there, person=member.person, email=member.email)
    assert again.org == there


def test_of_many_at_once_one_joins() -> None:
    org, person = an_org(), a_person()

    def join() -> bool:
        try:
            a_member(org, person=person)
        except contracts.AlreadyAMember:
            return False
        return True

    assert sorted(at_once(4, join)) == [False, False, False, True]


def test_whoever_has_left_may_join_again() -> None:
    org = an_org()
    member = a_member(org)
    with acting(Actor(org=org), purpose="test"):
        services.leave(person=member.person, at=LATER)
    again = a_member(org, person=member.person, email=member.email, at=LATER)
    assert again.id != member.id


def test_an_unknown_duty_is_refused_by_name() -> None:
    with (
        acting(Actor(org=an_org()), purpose="test"),
        pytest.raises(contracts.NoSuchDuty, match="mayor"),
    ):
        services.join(
            person=a_person(), name="R", email="r@example.com", duties=["mayor"], at=NOON
        )


def test_a_team_of_another_organisation_is_refused() -> None:
    with pytest.raises(contracts.NoSuchTeam, match="back"):
        a_member(an_org(teams=("front",)), teams=["back"])


def test_a_change_leaves_alone_what_it_does_not_name() -> None:
    org = an_org()
    member = a_member(org, Duty.ADVISER, teams=["front"])
    with acting(Actor(org=org), purpose="test"):
        changed = services.change(person=member.person, name="Robin Field", at=LATER)
    assert changed.name == "Robin Field"
    assert (changed.email, changed.duties, changed.teams) == (
        member.email,
        member.duties,
        member.teams,
    )


def test_duties_and_teams_can_all_be_taken_away() -> None:
    org = an_org()
    member = a_member(org, Duty.ADVISER, teams=["front"])
    with acting(Actor(org=org), purpose="test"):
        changed = services.change(person=member.person, duties=[], teams=[], at=LATER)
    assert changed.duties == frozenset()
    assert changed.teams == ()


@pytest.mark.parametrize("act", ["join", "change", "leave"])
def test_an_officer_who_manages_nobody_is_refused(act: str) -> None:
    officer = an_officer(None, "caseworker")
    assert officer.org is not None
    member = a_member(officer.org)
    by_act: dict[str, dict[str, Any]] = {
        "join": {"name": "R", "email": "r@example.com", "duties": []},
        "change": {"duties": ["manager"]},
        "leave": {},
    }
    given = by_act[act]
    person = a_person() if act == "join" else member.person
    with acting(officer, purpose="test"), pytest.raises(Forbidden):
        getattr(services, act)(person=person, at=LATER, **given)


def test_a_manager_changes_duties() -> None:
    manager = an_officer(None, "manager")
    assert manager.org is not None
    member = a_member(manager.org)
    with acting(manager, purpose="test"):
        changed = services.change(person=member.person, duties=["adviser"], at=LATER)
    assert changed.duties == {Duty.ADVISER}


def test_the_manager_of_another_organisation_cannot_change_or_end_a_membership() -> None:
    member = a_member(an_org())
    stranger = an_officer(None, "manager")
    with acting(stranger, purpose="test"):
        with pytest.raises(contracts.NotAMember):
            services.change(person=member.person, duties=[], at=LATER)
        with pytest.raises(contracts.NotAMember):
            services.leave(person=member.person, at=LATER)


def test_nobody_leaves_twice() -> None:
    org = an_org()
    member = a_member(org)
    with acting(Actor(org=org), purpose="test"):
        services.leave(person=member.person, at=LATER)
        with pytest.raises(contracts.NotAMember):
            services.leave(person=member.person, at=LATER)
