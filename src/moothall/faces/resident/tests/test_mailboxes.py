"""How often a link can be had: nobody floods somebody else's mailbox through us."""

from uuid import uuid4

import pytest
from django.test import Client

from moothall.components.identity.testing import a_client
from moothall.faces.resident.tests.town import has
from moothall.journeys.testing import SERVICE, a_service
from moothall.kernel.testing import an_org, slug_of

pytestmark = pytest.mark.skipif(
    not has("notifications.v1"), reason="no messages can be sent here"
)


def a_journey(browser: Client) -> str:
    """The address under which the pages of a journey that was just begun stand."""
    org = an_org("council")
    a_service(org)
    begun = browser.post(f"/{slug_of(org)}/{SERVICE}")
    return str(begun.headers["Location"]).rpartition("/")[0]


def saved(browser: Client, journey: str, email: str) -> int:
    return browser.post(f"{journey}/save", {"email": email}).status_code


def test_one_mailbox_gets_few_links_an_hour_from_however_many_journeys() -> None:
    email = f"{uuid4().hex}@example.com"
    browser = a_client()
    journeys = [a_journey(browser), a_journey(browser)]
    tries = [saved(browser, journeys[n % 2], email) for n in range(6)]
    assert tries == [302] * 5 + [429]


def test_one_journey_sends_few_links_an_hour_to_however_many_mailboxes() -> None:
    browser = a_client()
    journey = a_journey(browser)
    tries = [saved(browser, journey, f"{uuid4().hex}@example.com") for _ in range(6)]
    assert tries == [302] * 5 + [429]


def test_others_can_still_save() -> None:
    email = f"{uuid4().hex}@example.com"
    browser = a_client()
    journey = a_journey(browser)
    assert [saved(browser, journey, email) for _ in range(6)][-1] == 429
    assert saved(browser, a_journey(browser), f"{uuid4().hex}@example.com") == 302
