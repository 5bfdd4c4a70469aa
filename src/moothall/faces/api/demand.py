"""What people of the place need, over the API: protected figures only, as on the pages."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from moothall.faces.api.answers import answer
from moothall.faces.api.callers import call
from moothall.faces.api.problems import Problem
from moothall.kernel import registry

router = Router(tags=["demand"])

Name = Literal[
    "overview", "areas", "needs", "need_area", "months", "flows", "waits", "channels",
    "hotspots", "coverage", "steps",
]  # fmt: skip
_NO = {401: Problem, 403: Problem, 404: Problem, 422: Problem}


class Asked(Schema):
    """Which figures, of which period."""

    model_config = ConfigDict(extra="forbid")

    name: Name = "overview"
    period: str = Field("12m", pattern=r"^(12m|[0-9]{4}-Q[1-4])$")
    """The last twelve whole months, or a quarter such as ``2026-Q3``."""


class Figures(Schema):
    """Protected figures of the whole place. One that would be about a few people is hidden."""

    name: str
    period: str
    made_at: datetime
    body: dict[str, Any]
    """Figures are ``{value, low, high, count, denominator, method, hidden}``."""
    links: dict[str, str]


@router.get("", response={200: Figures, **_NO}, operation_id="get_demand")
def get_demand(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """What people asked for and how it came out: one summary of the place, for one period."""
    made = call(request, scope="services:read")
    with made.acting():
        found = registry.offer("demand.v1").summary(
            name=asked.name, period=asked.period, own=False
        )
    content = {
        "name": found.name,
        "period": found.period,
        "made_at": found.made_at,
        "body": found.body,
        "links": {
            "self": f"/api/v1/demand?name={found.name}&period={found.period}",
            "open_data": "/data/catalog.jsonld",
        },
    }
    return answer(request, content)
