"""Versions of a service: live at once, and those who began stay on theirs."""

from copy import deepcopy
from typing import Any

import pytest

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import Case
from moothall.journeys import catalogue, queries, services
from moothall.journeys.catalogue import Published
from moothall.journeys.contracts import ServiceNotFound
from moothall.journeys.testing import ANSWERS, DEFINITION, SERVICE, a_service, words
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.refusals import Forbidden
from moothall.kernel.testing import NOON, an_org, at_once


@pytest.fixture
def org() -> OrgId:
    return an_org()


def live(org: OrgId) -> Published:
    with acting(Actor(org=org), purpose="test"):
        return catalogue.live(owner=org, service=SERVICE)


def numbers(org: OrgId) -> list[int]:
    with acting(Actor(org=org), purpose="test"):
        return [line.number for line in queries.versions(owner=org, service=SERVICE)]


def a_case(org: OrgId, published: Published) -> Case:
    with acting(Actor(org=org), purpose="test"):
        sent = services.request(
            published=published, answers=ANSWERS, contact={}, language="en", at=NOON
        )
        return cases.case(reference=sent.reference)


def without_actions() -> dict[str, Any]:
    """The life of its cases, in which nothing can be done any more."""
    life = deepcopy(dict(DEFINITION["case"]))
    life["problem"]["actions"] = []
    return life


def retire(org: OrgId) -> None:
    with acting(Actor(org=org, duties=frozenset({"manager"})), purpose="test"):
        services.retire(service=SERVICE, at=NOON)


def test_a_new_version_is_live_as_soon_as_it_is_published(org: OrgId) -> None:
    a_service(org)
    a_service(org, title=words("Mend a road"))
    assert live(org).number == 2
    assert live(org).service.title["en"] == "Mend a road"


def test_the_same_content_makes_no_new_version(org: OrgId) -> None:
    first, again = a_service(org), a_service(org)
    assert again.id == first.id
    assert numbers(org) == [1]


def test_a_version_can_be_taken_up_again_as_a_new_one(org: OrgId) -> None:
    first = a_service(org)
    a_service(org, title=words("Mend a road"))
    third = a_service(org)
    assert (third.number, third.hash) == (3, first.hash)


def test_an_open_case_stays_on_its_version(org: OrgId) -> None:
    before = a_case(org, a_service(org))
    after = a_case(org, a_service(org, case=without_actions()))
    with acting(Actor(org=org, duties=frozenset({"caseworker"})), purpose="test"):
        assert {a.id for a in services.open_actions(case=before)} >= {"resolve"}
        assert services.open_actions(case=after) == []


def test_a_version_says_what_has_changed_since_the_one_before(org: OrgId) -> None:
    a_service(org)
    steps = [s for s in DEFINITION["steps"] if s.get("page") != "photo"]
    a_service(org, steps=steps)
    with acting(Actor(org=org), purpose="test"):
        newest = max(queries.versions(owner=org, service=SERVICE), key=lambda line: line.number)
    assert "photo" in str(newest.changes)


def test_designers_who_publish_at_once_get_a_number_each(org: OrgId) -> None:
    titles = iter(("Mend a road", "Mend a path", "Mend a bridge"))
    at_once(3, lambda: a_service(org, title=words(next(titles))))
    assert sorted(numbers(org)) == [1, 2, 3]


def test_only_those_with_the_duty_publish(org: OrgId) -> None:
    with (
        pytest.raises(Forbidden),
        acting(Actor(org=org, duties=frozenset({"caseworker"})), purpose="test"),
    ):
        services.publish(definition={}, templates={}, by="test", note="", at=NOON)


def test_a_retired_service_is_gone_and_its_cases_go_on(org: OrgId) -> None:
    case = a_case(org, a_service(org))
    retire(org)
    with pytest.raises(ServiceNotFound):
        live(org)
    with acting(Actor(org=org, duties=frozenset({"caseworker"})), purpose="test"):
        done = services.act(
            case=case, action="resolve", answers={"message": "Mended."}, at=NOON
        )
    assert done.state == "resolved"


def test_what_is_not_live_cannot_be_retired(org: OrgId) -> None:
    a_service(org)
    retire(org)
    with pytest.raises(ServiceNotFound):
        retire(org)


def test_a_retired_service_is_live_again_when_it_is_published_again(org: OrgId) -> None:
    a_service(org)
    retire(org)
    assert a_service(org).number == 2
    assert live(org).number == 2
