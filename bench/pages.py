"""Pages: time from request to answer over loopback, and bytes, for residents and officers."""

import gzip
import http.cookiejar
import re
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles
from uuid import uuid4

from bench.place import COUNCIL, SERVICE, Place
from bench.totp import code_of


@dataclass(frozen=True, kw_only=True)
class PageResult:
    """What one page came to."""

    name: str
    p50_ms: float
    p95_ms: float
    kilobytes: float


class Browser:
    """A browser without a screen: cookies, forms and redirects."""

    def __init__(self, port: int) -> None:
        self._at = f"http://localhost:{port}"
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self.url, self.body = "", ""

    def get(self, path: str) -> str:
        return self._open(urllib.request.Request(self._full(path)))

    def post(self, path: str, fields: dict[str, str]) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.body)
        full = {**fields, "csrfmiddlewaretoken": token[1] if token else ""}
        data = urllib.parse.urlencode(full).encode()
        return self._open(urllib.request.Request(self._full(path), data=data))

    def _full(self, path: str) -> str:
        return path if path.startswith("http") else self._at + path

    def _open(self, request: urllib.request.Request) -> str:
        with self._opener.open(request, timeout=30) as response:
            self.url, self.body = response.url, response.read().decode()
        return self.body


def signed_in(place: Place) -> Browser:
    """An officer's browser, signed in with password and second factor."""
    officer, browser = place.officer(), Browser(place.port)
    browser.get("/officers/sign-in")
    browser.post(
        "/officers/sign-in", {"email": officer["email"], "password": officer["password"]}
    )
    browser.post("/officers/second-factor", {"code": code_of(officer["totp_secret"])})
    return browser


def measured(name: str, act: Callable[[], str], *, times: int = 60) -> PageResult:
    """Run one page many times."""
    for _ in range(5):
        act()
    took = []
    body = ""
    for _ in range(times):
        began = time.perf_counter()
        body = act()
        took.append((time.perf_counter() - began) * 1000)
    return PageResult(
        name=name,
        p50_ms=median(took),
        p95_ms=quantiles(took, n=20)[-1],
        kilobytes=len(gzip.compress(body.encode())) / 1024,
    )


def all_pages(place: Place) -> list[PageResult]:
    """The pages that people see most."""
    resident, officer = Browser(place.port), signed_in(place)
    start = f"/{COUNCIL}/{SERVICE}"
    resident.get(start)
    resident.post(start, {})
    question = resident.url

    def answered() -> str:
        resident.get(question)
        return resident.post(question, {"kind": "pothole"})

    return [
        measured("resident: home", lambda: resident.get("/")),
        measured("resident: start page", lambda: resident.get(start)),
        measured("resident: question, GET", lambda: resident.get(question)),
        measured("resident: question, GET and POST and next page", answered),
        measured(
            "resident: search", lambda: resident.get(f"/search?q=pothole&n={uuid4().hex}")
        ),
        measured("workspace: worklist", lambda: officer.get("/workspace/")),
        measured("workspace: overdue", lambda: officer.get("/workspace/?due=overdue")),
        measured("workspace: text", lambda: officer.get("/workspace/?q=bridge")),
    ]
