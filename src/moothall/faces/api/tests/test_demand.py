"""Demand over the API: the place's protected figures, and nothing of one organisation."""

from typing import Any

import pytest

from moothall.components.demand.tests import samples
from moothall.faces.api.tests.conftest import Caller, a_caller, code_of
from moothall.kernel import registry

pytestmark = pytest.mark.skipif(not registry.offers("demand.v1"), reason="demand is left out")
HERE = "/api/v1/demand"


@pytest.fixture
def caller() -> Caller:
    samples.summarised(samples.bodies())
    return a_caller()


def get(caller: Caller, query: str = "") -> Any:  # noqa: ANN401 - Django's test response
    return caller.get(f"{HERE}{query}")


def test_figures_are_answered_by_name_and_period(caller: Caller) -> None:
    found = get(caller, "?name=coverage&period=12m").json()
    assert (found["name"], found["period"]) == ("coverage", "12m")
    assert [row["asked"]["value"] for row in found["body"]["rows"]] == [45, None]


def test_without_a_name_it_is_the_whole_at_a_glance(caller: Caller) -> None:
    assert get(caller).json()["body"]["asked"]["value"] == 3955


def test_own_figures_are_not_answered(caller: Caller) -> None:
    body = {"asked": samples.fig(3)}
    samples.summarised({"overview": body}, org=caller.org, period="2017-Q1", own=True)
    answer = get(caller, "?period=2017-Q1")
    assert answer.status_code == 404
    assert code_of(answer) == "demand.summary-not-found"


@pytest.mark.parametrize(
    "query", ["?name=nothing", "?name=quality", "?period=2030", "?period=12m%27"]
)
def test_what_there_is_not_is_a_problem(caller: Caller, query: str) -> None:
    answer = get(caller, query)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
