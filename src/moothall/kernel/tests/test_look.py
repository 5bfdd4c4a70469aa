"""The pieces of the house in a real browser: no rule broken, nothing too wide, all alive."""

import shutil
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from moothall.kernel.words import say

ROOT = Path(__file__).parents[4]
CHROMIUM = shutil.which("chromium")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PAGES = ["/style", "/cy/style", "/style/workspace", "/style/workspace/case", "/none"]
MIDDLEWARE = [
    "moothall.kernel.language.LanguageOfAddress",
    "moothall.kernel.security.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "moothall.kernel.pages.HelpfulRefusals",
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here to look at pages with"),
]


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """The browser's requests are of no interest."""


@pytest.fixture(scope="module")
def house() -> Iterator[str]:
    """Where the pages of ``look_pages`` are served."""
    changed = override_settings(
        ROOT_URLCONF="moothall.kernel.tests.look_pages",
        MIDDLEWARE=MIDDLEWARE,
        ALLOWED_HOSTS=["127.0.0.1"],
        HEAD_LINKS=[(say("Your cases"), "style")],
        FOOT_LINKS=[(say("Privacy"), "style"), (say("Cookies"), "style")],
        MAP_GROUND=[],
    )
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


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield page
    page.close()


def _violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate("axe.run().then((found) => found.violations)")
    return [f"{v['id']}: {[n['target'] for n in v['nodes']]}" for v in found]


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_breaks_no_rule_and_is_no_wider_than_its_screen(
    house: str, page: Page, address: str, width: int
) -> None:
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on(
        "console",
        lambda said: trouble.append(said.text) if "Content Security" in said.text else None,
    )
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(house + address, wait_until="networkidle")
    assert _violations(page) == []
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0
    assert trouble == []


def test_the_letters_of_welsh_are_drawn_with_the_font_of_the_house(
    house: str, page: Page
) -> None:
    page.goto(house + "/cy/style", wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => null)")
    loaded = page.evaluate(
        "[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.unicodeRange)"
    )
    assert any(each.lower().startswith("u+100-") for each in loaded)


def test_without_scripts_a_page_has_no_map_and_no_keys_but_its_form(
    house: str, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(house + "/style")
    assert page.get_by_role("button", name="Continue").is_visible()
    assert not page.locator("[data-map=choose]").is_visible()
    page.goto(house + "/style/workspace/case")
    assert page.get_by_role("heading", level=1, name="Pothole, Harbour Street").is_visible()
    assert not page.locator("#keys").is_visible()
    context.close()


def test_after_a_mistake_the_summary_has_the_focus_and_leads_to_the_field(
    house: str, page: Page
) -> None:
    page.goto(house + "/style", wait_until="networkidle")
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    page.get_by_role("link", name="Enter your name").click()
    assert page.evaluate("document.activeElement.id") == "name"


def test_a_choice_unfolds_what_belongs_to_it(house: str, page: Page) -> None:
    page.goto(house + "/style", wait_until="networkidle")
    more = page.locator("#else")
    assert not more.is_visible()
    page.get_by_label("Somewhere else").check()
    assert more.is_visible()
    page.get_by_label("On the road").check()
    assert not more.is_visible()


def test_a_spot_is_chosen_by_pointer_and_by_keyboard(house: str, page: Page) -> None:
    page.goto(house + "/style", wait_until="networkidle")
    lat, lon = page.locator("#spot-lat"), page.locator("#spot-lon")
    chooser = page.locator("[data-map=choose]")
    canvas = chooser.locator("[data-map-canvas]")
    assert (lat.input_value(), lon.input_value()) == ("52.321500", "1.978600")

    canvas.click(position={"x": 420, "y": 80})
    pointed = (float(lat.input_value()), float(lon.input_value()))
    assert pointed[0] > 52.3215
    assert pointed[1] > 1.9786

    chooser.get_by_role("button", name="Remove the pin").click()
    assert (lat.input_value(), lon.input_value()) == ("", "")

    canvas.focus()
    page.keyboard.press("ArrowRight")
    canvas.locator(".leaflet-pan-anim").wait_for(state="detached")
    chooser.get_by_role("button", name="Put the pin in the middle").press("Enter")
    assert float(lon.input_value()) > 1.9786
    assert chooser.get_by_role("status").inner_text() == "The pin is on the map."


def test_the_ground_under_a_map_is_our_own(house: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(house + "/style", wait_until="networkidle")
    assert page.locator(".hall-map__area").count() >= 12
    assert page.locator(".hall-map__road").count() > 12
    assert [address for address in asked if not address.startswith((house, "data:"))] == []


def test_keys_walk_through_the_worklist_and_open_a_case_beside_it(
    house: str, page: Page
) -> None:
    page.goto(house + "/style/workspace", wait_until="networkidle")
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("k")
    focused = "document.activeElement.textContent"
    assert page.evaluate(focused).startswith("Broken street light")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Pothole, Harbour Street").wait_for()
    assert page.url.endswith("/style/workspace/case?n=2")
    assert page.get_by_role("list", name="Cases").is_visible()
    assert page.locator("[aria-current=true]").inner_text().startswith("Broken street light")
    assert page.evaluate("document.activeElement.id") == "case"
    assert page.evaluate("Object.keys(localStorage).length") == 0
    page.go_back(wait_until="networkidle")
    assert page.url.endswith("/style/workspace")
    expect(page.get_by_role("heading", name="Pothole, Harbour Street")).to_be_hidden()


def test_after_the_session_has_ended_a_case_gives_the_whole_page_that_says_so(
    house: str, page: Page
) -> None:
    page.goto(house + "/style/workspace", wait_until="networkidle")
    page.context.add_cookies([{"name": "signed_out", "value": "1", "url": house}])
    page.locator("[data-row]").first.click()
    page.get_by_role("heading", name="We cannot find that page").wait_for()
    expect(page.get_by_role("list", name="Cases")).to_be_hidden()


def test_slash_searches_and_typing_is_never_taken_for_a_key(house: str, page: Page) -> None:
    page.goto(house + "/style/workspace", wait_until="networkidle")
    page.keyboard.press("/")
    page.keyboard.type("jk?/")
    assert page.get_by_label("Search cases").input_value() == "jk?/"


def test_whoever_does_not_want_keys_can_turn_them_off(house: str, page: Page) -> None:
    page.goto(house + "/style/workspace", wait_until="networkidle")
    page.keyboard.press("?")
    page.get_by_label("Use keyboard shortcuts in this browser").uncheck()
    page.reload(wait_until="networkidle")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_on_a_phone_an_open_case_comes_alone_with_a_way_back(house: str, page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(house + "/style/workspace/case", wait_until="networkidle")
    assert not page.get_by_role("list", name="Cases").is_visible()
    page.get_by_role("link", name="Back to the worklist").click()
    assert page.get_by_role("list", name="Cases").is_visible()
