"""A client of the Open311 server with a key, and a place in which two organisations report."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4
from xml.etree.ElementTree import Element, fromstring

from django.test import Client

from moothall.components.identity.testing import an_api_key
from moothall.components.reports.testing import a_category, a_scheme, words
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import an_org, slug_of

BASE = "/open311/v2"
SPOT = {"lat": "52.343", "long": "1.998"}
BOTH = ("reports:read", "reports:write")


@dataclass(frozen=True, kw_only=True)
class Caller:
    """A program with a key of one organisation."""

    org: OrgId
    key: str
    http: Client

    @property
    def slug(self) -> str:
        return slug_of(self.org)

    def get(self, path: str, **asked: str) -> Any:  # noqa: ANN401 - Django's test response
        return self.http.get(f"{BASE}/{path}", {"jurisdiction_id": self.slug, **asked})

    def post(self, path: str, once: str = "", **told: Any) -> Any:  # noqa: ANN401
        """Send a form; ``once`` is its Idempotency-Key."""
        given = {"api_key": self.key, "jurisdiction_id": self.slug, **told}
        given = {name: value for name, value in given.items() if value is not None}
        headers = {"Idempotency-Key": once} if once else {}
        return self.http.post(f"{BASE}/{path}", given, headers=headers)

    def made(self, **told: Any) -> str:  # noqa: ANN401
        """The id of a request that was just made."""
        answer = self.post("requests.json", **{**a_hole(), **told})
        assert answer.status_code == 200, answer.content
        return str(json.loads(answer.content)[0]["service_request_id"])


def a_hole(**changed: str) -> dict[str, str]:
    return {
        "service_code": "pothole",
        "description": f"A hole as deep as a bucket {uuid4().hex}",
        **SPOT,
        **changed,
    }


def a_caller(
    org: OrgId | None = None,
    *,
    scopes: tuple[str, ...] = BOTH,
    duties: tuple[str, ...] = ("caseworker",),
) -> Caller:
    org = org or an_org("county")
    _, key = an_api_key(org, scopes=scopes, duties=duties)
    return Caller(org=org, key=key, http=Client(raise_request_exception=False))


def alone(**category: object) -> Caller:
    """A caller of the only organisation of the scheme."""
    caller = a_caller()
    a_scheme(a_category(caller.org, **category))
    return caller


def two() -> tuple[Caller, Caller]:
    """Callers of two organisations: of holes in roads, and of bins."""
    roads, bins = a_caller(), a_caller(an_org("borough"))
    a_scheme(
        a_category(roads.org),
        a_category(bins.org, "bin", name=words("A full bin"), need="street.bin"),
    )
    return roads, bins


def read(response: Any) -> Any:  # noqa: ANN401 - Django's test response, and any JSON
    """What an answer in JSON says."""
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    return json.loads(response.content)


def xml(response: Any) -> Element:  # noqa: ANN401
    """What an answer in XML says."""
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert response.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    return fromstring(response.content)  # noqa: S314 - our own answers


def refused(response: Any, status: int) -> str:  # noqa: ANN401
    """The words of a refusal, which is told as the standard says."""
    assert response.status_code == status, response.content
    if "json" in response.headers["Content-Type"]:
        listed = read(response)
    else:
        root = xml(response)
        assert root.tag == "errors"
        listed = [{p.tag: p.text for p in error} for error in root]
    assert {error["code"] for error in listed} == {str(status)}
    return "\n".join(error["description"] for error in listed)
