"""The worklist as an officer sees it: lists, filters, pages and counts."""

from moothall.components.people.contracts import Duty
from moothall.faces.workspace.tests.offices import an_office, text


def test_the_worklist_shows_the_open_cases_of_the_organisation() -> None:
    office = an_office()
    officer = office.officer(Duty.CASEWORKER)
    one = office.case(title="A hole in the road")
    page = officer.get("/workspace/")
    assert page.status_code == 200
    assert one.reference in text(page)
    assert "A hole in the road" in text(page)
