"""This process's place, served to a real browser, and a browser that watches what it shows.

The browser keeps a loop of its own running in the thread of the test, where Django's ORM then
refuses to work: whatever asks the database goes through ``beside``.
"""

import re
import shutil
import socketserver
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import override_settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    sync_playwright,
)

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 700}
PATIENCE = 10_000
"""How long, in milliseconds, a page may take on a busy machine."""
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
_Answer = TypeVar("_Answer")

in_a_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here to walk through pages with"),
]
"""The marks of a module of such stories."""


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """What the browser asks for is of no interest."""

    def handle(self) -> None:
        try:
            super().handle()
        finally:
            connections.close_all()


@contextmanager
def served(**settings: Any) -> Iterator[str]:  # noqa: ANN401 - whatever settings say
    """The place on a free port of this machine, with its own address in its messages.

    Yields that address. It shows its outbox, as a demonstration does.
    """
    with _Server(("127.0.0.1", 0), _Quiet) as server:
        origin = f"http://127.0.0.1:{server.server_port}"
        chosen = {"ORIGIN": origin, "DEMONSTRATION": True, **settings}
        with override_settings(**chosen):
            server.set_app(get_wsgi_application())
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            yield origin
            server.shutdown()
            thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield browser
        browser.close()


def beside(act: Callable[[], _Answer]) -> _Answer:
    """What ``act`` answers, done in a thread of its own, where the database may be asked."""

    def in_thread() -> _Answer:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(in_thread).result()


@dataclass
class Device:
    """A browser of its own with one page, which keeps what went wrong on what it showed."""

    origin: str
    context: BrowserContext
    page: Page
    has_scripts: bool
    size: ViewportSize
    mirror: Page | None = None
    """Where a page of a browser without scripts is looked at: the rules are a script."""
    troubles: list[str] = field(default_factory=list)

    def go(self, address: str) -> None:
        self.page.goto(self.origin + address.removeprefix(self.origin))

    def look(self) -> None:
        """Look at the page that is open, in its own size and narrow; keep what is wrong."""
        self.page.wait_for_load_state("networkidle" if self.has_scripts else "load")
        where = self.page.url.removeprefix(self.origin)
        headings = self.page.locator("h1").count()
        if headings != 1:
            self.troubles.append(f"{where}: {headings} headings of the first level")
        self.troubles += [f"{where}: {rule}" for rule in violations(self._as_scripts_see())]
        self.page.set_viewport_size(NARROW)
        wider = self.page.evaluate(_WIDER)
        if wider:
            self.troubles.append(f"{where}: {wider} pixels too wide at {NARROW['width']}")
        self.page.set_viewport_size(self.size)

    def _as_scripts_see(self) -> Page:
        """The page itself, or the same page with no script of its own where ours can run."""
        if self.mirror is None:
            return self.page
        self.mirror.goto(f"{self.origin}/health/live")
        self.mirror.set_content(_SCRIPT.sub("", self.page.content()), wait_until="networkidle")
        return self.mirror

    def close(self) -> None:
        self.context.close()
        if self.mirror is not None:
            self.mirror.close()


_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def device(
    browser: Browser,
    origin: str,
    *,
    scripts: bool = True,
    language: str = "en-GB",
    size: ViewportSize = WIDE,
) -> Device:
    """A new browser, as on another device: no cookie of any other."""
    context = browser.new_context(
        viewport=size,
        java_script_enabled=scripts,
        locale=language,
        accept_downloads=False,
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    made = Device(
        origin=origin,
        context=context,
        page=page,
        has_scripts=scripts,
        size=size,
        mirror=None if scripts else browser.new_page(viewport=size),
    )
    page.on("pageerror", lambda error: made.troubles.append(f"script: {error}"))
    page.on("console", lambda said: _keep(made, said))
    return made


def violations(page: Page) -> list[str]:
    """The rules of accessibility that the page breaks, with where."""
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate("axe.run().then((found) => found.violations)")
    return [f"{v['id']}: {[n['target'] for n in v['nodes']]}" for v in found]


def _keep(made: Device, said: ConsoleMessage) -> None:
    """A refusal of the Content-Security-Policy, or a script's own error, is trouble.

    That a page answers with a status such as 422 is none.
    """
    if said.type == "error" and "the server responded with a status of" not in said.text:
        made.troubles.append(f"console: {said.text}")
