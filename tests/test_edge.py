"""What comes to the edge of the house: names it does not go by, and what logs keep of it."""

import io
import logging
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client, override_settings

from moothall.kernel.parties import new_secret
from moothall.kernel.testing import at_once
from moothall.site.logs import JsonLines, OwnWords


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the handlers of the running process write from now on."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines())
    handler.addFilter(OwnWords())
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize("path", ["/", "/cy/help", "/api/v1/services", "/health/ready"])
def test_a_host_that_the_place_does_not_go_by_is_not_answered(path: str) -> None:
    response = Client().get(path, headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert Client().get(path).status_code != 400


def test_the_page_for_another_host_is_as_safe_as_any() -> None:
    response = Client().get("/", headers={"Host": "evil.example"})
    assert "Content-Security-Policy" in response.headers


def test_a_link_whose_form_came_without_its_token_is_not_in_the_logs(
    written: io.StringIO,
) -> None:
    secret = new_secret()
    response = Client(enforce_csrf_checks=True).post(f"/l/{secret}")
    assert response.status_code == 403
    assert '"route": "l/<str:secret>"' in written.getvalue()
    assert secret not in written.getvalue()


def test_how_long_an_answer_took_is_told_to_those_who_measure_and_to_nobody_else() -> None:
    assert "Server-Timing" not in Client().get("/").headers
    with override_settings(SERVER_TIMING=True):
        told = Client().get("/").headers["Server-Timing"]
    assert re.fullmatch(r"app;dur=[0-9.]+, queries;dur=[1-9][0-9]*", told)


def test_counting_queries_leaves_the_guard_of_a_new_connection_where_it_is() -> None:
    def left() -> list[object]:
        Client().get("/search?q=hole")
        return list(connection.execute_wrappers)

    with override_settings(SERVER_TIMING=True):
        (found,) = at_once(1, left)
    assert found == list(connection.execute_wrappers) != []
