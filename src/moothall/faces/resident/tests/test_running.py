"""A service as a resident goes through it: one page after the other, to the reference."""

import pytest
from django.test import Client

from moothall.components.identity.testing import a_client
from moothall.faces.resident.tests.seen import Seen
from moothall.faces.resident.tests.town import (
    ANSWERS,
    Office,
    a_definition,
    a_resident,
    an_office,
    nobody,
    publish_again,
    reference_in,
    words,
)
from moothall.kernel.testing import at_once


@pytest.fixture(scope="module")
def office() -> Office:
    return an_office()


def test_a_service_says_what_it_is_before_it_begins(office: Office) -> None:
    seen = a_resident(office).get(office.address)
    assert seen.heading == "Report a hole"
    assert seen.links["01632 960133"] == "tel:01632960133"
    assert seen.links["holes@town.example"] == "mailto:holes@town.example"


def test_starting_leads_to_the_first_question(office: Office) -> None:
    seen = a_resident(office).begin()
    assert (seen.step, seen.heading) == ("kind", "What is it?")


def test_answers_lead_to_a_reference_and_one_case(office: Office) -> None:
    office = an_office()
    reference = a_resident(office).send()
    case = office.case()
    assert reference == case.reference
    assert case.answers["description"] == "A deep hole"


def test_a_branch_is_asked_of_whom_it_concerns(office: Office) -> None:
    resident = a_resident(office)
    resident.begin()
    assert resident.answer("kind", {"kind": "light"}).step == "light"


def test_nothing_answered_is_said_at_the_field_and_on_top(office: Office) -> None:
    resident = a_resident(office)
    resident.begin()
    seen = resident.answer("kind", {})
    assert (seen.status, list(seen.errors)) == (422, ["kind"])
    assert seen.title.startswith("Error: What is it?")


def test_a_page_with_a_mistake_keeps_every_other_answer(office: Office) -> None:
    resident = a_resident(office)
    resident.answer_until("contact")
    seen = resident.answer("contact", {"your_name": "Sam Example", "email": "no address"})
    assert (seen.status, list(seen.errors)) == (422, ["email"])
    assert seen.fields["your_name"] == "Sam Example"
    assert seen.fields["email"] == "no address"


@pytest.mark.parametrize(
    "typed",
    ["x" * 1_000_000, "too long " * 400, "line\r\n" * 2000],
    ids=["a megabyte", "words", "lines"],
)
def test_text_that_is_too_long_is_refused_and_kept(office: Office, typed: str) -> None:
    resident = a_resident(office)
    resident.answer_until("details")
    seen = resident.answer("details", {"description": typed})
    assert (seen.status, list(seen.errors)) == (422, ["description"])
    assert seen.fields["description"].replace("\r\n", "\n") == typed.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "typed",
    ["\0", "a\0hole", "\x1b[2J\x07 hole", "\ud7ff\ue000\uffff hole", "'; drop table x; --"],
    ids=["nul", "nul within", "controls", "no characters", "sql"],
)
def test_hostile_text_never_breaks_a_page(office: Office, typed: str) -> None:
    resident = a_resident(office)
    resident.answer_until("details")
    seen = resident.answer("details", {"description": typed})
    assert seen.status in {200, 422}


def test_markup_in_an_answer_stays_words(office: Office) -> None:
    resident = a_resident(office)
    typed = "<script>alert(1)</script><b>deep</b>"
    details = {**ANSWERS, "details": {"description": typed}}
    seen = resident.answer_until("check_answers", details)
    assert seen.answers["Describe it"] == typed
    assert "<b>deep" not in seen.response.content.decode()


def test_bytes_that_are_no_text_are_taken_for_no_answer(office: Office) -> None:
    resident = a_resident(office)
    resident.begin()
    response = resident.browser.post(
        resident.at("kind"),
        b"kind=\xff\xfe%ff%00",
        content_type="application/x-www-form-urlencoded",
    )
    assert Seen(response).status == 422


def test_fields_that_nobody_asked_for_change_nothing(office: Office) -> None:
    resident = a_resident(office)
    resident.begin()
    fields = {"kind": "hole", "danger": "yes", "__proto__": "x", "photos": nobody()}
    assert resident.answer("kind", fields).step == "danger"
    assert resident.see("danger").fields.get("danger") is None


@pytest.mark.parametrize("step", ["details", "check_answers", "hole", "nothing", "x" * 200])
def test_a_page_that_is_not_reached_leads_to_the_one_to_answer(
    office: Office, step: str
) -> None:
    resident = a_resident(office)
    resident.begin()
    assert resident.see(step).step == "kind"
    assert resident.post(resident.at(step), {"description": "x"}).step == "kind"


def test_a_stop_says_what_to_do_instead_and_how_to_correct_the_answer(office: Office) -> None:
    resident = a_resident(office)
    resident.answer_until("danger")
    seen = resident.answer("danger", {"danger": "yes"})
    assert seen.heading == "What to do instead"
    assert seen.links["01632 960199"] == "tel:01632960199"
    again = resident.get(seen.links["Change your answer"])
    assert (again.step, again.heading) == ("danger", "Is anybody in danger?")


def test_going_back_from_a_stop_shows_the_question(office: Office) -> None:
    resident = a_resident(office)
    resident.answer_until("danger")
    resident.answer("danger", {"danger": "yes"})
    assert resident.see("danger").fields["danger"] == "yes"
    assert resident.answer("danger", {"danger": "no"}).step == "details"


def test_beyond_a_stop_nothing_can_be_answered_or_sent(office: Office) -> None:
    office = an_office()
    resident = a_resident(office)
    resident.answer_until("check_answers")
    resident.answer("danger", {"danger": "yes"})
    assert resident.see("check_answers").heading == "What to do instead"
    resident.answer("check_answers", {})
    assert office.cases() == []


def test_back_leads_to_the_page_before_and_from_the_first_to_the_start(office: Office) -> None:
    resident = a_resident(office)
    seen = resident.answer_until("danger")
    assert seen.back == resident.at("kind")
    assert resident.see("kind").back == office.address


def test_change_leads_back_to_the_answers_to_check(office: Office) -> None:
    resident = a_resident(office)
    seen = resident.answer_until("check_answers")
    change = seen.links["Change Describe it"]
    page = resident.get(change)
    assert page.fields["description"] == "A deep hole"
    assert page.back == resident.at("check_answers")
    after = resident.post(change, {"description": "A shallow hole"})
    assert after.step == "check_answers"
    assert after.answers["Describe it"] == "A shallow hole"


def test_what_a_change_makes_needed_is_asked_before_anything_else(office: Office) -> None:
    resident = a_resident(office)
    seen = resident.answer_until("check_answers")
    needed = resident.post(seen.links["Change What is it?"], {"kind": "light"})
    assert needed.step == "light"
    after = resident.answer("light", {"lamp": "L 12"})
    assert after.step == "check_answers"
    assert after.answers["Which lamp?"] == "L 12"


def test_what_left_the_path_is_kept_but_not_sent(office: Office) -> None:
    office = an_office()
    resident = a_resident(office)
    resident.begin()
    resident.answer("kind", {"kind": "light"})
    resident.answer("light", {"lamp": "L 12"})
    resident.answer("kind", {"kind": "hole"})
    for step in ("danger", "details", "photos", "contact"):
        resident.answer(step)
    assert "Which lamp?" not in resident.see("check_answers").answers
    resident.answer("check_answers", {})
    assert "lamp" not in office.case().answers


def test_checking_says_that_nothing_has_been_sent(office: Office) -> None:
    nameless = {**ANSWERS, "contact": {}}
    seen = a_resident(office).answer_until("check_answers", nameless)
    assert "Nothing has been sent yet." in seen.text
    assert seen.answers["Name"] == "Not provided"


def test_sending_twice_opens_one_case() -> None:
    office = an_office()
    resident = a_resident(office)
    resident.answer_until("check_answers")
    first = resident.answer("check_answers", {})
    second = resident.answer("check_answers", {})
    assert reference_in(first) == reference_in(second) == office.case().reference


def test_sending_twice_at_the_same_moment_opens_one_case() -> None:
    office = an_office()
    resident = a_resident(office)
    resident.answer_until("check_answers")
    cookies = resident.browser.cookies

    def press() -> int:
        browser = Client()
        browser.cookies = cookies
        return browser.post(resident.at("check_answers")).status_code

    assert at_once(4, press) == [302] * 4
    assert len(office.cases()) == 1


@pytest.mark.parametrize("step", ["kind", "details", "check_answers", "save"])
def test_going_back_after_sending_leads_to_what_was_sent(office: Office, step: str) -> None:
    resident = a_resident(office)
    resident.send()
    assert resident.see(step).step == "sent"


def test_a_page_posted_after_sending_changes_nothing() -> None:
    office = an_office()
    resident = a_resident(office)
    resident.send()
    seen = resident.answer("details", {"description": "Something else"})
    assert seen.step == "sent"
    assert office.case().answers["description"] == "A deep hole"


def test_two_tabs_are_two_journeys(office: Office) -> None:
    resident = a_resident(office)
    first = resident.begin().path
    second = resident.begin().path
    assert first != second
    assert resident.get(first).step == "kind"


def test_an_answer_on_a_page_that_left_the_path_waits_until_it_is_asked(
    office: Office,
) -> None:
    resident = a_resident(office)
    resident.answer_until("details")
    resident.answer("kind", {"kind": "light"})
    stale = resident.answer("details", {"description": "Typed in the other tab"})
    assert stale.step == "light"
    seen = resident.answer("light", {"lamp": "L 12"})
    assert seen.step in {"photos", "contact"}
    assert resident.see("details").fields["description"] == "Typed in the other tab"


def test_a_running_journey_stays_on_its_version() -> None:
    office = an_office()
    resident = a_resident(office)
    resident.answer_until("details")
    publish_again(office, title=words("Report a cave", "Ogof"))
    assert "Report a hole" in resident.see("details").title
    assert a_resident(office).get(office.address).heading == "Report a cave"


def test_the_journey_of_somebody_else_is_like_one_that_is_not_there(office: Office) -> None:
    mine, theirs = a_resident(office), a_resident(office)
    mine.begin()
    theirs.begin()
    other = mine.get(theirs.at("kind"))
    missing = mine.get(f"{office.address}/{nobody()}/kind")
    assert (other.status, other.text) == (missing.status, missing.text)
    assert other.status == 404


@pytest.mark.parametrize("step", ["kind", "check_answers", "sent", "save"])
def test_nothing_of_somebody_elses_journey_can_be_sent_or_changed(
    office: Office, step: str
) -> None:
    mine, theirs = a_resident(office), a_resident(office)
    mine.begin()
    theirs.answer_until("details")
    fields = {"kind": "light", "email": "me@example.com"}
    assert mine.post(theirs.at(step), fields).status in {404, 405}
    assert theirs.see("kind").fields["kind"] == "hole"


def test_a_journey_is_at_the_address_of_its_own_service_only(office: Office) -> None:
    other = an_office()
    resident = a_resident(office)
    resident.begin()
    elsewhere = resident.at("kind").replace(office.address, other.address)
    assert resident.get(elsewhere).status == 404
    assert resident.post(elsewhere, {"kind": "hole"}).status == 404


def test_without_a_visit_a_journey_says_how_to_go_on(office: Office) -> None:
    resident = a_resident(office)
    resident.begin()
    resident.browser = a_client()
    seen = resident.see("kind")
    missing = resident.get(f"{office.address}/{nobody()}/kind")
    assert seen.heading == "You were away for a while"
    assert seen.links["Start again"] == office.address
    assert (seen.status, seen.text) == (missing.status, missing.text)


def test_after_a_visit_has_ended_what_was_just_typed_can_be_copied(office: Office) -> None:
    resident = a_resident(office)
    resident.answer_until("details")
    resident.browser = a_client()
    seen = resident.answer("details", {"description": "<b>Long and\nhard to write</b>"})
    assert seen.answers["Describe it"] == "<b>Long and hard to write</b>"


def test_a_forged_visit_is_none(office: Office) -> None:
    resident = a_resident(office)
    resident.begin()
    resident.browser.cookies["moothall_visit"] = "guessed:1abcde:forged"
    assert resident.see("kind").heading == "You were away for a while"


def test_a_form_without_its_token_is_not_taken_and_says_what_to_do(office: Office) -> None:
    resident = a_resident(office, browser=Client(enforce_csrf_checks=True))
    seen = resident.post(office.address)
    assert (seen.status, seen.heading) == (403, "Please send that once more")


def test_a_whole_service_runs_in_welsh(office: Office) -> None:
    resident = a_resident(an_office(), language="cy")
    seen = resident.answer_until("check_answers")
    assert seen.heading == "Gwirio eich atebion"
    assert seen.path.startswith("/cy/")
    resident.answer("check_answers", {})
    assert resident.office.case().language == "cy"


def test_whoever_changes_the_language_on_the_way_is_answered_in_it() -> None:
    resident = a_resident(an_office())
    resident.answer_until("check_answers")
    resident.language = "cy"
    resident.answer("check_answers", {})
    assert resident.office.case().language == "cy"


def test_a_service_without_a_page_to_check_is_sent_with_its_last_answer() -> None:
    steps = [s for s in a_definition(owner="x")["steps"] if "check_answers" not in s]
    resident = a_resident(an_office(steps=steps))
    resident.answer_until("contact")
    seen = resident.answer("contact")
    assert seen.step == "sent"
    assert reference_in(seen) == resident.office.case().reference


@pytest.mark.parametrize("step", ["kind", "danger", "details", "contact"])
def test_every_page_has_one_heading_and_says_it_in_its_title(office: Office, step: str) -> None:
    seen = a_resident(office).answer_until(step)
    assert seen.title.startswith(f"{seen.heading} - Report a hole - ")


def test_a_page_is_never_kept_by_the_browser(office: Office) -> None:
    seen = a_resident(office).answer_until("contact")
    assert "no-store" in seen.response.headers["Cache-Control"]


def test_a_service_that_is_not_there_is_not_found(office: Office) -> None:
    resident = a_resident(office)
    assert resident.get(f"/{office.slug}/nothing").status == 404
    assert resident.post(f"/{office.slug}/nothing").status == 404
    assert resident.get("/nobody/nothing").status == 404


def test_a_service_that_is_not_online_says_which_ways_there_are() -> None:
    resident = a_resident(an_office(channels=["phone"]))
    seen = resident.get(resident.office.address)
    assert "This service is not online." in seen.text
    assert not seen.page.all("form")
    assert resident.post(resident.office.address).status == 422
