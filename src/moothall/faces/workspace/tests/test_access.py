"""Who comes in: officers with a second factor who work here now, and nobody else."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.utils.timezone import now

from moothall.components.identity.testing import (
    a_client,
    a_resident_account,
    a_signed_in_client,
    an_officer_account,
)
from moothall.components.people import services as people
from moothall.components.people.contracts import Duty
from moothall.faces.workspace.tests.offices import Person, an_office, an_officer, text
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import slug_of

PAGES = [
    "/workspace/",
    "/workspace/services",
    "/workspace/export.csv",
    "/workspace/organisation",
]


def of_two() -> tuple[Person, str, str]:
    """An officer of two organisations, and the short names of both."""
    one, other = an_office(), an_office()
    account = an_officer_account()
    person = an_officer(one.org, account=account, name="Robin Marsh")
    an_officer(other.org, account=account, name="Robin Marsh")
    one.case(title="Of the first")
    other.case(title="Of the second")
    return person, slug_of(one.org), slug_of(other.org)


@pytest.mark.parametrize("address", PAGES)
def test_who_is_not_signed_in_is_asked_to_and_comes_back(address: str) -> None:
    answer = a_client().get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/officers/sign-in?next=")
    assert unquote(answer.headers["Location"]).endswith(address)


def test_the_welsh_page_asks_in_welsh() -> None:
    answer = a_client().get("/cy/workspace/")
    assert answer.headers["Location"].startswith("/cy/officers/sign-in?next=")


@pytest.mark.parametrize("address", PAGES)
def test_a_resident_who_is_signed_in_does_not_come_in(address: str) -> None:
    resident = a_signed_in_client(a_resident_account())
    answer = resident.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/officers/sign-in")


def test_an_officer_without_a_second_factor_does_not_come_in() -> None:
    office = an_office()
    account = an_officer_account()
    person = an_officer(office.org, account=account)
    session = person.browser.session
    session["account_authentication_methods"] = [{"method": "password"}]
    session.save()
    answer = person.get("/workspace/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/officers/sign-in")


def test_who_works_nowhere_is_told_so() -> None:
    page = a_signed_in_client(an_officer_account()).get("/workspace/")
    assert page.status_code == 403
    assert "does not work for any organisation" in text(page)


def test_a_leaver_loses_access_at_once() -> None:
    office = an_office()
    leaver, case = office.officer(), office.case()
    address = f"/workspace/cases/{case.reference}"
    assert leaver.get(address).status_code == 200
    office.leaves(leaver)
    assert leaver.get(address).status_code == 403
    assert leaver.post(f"{address}/note", text="Still here").status_code == 403
    assert leaver.get("/workspace/export.csv").status_code == 403


def test_a_duty_that_was_taken_away_is_gone_at_the_next_request() -> None:
    office = an_office()
    officer, case = office.officer(Duty.CASEWORKER), office.case()
    with acting(Actor(org=office.org), purpose="test"):
        people.change(person=officer.membership.person, duties=[Duty.CLERK], at=now())
    answer = officer.post(f"/workspace/cases/{case.reference}/do/plan", revision=1)
    assert answer.status_code == 403
    assert office.now(case).state == "received"


def test_what_was_typed_when_the_session_had_ended_is_shown_and_not_lost() -> None:
    office = an_office()
    case = office.case()
    where = f"/workspace/cases/{case.reference}"
    page = a_client().post(
        f"{where}/note",
        {"text": "Rang them, <b>nobody</b> there.", "revision": "1"},
        headers={"referer": f"http://testserver{where}?ward=SB01"},
    )
    assert page.status_code == 403
    assert "Rang them, &lt;b&gt;nobody&lt;/b&gt; there." in text(page)
    assert "You have been signed out" in text(page)
    assert f"next={where}?ward=SB01" in unquote(text(page))


def test_the_way_back_never_leads_to_another_site() -> None:
    page = a_client().post(
        "/workspace/cases/x/note",
        {"text": "x y"},
        headers={"referer": "https://evil.example/workspace/"},
    )
    assert "evil.example" not in text(page)


def test_an_officer_of_two_organisations_is_asked_for_whom_to_work() -> None:
    person, first, second = of_two()
    asked = person.get("/workspace/?ward=SB01")
    assert (
        asked.headers["Location"]
        == "/workspace/organisation?next=%2Fworkspace%2F%3Fward%3DSB01"
    )
    page = text(person.get(asked.headers["Location"]))
    assert first in page
    assert second in page


def test_whom_to_work_for_is_kept_and_can_be_changed() -> None:
    person, first, second = of_two()
    answer = person.post("/workspace/organisation", organisation=first, next="/workspace/")
    assert answer.headers["Location"] == "/workspace/"
    page = text(person.get("/workspace/"))
    assert "Of the first" in page
    assert "Of the second" not in page
    assert "Change organisation" in page
    person.post("/workspace/organisation", organisation=second)
    assert "Of the second" in text(person.get("/workspace/"))


@pytest.mark.parametrize("chosen", ["", "nowhere"])
def test_an_organisation_that_one_does_not_work_for_cannot_be_chosen(chosen: str) -> None:
    person, _, _ = of_two()
    page = person.post("/workspace/organisation", organisation=chosen)
    assert page.status_code == 422
    assert "Choose the organisation" in text(page)
    stranger = slug_of(an_office().org)
    assert person.post("/workspace/organisation", organisation=stranger).status_code == 422


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_after_choosing_nobody_is_sent_to_another_site(onward: str) -> None:
    person, first, _ = of_two()
    answer = person.post("/workspace/organisation", organisation=first, next=onward)
    assert answer.headers["Location"] == "/workspace/"


def test_who_left_the_chosen_organisation_works_for_the_other_one() -> None:
    one, other = an_office(), an_office()
    account = an_officer_account()
    person = an_officer(one.org, account=account)
    an_officer(other.org, account=account)
    other.case(title="Of the second")
    person.post("/workspace/organisation", organisation=slug_of(one.org))
    one.leaves(person)
    assert "Of the second" in text(person.get("/workspace/"))


def test_a_membership_that_has_not_begun_opens_nothing() -> None:
    office = an_office()
    account = an_officer_account()
    with acting(Actor(org=office.org), purpose="test"):
        people.join(
            person=account.user,
            name="Not Yet",
            email=account.email,
            duties=[Duty.CASEWORKER],
            at=now() + timedelta(days=1),
        )
    assert a_signed_in_client(account).get("/workspace/").status_code == 403


def test_every_page_asks_not_to_be_kept() -> None:
    office = an_office()
    officer, case = office.officer(), office.case()
    for address in (
        "/workspace/",
        f"/workspace/cases/{case.reference}",
        "/workspace/export.csv",
    ):
        assert "no-store" in officer.get(address).headers["Cache-Control"]
