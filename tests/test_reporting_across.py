"""One report across the place: told to the borough, the county's to mend, read by everybody.

Through the pages as browsers without scripts use them, from the first question to the record of
the need.
"""

import re

import pytest
from django.test import Client
from tests.telling import caught_up, records_of
from tests.walking import an_office

from moothall.components.identity.testing import a_client
from moothall.faces.resident.tests.town import Office
from moothall.faces.workspace.tests.offices import Office as Desk
from moothall.faces.workspace.tests.offices import Person
from moothall.faces.workspace.tests.reporting import a_caseworker, a_responsible_office
from moothall.kernel import registry
from moothall.kernel.testing import the_steward

needed = ("reports.v1", "demand.v1", "documents.v1", "notifications.v1")
pytestmark = pytest.mark.skipif(
    not all(registry.offers(name) for name in needed), reason="a part of it is left out"
)
WORDS = "A hole as wide as a wheel, outside the chemist's"
ANSWERS = {
    "kind": {"kind": "pothole"},
    "pothole": {"depth": "deep"},
    "place": {"location-words": "High Street, outside the chemist's"},
    "check": {},
    "details": {"description": WORDS},
    "photos": {},
    "contact": {"email": "sam@example.com", "your_name": "Sam Example"},
    "check_answers": {},
}


class Resident:
    """Somebody with a browser of their own."""

    def __init__(self, office: Office) -> None:
        self.browser, self._office = a_client(), office

    def reports(self) -> str:
        """Answer every page; the reference that they get."""
        address = self.browser.post(self._office.address)["Location"]
        for _ in range(len(ANSWERS) + 2):
            step = address.partition("?")[0].rsplit("/", 1)[-1]
            if step == "sent":
                break
            answer = self.browser.post(address, ANSWERS[step])
            assert answer.status_code == 302, answer.content.decode()[-3000:]
            address = answer["Location"]
        page = self.browser.get(address).content.decode()
        found = re.search(r"RP-[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{3}", page)
        assert found is not None, page
        return found.group()


@pytest.fixture(scope="module")
def borough() -> Office:
    the_steward()
    return an_office("seaborough-council/report-on-the-map")


@pytest.fixture(scope="module")
def county() -> Desk:
    return a_responsible_office(id="pothole")


@pytest.fixture(scope="module")
def officer(county: Desk) -> Person:
    return a_caseworker(county)


@pytest.fixture(scope="module")
def reference(borough: Office, county: Desk) -> str:
    return Resident(borough).reports()


def page(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_resident_reads_who_is_responsible_before_it_is_sent(
    borough: Office, county: Desk
) -> None:
    resident = a_client()
    address = resident.post(borough.address)["Location"]
    for step in ("kind", "pothole", "place"):
        address = resident.post(address, ANSWERS[step])["Location"]
    assert address.endswith("/check")
    assert "It looks after roads." in page(resident, address)


def test_everybody_reads_it_and_nobody_reads_who_told_it(reference: str) -> None:
    shown = page(a_client(), f"/reports/{reference}")
    assert WORDS.replace("'", "&#39;") in shown
    assert "Sam" not in shown
    assert "deep" not in shown.replace(WORDS, "")


def test_the_county_has_it_with_what_was_told_in_confidence(
    reference: str, officer: Person
) -> None:
    shown = page(officer.browser, f"/workspace/reports/{reference}")
    assert "Sam Example" in shown
    assert reference in page(officer.browser, "/workspace/reports")


def test_an_organisation_that_is_neither_asked_nor_responsible_has_none_of_it(
    reference: str, county: Desk
) -> None:
    stranger = a_caseworker(a_responsible_office(id="elsewhere"))
    assert reference not in page(stranger.browser, "/workspace/reports")
    assert stranger.browser.get(f"/workspace/reports/{reference}").status_code == 404


def test_it_is_one_need_asked_of_the_borough_and_held_by_the_county(
    reference: str, borough: Office, county: Desk
) -> None:
    caught_up()
    held = [r for r in records_of(county.org).values() if r.asked_org == borough.org]
    assert [record.need for record in held] == ["street.pothole"]
    assert held[0].channel == "web"
