"""A version with a step of a component that is gone: closed, and its cases go on."""

from dataclasses import replace

import pytest

from moothall.components.cases import queries as cases
from moothall.journeys import catalogue, models, services
from moothall.journeys.absence import missing
from moothall.journeys.catalogue import Published
from moothall.journeys.contracts import ServiceClosed
from moothall.journeys.steps import AbsentStep
from moothall.journeys.testing import ANSWERS, a_definition, a_service
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.testing import NOON, an_org


@pytest.fixture
def org() -> OrgId:
    return an_org()


def weighing(org: OrgId) -> Published:
    """A version that was published while somebody here could weigh."""
    definition = a_definition(org)
    definition["steps"] = [
        {"between": [1, 2], "title": {"en": "Load"}, "weigh": "load"},
        *definition["steps"],
    ]
    text = catalogue.content_text(definition=definition, templates={}, notices={})
    with acting(Actor(org=org), purpose="test"):
        row = models.Version.objects.create(
            id=uuid7(),
            org_id=org,
            service=definition["service"],
            number=7,
            hash=catalogue.hash_of(text),
            content=text,
            note="",
            changes=[],
            published_by="test",
            published_at=NOON,
        )
        return catalogue.version(version_id=row.id)


def test_it_is_read_with_something_in_the_place_of_the_step(org: OrgId) -> None:
    first = weighing(org).service.steps[0]
    assert isinstance(first, AbsentStep)
    assert (first.id, first.lacks) == ("load", "weigh")


def test_the_service_is_closed_and_says_what_it_lacks(org: OrgId) -> None:
    published = weighing(org)
    assert [(m.name, m.then) for m in missing(published.service)] == [("weigh", "stop")]
    with (
        pytest.raises(ServiceClosed),
        acting(Actor(org=org), purpose="test"),
    ):
        services.request(
            published=published, answers=ANSWERS, contact={}, language="en", at=NOON
        )


def test_its_cases_go_on(org: OrgId) -> None:
    plain, published = a_service(org), weighing(org)
    with acting(Actor(org=org, duties=frozenset({"caseworker"})), purpose="test"):
        sent = services.request(
            published=plain, answers=ANSWERS, contact={}, language="en", at=NOON
        )
        case = replace(cases.case(reference=sent.reference), version=published.id)
        assert {action.id for action in services.open_actions(case=case)} >= {"resolve"}
