"""Tests that the log tells what failed and where, and nothing of what people typed."""

import json
import logging
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from moothall.site.logs import JsonLines, OwnWords


def _fail(request: HttpRequest, named: str) -> HttpResponse:
    raise ZeroDivisionError(f"a secret of {named}")


urlpatterns = [path("breaks/<str:named>", _fail)]


class _Kept(logging.Handler):
    """Keeps lines as they would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.addFilter(OwnWords())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def kept() -> Iterator[list[str]]:
    handler = _Kept()
    logging.getLogger().addHandler(handler)
    yield handler.lines
    logging.getLogger().removeHandler(handler)


@override_settings(ROOT_URLCONF=__name__)
def test_a_failure_leaves_its_kind_and_its_place_in_the_log(kept: list[str]) -> None:
    Client(raise_request_exception=False).get("/breaks/something")
    told = [json.loads(line) for line in kept if "ZeroDivisionError" in line]
    assert [line["message"] for line in told] == ["failed"]
    assert told[0]["where"][-1].rpartition(":")[0].endswith("test_logs.py")


@override_settings(ROOT_URLCONF=__name__)
def test_a_failure_leaves_nothing_of_its_text_or_address_in_the_log(kept: list[str]) -> None:
    Client(raise_request_exception=False).get("/breaks/ada-lovelace?from=lovelace")
    assert kept
    assert not [line for line in kept if "secret" in line or "lovelace" in line]
