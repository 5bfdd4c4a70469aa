"""The page of the organisation's services."""

from django.utils.timezone import now

from moothall.components.people.contracts import Duty
from moothall.faces.workspace.tests.offices import a_definition, an_office, text
from moothall.journeys import services
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import slug_of


def test_a_live_service_is_shown_with_its_version_and_who_published_it_when() -> None:
    office = an_office()
    office.case()
    page = text(office.officer().get("/workspace/services"))
    assert "Report a problem on the street" in page
    assert office.published.hash[:12] in page
    assert "by Devin Designer" in page
    assert "First version" in page
    assert f'href="/{slug_of(office.org)}/street-problem"' in page
    assert "1 open case" in page
    assert 'href="/workspace/?service=street-problem"' in page


def test_earlier_versions_say_what_changed() -> None:
    office = an_office()
    changed = a_definition(owner=slug_of(office.org))
    changed["summary"] = {"en": "Anything on the street", "cy": "Unrhyw beth ar y stryd"}
    designer = Actor(org=office.org, duties=frozenset({"service_designer"}))
    with acting(designer, purpose="test"):
        second = services.publish(
            definition=changed, templates={}, by="Ada", note="Clearer", at=now()
        )
    page = text(office.officer().get("/workspace/services"))
    assert second.hash[:12] in page
    assert "The summary was changed." in page
    assert "Clearer" in page
    assert "Earlier versions" in page
    assert office.published.hash[:12] in page


def test_a_designer_is_told_how_to_publish_and_a_caseworker_is_not() -> None:
    office = an_office()
    designer, caseworker = office.officer(Duty.SERVICE_DESIGNER), office.officer()
    assert "moothall publish catalogue/" in text(designer.get("/workspace/services"))
    assert "moothall publish" not in text(caseworker.get("/workspace/services"))


def test_an_organisation_without_a_service_is_told_what_to_do() -> None:
    office = an_office()
    with acting(Actor(org=office.org, duties=frozenset({"service_designer"})), purpose="test"):
        services.retire(service="street-problem", at=now())
    page = text(office.officer().get("/workspace/services"))
    assert "No service is live" in page


def test_open_cases_of_a_service_that_was_retired_are_still_worked_on() -> None:
    office = an_office()
    officer, case = office.officer(), office.case()
    with acting(Actor(org=office.org, duties=frozenset({"service_designer"})), purpose="test"):
        services.retire(service="street-problem", at=now())
    assert "Received" in text(officer.get("/workspace/"))
    done = officer.post(f"/workspace/cases/{case.reference}/do/plan", revision=1)
    assert done.status_code == 302


def test_the_page_is_there_in_welsh() -> None:
    page = text(an_office().officer().get("/cy/workspace/services"))
    assert "Rhoi gwybod am broblem ar y stryd" in page
    assert "gan Devin Designer" in page
