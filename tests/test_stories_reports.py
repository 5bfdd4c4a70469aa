"""Reports in a real browser: the map and each page for everybody, and the desk of staff.

Each page is looked at wide and narrow, with scripts and without, in English and in Welsh.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from playwright.sync_api import Browser, expect
from tests.serving import NARROW, Device, beside, chromium, device, in_a_browser, served

from moothall.faces.workspace.tests.offices import Office, Person
from moothall.faces.workspace.tests.reporting import (
    a_caseworker,
    a_report,
    a_responsible_office,
    needs_reports,
    services,
    updated,
)
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import NOON, the_steward

pytestmark = [*in_a_browser, needs_reports]
SPOT = (52.3213, 1.978)


@dataclass(frozen=True, kw_only=True)
class Town:
    """An office with some reports of one kind."""

    office: Office
    officer: Person
    kind: str
    open: Any
    done: Any
    same: Any


@pytest.fixture(scope="module")
def town() -> Town:
    the_steward()
    kind = f"k{uuid4().hex[:12]}"
    office = a_responsible_office(id=kind)
    told = {"category": kind, "address": "Beside the fish market, Quay Street"}
    made = [
        a_report(office, **told, at_spot=(SPOT[0] + n / 1e4, SPOT[1]), description=words)
        for n, words in enumerate(
            ("A hole as wide as a wheel", "A hole that was filled", "The same hole")
        )
    ]
    updated(office, made[0], text="planned")
    updated(office, made[1], text="fixed")
    with acting(Actor(org=office.org), purpose="test"):
        services().merge(report_id=made[2].report_id, into=made[0].report_id, at=NOON)
    return Town(
        office=office,
        officer=a_caseworker(office),
        kind=kind,
        open=made[0],
        done=made[1],
        same=made[2],
    )


@pytest.fixture(scope="module")
def place(town: Town) -> Iterator[str]:
    with served() as origin:
        yield origin


@pytest.fixture(scope="module")
def browser(place: str) -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def laptop(browser: Browser, place: str) -> Iterator[Device]:
    found = device(browser, place)
    yield found
    found.close()


@pytest.fixture
def old_phone(browser: Browser, place: str) -> Iterator[Device]:
    """In Welsh, narrow, without scripts."""
    found = device(browser, place, scripts=False, language="cy-GB", size=NARROW)
    yield found
    found.close()


def pages(town: Town) -> list[str]:
    """The pages for everybody."""
    one = f"/reports/{town.open.reference}"
    return [
        f"/reports?category={town.kind}",
        "/reports?category=nothing-at-all",
        "/reports/follow",
        one,
        f"{one}/follow",
        f"{one}/follow?instead=1",
        f"/reports/{town.done.reference}",
        f"/reports/{town.done.reference}/reopen",
        f"/reports/{town.same.reference}",
        "/reports/RP-333-333-333",
        "/reports/follow/confirm/nobody-s",
    ]


def test_every_page_for_everybody_breaks_no_rule(laptop: Device, town: Town) -> None:
    for address in pages(town):
        laptop.go(address)
        laptop.look()
    assert laptop.troubles == []


def test_and_none_in_welsh_without_scripts_on_a_narrow_screen(
    old_phone: Device, town: Town
) -> None:
    for address in pages(town):
        old_phone.go(f"/cy{address}")
        old_phone.look()
    assert old_phone.troubles == []


def test_a_pin_on_the_map_leads_to_its_report_by_keys_as_well(
    laptop: Device, town: Town
) -> None:
    laptop.go(f"/reports?category={town.kind}")
    pin = laptop.page.get_by_role("button", name="A hole in the road: Planned")
    expect(pin).to_be_visible()
    pin.focus()
    laptop.page.keyboard.press("Enter")
    link = laptop.page.locator(".leaflet-popup").get_by_role("link")
    expect(link).to_be_focused()
    laptop.look()
    laptop.page.keyboard.press("Enter")
    laptop.page.wait_for_url(f"**/reports/{town.open.reference}")
    assert laptop.troubles == []


def test_more_than_a_map_can_show_are_counted_and_come_apart(
    laptop: Device, town: Town
) -> None:
    kind = f"k{uuid4().hex[:12]}"

    def many() -> None:
        office = a_responsible_office(id=kind)
        for n in range(301):
            spot = (SPOT[0] + (n % 20) * 2e-3, SPOT[1] + n // 20 * 2e-3)
            a_report(office, category=kind, at_spot=spot)

    beside(many)
    laptop.go(f"/reports?category={kind}")
    cluster = laptop.page.locator(".hall-map__cluster").first
    for _ in range(3):
        with laptop.page.expect_response("**/reports/pins.json*") as answer:
            cluster.press("Enter")
        if answer.value.json()["pins"]:
            break
        expect(laptop.page.locator("[data-map-said]")).to_be_empty()
    expect(laptop.page.locator(".hall-map__pin").first).to_be_visible()
    laptop.go(f"/reports?category={kind}")
    expect(cluster).to_be_visible()
    laptop.look()
    assert laptop.troubles == []


def at_work(found: Device, town: Town) -> None:
    cookie = town.officer.browser.cookies[settings.SESSION_COOKIE_NAME]
    found.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": found.origin}]
    )


def test_the_pages_of_staff_break_no_rule(laptop: Device, town: Town) -> None:
    at_work(laptop, town)
    for prefix in ("", "/cy"):
        for address in (
            "/workspace/reports",
            "/workspace/reports?open=all&held=held",
            f"/workspace/reports/{town.open.reference}",
            f"/workspace/reports/{town.done.reference}?open=all",
            f"/workspace/reports/{town.same.reference}?open=all",
        ):
            laptop.go(prefix + address)
            for summary in laptop.page.locator("details.hall-act > summary").all():
                summary.click()
            laptop.look()
    assert laptop.troubles == []


def test_a_prepared_text_fills_the_form_by_itself(laptop: Device, town: Town) -> None:
    at_work(laptop, town)
    laptop.go(f"/workspace/reports/{town.open.reference}")
    laptop.page.get_by_label("Prepared text").select_option("fixed")
    expect(laptop.page.get_by_label("Update in English")).to_have_value("We have fixed it.")
    expect(laptop.page.locator("#status")).to_have_value("fixed")
    assert laptop.troubles == []
