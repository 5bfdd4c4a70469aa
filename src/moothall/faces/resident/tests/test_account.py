"""Residents who sign in: all their cases, services that ask for it, and signing out."""

import pytest

from moothall.components.identity.testing import (
    a_client,
    a_resident_account,
    a_signed_in_client,
    an_officer_account,
)
from moothall.faces.resident.tests.town import ANSWERS, Resident, a_resident, an_office


def signed_in(email: str | None = None, *, office: Resident | None = None) -> Resident:
    account = a_resident_account(email)
    found = office or a_resident()
    found.browser = a_signed_in_client(account)
    return found


def sent_with(email: str, resident: Resident) -> str:
    """Send with this address, signed in or not; the reference."""
    resident.answer_until("check_answers", {**ANSWERS, "contact": {"email": email}})
    resident.answer("check_answers", {})
    return resident.office.case().reference


def test_without_signing_in_the_account_leads_to_the_sign_in() -> None:
    seen = a_resident().get("/account")
    assert seen.path == "/sign-in"


def test_an_account_without_cases_says_what_would_be_there() -> None:
    seen = signed_in().get("/account")
    assert seen.heading == "Your cases"
    assert "You have no cases yet." in seen.text


def test_an_account_shows_the_cases_of_every_organisation() -> None:
    account = a_resident_account()
    browser = a_signed_in_client(account)
    offices = [an_office(), an_office()]
    references = [
        sent_with("other@example.com", a_resident(office, browser=browser))
        for office in offices
    ]
    seen = a_resident(offices[0], browser=browser).get("/account")
    assert all(reference in seen.text for reference in references)


def test_cases_sent_with_the_address_before_it_had_an_account_are_shown() -> None:
    account = a_resident_account()
    resident = a_resident()
    reference = sent_with(account.email, resident)
    resident.browser = a_signed_in_client(account)
    seen = resident.get("/account")
    assert reference in seen.text
    assert resident.get(f"/cases/{reference}").status == 200


def test_nobody_sees_the_cases_of_somebody_else() -> None:
    account = a_resident_account()
    resident = a_resident()
    reference = sent_with(account.email, resident)
    other = signed_in()
    assert reference not in other.get("/account").text
    assert other.get(f"/cases/{reference}").status == 404


def test_signing_out_leaves_nothing_with_the_browser() -> None:
    resident = signed_in()
    reference = sent_with("sam@example.com", resident)
    assert resident.post("/account/sign-out").path == "/"
    assert resident.get(f"/cases/{reference}").status == 404
    assert resident.get("/account").path == "/sign-in"
    assert resident.see("sent").status == 404


def test_a_link_to_sign_out_changes_nothing() -> None:
    resident = signed_in()
    assert resident.browser.get("/account/sign-out").status_code == 405
    assert resident.get("/account").heading == "Your cases"


def test_an_officer_is_told_that_this_is_for_residents() -> None:
    resident = a_resident()
    resident.browser = a_signed_in_client(an_officer_account(password="hurrah for harbours"))
    seen = resident.get("/account")
    assert (seen.status, seen.heading) == (403, "You are signed in as staff")


def test_a_service_may_ask_to_sign_in_first() -> None:
    resident = a_resident(an_office(sign_in="required: email"))
    seen = resident.get(resident.office.address)
    assert seen.links["Sign in and start"].startswith("/sign-in?next=")
    assert resident.post(resident.office.address).path == "/sign-in"
    resident.browser = a_signed_in_client(a_resident_account())
    assert resident.begin().step == "kind"


def test_a_service_that_needs_proof_of_identity_cannot_be_begun_yet() -> None:
    resident = signed_in(office=a_resident(an_office(sign_in="required: verified")))
    seen = resident.get(resident.office.address)
    assert "needs proof of who you are" in seen.text
    assert not seen.page.all("form")
    assert resident.browser.post(resident.office.address).status_code == 302


@pytest.mark.parametrize("address", ["/account", "/cy/account"])
def test_signing_in_leads_back_to_the_account(address: str) -> None:
    response = a_client().get(address)
    assert response.headers["Location"].endswith(f"next={address.replace('/', '%2F')}")
