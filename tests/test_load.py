"""Many at once: no step is refused, nothing is done twice, and whoever comes second is told."""

from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client

from moothall.components.identity.testing import a_client, an_api_key
from moothall.components.people.contracts import Duty
from moothall.faces.api.tests.conftest import Caller, a_caller
from moothall.faces.workspace.tests.offices import an_office
from moothall.journeys import queries
from moothall.journeys.testing import SERVICE, a_service
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import an_org, at_once, slug_of

CLIENTS = 12
_Answer = TypeVar("_Answer")


def together(times: int, act: Callable[[int], _Answer]) -> list[_Answer]:
    """Run ``act`` in as many threads, each with a number of its own."""
    numbers = count()

    def in_thread() -> _Answer:
        try:
            return act(next(numbers))
        finally:
            connections.close_all()

    return at_once(times, in_thread)


def cases_of(org: OrgId) -> int:
    with acting(Actor(org=org), purpose="test"), connection.cursor() as cursor:
        cursor.execute("select count(*) from cases_case where org_id = %s", [org])
        return int(cursor.fetchall()[0][0])


def a_colleague(caller: Caller) -> Caller:
    """Another API client of the same organisation."""
    _, key = an_api_key(caller.org)
    http = Client(headers={"Authorization": f"Bearer {key}"}, raise_request_exception=False)
    return Caller(org=caller.org, http=http, officer_email=caller.officer_email)


class TestLifecycles:
    def test_twelve_clients_meet_no_refusal_from_opened_to_found(self) -> None:
        caller = a_caller()
        clients = [a_colleague(caller) for _ in range(CLIENTS)]

        def work(number: int) -> Counter[int]:
            seen: Counter[int] = Counter()
            for _ in range(4):
                seen.update(lifecycle(clients[number]))
            return seen

        seen = sum(together(CLIENTS, work), Counter[int]())
        assert seen == {201: CLIENTS * 4, 200: CLIENTS * 4 * 3}
        assert cases_of(caller.org) == CLIENTS * 4


def lifecycle(caller: Caller) -> list[int]:
    """Create, assign, resolve and find, with no gap; every status."""
    reference = caller.sent(email=f"{uuid4().hex}@example.com")
    case = f"/api/v1/cases/{reference}"
    assign, resolve = {"to": caller.officer_email}, {"message": "Mended."}
    answers = [
        caller.post(f"{case}/assign", assign, Idempotency_Key=uuid4().hex),
        caller.post(f"{case}/actions/resolve", resolve, Idempotency_Key=uuid4().hex),
        caller.get(f"/api/v1/cases?q={reference}&state=resolved"),
    ]
    (found,) = answers[-1].json()["items"]
    assert found["reference"] == reference
    return [201, *(answer.status_code for answer in answers)]


class TestTwice:
    def test_a_journey_that_is_sent_many_times_at_once_is_one_case(self) -> None:
        resident, address, org = a_journey()
        answers = together(
            CLIENTS, lambda n: same_browser(resident).post(f"{address}/check_answers")
        )
        assert {a.status_code for a in answers} == {302}
        assert {a.headers["Location"] for a in answers} == {f"{address}/sent"}
        assert cases_of(org) == 1

    def test_a_request_with_one_key_many_times_at_once_is_one_case(self) -> None:
        caller, key = a_caller(), uuid4().hex
        body = {"answers": {"danger": False, "kind": "hole", "description": "A hole"}}
        answers = together(
            CLIENTS,
            lambda n: caller.post(f"{caller.service}/requests", body, Idempotency_Key=key),
        )
        assert {a.status_code for a in answers} == {201}
        assert len({a.content for a in answers}) == 1
        assert cases_of(caller.org) == 1

    def test_a_file_with_one_key_many_times_at_once_is_one_file(self) -> None:
        caller, key = a_caller(), uuid4().hex
        answers = together(6, lambda n: sent_file(caller, key))
        assert len({a.json()["id"] for a in answers}) == 1


def sent_file(caller: Caller, key: str) -> Any:  # noqa: ANN401 - Django's test response
    file = SimpleUploadedFile("words.txt", b"A hole in the road.", content_type="text/plain")
    headers = {"Idempotency-Key": key}
    return caller.http.post("/api/v1/files", {"file": file}, headers=headers)


class TestTwoOfficers:
    def test_one_of_many_who_resolve_a_case_wins_and_the_others_are_told(self) -> None:
        office = an_office()
        case = office.case()
        people = [office.officer(Duty.CASEWORKER, name=f"Officer {n}") for n in range(6)]
        address = f"/workspace/cases/{case.reference}/do/resolve"

        def resolve(number: int) -> Any:  # noqa: ANN401
            words = f"Mended by officer {number}."
            return people[number].post(address, message=words, revision=str(case.revision))

        answers = together(len(people), resolve)
        assert sorted(a.status_code for a in answers) == [302, *[409] * 5]
        (winner,) = [n for n, a in enumerate(answers) if a.status_code == 302]
        for number, answer in enumerate(answers):
            if number != winner:
                page = answer.content.decode()
                assert f"Officer {winner}" in page
                assert f"Mended by officer {number}." in page
        assert office.now(case).revision == case.revision + 1

    def test_those_who_act_on_what_they_have_seen_are_told_that_it_has_changed(self) -> None:
        caller = a_caller()
        case = f"/api/v1/cases/{caller.sent()}"
        seen = {"If_Match": f'"{caller.get(case).json()["revision"]}"'}
        clients = [a_colleague(caller) for _ in range(6)]
        answers = together(
            6, lambda n: clients[n].post(f"{case}/assign", {"to": caller.officer_email}, **seen)
        )
        assert sorted(a.status_code for a in answers) == [200, *[409] * 5]
        told = next(a.json() for a in answers if a.status_code == 409)
        assert told["code"] == "cases.changed-meanwhile"


class TestTwoTabs:
    def test_answers_given_in_two_at_once_are_both_kept(self) -> None:
        resident, address, org = a_journey()
        said: dict[int, str] = {}

        def answer(number: int) -> int:
            tab = same_browser(resident)
            page, field = (("what", "description"), ("contact", "email"))[number]
            codes = []
            for _ in range(8):
                said[number] = f"{uuid4().hex}@example.com"
                fields = {field: said[number], "kind": "hole"}
                codes.append(tab.post(f"{address}/{page}", fields).status_code)
            assert set(codes) == {302}
            return number

        together(2, answer)
        journey = address.rpartition("/")[2]
        with acting(Actor(org=org), purpose="test"):
            run = queries.journey(journey_id=UUID(journey))
        assert run.done["what"]["description"] == said[0]
        assert run.done["contact"]["email"] == said[1]
        assert run.done["danger"] == {"danger": False}


def a_journey() -> tuple[Client, str, OrgId]:
    """A resident's browser, where their journey is, all of it answered; and whose it is."""
    org, resident = an_org(), a_client()
    a_service(org)
    began = resident.post(f"/{slug_of(org)}/{SERVICE}").headers["Location"]
    address = began.rpartition("/")[0]
    for page, fields in {
        "danger": {"danger": "no"},
        "what": {"kind": "hole", "description": "A deep hole"},
        "photo": {},
        "contact": {},
    }.items():
        answer = resident.post(f"{address}/{page}", fields)
        assert answer.status_code == 302, answer.content.decode()
    return resident, address, org


def same_browser(resident: Client) -> Client:
    """Another tab of the same browser."""
    tab = Client()
    tab.cookies = resident.cookies
    return tab
