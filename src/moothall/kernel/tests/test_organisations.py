"""The organisations of the place: found by name and id, with new ones at once."""

from uuid import uuid4

import pytest

from moothall.kernel import organisations
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.organisations import OrganisationNotFound
from moothall.kernel.testing import an_org, slug_of, the_steward


def test_a_new_organisation_is_found_at_once_by_id_and_by_name() -> None:
    organisations.everyone()
    org = an_org("harbour", teams=("repairs",))
    found = organisations.known(org=org)
    assert found == organisations.called(slug=found.slug)
    assert found.name == {"en": "Harbour", "cy": "Harbour"}
    assert [team["id"] for team in found.teams] == ["repairs"]


def test_it_is_found_inside_acting_too() -> None:
    org = an_org()
    with acting(Actor(), purpose="test"):
        assert organisations.known(org=org).id == org


def test_everybody_is_listed_by_name() -> None:
    slug = slug_of(an_org())
    slugs = [o.slug for o in organisations.everyone()]
    assert slug in slugs
    assert slugs == sorted(slugs)


def test_who_is_not_there_is_not_found() -> None:
    with pytest.raises(OrganisationNotFound):
        organisations.known(org=OrgId(uuid4()))
    with pytest.raises(OrganisationNotFound):
        organisations.called(slug="nobody")


def test_the_steward_is_the_one_that_is_marked() -> None:
    assert organisations.known(org=the_steward()).is_steward
    assert organisations.steward().id == the_steward()
