"""The OpenAPI document, completed: what every operation takes and may answer."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from moothall.faces.api.problems import CONTENT_TYPE

_PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}
_EVERYWHERE = (401, 403, 422, 429)
_POSTED = (400, 409)
_WORDS = {
    304: "Not Modified: what you have is what there is",
    429: "Too Many Requests: come back after `Retry-After` seconds",
}
_ETAG = {"description": "Changes with the answer.", "schema": {"type": "string"}}
_LOCATION = {"description": "The address of the case.", "schema": {"type": "string"}}
_RETRY_AFTER = {
    "description": "Seconds to wait.",
    "schema": {"type": "integer", "minimum": 1},
}
_IF_NONE_MATCH = "The `ETag` of what you have: the answer is 304 if it still is the same."
_IF_MATCH = "The revision that you have seen, in quotes: 409 if the case has changed since."
_KEY = "The same POST with the same key within 24 hours is done once, and answered alike."


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """The document that ninja has made, with what holds for every operation of its kind."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            given = operation.setdefault("parameters", [])
            given += _parameters(method, path)
            operation["responses"] = _responses(method, operation["responses"])
            if path.endswith("/requests"):
                operation["responses"]["201"]["headers"] = {"Location": _LOCATION}
    return document


def _parameters(method: str, path: str) -> Iterator[dict[str, Any]]:
    if method == "get":
        yield _header("If-None-Match", _IF_NONE_MATCH, {"type": "string"})
    if method == "post":
        key = {"type": "string", "minLength": 1, "maxLength": 255}
        yield _header("Idempotency-Key", _KEY, key)
    if method == "post" and "{reference}" in path:
        yield _header("If-Match", _IF_MATCH, {"type": "string", "pattern": '^"?[0-9]{1,9}"?$'})


def _header(name: str, words: str, schema: Mapping[str, object]) -> dict[str, Any]:
    return {
        "in": "header",
        "name": name,
        "description": words,
        "required": False,
        "schema": dict(schema),
    }


def _responses(method: str, own: Mapping[int, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    every = {**{status: {} for status in _EVERYWHERE}, **own}
    if method == "post":
        every |= {status: own.get(status, {}) for status in _POSTED}
    if method == "get":
        every[304] = {"headers": {"ETag": _ETAG}}
        every[200] = {**every[200], "headers": {"ETag": _ETAG}}
    return {str(status): _response(status, every[status]) for status in sorted(every)}


def _response(status: int, own: Mapping[str, Any]) -> dict[str, Any]:
    words = _WORDS.get(status, HTTPStatus(status).phrase)
    found = {**own, "description": words}
    if status >= HTTPStatus.BAD_REQUEST:
        found["content"] = {CONTENT_TYPE: _PROBLEM}
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        found["headers"] = {"Retry-After": _RETRY_AFTER}
    return found
