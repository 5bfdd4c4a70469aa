"""Finding one's address by postcode, or writing it by hand."""

from typing import Any

import pytest

from moothall.components.areas.testing import seaborough
from moothall.faces.resident.tests.seen import Seen
from moothall.faces.resident.tests.town import (
    Resident,
    a_definition,
    a_resident,
    an_office,
    has,
    words,
)
from moothall.kernel import capabilities
from moothall.kernel.actors import Actor, acting

pytestmark = pytest.mark.skipif(not has("areas.v1"), reason="no addresses are known here")

HOME = {"id": "home", "kind": "address", "label": words("Which home?", "Pa gartref?")}
BY_HAND = {
    "home-line1": "1 Far Lane",
    "home-line2": "",
    "home-town": "Farham",
    "home-postcode": "sb1 1db",
}
FOUND = "SB1 1DB"


@pytest.fixture(scope="module", autouse=True)
def _map() -> None:
    seaborough()


def definition() -> list[dict[str, Any]]:
    rest = a_definition(owner="x")["steps"][-2:]
    return [{"page": "home", "ask": [HOME]}, *rest]


@pytest.fixture
def resident() -> Resident:
    """Somebody who is asked for their address."""
    found = a_resident(an_office(steps=definition()))
    found.begin()
    return found


def choices(seen: Seen) -> list[str]:
    (select,) = seen.page.all("select")
    return [o.attributes["value"] for o in select.all("option") if o.attributes["value"]]


def find(resident: Resident, text: str, **more: str) -> Seen:
    return resident.answer("home", {"home-find": text, "find-address": "home", **more})


def test_a_postcode_finds_addresses_to_choose_from(resident: Resident) -> None:
    seen = find(resident, FOUND)
    assert (seen.status, seen.step, len(choices(seen)) > 1) == (200, "home", True)
    assert seen.fields["home-find"] == FOUND


def test_the_chosen_address_is_the_answer(resident: Resident) -> None:
    chosen = choices(find(resident, FOUND))[0]
    seen = resident.answer("home", {"home-find": FOUND, "home-choice": chosen})
    assert seen.step == "check_answers"
    assert FOUND in seen.answers["Which home?"]


def test_going_on_with_a_postcode_only_looks_it_up(resident: Resident) -> None:
    seen = resident.answer("home", {"home-find": FOUND})
    assert (seen.status, seen.errors) == (200, {})
    assert choices(seen)


def test_going_on_without_choosing_is_said_and_the_list_stays(resident: Resident) -> None:
    seen = resident.answer("home", {"home-find": FOUND, "home-choice": ""})
    assert (seen.status, list(seen.errors)) == (422, ["home-find"])
    assert choices(seen)


def test_where_nothing_is_found_the_address_can_be_written(resident: Resident) -> None:
    seen = find(resident, "SB9 9ZZ")
    assert "No address was found" in seen.text
    assert "open" in seen.page.all("details")[0].attributes
    assert resident.answer("home", {"home-find": "SB9 9ZZ", **BY_HAND}).step == "check_answers"


def test_an_address_by_hand_is_made_tidy(resident: Resident) -> None:
    seen = resident.answer("home", BY_HAND)
    assert seen.answers["Which home?"] == "1 Far Lane Farham SB1 1DB"


def test_half_an_address_is_refused_and_kept(resident: Resident) -> None:
    seen = resident.answer("home", {**BY_HAND, "home-town": "", "home-postcode": "X"})
    assert (seen.status, set(seen.errors)) == (422, {"home-town", "home-postcode"})
    assert seen.fields["home-line1"] == "1 Far Lane"


@pytest.mark.parametrize(
    "choice", ["{}", "[]", "not json", '{"line1": 1}', "{" * 5000, "\0", '{"lat": "NaN"}']
)
def test_a_forged_choice_is_refused(resident: Resident, choice: str) -> None:
    seen = resident.answer("home", {"home-find": FOUND, "home-choice": choice})
    assert (seen.status, seen.step) == (422, "home")


@pytest.mark.parametrize("text", ["", "\0", "'; drop table x; --", "q" * 100_000, "%_*&|!()"])
def test_nothing_that_is_looked_for_breaks_the_page(resident: Resident, text: str) -> None:
    assert find(resident, text).status == 200


def test_where_nobody_can_look_it_says_so_and_takes_it_by_hand(resident: Resident) -> None:
    chooser = Actor(org=resident.office.org)
    with acting(chooser, purpose="test"):
        capabilities.choose(
            capability="addresses.v1", connector="no_addresses", given={}, secrets={}
        )
    seen = find(resident, FOUND)
    assert "We cannot look up addresses at the moment." in seen.text
    assert not seen.page.all("details")
    assert resident.answer("home", BY_HAND).step == "check_answers"


def test_a_spot_outside_the_area_of_a_service_is_refused() -> None:
    where = {
        "id": "spot",
        "kind": "location",
        "within": "area.seaborough",
        "label": words("Where?", "Ble?"),
    }
    rest = a_definition(owner="x")["steps"][-2:]
    resident = a_resident(an_office(steps=[{"page": "spot", "ask": [where]}, *rest]))
    resident.begin()
    far = {"spot-lat": "51.5", "spot-lon": "-0.12", "spot-words": "By the bridge"}
    seen = resident.post(resident.at("spot"), far)
    assert seen.status == 422
    assert seen.fields["spot-words"] == "By the bridge"
    near = {"spot-lat": "52.3213", "spot-lon": "1.978"}
    assert resident.post(resident.at("spot"), near).step == "check_answers"
