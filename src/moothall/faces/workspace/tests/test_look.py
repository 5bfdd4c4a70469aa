"""The workspace in a real browser: no rule broken, nothing too wide, all of it working."""

import shutil
import socketserver
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from moothall.components.cases.contracts import Case
from moothall.components.people.contracts import Duty
from moothall.faces.workspace.tests.offices import FEE, Office, Person, an_office

ROOT = Path(__file__).parents[5]
CHROMIUM = shutil.which("chromium")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PAGES = [
    "/workspace/",
    "/workspace/?due=overdue&q=hole",
    "/workspace/?q=nothing",
    "/workspace/services",
    "/workspace/services/street-problem/rates/parking",
    "/workspace/cases/{0}",
    "/cy/workspace/cases/{0}",
    "/workspace/cases/{0}/do/resolve",
    "/cy/workspace/cases/{0}/do/ask",
    "/workspace/cases/SP-333-333-333",
]

_Answer = TypeVar("_Answer")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here to look at pages with"),
]


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """The browser's requests are of no interest."""

    def handle(self) -> None:
        try:
            super().handle()
        finally:
            connections.close_all()


@dataclass(frozen=True, kw_only=True)
class Desk:
    """An officer at a browser, and what lies on the desk."""

    house: str
    office: Office
    officer: Person
    case: Case
    other: Case

    def sign_in(self, context: BrowserContext) -> None:
        cookie = self.officer.browser.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.house}])


@pytest.fixture(scope="module")
def house() -> Iterator[str]:
    changed = override_settings(ALLOWED_HOSTS=["127.0.0.1", "testserver"])
    with changed, _Server(("127.0.0.1", 0), _Quiet) as server:
        server.set_app(WSGIHandler())
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def in_the_house(do: Callable[[], _Answer]) -> _Answer:
    """Do something in a thread of its own: where a browser is driven, Django refuses to."""

    def done() -> _Answer:
        try:
            return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result()


@pytest.fixture
def desk(house: str) -> Desk:
    return in_the_house(lambda: _desk(house))


def _desk(house: str) -> Desk:
    office = an_office(works_out=[FEE])
    return Desk(
        house=house,
        office=office,
        officer=office.officer(Duty.CASEWORKER, Duty.MANAGER, name="Robin Marsh"),
        case=office.case(title="A hole in the road"),
        other=office.case(title="A street light"),
    )


@pytest.fixture
def page(browser: Browser, desk: Desk) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    desk.sign_in(context)
    yield context.new_page()
    context.close()


def _violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate("axe.run().then((found) => found.violations)")
    return [f"{v['id']}: {[n['target'] for n in v['nodes']]}" for v in found]


@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_breaks_a_rule_or_is_wider_than_its_screen(
    desk: Desk, page: Page, width: int
) -> None:
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on(
        "console",
        lambda said: trouble.append(said.text) if "Content Security" in said.text else None,
    )
    page.set_viewport_size({"width": width, "height": 900})
    root = "document.documentElement"
    for address in PAGES:
        page.goto(desk.house + address.format(desk.case.reference), wait_until="networkidle")
        assert _violations(page) == [], address
        assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0, address
    assert trouble == []


def test_a_case_opens_beside_the_list_with_its_map_and_the_list_stays(
    desk: Desk, page: Page
) -> None:
    page.goto(f"{desk.house}/workspace/?sort=oldest", wait_until="networkidle")
    page.evaluate("document.querySelector('.hall-worklist').dataset.same = 'yes'")
    page.get_by_role("link", name="A hole in the road").click()
    page.get_by_role("heading", level=1, name="A hole in the road").wait_for()
    assert page.url.endswith(f"/workspace/cases/{desk.case.reference}?sort=oldest")
    page.locator("#case .leaflet-marker-icon").wait_for()
    assert page.locator(".hall-worklist[data-same=yes]").is_visible()
    expect(page.locator("[aria-current=true]")).to_contain_text("A hole in the road")


def test_without_scripts_an_officer_works_a_case_from_list_to_end(
    desk: Desk, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    desk.sign_in(context)
    page = context.new_page()
    page.goto(f"{desk.house}/workspace/")
    page.get_by_label("Search cases").fill("light")
    page.get_by_role("button", name="Search").click()
    page.get_by_label("Search cases").fill(desk.case.reference)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="A hole in the road").click()
    page.get_by_role("button", name="Assign to me").click()
    expect(page.get_by_text("Assigned to Robin Marsh").first).to_be_visible()
    page.get_by_role("button", name="Resolve").click()
    page.get_by_label("What did you do?").fill("We filled the hole.")
    page.get_by_role("button", name="Resolve").last.click()
    expect(page.locator(".hall-case__head")).to_contain_text("Resolved")
    assert in_the_house(lambda: desk.office.now(desk.case)).state == "resolved"
    context.close()


def test_the_second_of_two_officers_is_told_and_sends_it_again(desk: Desk, page: Page) -> None:
    second = in_the_house(lambda: desk.office.officer(name="Carys Bevan"))
    address = f"/workspace/cases/{desk.case.reference}"
    page.goto(f"{desk.house}{address}/do/resolve")
    page.get_by_label("What did you do?").fill("We filled the hole.")
    sent = in_the_house(lambda: second.post(f"{address}/assign", revision=1, to="team:parking"))
    assert sent.status_code == 302
    page.get_by_role("button", name="Resolve").last.click()
    told = page.get_by_role("alert")
    expect(told).to_contain_text("Given to the team parking")
    expect(told).to_contain_text("Carys Bevan")
    expect(page.get_by_label("What did you do?")).to_have_value("We filled the hole.")
    page.get_by_role("button", name="Resolve").last.click()
    expect(page.locator(".hall-case__head")).to_contain_text("Resolved")
