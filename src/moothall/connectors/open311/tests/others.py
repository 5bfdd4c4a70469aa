"""Other makers' servers, acted: one that knows no keys, loses answers and speaks in wraps."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4
from xml.sax.saxutils import escape

import httpx

ENDPOINT = "https://other.example/open311"
Answer = Callable[[httpx.Request], httpx.Response]


@dataclass
class Other(httpx.BaseTransport):
    """An Open311 server with a memory, of which anything may be broken."""

    form: str = "xml"
    wraps: bool = False
    uses_tokens: bool = False
    requests: list[dict[str, str]] = field(default_factory=list)
    told: dict[str, dict[str, str]] = field(default_factory=dict)
    said: list[dict[str, str]] = field(default_factory=list)
    seen: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    is_down: bool = False
    loses_answers: int = 0
    answers: list[httpx.Response] = field(default_factory=list)
    """Given instead of what it would answer, one after the other."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_down:
            raise httpx.ConnectError("nobody there")
        if self.answers:
            return self.answers.pop(0)
        name = request.url.path.removeprefix("/open311/").rpartition(".")[0]
        text = request.content.decode() or request.url.query.decode()
        given = {key: values[-1] for key, values in parse_qs(text).items()}
        self.seen.append((request.method, name, given))
        response = self._answer(request.method, name, given)
        if request.method == "POST" and self.loses_answers:
            self.loses_answers -= 1
            raise httpx.ReadTimeout("the answer was lost")
        return response

    def say(self, external_id: str, words: str, status: str, at: str, **more: str) -> None:
        """Say something as its staff do."""
        self.said.append(
            {
                "update_id": uuid4().hex,
                "service_request_id": external_id,
                "status": status,
                "updated_datetime": at,
                "description": words,
                **more,
            }
        )

    def _answer(self, method: str, name: str, given: dict[str, str]) -> httpx.Response:
        if (method, name) == ("POST", "requests"):
            return self._take(given)
        if name == "requests":
            page, size = int(given.get("page", 1)), int(given.get("page_size", 1000))
            shown = self.requests[::-1][(page - 1) * size : page * size]
            return self._written("service_requests", "request", shown)
        if name.startswith("tokens/"):
            found = [r for r in self.requests if r["token"] == name.removeprefix("tokens/")]
            ids = [{k: r[k] for k in ("service_request_id", "token")} for r in found]
            return self._written("service_requests", "request", ids)
        if method == "POST":
            self.told.setdefault(given["update_id"], given)
            ids = [{"update_id": f"theirs-{given['update_id']}"}]
            return self._written("service_request_updates", "request_update", ids)
        return self._written("service_request_updates", "request_update", self.said)

    def _take(self, given: dict[str, str]) -> httpx.Response:
        made = {
            **{k: given.get(k, "") for k in ("description", "service_code", "lat", "long")},
            "service_request_id": str(len(self.requests) + 1),
            "token": f"t{len(self.requests) + 1}",
        }
        self.requests.append(made)
        known = "token" if self.uses_tokens else "service_request_id"
        return self._written("service_requests", "request", [{known: made[known]}])

    def _written(self, root: str, item: str, rows: list[dict[str, str]]) -> httpx.Response:
        if self.form == "json":
            told: Any = [{**row, "agency_responsible": {"recipient": ["X"]}} for row in rows]
            return httpx.Response(200, text=json.dumps({root: told} if self.wraps else told))
        items = "".join(
            f"<{item}>{''.join(f'<{k}>{escape(v)}</{k}>' for k, v in row.items())}</{item}>"
            for row in rows
        )
        text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}>{items}</{root}>'
        return httpx.Response(200, content=text.encode())
