"""Saving half-way, and coming back by a link on another device."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import now

from moothall.components.identity.testing import a_client
from moothall.faces.resident.tests.seen import Seen
from moothall.faces.resident.tests.town import Office, Resident, a_resident, an_office, has
from moothall.journeys.timers import forget_journeys
from moothall.kernel import parties
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import at_once

pytestmark = pytest.mark.skipif(
    not has("notifications.v1"), reason="no messages can be sent here"
)


@pytest.fixture(scope="module")
def office() -> Office:
    return an_office()


@pytest.fixture
def resident(office: Office) -> Resident:
    """Somebody half-way."""
    found = a_resident(office)
    found.answer_until("details")
    return found


def a_mailbox() -> dict[str, str]:
    return {"email": f"sam.{uuid4().hex[:8]}@example.com"}


def saved(resident: Resident) -> str:
    """Save, and answer the link that was mailed."""
    resident.post(resident.at("save"), a_mailbox())
    return resident.office.link(resident.journey_id)


def elsewhere(resident: Resident) -> Resident:
    """The same person with another device."""
    return Resident(office=resident.office, journey=resident.journey)


def opened(resident: Resident, link: str) -> Seen:
    assert resident.get(link).heading == "Open your link"
    return resident.post(link)


def test_saving_mails_a_link_and_says_so(resident: Resident) -> None:
    mailbox = a_mailbox()
    seen = resident.post(resident.at("save"), mailbox)
    assert seen.heading == "Your answers are saved"
    assert mailbox["email"] in seen.text
    letter = resident.office.letters(resident.journey_id)[0]
    assert letter.to == mailbox["email"]


def test_whoever_asks_for_too_many_links_is_told_on_the_page(resident: Resident) -> None:
    mailbox = a_mailbox()
    for _ in range(5):
        assert resident.post(resident.at("save"), mailbox).status == 200
    seen = resident.post(resident.at("save"), mailbox)
    assert (seen.status, list(seen.errors)) == (429, ["email"])
    assert seen.fields["email"] == mailbox["email"]
    assert seen.back == resident.at("details")


def test_the_link_goes_on_where_one_stopped_on_another_device(resident: Resident) -> None:
    device = elsewhere(resident)
    seen = opened(device, saved(resident))
    assert seen.path == resident.at("details")
    assert device.see("kind").fields["kind"] == "hole"


def test_looking_at_a_link_does_not_use_it_up(resident: Resident) -> None:
    link = saved(resident)
    for _ in range(3):
        a_client().get(link)
    assert opened(elsewhere(resident), link).step == "details"


def test_a_link_works_once(resident: Resident) -> None:
    link = saved(resident)
    opened(elsewhere(resident), link)
    third = elsewhere(resident).post(link)
    assert (third.status, third.heading) == (404, "This link does not work any more")
    assert elsewhere(resident).get(link).status == 404


def test_a_used_link_still_leads_on_where_it_was_used(resident: Resident) -> None:
    link, device = saved(resident), elsewhere(resident)
    opened(device, link)
    assert device.get(link).step == "details"


def test_a_link_lapses(resident: Resident) -> None:
    link = saved(resident)
    visit = parties.visit_of(link.rsplit("/", 1)[-1])
    with acting(Actor(org=resident.office.org), purpose="test"):
        parties.end(subject=resident.journey_id, visit=visit, at=now() - timedelta(seconds=1))
    assert elsewhere(resident).get(link).heading == "This link does not work any more"


@pytest.mark.parametrize("secret", ["x", "A" * 43, "%00", "..", "é", "a" * 3000])
def test_a_guessed_link_opens_nothing(office: Office, secret: str) -> None:
    assert a_resident(office).get(f"/l/{secret}").status == 404


@pytest.mark.parametrize(
    "email", ["", "   ", "sam", "sam@", "\0", "x" * 5000, "sam@example.com\nBcc: a@b.example"]
)
def test_an_address_that_is_none_is_refused(resident: Resident, email: str) -> None:
    seen = resident.post(resident.at("save"), {"email": email})
    assert (seen.status, list(seen.errors)) == (422, ["email"])
    assert resident.office.letters(resident.journey_id) == []


def test_the_link_is_in_the_language_that_one_saves_in(resident: Resident) -> None:
    resident.language = "cy"
    resident.post(resident.at("save"), a_mailbox())
    letter = resident.office.letters(resident.journey_id)[0]
    assert letter.language == "cy"
    assert "/cy/l/" in letter.body.replace("\\", "")


def test_what_was_sent_on_one_device_is_shown_as_sent_on_the_other(
    resident: Resident,
) -> None:
    device = elsewhere(resident)
    opened(device, saved(resident))
    for step in ("details", "photos", "contact"):
        device.answer(step)
    device.answer("check_answers", {})
    assert resident.see("details").step == "sent"
    assert len({c.reference for c in resident.office.cases()}) == len(resident.office.cases())


def test_a_link_to_what_was_sent_meanwhile_shows_that(resident: Resident) -> None:
    link = saved(resident)
    for step in ("details", "photos", "contact"):
        resident.answer(step)
    resident.answer("check_answers", {})
    seen = opened(elsewhere(resident), link)
    assert seen.step == "sent"
    assert "Ask for a link to follow it on this device" in seen.links


def test_what_nobody_saved_is_forgotten_after_two_days() -> None:
    left, kept = a_resident(an_office()), a_resident()
    kept.office = left.office
    left.answer_until("details")
    kept.answer_until("details")
    saved(kept)
    with acting(Actor(org=left.office.org), purpose="test"):
        assert forget_journeys(at=now() + timedelta(days=3)) == 1
    assert left.see("details").status == 404
    assert kept.see("details").status == 200


def test_of_two_who_open_a_link_at_once_one_goes_on(resident: Resident) -> None:
    link = saved(resident)
    statuses = at_once(2, lambda: a_client().post(link).status_code)
    assert sorted(statuses) == [302, 404]
