"""The one door to the database: who acts, for whom, and that nobody gets in another way."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from moothall.kernel.actors import (
    Actor,
    AlreadyActing,
    NotActing,
    acting,
    current,
    is_acting,
    own_org,
    require_duty,
    serving_org,
)
from moothall.kernel.models import Organisation
from moothall.kernel.refusals import Forbidden
from moothall.kernel.testing import BLUE, a_person, a_resident, an_officer, an_org

SETTINGS = ("org", "served_by", "person", "visits", "purpose")


def told() -> dict[str, str]:
    """What PostgreSQL knows of who acts."""
    asked = ", ".join(f"current_setting('moothall.{name}', true)" for name in SETTINGS)
    with connection.cursor() as cursor:
        cursor.execute(f"select {asked}")
        return dict(zip(SETTINGS, cursor.fetchone() or (), strict=True))


def an_organisation(slug: str) -> Organisation:
    return Organisation.objects.create(
        slug=slug, name={"en": "Somebody", "cy": "Rhywun"}, kind="council", colour=BLUE
    )


def make_organisation_and_fail(slug: str) -> None:
    with acting(Actor(), purpose="test"):
        an_organisation(slug)
        raise ZeroDivisionError


class TestActing:
    def test_postgresql_is_told_which_organisation_acts_and_why(self) -> None:
        org = an_org()
        with acting(Actor(org=org), purpose="casework"):
            assert told() == {
                "org": str(org),
                "served_by": "",
                "person": "",
                "visits": "",
                "purpose": "casework",
            }

    def test_postgresql_is_told_which_resident_is_served_by_whom(self) -> None:
        org, person = an_org(), a_person()
        resident = Actor(served_by=org, person=person, visits=("a", "b"))
        with acting(resident, purpose="apply"):
            assert told() == {
                "org": "",
                "served_by": str(org),
                "person": str(person),
                "visits": "a,b",
                "purpose": "apply",
            }

    def test_the_next_to_act_inherits_nothing(self) -> None:
        with acting(a_resident(an_org(), signed_in=True), purpose="casework"):
            pass
        with acting(Actor(), purpose="test"):
            assert told() == {**dict.fromkeys(SETTINGS, ""), "purpose": "test"}

    def test_nor_after_a_failure(self) -> None:
        with pytest.raises(ZeroDivisionError), acting(an_officer(), purpose="x"):
            raise ZeroDivisionError
        assert not is_acting()
        with acting(Actor(), purpose="test"):
            assert told()["org"] == ""

    def test_acting_does_not_nest(self) -> None:
        with (
            acting(Actor(), purpose="test"),
            pytest.raises(AlreadyActing),
            acting(Actor(), purpose="test"),
        ):
            pass

    def test_what_fails_is_not_committed(self) -> None:
        slug = f"never-{uuid4()}"
        with pytest.raises(ZeroDivisionError):
            make_organisation_and_fail(slug)
        with acting(Actor(), purpose="test"):
            assert not Organisation.objects.filter(slug=slug).exists()

    def test_what_succeeds_is_committed_for_everybody(self) -> None:
        slug = f"kept-{uuid4()}"
        with acting(Actor(), purpose="test"):
            an_organisation(slug)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(there_is, slug).result()


def there_is(slug: str) -> bool:
    try:
        with acting(Actor(), purpose="test"):
            return Organisation.objects.filter(slug=slug).exists()
    finally:
        connection.close()


class TestOutside:
    def test_a_query_by_the_orm_is_refused(self) -> None:
        with pytest.raises(NotActing, match="nobody is acting"):
            Organisation.objects.exists()

    def test_a_query_by_hand_is_refused(self) -> None:
        with connection.cursor() as cursor, pytest.raises(NotActing):
            cursor.execute("select 1")

    def test_a_thread_does_not_act_because_another_does(self) -> None:
        with acting(an_officer(), purpose="test"), ThreadPoolExecutor(1) as pool:
            assert pool.submit(is_acting).result() is False
            with pytest.raises(NotActing):
                pool.submit(there_is_without_acting).result()

    def test_nobody_is_current(self) -> None:
        with pytest.raises(NotActing):
            current()


def there_is_without_acting() -> bool:
    try:
        return Organisation.objects.exists()
    finally:
        connection.close()


class TestWhoActs:
    def test_an_officer_acts_for_their_organisation(self) -> None:
        org = an_org()
        with acting(an_officer(org), purpose="test"):
            assert own_org() == serving_org() == org

    def test_a_resident_is_served_and_acts_for_nobody(self) -> None:
        org = an_org()
        with acting(a_resident(org), purpose="test"):
            assert serving_org() == org
            with pytest.raises(Forbidden):
                own_org()

    def test_the_system_acts_for_nobody_and_nobody_serves_it(self) -> None:
        with acting(Actor(), purpose="test"), pytest.raises(Forbidden):
            serving_org()

    def test_a_duty_lets_through_whoever_holds_one_of_them(self) -> None:
        with acting(an_officer(None, "manager"), purpose="test"):
            require_duty("caseworker", "manager")
            with pytest.raises(Forbidden):
                require_duty("steward")

    def test_the_log_names_a_kind_and_an_id_and_never_a_name(self) -> None:
        person, client, org = a_person(), uuid4(), an_org()
        assert Actor(org=org, officer=person).by == f"officer:{person}"
        assert Actor(org=org, client=client).by == f"client:{client}"
        assert a_resident(org).by == "resident"
        assert a_resident(org, signed_in=True).by == "resident"
        assert Actor(org=org).by == Actor().by == "system"
