"""The worklist as an officer sees it: lists, filters, search, order, pages and counts."""

import re
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from moothall.components.cases.contracts import Case
from moothall.components.people.contracts import Duty
from moothall.faces.workspace.tests.offices import Office, Person, an_office, text
from moothall.journeys import services
from moothall.kernel.actors import acting

_ROW = re.compile(r"data-row[^>]*>([^<]+)</a>")
_MANY = """
insert into cases_case (id, org_id, reference, service, version, need, language, channel, state,
                        outcome, team, title, answers, contact, contact_visit, ward, postcode,
                        opened_at, updated_at, held_state, paused_seconds, closed_seconds,
                        revision)
select gen_random_uuid(), org_id, 'XX-' || n, service, version, need, language, channel, state,
       '', team, title, '{}', '{}', '', '', '', opened_at, updated_at, '', 0, 0, 1
  from cases_case, generate_series(1, 1001) as n where id = %s
"""


def titles(page: Any) -> list[str]:  # noqa: ANN401 - what the test client answers
    return _ROW.findall(text(page))


def give(office: Office, case: Case, to: Person) -> None:
    manager = office.officer(Duty.MANAGER)
    with acting(manager.actor, purpose="test"):
        services.assign(case=case, to=to.membership.person, at=now())


def resolve(case: Case, officer: Person) -> None:
    with acting(officer.actor, purpose="test"):
        services.act(case=case, action="resolve", answers={"message": "Done"}, at=now())


def queries_of(officer: Person, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert officer.get(address).status_code == 200
    return len(captured)


def test_the_worklist_shows_open_cases_with_reference_place_holder_state_and_time() -> None:
    office = an_office()
    officer = office.officer()
    case = office.case(title="A hole in the road")
    page = officer.get("/workspace/")
    assert page.status_code == 200
    assert titles(page) == ["A hole in the road"]
    for shown in (case.reference, "streets", "Received", "1 case"):
        assert shown in text(page)


def test_an_empty_worklist_says_so_and_what_comes() -> None:
    page = an_office().officer().get("/workspace/")
    assert "There is nothing to do" in text(page)
    assert "Download as CSV" not in text(page)


def test_the_worklist_is_in_welsh_under_cy() -> None:
    office = an_office()
    office.case(title="Hole")
    page = office.officer().get("/cy/workspace/")
    assert titles(page) == ["Hole (cy)"]
    assert "Rhestr waith" in text(page)
    assert "Wedi dod i law" in text(page)
    assert 'href="/cy/workspace/cases/' in text(page)


def test_closed_cases_are_shown_when_asked_for() -> None:
    office = an_office()
    officer = office.officer()
    office.case(title="Open one")
    resolve(office.case(title="Closed one"), officer)
    assert titles(officer.get("/workspace/")) == ["Open one"]
    assert titles(officer.get("/workspace/", open="closed")) == ["Closed one"]
    assert len(titles(officer.get("/workspace/", open="all"))) == 2
    assert titles(officer.get("/workspace/", state="resolved")) == ["Closed one"]


def test_a_filter_keeps_what_fits_and_can_be_taken_away() -> None:
    office = an_office()
    officer = office.officer()
    office.case(title="In Harbour", ward="QQ01")
    office.case(title="In Northgate", ward="QQ02")
    page = officer.get("/workspace/", ward="QQ01", sort="newest")
    assert titles(page) == ["In Harbour"]
    assert "Ward: QQ01" in text(page)
    assert 'href="/workspace/?sort=newest"' in text(page)


def test_service_state_and_team_are_filters() -> None:
    office = an_office()
    officer = office.officer()
    office.case(title="Here")
    for name, fits, fits_not in (
        ("service", "street-problem", "another"),
        ("state", "received", "planned"),
        ("team", "streets", "parking"),
    ):
        assert titles(officer.get("/workspace/", **{name: fits})) == ["Here"]
        assert titles(officer.get("/workspace/", **{name: fits_not})) == []


def test_mine_and_nobodys_are_told_apart() -> None:
    office = an_office()
    officer, other = office.officer(name="Robin"), office.officer(name="Carys")
    office.case(title="Nobody's")
    give(office, office.case(title="Mine"), officer)
    give(office, office.case(title="Hers"), other)
    assert titles(officer.get("/workspace/", assignee="me")) == ["Mine"]
    assert titles(officer.get("/workspace/", assignee="nobody")) == ["Nobody&#39;s"]
    hers = officer.get("/workspace/", assignee=str(other.membership.person))
    assert titles(hers) == ["Hers"]
    assert "Assigned to: Carys" in text(hers)


def test_what_is_overdue_comes_first_and_can_be_listed_alone() -> None:
    office = an_office()
    officer = office.officer()
    office.case(title="New")
    office.case(title="Late", at=now() - timedelta(days=30))
    page = officer.get("/workspace/")
    assert titles(page) == ["Late", "New"]
    assert "Overdue" in text(page)
    assert titles(officer.get("/workspace/", due="overdue")) == ["Late"]


def test_a_clock_that_stands_still_is_not_overdue() -> None:
    office = an_office()
    officer = office.officer()
    case = office.case(title="Asked", at=now() - timedelta(days=30))
    with acting(officer.actor, purpose="test"):
        services.act(case=case, action="ask", answers={"question": "Which?"}, at=now())
    assert titles(officer.get("/workspace/", due="overdue")) == []
    assert "Clock paused" in text(officer.get("/workspace/"))


def test_a_case_is_found_by_its_reference_and_by_words_of_its_answers() -> None:
    office = an_office()
    officer = office.officer()
    case = office.case(title="One")
    office.case(title="Two", answers={"description": "A lamp that flickers"})
    assert titles(officer.get("/workspace/", q=case.reference.lower())) == ["One"]
    assert titles(officer.get("/workspace/", q="lamp flick")) == ["Two"]
    nothing = officer.get("/workspace/", q="zebra")
    assert "No case matches" in text(nothing)
    assert "“zebra”" in text(nothing)


def test_the_list_can_be_sorted() -> None:
    office = an_office()
    officer = office.officer()
    for days in (3, 1, 2):
        office.case(title=f"{days} days old", at=now() - timedelta(days=days))
    newest = titles(officer.get("/workspace/", sort="newest"))
    assert newest == ["1 days old", "2 days old", "3 days old"]
    assert titles(officer.get("/workspace/", sort="oldest")) == newest[::-1]


def test_a_long_list_goes_on_from_page_to_page_and_back() -> None:
    office = an_office()
    officer = office.officer()
    for n in range(27):
        office.case(title=f"Case {n:02}", at=now() - timedelta(minutes=30 - n))
    first = officer.get("/workspace/", sort="oldest")
    assert len(titles(first)) == 25
    assert "Previous page" not in text(first)
    onward = re.search(r'href="([^"]+)" rel="next"', text(first))
    assert onward is not None
    second = officer.get(onward[1].replace("&amp;", "&"))
    assert titles(second) == ["Case 25", "Case 26"]
    back = re.search(r'href="([^"]+)" rel="prev"', text(second))
    assert back is not None
    assert titles(officer.get(back[1].replace("&amp;", "&"))) == titles(first)


def test_a_page_that_the_list_does_not_have_is_the_first_one_with_words() -> None:
    office = an_office()
    office.case(title="Here")
    page = office.officer().get("/workspace/", after="nonsense")
    assert page.status_code == 422
    assert "This page of the list cannot be found" in text(page)
    assert titles(page) == ["Here"]


def test_counts_stop_at_a_thousand() -> None:
    office = an_office()
    officer = office.officer()
    case = office.case()
    with acting(officer.actor, purpose="test"), connection.cursor() as cursor:
        cursor.execute(_MANY, [case.id])
    page = text(officer.get("/workspace/"))
    assert "1,000+ cases" in page
    assert "up to 10,000 cases" in page


def test_hostile_filters_find_nothing_and_break_nothing() -> None:
    office = an_office()
    officer = office.officer()
    office.case()
    for hostile in ("\x00", "'; drop table cases_case; --", "\ud800", "%_", "9" * 5000):
        for name in (
            "q",
            "service",
            "state",
            "team",
            "ward",
            "assignee",
            "open",
            "due",
            "sort",
        ):
            address = officer.browser.get(
                "/workspace/", {name: hostile.encode("utf-8", "replace")}
            )
            assert address.status_code == 200, name


def test_what_somebody_looked_for_is_escaped() -> None:
    page = text(an_office().officer().get("/workspace/", q="<script>alert(1)</script>"))
    assert "<script>alert" not in page


def test_the_number_of_queries_does_not_grow_with_the_rows() -> None:
    office = an_office()
    officer = office.officer()
    give(office, office.case(ward="QQ01"), officer)
    queries_of(officer, "/workspace/")
    few = queries_of(officer, "/workspace/")
    for n in range(24):
        case = office.case(title=f"Case {n}", ward=f"SB{n % 12:02}")
        give(office, case, office.officer(name=f"Officer {n}")) if n % 3 == 0 else None
    queries_of(officer, "/workspace/")
    assert len(titles(officer.get("/workspace/"))) == 25
    assert queries_of(officer, "/workspace/") == few <= 17
