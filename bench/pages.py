"""Pages: time in the server, number of queries, and bytes, for residents and officers."""

import gzip
import html
import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles
from uuid import uuid4

from bench.place import COUNCIL, SERVICE, Place
from bench.totp import code_of

_TIMING = re.compile(r"app;dur=([0-9.]+), queries;dur=([0-9]+)")
_ASSET = re.compile(r'<(?:link rel="stylesheet" href|script[^>]* src)="([^"]+)"')


@dataclass(frozen=True, kw_only=True)
class PageResult:
    """What one page came to."""

    name: str
    p50_ms: float
    """Milliseconds in the server, as it tells them itself."""
    p95_ms: float
    queries: int
    kilobytes: float
    """The page alone, compressed."""
    with_assets: float
    """The page with its styles and scripts, compressed."""


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Go nowhere: the redirect is then raised as what it is."""


class Browser:
    """A browser without a screen: cookies, forms and redirects."""

    def __init__(self, port: int) -> None:
        self._at = f"http://localhost:{port}"
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies)
        self._direct = urllib.request.build_opener(cookies, _Stays)
        self.url, self.body = "", ""
        self.spent_ms, self.queries = 0.0, 0

    def get(self, path: str) -> str:
        return self._open(urllib.request.Request(self._full(path)))

    def post(self, path: str, fields: dict[str, str]) -> str:
        return self._open(self._form(path, fields))

    def post_only(self, path: str, fields: dict[str, str]) -> str:
        """Post, and do not go where the answer leads: what was spent is the post's."""
        try:
            with self._direct.open(self._form(path, fields), timeout=30):
                pass
        except urllib.error.HTTPError as answer:
            told = _TIMING.search(answer.headers.get("Server-Timing", ""))
            self.spent_ms, self.queries = (float(told[1]), int(told[2])) if told else (0.0, 0)
        return self.body

    def _form(self, path: str, fields: dict[str, str]) -> urllib.request.Request:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.body)
        full = {**fields, "csrfmiddlewaretoken": token[1] if token else ""}
        data = urllib.parse.urlencode(full).encode()
        return urllib.request.Request(self._full(path), data=data)

    def _full(self, path: str) -> str:
        return path if path.startswith("http") else self._at + path

    def _open(self, request: urllib.request.Request) -> str:
        with self._opener.open(request, timeout=30) as response:
            self.url, self.body = response.url, response.read().decode()
            told = _TIMING.search(response.headers.get("Server-Timing", ""))
        self.spent_ms, self.queries = (float(told[1]), int(told[2])) if told else (0.0, 0)
        return self.body

    def assets(self) -> float:
        """Kilobytes of the styles and scripts of the page at hand, compressed."""
        found = dict.fromkeys(_ASSET.findall(self.body))
        return sum(_compressed(self._read(address)) for address in found)

    def _read(self, address: str) -> bytes:
        with self._opener.open(self._full(html.unescape(address)), timeout=30) as response:
            content: bytes = response.read()
            return content


def signed_in(place: Place) -> Browser:
    """An officer's browser, signed in with password and second factor."""
    officer, browser = place.officer(), Browser(place.port)
    browser.get("/officers/sign-in")
    browser.post(
        "/officers/sign-in", {"email": officer["email"], "password": officer["password"]}
    )
    browser.post("/officers/second-factor", {"code": code_of(officer["totp_secret"])})
    return browser


def measured(
    name: str, browser: Browser, act: Callable[[], str], *, times: int = 60
) -> PageResult:
    """Open one page many times."""
    for _ in range(5):
        act()
    took = []
    for _ in range(times):
        act()
        took.append(browser.spent_ms)
    page, queries = _compressed(browser.body.encode()), browser.queries
    return PageResult(
        name=name,
        p50_ms=median(took),
        p95_ms=quantiles(took, n=20)[-1],
        queries=queries,
        kilobytes=page,
        with_assets=page + browser.assets(),
    )


def _compressed(content: bytes) -> float:
    return len(gzip.compress(content)) / 1024


def all_pages(place: Place) -> list[PageResult]:
    """The pages that people see most."""
    resident, officer = Browser(place.port), signed_in(place)
    start = f"/{COUNCIL}/{SERVICE}"
    resident.get(start)
    resident.post(start, {})
    question = resident.url

    def answered() -> str:
        resident.get(question)
        return resident.post_only(question, {"kind": "pothole"})

    def searched() -> str:
        return resident.get(f"/search?q=pothole&n={uuid4().hex}")

    def one_case() -> str:
        return officer.get(case)

    found = re.search(r'href="(/workspace/cases/[^"?]+)', officer.get("/workspace/"))
    case = found[1] if found else "/workspace/"
    return [
        measured("resident: home", resident, lambda: resident.get("/")),
        measured("resident: start page", resident, lambda: resident.get(start)),
        measured("resident: question, GET", resident, lambda: resident.get(question)),
        measured("resident: question, POST", resident, answered),
        measured("resident: search", resident, searched),
        measured("workspace: worklist", officer, lambda: officer.get("/workspace/")),
        measured("workspace: overdue", officer, lambda: officer.get("/workspace/?due=overdue")),
        measured("workspace: text", officer, lambda: officer.get("/workspace/?q=bridge")),
        measured("workspace: one case", officer, one_case),
    ]
