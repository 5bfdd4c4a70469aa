"""A council with a live service, an officer and an API client: new ones for every test."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from moothall.components.identity.testing import an_api_key
from moothall.components.people.testing import a_member
from moothall.journeys.testing import ANSWERS, SERVICE, a_service
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import an_org, slug_of

CASES = "/api/v1/cases"
LONG_AGO = datetime(2020, 1, 6, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Caller:
    """An API client of one organisation, with one officer to assign to."""

    org: OrgId
    http: Client
    officer_email: str

    @property
    def service(self) -> str:
        return f"/api/v1/services/{slug_of(self.org)}/{SERVICE}"

    def get(self, path: str, **headers: str) -> Any:  # noqa: ANN401 - Django's test response
        return self.http.get(path, headers=headers)

    def post(self, path: str, content: object, **headers: str) -> Any:  # noqa: ANN401
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        body = content if isinstance(content, str | bytes) else json.dumps(content)
        return self.http.post(path, data=body, content_type="application/json", headers=named)

    def sent(self, **more: object) -> str:
        """The reference of a request that was just sent."""
        answers = {**ANSWERS, **more}
        response = self.post(f"{self.service}/requests", {"answers": answers})
        assert response.status_code == 201, response.content
        return str(response.json()["reference"])


def a_caller(*, scopes: set[str] | None = None) -> Caller:
    org = an_org("council")
    a_service(org)
    every = {
        "services:read",
        "requests:write",
        "cases:read",
        "cases:write",
        "files:write",
    }
    _, key = an_api_key(org, scopes=every if scopes is None else scopes)
    officer = a_member(org, at=LONG_AGO)
    http = Client(headers={"Authorization": f"Bearer {key}"}, raise_request_exception=False)
    return Caller(org=org, http=http, officer_email=officer.email)


@pytest.fixture
def caller() -> Caller:
    return a_caller()


def code_of(response: Any) -> str:  # noqa: ANN401 - Django's test response
    """The stable code of a problem."""
    assert response.headers["Content-Type"] == "application/problem+json"
    return str(json.loads(response.content)["code"])
