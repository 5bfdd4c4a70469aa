"""Middleware: what every answer tells the browser it may not do."""

import re
from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
_HEADERS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # A resident may say where they are; nothing else of the device is asked for.
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
}
_SUBDOMAIN = re.compile(r"^\{s\}")


class SecurityHeaders:
    """Sets the headers that a view did not set itself, and keeps pages out of caches.

    A page is kept by nobody unless its view says otherwise; styles, pictures and data decide
    for themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", content_policy(settings.MAP_TILES))
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        if request.is_secure():
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if headers.get("Content-Type", "").startswith("text/html"):
            headers.setdefault("Cache-Control", "private, no-store")
        return response


@cache
def content_policy(tiles: str) -> str:
    """The Content-Security-Policy; pictures may also come from where ``tiles`` come from."""
    origin = _origin(tiles)
    policy = dict(_POLICY)
    if origin:
        policy["img-src"] += f" {origin}"
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def _origin(tiles: str) -> str:
    parts = urlsplit(tiles)
    if not parts.scheme or not parts.netloc:
        return ""
    return f"{parts.scheme}://{_SUBDOMAIN.sub('*', parts.netloc)}"
