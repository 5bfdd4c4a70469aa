"""Asking for a service over the API: the case is there at once, or every mistake is told."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import jsonschema
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from moothall.components.identity.testing import an_api_key
from moothall.faces.api.tests.conftest import CASES, Caller, a_caller, code_of
from moothall.journeys import services
from moothall.journeys.definition import Service
from moothall.journeys.reading import read_source
from moothall.journeys.steps import step_kinds
from moothall.journeys.testing import ANSWERS, a_service
from moothall.kernel import registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import uuid7
from moothall.kernel.testing import an_org, at_once, slug_of

CATALOGUE = Path(__file__).parents[5] / "catalogue"
DOCUMENTS = sorted(path for path in CATALOGUE.glob("*/*.yaml") if path.parent.name != "place")
DUTIES = frozenset({"adviser", "caseworker", "manager", "service_designer"})


def test_a_request_opens_a_case_that_can_be_read_at_once(caller: Caller) -> None:
    sent = caller.post(f"{caller.service}/requests", {"answers": ANSWERS})
    assert sent.status_code == 201
    assert sent.headers["Location"] == sent.json()["links"]["self"]
    read = caller.get(sent.headers["Location"])
    assert (read.status_code, read.json()["state"]) == (200, "received")
    assert read.json()["answers"]["description"] == "A deep hole"


def test_a_mailbox_in_the_contact_answers_the_question_for_it(caller: Caller) -> None:
    content = {"answers": ANSWERS, "contact": {"email": "Ada@example.com", "name": "Ada"}}
    reference = caller.post(f"{caller.service}/requests", content).json()["reference"]
    case = caller.get(f"{CASES}/{reference}").json()
    assert case["contact"]["email"].lower() == "ada@example.com"
    assert case["answers"]["email"]


def test_every_mistake_is_told_with_its_place(caller: Caller) -> None:
    response = caller.post(f"{caller.service}/requests", {"answers": {"danger": False}})
    assert response.status_code == 422
    assert code_of(response) == "forms.answers-refused"
    places = {error["pointer"] for error in response.json()["errors"]}
    assert places == {"/answers/kind", "/answers/description"}


def test_an_answer_that_no_question_asks_for_is_refused(caller: Caller) -> None:
    answers = {**ANSWERS, "colour": "red"}
    response = caller.post(f"{caller.service}/requests", {"answers": answers})
    assert [e["pointer"] for e in response.json()["errors"]] == ["/answers/colour"]


def test_where_the_service_stops_no_case_is_opened(caller: Caller) -> None:
    answers = {**ANSWERS, "danger": True}
    response = caller.post(f"{caller.service}/requests", {"answers": answers})
    assert (response.status_code, code_of(response)) == (422, "journeys.stopped")
    assert caller.get(CASES).json()["items"] == []


def test_a_service_that_is_not_for_programs_says_so() -> None:
    caller = a_caller()
    a_service(caller.org, channels=["web"])
    response = caller.post(f"{caller.service}/requests", {"answers": ANSWERS})
    assert code_of(response) == "journeys.channel-closed"


def test_nobody_sends_requests_to_another_organisation(caller: Caller) -> None:
    other = a_caller()
    response = caller.post(f"{other.service}/requests", {"answers": ANSWERS})
    assert response.status_code == 403


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_worked_examples_can_be_sent_as_they_are_told(path: Path) -> None:
    source = read_source(path=path)
    if any(not step_kinds().keys() & step.keys() for step in source.data["steps"]):
        pytest.skip("this place lacks a component of the service")
    if not any("case" in step for step in source.data["steps"]):
        pytest.skip("it ends with a report, which needs the scheme of its place")
    caller = a_caller()
    with acting(Actor(org=caller.org, client=uuid7(), duties=DUTIES), purpose="test"):
        services.publish(
            definition=source.data,
            templates=source.templates,
            by="designer@council.example",
            note="First",
            at=datetime.now(UTC),
        )
    here = f"/api/v1/services/{slug_of(caller.org)}/{path.stem}"
    told = caller.get(here).json()
    files = needed_files(source.data)
    for example in told["examples"]:
        example["request"]["answers"] |= {
            name: [a_file(caller)] for name in files & example["given"].keys()
        }
        sent = caller.post(f"{here}/requests", example["request"])
        refused = example["expect"]["refuses"] or example["expect"]["stops_at"]
        assert sent.status_code == (422 if refused else 201), (example["name"], sent.content)
        if not refused:
            jsonschema.validate(example["request"]["answers"], told["answers_schema"])


def needed_files(definition: Mapping[str, Any]) -> set[str]:
    """The questions for a file that has to be there, where files can be sent at all."""
    if not registry.offers("documents.v1"):
        return set()
    asked = Service.model_validate(definition).questions()
    return {q.id for q in asked if q.kind == "file" and not q.optional}


def a_file(caller: Caller) -> str:
    """The id of a file that was just sent."""
    out = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "JPEG")
    upload = SimpleUploadedFile("proof.jpg", out.getvalue())
    return str(caller.http.post("/api/v1/files", {"file": upload}).json()["id"])


def test_the_same_key_again_is_answered_alike_and_opens_one_case(caller: Caller) -> None:
    content, key = {"answers": ANSWERS}, uuid4().hex
    first, again = (
        caller.post(f"{caller.service}/requests", content, Idempotency_Key=key)
        for _ in range(2)
    )
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert len(caller.get(CASES).json()["items"]) == 1


def test_the_same_key_with_another_request_is_refused(caller: Caller) -> None:
    key = uuid4().hex
    caller.post(f"{caller.service}/requests", {"answers": ANSWERS}, Idempotency_Key=key)
    other = {"answers": {**ANSWERS, "description": "Another hole"}}
    response = caller.post(f"{caller.service}/requests", other, Idempotency_Key=key)
    assert (response.status_code, code_of(response)) == (422, "api.idempotency-key-reused")


def test_a_key_whose_request_was_refused_may_be_used_again(caller: Caller) -> None:
    key = uuid4().hex
    caller.post(f"{caller.service}/requests", {"answers": {}}, Idempotency_Key=key)
    response = caller.post(
        f"{caller.service}/requests", {"answers": ANSWERS}, Idempotency_Key=key
    )
    assert response.status_code == 201


def test_the_same_key_at_once_in_many_threads_opens_one_case(caller: Caller) -> None:
    content, key = {"answers": ANSWERS}, uuid4().hex
    answers = at_once(
        8,
        lambda: caller.post(f"{caller.service}/requests", content, Idempotency_Key=key).content,
    )
    assert len(set(answers)) == 1
    assert len(caller.get(CASES).json()["items"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"answers": []}',
        b"\xff\xfe",
        b"[" * 5000,
        b'{"answers":NaN}',
    ],
)
def test_what_is_not_a_request_is_refused_as_a_problem(caller: Caller, body: bytes) -> None:
    response = caller.post(f"{caller.service}/requests", body)
    assert response.status_code in {400, 422}
    code_of(response)


def test_hostile_answers_are_refused_and_never_an_error_of_ours(caller: Caller) -> None:
    hostile = ["\x00", "A" * 2_000_000, {"a": 1}, [], 1e308, True, "\ud800", "‮" * 10]
    for value in hostile:
        answers = {**ANSWERS, "description": value}
        response = caller.post(f"{caller.service}/requests", {"answers": answers})
        assert response.status_code in {201, 400, 413, 422}, (
            repr(value)[:40],
            response.content,
        )


def test_a_decimal_keeps_its_digits(caller: Caller) -> None:
    step = {
        "page": "width",
        "ask": [
            {
                "id": "width",
                "kind": "number",
                "min": 0,
                "max": 10,
                "decimals": 3,
                "label": {"en": "Width", "cy": "Lled"},
            }
        ],
    }
    definition = json.loads(
        json.dumps({"steps": [step, {"check_answers": {}}, {"case": "problem"}]})
    )
    org = an_org("council")
    a_service(org, **definition)
    _, key = an_api_key(org)
    http = Client(headers={"Authorization": f"Bearer {key}"})
    sent = http.post(
        f"/api/v1/services/{slug_of(org)}/mend-a-street/requests",
        data='{"answers": {"width": 0.100}}',
        content_type="application/json",
    )
    assert sent.status_code == 201, sent.content
    case = http.get(sent.json()["links"]["self"])
    assert b'"width":0.1' in case.content
