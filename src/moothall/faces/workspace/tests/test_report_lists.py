"""The list of an organisation's reports: filters, counts, and the file of it."""

import csv
import io
import os
import re
from datetime import timedelta

import pytest

from moothall.components.people.contracts import Duty
from moothall.faces.workspace.tests.offices import Office, an_office, text
from moothall.faces.workspace.tests.reporting import (
    REPORTS,
    a_caseworker,
    a_report,
    a_responsible_office,
    address,
    needs_reports,
    now,
    updated,
)
from moothall.kernel import registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import NOON

pytestmark = needs_reports


def shown(office: Office, **query: str) -> str:
    return text(a_caseworker(office).get(REPORTS, **query))


def count_in(page: str) -> str:
    found = re.search(r'<p class="hall-count">([^<·]+)', page)
    return found[1].strip() if found else ""


def test_the_menu_leads_to_the_reports() -> None:
    assert f'href="{REPORTS}"' in text(a_caseworker(an_office()).get("/workspace/"))


def test_open_reports_of_the_organisation_are_listed_and_counted() -> None:
    office, other = a_responsible_office(), an_office()
    made, done = a_report(office), a_report(office)
    updated(office, done, text="fixed")
    page = shown(office)
    assert made.reference in page
    assert done.reference not in page
    assert count_in(page) == "1 report"
    assert count_in(shown(office, open="all")) == "2 reports"
    assert made.reference not in shown(other)
    assert count_in(shown(other, q=made.reference)) == "0 reports"


def test_each_filter_keeps_what_it_says() -> None:
    office = a_responsible_office(hold={"words": ["seagull"]})
    officer = a_caseworker(office)
    plain = a_report(office)
    held = a_report(office, description="A seagull in it")
    mine = a_report(office, description="Mine to mend")
    planned = a_report(office)
    officer.post(address(mine, "assign"), to=f"officer:{officer.membership.person}")
    officer.post(address(planned, "assign"), to="team:parking")
    updated(office, planned, text="planned")
    expected = {
        ("held", "held"): "h",
        ("assignee", "me"): "m",
        ("assignee", "nobody"): "phl",
        ("team", "parking"): "l",
        ("status", "planned"): "l",
        ("category", "nothing"): "",
        ("category", "pothole"): "phml",
        ("q", "mend"): "m",
        ("q", plain.reference[:9]): "p",
        ("ward", "nowhere"): "",
    }
    made = {"p": plain, "h": held, "m": mine, "l": planned}
    for (name, value), wanted in expected.items():
        page = text(officer.get(REPORTS, **{name: value}))
        found = {letter for letter, one in made.items() if one.reference in page}
        assert found == set(wanted), (name, value)


def test_what_is_late_is_marked_and_found() -> None:
    office = a_responsible_office(due=1)
    late = a_report(office, at=NOON - timedelta(days=3000))
    fresh = a_report(office)
    page = shown(office, due="overdue")
    assert late.reference in page
    assert fresh.reference not in page
    assert "Overdue" in page


@pytest.mark.parametrize(
    "query", [{"status": "x"}, {"sort": "x"}, {"assignee": "x"}, {"after": "x"}, {"q": "'|"}]
)
def test_whatever_the_address_says_there_is_a_page(query: dict[str, str]) -> None:
    office = a_responsible_office()
    assert a_caseworker(office).get(REPORTS, **query).status_code in {200, 422}


def test_a_list_goes_on_from_page_to_page() -> None:
    office = a_responsible_office()
    made = [a_report(office, at=NOON + timedelta(minutes=n)) for n in range(26)]
    officer = a_caseworker(office)
    first = text(officer.get(REPORTS, sort="oldest"))
    onward = first.partition('rel="next"')[0].rpartition('href="')[2].split('"')[0]
    second = text(officer.get(onward.replace("&amp;", "&")))
    assert made[25].reference in second
    assert made[0].reference not in second


def test_the_file_has_the_columns_of_open311_and_nobodys_name() -> None:
    office = a_responsible_office()
    made = a_report(office, description="=HYPERLINK(1)", address="By the pier")
    answer = a_caseworker(office).get(f"{REPORTS}/export.csv")
    content = answer.content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content))
    assert row["service_request_id"] == made.reference
    assert row["service_name"] == "A hole in the road"
    assert row["description"] == "'=HYPERLINK(1)"
    assert (row["lat"], row["long"]) == ("52.343000", "1.998000")
    assert "Sam Gull" not in content
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.skipif(
    "documents" in os.environ.get("MOOTHALL_WITHOUT", ""), reason="documents is left out"
)
class TestPhotos:
    def test_staff_see_what_is_held_let_it_be_seen_and_keep_it_back_again(self) -> None:
        office = a_responsible_office(hold={"photos": True})
        documents = registry.offer("documents.v1")
        stored = registry.load("moothall.components.documents.testing").received()
        us = Actor(org=office.org)
        with acting(us, purpose="test"):
            kept = documents.record(received=stored, at=NOON)
        made = a_report(office, by=us, photos=[kept.id])
        officer = a_caseworker(office)
        path = address(made, "photos", str(kept.id))
        assert path in text(officer.get(address(made)))
        answer = officer.get(path)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.getvalue().startswith(b"\xff\xd8")
        assert an_office().officer(*Duty).get(path).status_code == 404
        for fields, held in (({"photos": str(kept.id)}, False), ({}, True)):
            assert officer.post(address(made, "release"), **fields).status_code == 302
            (photo,) = now(office, made).photos
            assert photo.held is held


def test_everything_is_found_in_welsh() -> None:
    office = a_responsible_office()
    made = a_report(office)
    officer = a_caseworker(office)
    assert "Adroddiadau" in text(officer.get(f"/cy{REPORTS}"))
    assert "A hole in the road (cy)" in text(officer.get(f"/cy{address(made)}"))
