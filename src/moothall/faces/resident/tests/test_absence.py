"""Where an optional component is missing, services go on without it or say that they cannot."""

from collections.abc import Callable
from typing import Any

import pytest

from moothall.faces.resident.tests.town import (
    Resident,
    a_definition,
    a_resident,
    an_office,
    nobody,
    reference_in,
    words,
)
from moothall.journeys import services
from moothall.journeys.contracts import ServiceClosed
from moothall.kernel import registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import NOON

Without = Callable[..., None]


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Without:
    """Take components out of the place: their capabilities are offered by nobody."""

    def take_out(*names: str) -> None:
        gone = {f"{name}.v1" for name in names}
        left = {k: v for k, v in registry._offers().items() if k not in gone}
        monkeypatch.setattr(registry, "_offers", lambda: left)

    return take_out


def uses(**plans: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        name: plan if plan == "required" else {"when_unavailable": plan}
        for name, plan in plans.items()
    }


def with_photos(*, optional: bool) -> list[dict[str, Any]]:
    """The steps of the service, its photos optional or not."""
    steps: list[dict[str, Any]] = a_definition(owner="x")["steps"]
    for step in steps:
        if step.get("page") == "photos":
            step["ask"][0]["optional"] = optional
    return steps


@pytest.mark.parametrize("plan", ["skip", "defer"])
@pytest.mark.parametrize("optional", [True, False])
def test_photos_are_left_out_where_files_cannot_be_sent(
    without: Without,
    plan: str,
    optional: bool,  # noqa: FBT001
) -> None:
    without("documents")
    steps = with_photos(optional=optional)
    resident = a_resident(an_office(steps=steps, uses=uses(documents=plan)))
    start = resident.get(resident.office.address)
    assert "You cannot add files at the moment." in start.text
    resident.answer_until("details")
    assert resident.answer("details").step == "contact"
    resident.answer("contact")
    assert "Photos" not in resident.see("check_answers").answers
    assert reference_in(resident.answer("check_answers", {}))


def test_the_words_of_the_definition_are_said_where_it_has_some(without: Without) -> None:
    without("documents")
    said = {"when_unavailable": "skip", "words": words("Bring a photo along.", "Dewch â llun.")}
    resident = a_resident(an_office(uses={"documents": said}))
    assert "Bring a photo along." in resident.get(resident.office.address).text


@pytest.mark.parametrize("plan", ["stop", "required"])
def test_a_service_that_cannot_do_without_is_closed_and_says_so(
    without: Without, plan: str
) -> None:
    without("documents")
    resident = a_resident(an_office(uses=uses(documents=plan)))
    seen = resident.get(resident.office.address)
    assert "This service is not available online at the moment." in seen.text
    assert not seen.page.all("form")
    assert seen.links["01632 960122"] == "tel:01632960122"
    assert resident.post(resident.office.address).status == 503


def test_a_service_that_needs_photos_and_does_not_say_what_else_is_closed(
    without: Without,
) -> None:
    without("documents")
    resident = a_resident(an_office(steps=with_photos(optional=False), uses={}))
    assert resident.post(resident.office.address).status == 503


def test_a_closed_service_takes_no_requests_either(without: Without) -> None:
    without("documents")
    office = an_office(uses=uses(documents="stop"))
    with pytest.raises(ServiceClosed), acting(Actor(org=office.org), purpose="test"):
        services.request(
            published=office.published, answers={}, contact={}, language="en", at=NOON
        )


def test_a_case_is_answered_without_photos(without: Without) -> None:
    without("documents")
    resident = a_resident(an_office())
    reference = resident.send()
    resident.office.act(reference, "ask", question="Which side?")
    page = resident.get(f"/cases/{reference}/answer")
    assert not page.page.all("input", name="more_photos-upload")
    after = resident.post(f"/cases/{reference}/answer", {"reply": "The left"})
    assert after.heading == "We have your report"


def test_files_are_not_found_where_there_are_none(without: Without) -> None:
    without("documents")
    assert a_resident().get(f"/files/{nobody()}").status == 404


@pytest.fixture
def quiet(without: Without) -> Resident:
    """Somebody in a place that can send no messages."""
    without("notifications")
    return a_resident(an_office())


def test_the_start_says_that_no_message_can_be_sent(quiet: Resident) -> None:
    seen = quiet.get(quiet.office.address)
    assert "We cannot send messages at the moment." in seen.text
    assert "come back" not in seen.text


def test_saving_says_that_no_link_can_be_sent(quiet: Resident) -> None:
    quiet.answer_until("details")
    for seen in (quiet.see("save"), quiet.post(quiet.at("save"), {"email": "a@example.com"})):
        assert "we cannot send you a link to come back with" in seen.text
        assert seen.links["Go on now"] == quiet.at("details")


def test_what_was_sent_says_to_write_the_reference_down(quiet: Resident) -> None:
    quiet.answer_until("check_answers")
    seen = quiet.answer("check_answers", {})
    assert "Write the reference down" in seen.text
    assert reference_in(seen) == quiet.office.case().reference


def test_no_link_can_be_asked_for(quiet: Resident) -> None:
    reference = quiet.send()
    for seen in (
        quiet.get("/follow"),
        quiet.post("/follow", {"reference": reference, "email": "sam@example.com"}),
    ):
        assert (seen.status, seen.heading) == (503, "Follow your case")
        assert "cannot send you a link" in seen.text


def test_signing_in_says_that_it_is_not_possible(quiet: Resident) -> None:
    assert quiet.get("/account").heading == "You cannot sign in at the moment"


def test_an_address_is_asked_line_by_line_where_nobody_knows_any(without: Without) -> None:
    without("areas")
    home = {"id": "home", "kind": "address", "label": words("Which home?", "Pa gartref?")}
    rest = a_definition(owner="x")["steps"][-2:]
    resident = a_resident(an_office(steps=[{"page": "home", "ask": [home]}, *rest]))
    seen = resident.begin()
    assert not seen.page.all("input", name="home-find")
    lines = {"home-line1": "1 Far Lane", "home-town": "Farham", "home-postcode": "SB1 1DB"}
    again = resident.post(resident.at("home"), {"home-find": "SB1", "find-address": "home"})
    assert again.status == 422
    assert resident.post(resident.at("home"), lines).step == "check_answers"


def test_a_map_has_no_wards_where_nobody_knows_any(without: Without) -> None:
    without("areas")
    found = a_resident().browser.get("/maps/wards.geojson").json()
    assert found == {"type": "FeatureCollection", "features": []}


def test_without_everything_that_is_optional_a_report_still_gets_through(
    without: Without,
) -> None:
    without("areas", "documents", "notifications")
    resident = a_resident(an_office())
    reference = resident.send()
    assert resident.get(f"/cases/{reference}").heading == "We have your report"
