"""The outbox: open in a demonstration, not there anywhere else."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client, override_settings

from moothall.components.notifications.testing import queued, send_now
from moothall.kernel.actors import Actor
from moothall.kernel.testing import an_officer, an_org, slug_of

HERE = "moothall.components.notifications.tests.urls"


@pytest.fixture
def client() -> Iterator[Client]:
    alone = override_settings(ROOT_URLCONF=HERE, HEAD_LINKS=(), FOOT_LINKS=())
    with alone, override_settings(ALLOWED_HOSTS=["testserver"]):
        yield Client()


@pytest.fixture
def demonstration(client: Client) -> Iterator[Client]:
    with override_settings(DEMONSTRATION=True):
        yield client


def an_officer_of_a_known_org() -> Actor:
    """Organisations are kept for some seconds; asking for a new one by id reads them again."""
    org = an_org()
    slug_of(org)
    return an_officer(org)


@pytest.mark.parametrize(
    "path", ["/outbox", "/outbox.json", "/cy/outbox", f"/outbox/{uuid4()}"]
)
def test_there_is_no_outbox_outside_a_demonstration(path: str, client: Client) -> None:
    assert client.get(path).status_code == 404


def test_a_message_cannot_be_opened_outside_a_demonstration(client: Client) -> None:
    assert client.get(f"/outbox/{queued(an_officer())}").status_code == 404


def test_the_outbox_shows_messages_of_every_organisation_newest_first(
    demonstration: Client,
) -> None:
    first, second = f"One {uuid4()}", f"Two {uuid4()}"
    queued(an_officer_of_a_known_org(), subject=first, to="one@example.com")
    queued(an_officer_of_a_known_org(), subject=second)
    page = demonstration.get("/outbox").content.decode()
    assert page.index(second) < page.index(first)
    assert "one@example.com" in page
    assert "Waiting to be sent" in page


def test_the_outbox_speaks_welsh(demonstration: Client) -> None:
    queued(an_officer_of_a_known_org())
    page = demonstration.get("/cy/outbox").content.decode()
    assert "Blwch anfon" in page
    assert "Yn aros i gael ei hanfon" in page


def test_a_message_opens_with_its_links(demonstration: Client) -> None:
    message_id = queued(
        an_officer_of_a_known_org(),
        body="Hello <i>.\n\n[Follow it](https://place.example/f?a=1&b=2)",
    )
    page = demonstration.get(f"/outbox/{message_id}").content.decode()
    assert '<a href="https://place.example/f?a=1&amp;b=2" class="govuk-link">' in page
    assert "Hello &lt;i&gt;." in page


def test_a_message_that_nobody_sent_is_not_there(demonstration: Client) -> None:
    assert demonstration.get(f"/outbox/{uuid4()}").status_code == 404


def test_older_messages_are_on_the_next_page(demonstration: Client) -> None:
    oldest = f"Oldest {uuid4()}"
    officer = an_officer_of_a_known_org()
    queued(officer, subject=oldest)
    second = queued(officer)
    for _ in range(49):
        queued(officer)
    page = demonstration.get("/outbox").content.decode()
    assert oldest not in page
    assert f"/outbox?before={second}" in page
    older = demonstration.get(f"/outbox?before={second}").content.decode()
    assert oldest in older
    assert f"/outbox/{second}" not in older


@pytest.mark.parametrize("before", ["", "x", "%00", "0" * 500])
def test_a_page_that_is_none_is_the_first(before: str, demonstration: Client) -> None:
    assert demonstration.get(f"/outbox?before={before}").status_code == 200


def test_scripts_read_the_last_messages_as_json(demonstration: Client) -> None:
    officer, subject = an_officer_of_a_known_org(), f"For scripts {uuid4()}"
    message_id = queued(officer, subject=subject, body="See [it](https://place.example/f).")
    assert officer.org
    send_now(officer.org, message_id)
    newest = demonstration.get("/outbox.json").json()["messages"][0]
    assert newest["to"] == "sam@example.com"
    assert newest["subject"] == subject
    assert newest["text"] == "See it: https://place.example/f.\n"
    assert newest["state"] == "sent"


def test_the_outbox_is_only_read(demonstration: Client) -> None:
    assert demonstration.post("/outbox").status_code == 405
