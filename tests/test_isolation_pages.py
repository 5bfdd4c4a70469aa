"""Nobody else gets anything of a case by any address of the house: page, API, search, count,
export, file or guess.

The addresses come from the house itself: a new page is tried as soon as it has an address, and
one with a new kind of id is red until it is known here what stands in its place.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils.timezone import now
from tests.addresses import addresses, filled, parts

from moothall.components.cases import queries as case_queries
from moothall.components.cases import services as case_services
from moothall.components.cases.contracts import Case
from moothall.components.documents.testing import a_photo
from moothall.components.identity.testing import (
    a_client,
    a_resident_account,
    a_signed_in_client,
    an_api_key,
)
from moothall.components.people.contracts import Duty
from moothall.faces.workspace.tests.offices import ANSWERS, Office, an_office
from moothall.journeys import services as journeys
from moothall.journeys.services import what_ifs
from moothall.journeys.whatif.contracts import Trial
from moothall.kernel import registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import uuid7
from moothall.kernel.references import new_reference
from moothall.kernel.testing import a_resident, slug_of

EVERY_DUTY = tuple(Duty)
PRIVATE = ("reference", "document_id", "journey", "message_id", "what_if_id")
"""Names of the parts of addresses that stand for something of somebody."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """An organisation with a case, all of whose words hold one mark."""

    office: Office
    other: Office
    mark: str
    word: str
    """What its case can be found by; a page may say back what somebody searched for."""
    case: Case
    journey: str
    document: str
    message: str
    what_if: str
    colleague: str
    """The email address of an officer of the organisation."""

    def stands_for(self, name: str) -> tuple[str, str]:
        """What a part of an address is, and what it would be for something that never was."""
        owner = slug_of(self.office.org)
        found = {
            "reference": (self.case.reference, new_reference("SP")),
            "document_id": (self.document, str(uuid7())),
            "journey": (self.journey, str(uuid7())),
            "message_id": (self.message, str(uuid7())),
            "what_if_id": (self.what_if, str(uuid7())),
            "owner": (owner, owner),
            "slug": (owner, owner),
            "service": (self.office.published.service.service,) * 2,
            "step_id": ("problem", "problem"),
            "action": ("resolve", "resolve"),
            "secret": ("nobody-s-secret",) * 2,
            "token": ("nobody-s-token",) * 2,
            "group": ("streets",) * 2,
            "table": ("permit-eligibility",) * 2,
            "name": ("permit-eligibility",) * 2,
            "form": ("csv",) * 2,
            "code": ("pothole",) * 2,
            "rest": ("nothing",) * 2,
            "folder": ("tables",) * 2,
            "place": ("steps.1.show_when",) * 2,
            "change": (str(uuid7()),) * 2,
            "update_id": (str(uuid7()),) * 2,
            "view": ("map",) * 2,
            "finding_id": (str(uuid7()),) * 2,
            "quarter": ("2030-Q1",) * 2,
            "number": ("1",) * 2,
        }
        return found[name]


@cache
def the_scene() -> Scene:
    office, other = an_office(), an_office()
    mark = f"zebra{uuid4().hex[:10]}"
    word = f"okapi{uuid4().hex[:10]}"
    colleague = office.officer(name=f"Robin {mark}")
    answers = {
        **ANSWERS,
        "description": f"A hole beside the {mark} {word}",
        "your_name": {"full": f"Sam {mark}"},
        "email": f"{mark}@example.com",
    }
    contact = {"name": f"Sam {mark}", "email": f"{mark}@example.com"}
    case = office.case(title=f"A hole, {mark}", answers=answers, contact=contact)
    documents = registry.offer("documents.v1")
    stored = documents.receive(
        name=f"{mark}.jpg", content=a_photo(), accept=("jpeg",), most_bytes=10**6
    )
    at = now()
    with acting(colleague.actor, purpose="test"):
        document = documents.record(received=stored, subject=case.id, at=at)
        case_services.add_note(case_id=case.id, text=f"Mind the {mark}", at=at)
        message = registry.offer("notifications.v1").queue(
            key=str(uuid4()), to=f"{mark}@example.com", subject=f"{mark} mended", body="Done.",
            language="en", about=case.id, at=at,
        )  # fmt: skip
    resident = a_resident(office.org)
    typed = {**answers, "location": {"words": f"Beside the {mark}"}}
    with acting(resident, purpose="test"):
        journey = journeys.begin(
            published=office.published, language="en", channel="web", at=at
        )
        journeys.answer(journey_id=journey, step_id="problem", answers=typed, at=at)
    return Scene(
        office=office,
        other=other,
        mark=mark,
        word=word,
        case=case,
        journey=str(journey),
        document=str(document.id),
        message=str(message),
        what_if=str(a_what_if(office, mark)),
        colleague=colleague.membership.email,
    )


def a_what_if(office: Office, mark: str) -> UUID:
    """A change that its designer tries, whose words hold the mark."""
    designer = Actor(org=office.org, duties=frozenset({"service_designer"}))
    with acting(designer, purpose="test"):
        return what_ifs.ask(
            published=office.published,
            files={"tables/permits.csv": mark},
            day=now().date(),
            trial=Trial(amount="", direction="get"),
            population=f"ward\n{mark}\n",
            rows=1,
            groupings=[mark],
            warnings=[mark],
            by=mark,
            at=now(),
        )


@pytest.fixture
def scene() -> Scene:
    return the_scene()


def strangers(scene: Scene) -> dict[str, Client]:
    """Whoever might come by, each with the means that they really have."""
    _, key = an_api_key(scene.other.org, duties=[duty.value for duty in EVERY_DUTY])
    return {
        "an officer of another organisation": scene.other.officer(*EVERY_DUTY).browser,
        "an API client of another organisation": Client(
            headers={"Authorization": f"Bearer {key}"}
        ),
        "a resident who is signed in": a_signed_in_client(a_resident_account()),
        "anybody": a_client(),
    }


FIELDS = {
    "text": "Hello", "message": "Hello", "to": "", "revision": "1", "kind": "related",
    "other": "", "description": "Mine now",
}  # fmt: skip


def tried(client: Client, method: str, path: str) -> Any:  # noqa: ANN401 - Django's test response
    if method == "GET":
        return client.get(path)
    if path.startswith("/api/"):
        return client.post(path, json.dumps({"to": None}), content_type="application/json")
    return client.post(path, FIELDS)


def told(response: Any, path: str, *ids: str) -> str:  # noqa: ANN401
    """What a response says, but for the address that was asked for and what is always new."""
    content = response.getvalue().decode("utf-8", "replace")
    content += response.headers.get("Location", "")
    content = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", content)
    for known in (path, *ids):
        content = content.replace(known, "")
    return str(content)


THEIRS = [pattern for pattern in addresses() if set(parts(pattern)) & set(PRIVATE)]


def test_the_house_has_addresses_of_everything_that_is_private() -> None:
    kinds = {name for pattern in THEIRS for name in parts(pattern)}
    assert kinds >= {"reference", "document_id", "journey"}
    assert {pattern.split("/")[1] for pattern in THEIRS} >= {"workspace", "cases", "api"}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("pattern", THEIRS)
def test_what_is_not_theirs_is_as_missing_as_what_never_was(
    pattern: str, method: str, scene: Scene
) -> None:
    pairs = {name: scene.stands_for(name) for name in parts(pattern)}
    for who, client in strangers(scene).items():
        answers = []
        for which in (0, 1):
            ids = {name: pair[which] for name, pair in pairs.items()}
            path = filled(pattern, ids)
            response = tried(client, method, path)
            private = [value for name, value in ids.items() if name in PRIVATE]
            answers.append((response.status_code, told(response, path, *private)))
            assert not (response.status_code == 200 and method == "POST"), (who, path)
        assert scene.mark not in answers[0][1], who
        assert answers[0] == answers[1], who


UNWELL = "/health"
"""Says 503 for as long as no worker is alive, and in tests none is."""


@pytest.mark.parametrize("pattern", addresses())
def test_no_address_shows_a_word_of_it(pattern: str, scene: Scene) -> None:
    given = {name: scene.stands_for(name)[0] for name in parts(pattern)}
    path = filled(pattern, given)
    searches = ["", f"?q={scene.word}", f"?q={scene.case.reference}", "?open=all"]
    for who, client in strangers(scene).items():
        for search in searches:
            response = client.get(path + search)
            assert scene.mark not in told(response, path), (who, path)
            assert response.status_code < 500 or pattern == UNWELL, (who, path)


def test_nothing_was_changed_by_all_that(scene: Scene) -> None:
    for pattern in THEIRS:
        given = {name: scene.stands_for(name)[0] for name in parts(pattern)}
        for client in strangers(scene).values():
            tried(client, "POST", filled(pattern, given))
    with acting(Actor(org=scene.office.org), purpose="test"):
        after = case_queries.case_by_id(case_id=scene.case.id)
        assert (after.state, after.revision, after.assignee) == ("received", 1, None)
        assert len(case_queries.timeline(case_id=scene.case.id)) == 1
        assert len(case_queries.notes(case_id=scene.case.id)) == 1
        files = registry.offer("documents.v1").attached(subject=scene.case.id)
        assert [str(file.id) for file in files] == [scene.document]


CASE = "/workspace/cases/{}"
API = "/api/v1/cases"


def an_api_client(office: Office) -> Client:
    _, key = an_api_key(office.org, duties=[duty.value for duty in EVERY_DUTY])
    return Client(headers={"Authorization": f"Bearer {key}"})


class TestTheirOwn:
    """What strangers look for in vain is there for those whose it is."""

    @pytest.mark.parametrize(
        "address", ["", "?q={0.word}", "export.csv", "cases/{0.case.reference}"]
    )
    def test_its_officers_find_it(self, address: str, scene: Scene) -> None:
        page = scene.office.officer(*EVERY_DUTY).browser.get(
            f"/workspace/{address.format(scene)}"
        )
        assert scene.mark in page.content.decode()

    def test_its_api_clients_find_it(self, scene: Scene) -> None:
        client = an_api_client(scene.office)
        (found,) = client.get(f"{API}?q={scene.word}").json()["items"]
        assert found["reference"] == scene.case.reference
        assert scene.mark in client.get(found["links"]["self"]).content.decode()

    def test_its_files_are_served(self, scene: Scene) -> None:
        page = scene.office.officer().browser.get(f"/workspace/files/{scene.document}")
        assert page.status_code == 200
        assert page.getvalue()
        page.close()


class TestCounting:
    def test_a_stranger_counts_none_of_it(self, scene: Scene) -> None:
        officer, client = scene.other.officer(*EVERY_DUTY), an_api_client(scene.other)
        for query in (
            scene.word,
            scene.mark,
            scene.case.reference,
            f"{scene.mark}@example.com",
        ):
            page = officer.get("/workspace/", q=query, open="all").content.decode()
            assert "0 cases" in page
            lines = officer.get("/workspace/export.csv", q=query).content.decode().splitlines()
            assert len(lines) == 1
            assert client.get(API, {"q": query}).json() == {"items": [], "next": None}


class TestWhatStrangersKnowAlready:
    """A reference, an ETag, a key or an address that came to them opens nothing."""

    def test_an_etag_is_no_sign_that_the_case_is_there(self, scene: Scene) -> None:
        address = f"{API}/{scene.case.reference}"
        tag = an_api_client(scene.office).get(address).headers["ETag"]
        answer = an_api_client(scene.other).get(address, headers={"If-None-Match": tag})
        assert answer.status_code == 404

    def test_the_idempotency_key_of_another_client_answers_nothing(self, scene: Scene) -> None:
        body = json.dumps({"to": None})
        address, key = f"{API}/{scene.case.reference}/assign", uuid4().hex
        mine, theirs = an_api_client(scene.office), an_api_client(scene.other)
        revision = {"If-Match": '"999"', "Idempotency-Key": key}
        sent = [
            client.post(address, body, "application/json", headers=revision)
            for client in (mine, theirs)
        ]
        assert [answer.status_code for answer in sent] == [409, 404]

    def test_a_case_of_their_own_is_not_linked_with_it(self, scene: Scene) -> None:
        officer, own = scene.other.officer(*EVERY_DUTY), scene.other.case()
        said = [
            told(officer.post(f"{CASE.format(own.reference)}/link", other=other), "", other)
            for other in (scene.case.reference, new_reference("SP"))
        ]
        assert said[0] == said[1]

    def test_a_case_of_their_own_is_not_given_to_its_officers(self, scene: Scene) -> None:
        client, own = an_api_client(scene.other), scene.other.case()
        said = []
        for email in (scene.colleague, "nobody@example.com"):
            body = json.dumps({"to": email})
            answer = client.post(f"{API}/{own.reference}/assign", body, "application/json")
            said.append((answer.status_code, answer.content))
        assert said[0] == said[1]
        assert said[0][0] == 422

    @pytest.mark.parametrize("name", ["document", "journey"])
    def test_a_request_of_their_own_takes_no_file_from_it(
        self, name: str, scene: Scene
    ) -> None:
        client, service = an_api_client(scene.other), scene.other.published.service.service
        answers = {**ANSWERS, "location": {"words": "Here"}, "photos": [getattr(scene, name)]}
        address = f"/api/v1/services/{slug_of(scene.other.org)}/{service}/requests"
        answer = client.post(address, json.dumps({"answers": answers}), "application/json")
        assert answer.status_code == 422
        assert scene.mark not in answer.content.decode()

    def test_who_asks_for_a_link_learns_nothing_from_the_answer(self, scene: Scene) -> None:
        address, mailbox = "/follow", f"{scene.mark}@example.com"
        asked = [
            (scene.case.reference, mailbox),
            (scene.case.reference, "nobody@example.com"),
            (new_reference("SP"), mailbox),
        ]
        said = [
            told(a_client().post(address, {"reference": r, "email": e}), address, r, e)
            for r, e in asked
        ]
        assert said[0] == said[1] == said[2]
