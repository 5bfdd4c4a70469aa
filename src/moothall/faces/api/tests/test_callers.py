"""Who may call the API: keys, scopes, rates, and one way of saying no."""

from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import now

from moothall.components.identity import services as identity
from moothall.components.identity.testing import an_api_key
from moothall.faces.api.tests.conftest import CASES, Caller, a_caller, code_of
from moothall.journeys.testing import ANSWERS
from moothall.kernel.testing import an_org


@pytest.mark.parametrize("key", [None, "", "mh_wrong_key", "Bearer", "x" * 5000])
def test_without_a_key_of_ours_nothing_is_answered(key: str | None) -> None:
    headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
    response = Client(headers=headers).get(CASES)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    code_of(response)


def test_a_revoked_key_opens_nothing_from_then_on() -> None:
    org = an_org()
    client, key = an_api_key(org)
    http = Client(headers={"Authorization": f"Bearer {key}"})
    assert http.get(CASES).status_code == 200
    identity.revoke_api_key(org=org, key_id=UUID(str(client.id)), at=now())
    assert http.get(CASES).status_code == 401


def test_a_key_does_what_its_scopes_say_and_no_more() -> None:
    caller = a_caller(scopes={"cases:read"})
    assert caller.get(CASES).status_code == 200
    for response in (
        caller.get("/api/v1/services"),
        caller.post(f"{caller.service}/requests", {"answers": ANSWERS}),
        caller.post(f"{CASES}/MS-343-434-34F/assign", {"to": None}),
    ):
        assert (response.status_code, code_of(response)) == (403, "kernel.forbidden")


def test_who_asks_too_often_is_told_when_to_come_back(caller: Caller) -> None:
    for _ in range(5000):
        response = caller.get("/api/v1/services/nobody/nothing")
        if response.status_code == 429:
            break
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) >= 1
    assert code_of(response) == "kernel.too-many"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/nothing", 404),
        ("get", "/api/v2/cases", 404),
        ("delete", CASES, 405),
        ("put", "/api/v1/services", 405),
        ("get", f"{CASES}/%00", 404),
        ("get", f"{CASES}/{'A' * 300}", 422),
    ],
)
def test_whatever_goes_wrong_is_told_as_a_problem(
    caller: Caller, method: str, path: str, status: int
) -> None:
    response = getattr(caller.http, method)(path)
    assert response.status_code == status
    code_of(response)


def test_head_is_answered_like_get_without_the_content(caller: Caller) -> None:
    whole, head = caller.get(CASES), caller.http.head(CASES)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length"):
        assert head.headers[name] == whole.headers[name]


def test_head_of_what_is_not_there_is_told_by_its_status(caller: Caller) -> None:
    head = caller.http.head(f"{CASES}/nothing")
    assert (head.status_code, head.content) == (404, b"")


def test_too_large_a_body_is_told_as_a_problem(caller: Caller) -> None:
    answers = {"description": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)}
    response = caller.post(f"{caller.service}/requests", {"answers": answers})
    assert (response.status_code, code_of(response)) == (413, "http.request-entity-too-large")


def test_problems_of_a_type_have_one_title_and_each_its_detail(caller: Caller) -> None:
    told = [caller.post(f"{CASES}/{caller.sent()}/actions/{a}", {}).json() for a in "ab"]
    assert {t["title"] for t in told} == {"No such action"}
    assert all(t["detail"] for t in told)


def test_the_openapi_document_is_3_1_and_names_every_operation() -> None:
    document = Client().get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    names = {
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    }
    assert {"list_services", "get_service", "send_request", "find_cases", "get_case"} <= names
    assert {"assign_case", "act_on_case", "list_case_events", "send_file"} <= names
