"""Pages of figures in a real browser: no rule broken, nothing too wide."""

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
from django.test import Client, override_settings
from playwright.sync_api import Browser, Page, sync_playwright

from moothall.components.areas.testing import seaborough
from moothall.components.demand.tests import samples
from moothall.components.people.contracts import Duty
from moothall.faces.stewardship.tests.looking import an_officer
from moothall.kernel import registry
from moothall.kernel.testing import an_org, the_steward

ROOT = Path(__file__).parents[5]
CHROMIUM = shutil.which("chromium")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PAGES = [
    "/stewardship/",
    "/cy/stewardship/",
    *(
        f"/stewardship/figures/{view}"
        for view in (
            "map", "map?measure=unmet&need=street.pothole", "needs", "time", "flows", "waits",
            "cover", "channels", "steps", "quality", "time?period=2031-Q1",
        )
    ),
    "/stewardship/findings",
    "/stewardship/findings?state=judged",
    "/stewardship/findings/{0}",
    "/stewardship/releases",
    "/workspace/demand",
    "/workspace/demand/flows",
    "/needs",
    "/cy/needs",
    "/data",
]  # fmt: skip

_Answer = TypeVar("_Answer")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here to look at pages with"),
    pytest.mark.skipif(not registry.offers("demand.v1"), reason="demand is left out"),
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
class Place:
    """A place with figures, and an officer of its steward at a browser."""

    house: str
    browser: Client
    finding: str


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    changed = override_settings(ALLOWED_HOSTS=["127.0.0.1", "testserver"])
    with changed, _Server(("127.0.0.1", 0), _Quiet) as server:
        server.set_app(WSGIHandler())
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        house = f"http://127.0.0.1:{server.server_port}"
        yield _in_the_house(lambda: _place(house))
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(place: Place, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    cookie = place.browser.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": place.house}])
    yield context.new_page()
    context.close()


def _in_the_house(do: Callable[[], _Answer]) -> _Answer:
    """Do something in a thread of its own: where a browser is driven, Django refuses to."""

    def done() -> _Answer:
        try:
            return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result()


def _place(house: str) -> Place:
    seaborough()
    steward, other = the_steward(), an_org("harbour")
    made = samples.bodies((steward, other))
    samples.summarised(made)
    samples.summarised(made, own=True)
    finding = samples.found((steward, other))
    samples.released("2030-Q1", {"demand.csv": ("text/csv; charset=utf-8", b"need,asked\r\n")})
    officer = an_officer(steward, Duty.STEWARD)
    return Place(house=house, browser=officer.browser, finding=str(finding))


def _violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate("axe.run().then((found) => found.violations)")
    return [f"{v['id']}: {[n['target'] for n in v['nodes']]}" for v in found]


@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_breaks_a_rule_or_is_wider_than_its_screen(
    place: Place, page: Page, width: int
) -> None:
    trouble: list[str] = []
    page.on(
        "console",
        lambda said: trouble.append(said.text) if "Content Security" in said.text else None,
    )
    page.set_viewport_size({"width": width, "height": 900})
    root = "document.documentElement"
    for address in PAGES:
        answer = page.goto(place.house + address.format(place.finding))
        assert answer
        assert answer.status == 200, address
        assert _violations(page) == [], address
        assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0, address
    assert trouble == []


def test_a_chosen_need_is_shown_without_scripts(place: Place, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    cookie = place.browser.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": place.house}])
    page.goto(f"{place.house}/stewardship/figures/map")
    page.get_by_label("Need", exact=True).select_option("street.pothole")
    page.get_by_role("button", name="Show").click()
    assert "need=street.pothole" in page.url
    assert page.locator("svg.chart--map path.chart__area").count() >= 6
    context.close()


def test_the_map_is_drawn_with_a_sign_for_what_is_not_certain(place: Place, page: Page) -> None:
    page.goto(f"{place.house}/stewardship/figures/map")
    assert page.locator("svg.chart--map .chart__over").count() >= 1
    assert page.locator("svg.chart--map").get_attribute("role") == "img"
