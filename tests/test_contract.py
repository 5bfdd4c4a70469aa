"""The API does what its OpenAPI document says, and what its services say of their answers."""

import json
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from enum import Enum
from functools import cache
from typing import Any, TypeAlias
from urllib.parse import quote

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from moothall.components.forms.testing import KINDS
from moothall.components.identity.testing import an_api_key
from moothall.faces.api.tests.conftest import Caller, a_caller
from moothall.journeys.testing import SERVICE, a_service
from moothall.kernel.testing import an_org, slug_of

DOCUMENT = "/api/v1/openapi.json"
EXAMPLES = 15
BOUNDED = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), phases=[Phase.generate],
)  # fmt: skip
LEFT_OUT = [positive_data_acceptance]
"""What fits the document may still be refused: there may be no such officer, answer or case."""
_OPTIONS = [{"value": v, "label": {"en": v, "cy": v}} for v in ("road", "path")]
_TEXT = {"id": "note", "kind": "text", "label": {"en": "Note", "cy": "Nodyn"}}
CONFIGURED: Mapping[str, Mapping[str, Any]] = {
    "number": {"min": 0, "max": 1000},
    "money": {"max": 10_000},
    "choice": {"options": _OPTIONS},
    "choices": {"options": _OPTIONS, "none_of_these": True},
    "file": {"accept": ["pdf", "jpeg", "png"]},
    "repeated": {"item": {"en": "Child", "cy": "Plentyn"}, "ask": [_TEXT]},
}


class Behind(Enum):
    """What is behind an address: whatever was made up, or something that is there."""

    ANYTHING = 1
    SOMETHING = 2


Schema: TypeAlias = Any
Case: TypeAlias = Any
"""Of schemathesis, which types none of it for others."""


@cache
def document() -> dict[str, Any]:
    return dict(Client().get(DOCUMENT).json())


@cache
def schema() -> Schema:
    return schemathesis.openapi.from_wsgi(DOCUMENT, WSGIHandler())


@cache
def the_caller() -> Caller:
    return a_caller()


def key_of(caller: Caller) -> Mapping[str, str]:
    """A key that no other test has used up."""
    _, key = an_api_key(caller.org)
    return {"Authorization": f"Bearer {key}"}


def operations() -> list[str]:
    return [found.ok().label for found in schema().get_all_operations()]


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("label", operations())
def test_an_operation_answers_as_its_document_says(label: str, mode: GenerationMode) -> None:
    operation, headers = schema().find_operation_by_label(label), key_of(the_caller())
    known = known_parts()

    @BOUNDED
    @given(operation.as_strategy(generation_mode=mode), st.sampled_from(Behind))
    def tried(case: Case, behind: Behind) -> None:
        if behind is Behind.SOMETHING:
            case.path_parameters = {
                name: known.get(name, value)
                for name, value in (case.path_parameters or {}).items()
            }
        # The key, and what is there, may have mended what was made wrong.
        is_mended = behind is Behind.SOMETHING or wrong_parts(case) == {"header"}
        unlike = [*LEFT_OUT, *([negative_data_rejection] if is_mended else [])]
        case.call_and_validate(headers=headers, excluded_checks=unlike)

    tried()


def wrong_parts(case: Case) -> set[str]:
    """Which parts of a request were made wrong on purpose."""
    parts = case.meta.components.items()
    return {where.value for where, made in parts if made.mode is GenerationMode.NEGATIVE}


def known_parts() -> dict[str, str]:
    """Parts of addresses behind which there is something of the caller's."""
    return {
        "reference": the_caller().sent(),
        "action": "resolve",
        "owner": slug_of(the_caller().org),
        "service": SERVICE,
    }


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("kind", KINDS)
def test_answers_of_every_kind_are_taken_or_refused_in_words(
    kind: str, mode: GenerationMode
) -> None:
    caller, seen = a_caller_with(kind), Counter[int]()
    operation, headers = sending(caller), key_of(caller)

    @BOUNDED
    @given(operation.as_strategy(generation_mode=mode))
    def tried(case: Case) -> None:
        case.path_parameters = {"owner": slug_of(caller.org), "service": SERVICE}
        # What is tidied before it is measured may be a little too long.
        unlike = [*LEFT_OUT, negative_data_rejection]
        answer = case.call_and_validate(headers=headers, excluded_checks=unlike)
        seen[answer.status_code] += 1

    tried()
    if mode is GenerationMode.POSITIVE and kind not in NOT_BY_SHAPE:
        assert seen[201]


NOT_BY_SHAPE = {
    "address": "a postcode has a form of its own",
    "file": "its id must be that of a file that was sent",
    "phone": "not every number with so many digits can be rung",
    "vehicle_registration": "a registration has a form of its own",
}
"""Kinds whose answers cannot be made up from their JSON Schema, and why."""
WRONG: tuple[object, ...] = (
    None, True, 7, 1e300, -0.5, "", " ", "7", [], [[]], ["x"], [None], {}, {"x": 1}, {"q": []},
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_that_does_not_fit_its_schema_is_refused(kind: str) -> None:
    caller = a_caller_with(kind)
    client = Client(headers=key_of(caller), raise_request_exception=False)
    schema_of_answers = client.get(caller.service).json()["answers_schema"]
    fits = Draft202012Validator(schema_of_answers).is_valid
    for wrong in WRONG:
        answers = {"q": wrong}
        sent = json.dumps({"answers": answers})
        answer = client.post(f"{caller.service}/requests", sent, "application/json")
        assert answer.status_code in ({201, 422} if fits(answers) else {422}), wrong


def a_caller_with(kind: str) -> Caller:
    """A caller whose service asks one question."""
    org = an_org("council")
    label = {"en": "What is it?", "cy": "Beth ydyw?"}
    question = {"id": "q", "kind": kind, "label": label, **CONFIGURED.get(kind, {})}
    steps = [{"page": "one", "ask": [question]}, {"check_answers": {}}, {"case": "problem"}]
    a_service(org, steps=steps, messages=[])
    return Caller(org=org, http=Client(), officer_email="")


def sending(caller: Caller) -> Schema:
    """The operation that sends a request, with the answers as the service describes them."""
    client = Client(headers=key_of(caller))
    told = client.get(caller.service).json()["answers_schema"]
    told.pop("$schema")
    made = deepcopy(document())
    made["components"]["schemas"]["NewRequest"]["properties"]["answers"] = told
    loaded: Any = schemathesis.openapi.from_dict(made)
    loaded.app = WSGIHandler()
    return loaded.find_operation_by_label(SENDING)


SENDING = "POST /api/v1/services/{owner}/{service}/requests"


HOSTILE = ("\x00", "a\x00b", "\ud800", "\u202e" + "x" * 5000, "'; drop table x", "﷽" * 300)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_that_cannot_be_kept_is_refused_wherever_it_stands(text: str) -> None:
    caller = a_caller()
    case, new = f"/api/v1/cases/{caller.sent()}", f"{caller.service}/requests"
    known = {"danger": False, "kind": "hole", "description": "A hole"}
    quoted = quote(text.encode("utf-8", "surrogatepass"))
    answers = [
        *(caller.get(f"/api/v1/cases?{name}={quoted}") for name in FILTERS),
        *(caller.get(path.format(quoted)) for path in PATHS),
        caller.get(caller.service + quoted),
        caller.post(f"{case}/assign", {"to": text}),
        caller.post(f"{case}/assign", {text: text}),
        caller.post(f"{case}/actions/{quoted}", {"message": text}),
        caller.post(f"{case}/actions/resolve", {text: text}),
        caller.post(new, {"answers": known, "language": text}),
        caller.post(new, {"answers": {**known, text: text}}),
        *(caller.post(new, {"answers": known, "contact": {p: text}}) for p in PARTS),
        *(caller.post(new, {"answers": {**known, q: [text]}}) for q in QUESTIONS),
        *(caller.post(new, {"answers": {**known, q: {"full": text}}}) for q in QUESTIONS),
    ]
    assert {answer.status_code for answer in answers} <= {200, 201, 400, 404, 409, 422}


FILTERS = ("q", "service", "state", "assignee", "updated_since", "after", "limit", "x")
PATHS = ("/api/v1/cases/{}", "/api/v1/cases/{}/events", "/api/v1/services/{}/x")
PARTS = ("name", "email", "phone")
QUESTIONS = ("kind", "description", "name", "email", "photo", "nothing")
