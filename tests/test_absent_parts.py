"""The demonstration from its home page to a closed case, with whatever parts the place has.

``test_absence`` runs this in processes of their own, each with other parts left out.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils.timezone import now
from tests.addresses import addresses, filled, parts

from moothall.components.identity.testing import a_client, a_totp_code
from moothall.journeys import catalogue
from moothall.journeys.catalogue import Published
from moothall.kernel import jobs as kernel_jobs
from moothall.kernel import organisations
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import uuid7
from moothall.kernel.questions import Asking
from moothall.site import demonstration
from moothall.site.worker import follow_once, keep_house

if "MOOTHALL_WITHOUT" not in os.environ:
    pytest.skip("run by test_absence, with parts left out", allow_module_level=True)

LEFT_OUT = frozenset(name for name in os.environ["MOOTHALL_WITHOUT"].split(",") if name)
COUNCIL, STREETS = "seaborough-council", "report-a-problem-on-the-street"
SERVICES = [(COUNCIL, STREETS), ("harbour-homes", "ask-for-a-repair")]
API = "/api/v1"


@dataclass(frozen=True, kw_only=True)
class Place:
    """The demonstration, set up."""

    credentials: Mapping[str, Any]
    browsers: dict[str, Client] = field(default_factory=dict)

    def officer(self, slug: str) -> Client:
        """A caseworker's browser: signed in once, for a second factor works once."""
        if slug not in self.browsers:
            self.browsers[slug] = self._signed_in(slug)
        return self.browsers[slug]

    def _signed_in(self, slug: str) -> Client:
        officer = next(
            o
            for o in self.credentials["officers"]
            if o["organisation"] == slug and "caseworker" in o["duties"]
        )
        browser = a_client()
        known = {"email": officer["email"], "password": officer["password"]}
        browser.post("/officers/sign-in", known)
        code = {"code": a_totp_code(officer["totp_secret"])}
        assert browser.post("/officers/second-factor", code).status_code == 302
        return browser

    def api(self, slug: str) -> Client:
        keys = self.credentials["api_keys"]
        key = next(k["key"] for k in keys if k["organisation"] == slug)
        return Client(headers={"Authorization": f"Bearer {key}"})


@cache
def the_place() -> Place:
    folder = Path(mkdtemp(prefix="moothall-"))
    demonstration.load(folder=folder, report=lambda line: None)
    return Place(credentials=demonstration.credentials(folder))


@pytest.fixture
def place() -> Place:
    return the_place()


@pytest.fixture(autouse=True)
def _no_page_fails(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    the_place()
    yield
    assert [r.getMessage() for r in caplog.records if r.exc_info] == []


def live(owner: str, service: str) -> Published:
    org = organisations.called(slug=owner).id
    with acting(Actor(org=org), purpose="test"):
        return catalogue.live(owner=org, service=service)


def sent(client: Client, owner: str, service: str) -> str:
    """Go through a service on its pages as its first worked example does: the reference."""
    published = live(owner, service)
    given = published.service.examples[0].given
    answer = client.post(f"/{owner}/{service}")
    for _ in range(40):
        assert answer.status_code == 302, answer.content.decode()[-3000:]
        here = answer.headers["Location"]
        page = client.get(here)
        assert page.status_code == 200
        if here.endswith("/sent"):
            found = re.search(r"[A-Z]{2}-\w{3}-\w{3}-\w{3}", page.content.decode())
            assert found
            return found[0]
        fields: dict[str, Any] = {}
        for question in published.service.step(step_id=here.rpartition("/")[2]).asks():
            if question.id in given and question.kind != "file":
                answered = question.check(answer=given[question.id], asking=Asking(at=now()))
                fields |= question.fields(answer=answered)
        answer = client.post(here, fields)
    raise AssertionError("the service has no end")


def test_the_home_page_opens_in_both_languages() -> None:
    for address in ("/", "/cy/", "/search?q=pothole", "/cy/search?q=twll"):
        assert a_client().get(address).status_code == 200


@pytest.mark.parametrize(("owner", "service"), SERVICES)
def test_a_resident_sends_a_request_and_officers_have_the_case(
    owner: str, service: str, place: Place
) -> None:
    resident = a_client()
    reference = sent(resident, owner, service)
    assert reference in resident.get(f"/cases/{reference}").content.decode()
    officer = place.officer(owner)
    assert officer.get("/workspace/").status_code == 200
    for address in ("export.csv", f"cases/{reference}", f"?q={reference}"):
        page = officer.get(f"/workspace/{address}")
        assert page.status_code == 200
        assert reference in page.content.decode()


def test_an_officer_works_on_a_case_and_closes_it(place: Place) -> None:
    reference, officer = sent(a_client(), COUNCIL, STREETS), place.officer(COUNCIL)
    case = f"/workspace/cases/{reference}"
    assert officer.post(f"{case}/note", {"text": "Looked at it"}).status_code == 302
    assert officer.get(f"{case}/do/resolve").status_code == 200
    fields = {"message": "We filled the hole.", "revision": "1"}
    answer = officer.post(f"{case}/do/resolve", fields)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    assert place.api(COUNCIL).get(f"{API}/cases/{reference}").json()["state"] == "resolved"


def test_the_api_takes_a_request_from_opened_to_resolved(place: Place) -> None:
    client = place.api(COUNCIL)
    described = client.get(f"{API}/services/{COUNCIL}/{STREETS}").json()
    assert ("photos" in described["answers_schema"]["properties"]) is (
        "documents" not in LEFT_OUT
    )
    answers = {"kind": "other", "location": {"words": "By the pier"}, "description": "A smell"}
    content = {"answers": answers, "contact": {"email": "sam@example.com"}}
    answer = post(client, f"{API}/services/{COUNCIL}/{STREETS}/requests", content)
    assert answer.status_code == 201, answer.content
    case = answer.json()["links"]["self"]
    officer = next(
        o["email"] for o in place.credentials["officers"] if o["organisation"] == COUNCIL
    )
    assert post(client, f"{case}/assign", {"to": officer}).status_code == 200
    resolved = post(client, f"{case}/actions/resolve", {"message": "Gone."})
    assert resolved.json()["state"] == "resolved"
    assert [e["type"] for e in client.get(f"{case}/events").json()["items"]]


def post(client: Client, path: str, content: object) -> Any:  # noqa: ANN401
    return client.post(path, json.dumps(content), content_type="application/json")


@pytest.mark.parametrize("pattern", addresses())
def test_no_address_fails(pattern: str, place: Place) -> None:
    """What needs a part that is missing is not there, or says that it is not available."""
    given = {
        "owner": COUNCIL, "service": STREETS, "slug": COUNCIL, "reference": the_reference(),
        "action": "resolve", "step_id": "kind", "journey": str(uuid7()),
        "document_id": str(uuid7()), "message_id": str(uuid7()), "secret": "nobody-s",
        "token": "nobody-s", "group": "streets", "table": "permit-eligibility",
        "name": "permit-eligibility", "form": "csv",
        "code": "pothole", "rest": "nothing",
        "folder": "tables", "place": "steps.1.show_when",
        "change": str(uuid7()), "view": "map", "finding_id": str(uuid7()),
        "quarter": "2030-Q1", "number": "1",
        "what_if_id": str(uuid7()), "update_id": str(uuid7()),
    }  # fmt: skip
    path = filled(pattern, {name: given[name] for name in parts(pattern)})
    for client in (a_client(), place.officer(COUNCIL), place.api(COUNCIL)):
        for answer in (client.get(path), client.get(f"/cy{path}")):
            assert answer.status_code < 500 or answer.status_code == 503, path
            if answer.streaming:
                answer.getvalue()
                answer.close()


@cache
def the_reference() -> str:
    return sent(a_client(), COUNCIL, STREETS)


def test_the_worker_finds_nothing_that_it_cannot_do(place: Place) -> None:
    sent(a_client(), COUNCIL, STREETS)
    kernel_jobs.run_waiting()
    while follow_once():
        pass
    keep_house(at=now())
    with acting(Actor(), purpose="test"), connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where status = 'failed'")
        assert cursor.fetchone() == (0,)


def test_the_health_page_speaks_of_what_is_there(place: Place) -> None:
    answer = a_client().get("/health")
    assert answer.status_code in {200, 503}  # no worker runs beside this test
    assert not set(answer.json()["components"]) & LEFT_OUT


def without(name: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(name not in LEFT_OUT, reason=f"{name} is part of this place")


@without("documents")
class TestWithoutDocuments:
    def test_no_page_asks_for_a_file(self) -> None:
        for owner, service in SERVICES:
            kinds = {q.kind for q in live(owner, service).service.questions()}
            assert "file" not in kinds

    def test_the_api_says_that_files_cannot_be_sent(self, place: Place) -> None:
        file = SimpleUploadedFile("hole.jpg", b"not read", content_type="image/jpeg")
        answer = place.api(COUNCIL).post(f"{API}/files", {"file": file})
        assert answer.status_code == 503
        assert answer.json()["code"] == "kernel.not-offered"

    def test_the_api_says_which_answer_cannot_be_given(self, place: Place) -> None:
        answers = {
            "kind": "other", "location": {"words": "By the pier"}, "description": "A smell",
            "photos": [str(uuid7())],
        }  # fmt: skip
        path = f"{API}/services/{COUNCIL}/{STREETS}/requests"
        answer = post(place.api(COUNCIL), path, {"answers": answers})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/answers/photos"


@without("notifications")
class TestWithoutNotifications:
    def test_what_would_have_been_sent_is_on_the_log(self, place: Place) -> None:
        reference = sent(a_client(), COUNCIL, STREETS)
        client = place.api(COUNCIL)
        events = client.get(f"{API}/cases/{reference}/events").json()["items"]
        missed = [e["data"] for e in events if e["type"] == "journeys.capability-missed.v1"]
        assert missed
        assert missed[0]["capability"] == "notifications.v1"

    @pytest.mark.parametrize("address", ["/follow", "/sign-in"])
    def test_ways_that_need_a_message_say_so(self, address: str) -> None:
        page = a_client().get(address)
        assert page.status_code in {200, 503}
        assert "<form" not in main_of(page)

    def test_saving_says_that_no_link_can_be_sent(self) -> None:
        resident = a_client()
        here = resident.post(f"/{COUNCIL}/{STREETS}").headers["Location"]
        page = resident.get(f"{here.rpartition('/')[0]}/save")
        assert page.status_code == 200
        assert 'name="email"' not in page.content.decode()

    def test_there_is_no_outbox(self) -> None:
        assert a_client().get("/outbox").status_code == 404


@without("areas")
class TestWithoutAreas:
    def test_maps_have_their_ground_and_no_wards(self) -> None:
        assert a_client().get("/maps/ground.geojson").status_code == 200
        assert a_client().get("/maps/wards.geojson").json()["features"] == []

    def test_an_address_can_be_written_by_hand(self) -> None:
        resident, given = a_client(), {"find-address": "location", "location-find": "SB1 1DB"}
        here = resident.post(f"/{COUNCIL}/{STREETS}").headers["Location"]
        resident.post(here, {"kind": "other"})
        answer = resident.post(f"{here.rpartition('/')[0]}/place", given)
        assert answer.status_code < 500

    def test_cases_have_no_ward_and_nobody_is_asked_for_one(self, place: Place) -> None:
        reference = sent(a_client(), COUNCIL, STREETS)
        assert place.api(COUNCIL).get(f"{API}/cases/{reference}").json()["ward"] is None
        assert 'name="ward"' not in place.officer(COUNCIL).get("/workspace/").content.decode()


def main_of(page: Any) -> str:  # noqa: ANN401
    """What stands in the middle of a page, without its frame."""
    return str(page.content.decode().partition("<main")[2].partition("</main>")[0])
