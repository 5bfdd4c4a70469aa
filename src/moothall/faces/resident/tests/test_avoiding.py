"""What residents say of their own contact: whether it could have been avoided."""

import pytest
from django.db import connection

from moothall.components.identity.testing import a_client
from moothall.faces.resident.tests.town import Resident, a_resident, an_office
from moothall.kernel import registry
from moothall.kernel.actors import Actor, acting

pytestmark = pytest.mark.skipif(not registry.offers("demand.v1"), reason="demand is left out")
QUESTION = "Could this contact have been avoided?"


@pytest.fixture
def resident() -> Resident:
    found = a_resident(an_office())
    found.send()
    return found


def here(resident: Resident) -> str:
    return f"/cases/{resident.office.case().reference}"


def kinds_said(resident: Resident) -> list[str]:
    """What the log says of the kind of the resident's case, in order."""
    case = resident.office.case().id
    with acting(Actor(org=resident.office.org), purpose="test"), connection.cursor() as cursor:
        cursor.execute(
            "select body ->> 'kind', body ->> 'view' from event_log"
            " where name = 'demand.demand-coded.v1' and subject = %s order by position",
            [case],
        )
        return [f"{kind} by {view}" for kind, view in cursor.fetchall()]


def test_a_resident_says_that_it_could_have_been_avoided_and_is_thanked(
    resident: Resident,
) -> None:
    assert QUESTION in resident.get(here(resident)).text
    seen = resident.post(f"{here(resident)}/contact-kind", {"avoidable": "yes"})
    assert "Thank you" in seen.text
    assert kinds_said(resident) == ["failure by resident"]


@pytest.mark.parametrize("answer", ["", "maybe", "'"])
def test_what_is_no_answer_is_not_kept(resident: Resident, answer: str) -> None:
    resident.post(f"{here(resident)}/contact-kind", {"avoidable": answer})
    assert kinds_said(resident) == []


def test_nobody_else_says_anything_of_it(resident: Resident) -> None:
    answer = a_client().post(f"{here(resident)}/contact-kind", {"avoidable": "yes"})
    assert answer.status_code == 404
    assert kinds_said(resident) == []
