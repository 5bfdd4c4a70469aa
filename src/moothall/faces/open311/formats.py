"""Answers of Open311 in XML and JSON: one content, written by the rule that joins the two.

The rule is the Spark convention: the root is dropped in JSON, a list is a list even of one, and
what is empty is ``null``.
"""

import html
import json
import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

XML, JSON = "xml", "json"
CONTENT_TYPES = {XML: "text/xml; charset=utf-8", JSON: "application/json; charset=utf-8"}
Content = Any
"""Text, numbers, booleans, None, and mappings and lists of them."""

_OF_LIST = {
    "services": "service",
    "groups": "group",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
"""What the parts of a list are called in XML."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, however it is written."""


def answer(form: str, *, root: str, content: Content, status: int = 200) -> HttpResponse:
    """``content`` in the form that the address asks for."""
    body = to_xml(root, content) if form == XML else to_json(content)
    response = HttpResponse(body, status=status, content_type=CONTENT_TYPES[form])
    response.headers["Cache-Control"] = "no-cache"
    return response


def to_xml(root: str, content: Content) -> str:
    """A whole document."""
    return _HEAD + _element(root, content)


def to_json(content: Content) -> str:
    """The same content without its root."""
    return json.dumps(_nothing_empty(content), ensure_ascii=False, separators=(",", ":"))


def _element(name: str, content: Content) -> str:
    inside = _inside(name, content)
    return f"<{name}>{inside}</{name}>" if inside else f"<{name}/>"


def _inside(name: str, content: Content) -> str:
    match content:
        case None:
            return ""
        case bool():
            return "true" if content else "false"
        case Mapping():
            return "".join(_element(key, value) for key, value in content.items())
        case list() | tuple():
            return "".join(_element(_OF_LIST[name], one) for one in content)
    return html.escape(_NOT_XML.sub("\ufffd", str(content)), quote=False)


def _nothing_empty(content: Content) -> Content:
    match content:
        case "":
            return None
        case Mapping():
            return {key: _nothing_empty(value) for key, value in content.items()}
        case list() | tuple():
            return [_nothing_empty(one) for one in content]
    return content
