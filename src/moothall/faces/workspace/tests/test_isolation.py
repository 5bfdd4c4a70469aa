"""An officer of another organisation sees nothing of a case, and learns nothing by guessing."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.utils.timezone import now

from moothall.components.cases.contracts import Case
from moothall.components.documents.testing import a_photo
from moothall.components.people.contracts import Duty
from moothall.faces.workspace.tests.offices import Office, Person, an_office, text
from moothall.kernel import registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.references import new_reference

EVERYTHING = (Duty.CASEWORKER, Duty.MANAGER, Duty.ADVISER, Duty.SERVICE_DESIGNER)


_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def a_file(org: OrgId, subject: Any) -> str:  # noqa: ANN401 - an id
    documents = registry.offer("documents.v1")
    stored = documents.receive(
        name="photo.jpg", content=a_photo(), accept=("jpeg",), most_bytes=10**6
    )
    with acting(Actor(org=org), purpose="test"):
        return str(documents.record(received=stored, subject=subject, at=now()).id)


def same_but_for(address: str, page: Any, other: str, other_page: Any) -> bool:  # noqa: ANN401
    """Whether two pages differ in nothing but what was asked for and the token of forms."""
    mine, theirs = (_TOKEN.sub("", text(one)) for one in (page, other_page))
    return mine.replace(address, "") == theirs.replace(other, "")


def neighbours() -> tuple[Office, Case, Person]:
    """An organisation with a case, and an officer with every duty in another one."""
    office, stranger = an_office(), an_office().officer(*EVERYTHING)
    return office, office.case(title="Nobody's business", ward="SB01"), stranger


def test_the_worklist_its_search_and_its_counts_know_nothing_of_it() -> None:
    _, case, stranger = neighbours()
    for query in (
        {},
        {"q": case.reference},
        {"q": "wheel"},
        {"q": "sam@example.com"},
        {"ward": "SB01"},
        {"open": "all", "service": "street-problem"},
    ):
        page = text(stranger.get("/workspace/", **query))
        assert "business" not in page
        assert "0 cases" in page
        assert ">1<" not in page


def test_the_export_knows_nothing_of_it() -> None:
    _, case, stranger = neighbours()
    for query in ({}, {"open": "all"}, {"q": case.reference}):
        lines = text(stranger.get("/workspace/export.csv", **query)).splitlines()
        assert len(lines) == 1


@pytest.mark.parametrize("part", ["", "/do/plan", "/do/resolve"])
def test_its_pages_are_the_same_404_as_those_of_a_case_that_there_is_not(part: str) -> None:
    _, case, stranger = neighbours()
    there = f"/workspace/cases/{case.reference}{part}"
    nowhere = f"/workspace/cases/{new_reference('SP')}{part}"
    page, missing = stranger.get(there), stranger.get(nowhere)
    assert page.status_code == missing.status_code == 404
    assert same_but_for(there, page, nowhere, missing)


def test_a_forged_reference_is_the_same_404() -> None:
    _, _, stranger = neighbours()
    nowhere = f"/workspace/cases/{new_reference('SP')}"
    missing = stranger.get(nowhere)
    for forged in ("SP-333-333-333", "x", "%00", "..%2f..", "SP-3", "9" * 300):
        page = stranger.get(f"/workspace/cases/{forged}")
        assert page.status_code == 404
        assert "There is no such case" in text(page) or "%2f" in forged
    assert missing.status_code == 404


@pytest.mark.parametrize("part", ["assign", "note", "link", "reopen", "do/plan", "do/resolve"])
def test_nothing_can_be_done_with_it(part: str) -> None:
    office, case, stranger = neighbours()
    fields = {"text": "x", "message": "x", "to": "", "revision": "1", "other": case.reference}
    answer = stranger.post(f"/workspace/cases/{case.reference}/{part}", **fields)
    assert answer.status_code == 404
    assert office.now(case).revision == 1
    assert office.now(case).updated_at == case.updated_at


def test_a_case_cannot_be_linked_with_one_of_another_organisation() -> None:
    _, case, stranger = neighbours()
    other = an_office()
    officer, own = other.officer(*EVERYTHING), other.case()
    there = officer.post(f"/workspace/cases/{own.reference}/link", other=case.reference)
    nowhere = new_reference("SP")
    missing = officer.post(f"/workspace/cases/{own.reference}/link", other=nowhere)
    assert there.status_code == missing.status_code == 422
    assert same_but_for(case.reference, there, nowhere, missing)
    assert stranger.get("/workspace/").status_code == 200


def test_a_case_cannot_be_given_to_an_officer_of_another_organisation() -> None:
    office, case, stranger = neighbours()
    officer = office.officer(*EVERYTHING)
    to = f"officer:{stranger.membership.person}"
    page = officer.post(f"/workspace/cases/{case.reference}/assign", revision=1, to=to)
    assert page.status_code == 422
    assert office.now(case).assignee is None


def test_its_files_are_the_same_404_as_a_file_that_there_is_not() -> None:
    office, case, stranger = neighbours()
    officer = office.officer()
    there = f"/workspace/files/{a_file(office.org, case.id)}"
    nowhere = f"/workspace/files/{uuid4()}"
    mine = officer.get(there)
    assert mine.status_code == 200
    mine.close()
    page, missing = stranger.get(there), stranger.get(nowhere)
    assert page.status_code == missing.status_code == 404
    assert same_but_for(there, page, nowhere, missing)


def test_a_file_that_somebody_has_not_sent_yet_is_not_for_officers() -> None:
    office = an_office()
    unsent = a_file(office.org, uuid7())
    assert office.officer(*EVERYTHING).get(f"/workspace/files/{unsent}").status_code == 404


def test_its_services_and_its_people_are_not_shown() -> None:
    office, _, stranger = neighbours()
    colleague = office.officer(name="Unheard Of")
    assert "Unheard Of" not in text(stranger.get("/workspace/"))
    guessed = stranger.get("/workspace/", assignee=str(colleague.membership.person))
    assert "Unheard Of" not in text(guessed)
    services = text(stranger.get("/workspace/services"))
    assert str(office.published.hash[:12]) not in services


def test_a_page_of_another_organisations_list_starts_nothing() -> None:
    office, _, stranger = neighbours()
    officer = office.officer()
    for n in range(26):
        office.case(title=f"Case {n}")
    page = text(officer.get("/workspace/"))
    cursor = page.split("after=")[1].split('"')[0]
    there = text(stranger.get(f"/workspace/?after={cursor}"))
    assert "data-row" not in there
    assert "0 cases" in there
