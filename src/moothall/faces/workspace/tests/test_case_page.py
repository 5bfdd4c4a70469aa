"""The page of a case: what was told, what happened, what may be done."""

from datetime import timedelta

from django.utils.timezone import now

from moothall.components.cases import services as case_services
from moothall.components.cases.contracts import LinkKind
from moothall.components.identity.testing import an_api_key
from moothall.components.people.contracts import Duty
from moothall.faces.workspace.tests.offices import ANSWERS, an_office, text
from moothall.journeys import services
from moothall.kernel import registry
from moothall.kernel.actors import Actor, acting


def test_a_case_shows_its_answers_who_sent_it_and_where_it_is() -> None:
    office = an_office()
    case = office.case()
    page = text(office.officer().get(f"/workspace/cases/{case.reference}"))
    for told in (
        "A hole in the road", "Beside the fish market", "A hole as wide as a wheel.",
        "Sam Example", "mailto:sam@example.com", "07700 900123", case.reference,
    ):  # fmt: skip
        assert told in page
    assert 'data-lat="52.3213"' in page
    assert 'aria-current="true"' in page


def test_who_sent_it_is_told_once() -> None:
    office = an_office()
    page = text(office.officer().get(f"/workspace/cases/{office.case().reference}"))
    assert page.count(">sam@example.com<") == 1


def test_a_reference_may_be_typed_without_its_dashes() -> None:
    office = an_office()
    case = office.case()
    typed = case.reference.replace("-", "").lower()
    assert case.reference in text(office.officer().get(f"/workspace/cases/{typed}"))


def test_the_page_says_when_a_case_must_be_done() -> None:
    office = an_office()
    officer = office.officer()
    late = office.case(at=now() - timedelta(days=30))
    assert "Was due on" in text(officer.get(f"/workspace/cases/{late.reference}"))
    fresh = office.case()
    assert "Due on" in text(officer.get(f"/workspace/cases/{fresh.reference}"))


def test_the_page_says_that_the_clock_stands_still_and_until_when() -> None:
    office = an_office()
    officer = office.officer()
    case = office.case()
    with acting(officer.actor, purpose="test"):
        services.act(case=case, action="ask", answers={"question": "Which?"}, at=now())
    page = text(officer.get(f"/workspace/cases/{case.reference}"))
    assert "Paused while we wait for the resident, until" in page


def test_an_api_client_is_told_by_its_name() -> None:
    office = an_office()
    client, _ = an_api_key(office.org)
    case = office.case(by=Actor(org=office.org, client=client.id))
    page = text(office.officer().get(f"/workspace/cases/{case.reference}"))
    assert "A test client (by API)" in page


def test_a_case_in_welsh_is_marked() -> None:
    office = an_office()
    officer = office.officer()
    welsh, english = office.case(language="cy"), office.case()
    assert "In Welsh" in text(officer.get(f"/workspace/cases/{welsh.reference}"))
    assert "In Welsh" not in text(officer.get(f"/workspace/cases/{english.reference}"))


def test_what_happened_names_who_did_it_and_what_the_resident_reads() -> None:
    office = an_office()
    officer, manager = (
        office.officer(name="Robin Marsh"),
        office.officer(Duty.MANAGER, name="Carys Bevan"),
    )
    case = office.case()
    with acting(manager.actor, purpose="test"):
        services.assign(case=case, to=officer.membership.person, at=now())
    with acting(officer.actor, purpose="test"):
        services.act(case=case, action="ask", answers={"question": "Which side?"}, at=now())
        case_services.add_note(case_id=case.id, text="Rang them.\nNobody there.", at=now())
    page = text(officer.get(f"/workspace/cases/{case.reference}"))
    assert "Assigned to Robin Marsh" in page
    assert "Carys Bevan" in page
    assert "We asked: Which side?" in page
    assert "Received → Waiting for an answer" in page
    assert "Rang them.\nNobody there." in page
    assert page.count("Staff only") == 2


def test_what_somebody_did_who_has_left_is_still_told() -> None:
    office = an_office()
    leaver, officer = office.officer(Duty.MANAGER), office.officer()
    case = office.case()
    with acting(leaver.actor, purpose="test"):
        services.assign(case=case, to=leaver.membership.person, at=now())
    office.leaves(leaver)
    page = text(officer.get(f"/workspace/cases/{case.reference}"))
    assert "Assigned to Somebody who no longer works here" in page


def test_linked_cases_lead_to_one_another() -> None:
    office = an_office()
    officer = office.officer()
    one, other = office.case(title="First"), office.case(title="Second")
    with acting(officer.actor, purpose="test"):
        case_services.link(case_id=one.id, other=other.id, kind=LinkKind.DUPLICATE, at=now())
    here = text(officer.get(f"/workspace/cases/{one.reference}"))
    there = text(officer.get(f"/workspace/cases/{other.reference}"))
    assert f"Linked as the same thing: {other.reference}" in here
    assert f'href="/workspace/cases/{one.reference}"' in there


def test_messages_to_the_resident_are_shown_without_their_one_time_links() -> None:
    office = an_office()
    case = office.case()
    with acting(Actor(org=office.org), purpose="test"):
        registry.offer("notifications.v1").queue(
            key=f"test/{case.id}",
            to="sam@example.com",
            subject="We have your report",
            body="Open https://place.example/l/a-secret_0123456789 to follow it.",
            language="en",
            about=case.id,
            at=now(),
        )
    page = text(office.officer().get(f"/workspace/cases/{case.reference}"))
    assert "We have your report" in page
    assert "/l/…" in page
    assert "a-secret" not in page


def test_the_list_beside_a_case_is_the_one_it_was_opened_from() -> None:
    office = an_office()
    officer = office.officer()
    case = office.case(title="In Harbour", ward="SB01")
    office.case(title="Elsewhere", ward="SB02")
    page = text(officer.get(f"/workspace/cases/{case.reference}", ward="SB01"))
    assert "Elsewhere" not in page
    assert f"/workspace/cases/{case.reference}/assign?ward=SB01" in page


def test_answers_of_the_resident_are_escaped() -> None:
    office = an_office()
    hostile = "</dd><script>alert(1)</script>"
    case = office.case(answers={**ANSWERS, "description": hostile}, title=hostile)
    page = text(office.officer().get(f"/workspace/cases/{case.reference}"))
    assert "<script>alert" not in page


def test_what_may_be_done_depends_on_duty_and_state() -> None:
    office = an_office()
    case = office.case()
    address = f"/workspace/cases/{case.reference}"
    caseworker = text(office.officer(Duty.CASEWORKER).get(address))
    adviser = text(office.officer(Duty.ADVISER).get(address))
    clerk = text(office.officer(Duty.CLERK).get(address))
    assert "Plan the work" in caseworker
    assert "Give it to somebody" in caseworker
    assert "Plan the work" not in adviser
    assert "Ask the resident" in adviser
    assert "Add note" in adviser
    assert "Give it to somebody" not in adviser
    assert "Add note" not in clerk
    assert "Ask the resident" not in clerk


def test_only_a_manager_is_offered_to_open_a_closed_case_again() -> None:
    office = an_office()
    officer, manager = office.officer(), office.officer(Duty.MANAGER)
    case = office.case()
    with acting(officer.actor, purpose="test"):
        services.act(case=case, action="resolve", answers={"message": "Done"}, at=now())
    address = f"/workspace/cases/{case.reference}"
    assert "Open again" in text(manager.get(address))
    assert "Open again" not in text(officer.get(address))
    assert "Closed on" in text(officer.get(address))
