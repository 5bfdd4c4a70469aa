"""Atom feeds: valid by RFC 4287, of what everybody may read, and asked for again cheaply."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4
from xml.etree import ElementTree as Xml

import pytest
from django.conf import settings
from django.test import Client

from moothall.components.reports import services
from moothall.components.reports.testing import a_category
from moothall.components.reports.tests.browsing import a_town, reported
from moothall.kernel.actors import acting
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import NOON, an_officer, an_org

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FEED = "/reports/feed.atom"


@pytest.fixture
def category() -> str:
    return f"k{uuid4().hex[:12]}"


@pytest.fixture
def town(category: str) -> OrgId:
    org = an_org("borough")
    a_town(a_category(org, category))
    return org


def read(**query: str) -> Xml.Element:
    return Xml.fromstring(Client().get(FEED, query).content)  # noqa: S314 - our own


def one(parent: Xml.Element, name: str) -> str:
    (found,) = parent.findall(f"a:{name}", ATOM)
    return found.text or ""


def links(parent: Xml.Element) -> dict[str, str]:
    return {a.get("rel", ""): a.get("href", "") for a in parent.findall("a:link", ATOM)}


def test_a_feed_has_all_that_the_standard_asks_for(town: OrgId, category: str) -> None:
    made = reported(town, category=category)
    feed = read(category=category)
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert UUID(one(feed, "id").removeprefix("urn:uuid:"))
    assert one(feed, "title")
    assert datetime.fromisoformat(one(feed, "updated")) == NOON
    assert feed.findall("a:author/a:name", ATOM)
    assert links(feed)["self"] == f"{settings.ORIGIN}{FEED}?category={category}"
    (entry,) = feed.findall("a:entry", ATOM)
    assert one(entry, "id") == f"urn:uuid:{made.report_id}"
    assert one(entry, "title") == "A hole in the road"
    assert datetime.fromisoformat(one(entry, "published")) == NOON
    assert datetime.fromisoformat(one(entry, "updated")) == NOON
    assert links(entry)["alternate"] == f"{settings.ORIGIN}/reports/{made.reference}"
    (point,) = entry.findall("{http://www.georss.org/georss}point")
    assert point.text == "52.343 1.998"


def test_it_is_served_as_atom_that_may_be_kept_for_a_while() -> None:
    answer = Client().get(FEED)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_who_has_it_already_is_sent_nothing_until_it_changes(
    town: OrgId, category: str
) -> None:
    made = reported(town, category=category)
    tag = Client().get(FEED, {"category": category}).headers["ETag"]
    again = Client().get(FEED, {"category": category}, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    with acting(an_officer(town), purpose="test"):
        services.update(report_id=made.report_id, text="fixed", at=NOON + timedelta(hours=1))
    changed = Client().get(FEED, {"category": category}, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    (entry,) = Xml.fromstring(changed.content).findall("a:entry", ATOM)  # noqa: S314
    assert one(entry, "summary").startswith("Fixed: ")


def test_a_feed_keeps_its_id_and_each_has_its_own(town: OrgId, category: str) -> None:
    ids = [one(read(category=category), "id"), one(read(category=category), "id")]
    assert ids[0] == ids[1]
    assert one(read(), "id") != ids[0]
    assert one(read(ward="X1"), "id") != one(read(ward="X2"), "id")


def test_a_feed_without_entries_is_valid_still() -> None:
    feed = read(category="nothing-there")
    assert feed.findall("a:entry", ATOM) == []
    assert one(feed, "updated") == "2000-01-01T00:00:00+00:00"


def test_nothing_private_or_held_and_nobody_is_in_it(category: str) -> None:
    org = an_org("borough")
    a_town(a_category(org, category, private=True))
    reported(org, category=category)
    a_town(a_category(org, category, hold={"text": True}))
    reported(org, category=category)
    assert read(category=category).findall("a:entry", ATOM) == []


def test_what_xml_cannot_hold_is_left_out(town: OrgId, category: str) -> None:
    reported(town, category=category, description="A \x0b<b>hole</b> & more \ufffe")
    (entry,) = read(category=category).findall("a:entry", ATOM)
    assert "<b>hole</b> & more" in one(entry, "summary")
