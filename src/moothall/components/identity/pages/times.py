"""Middleware: ends the sessions that have lasted too long, before any page sees them."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.timezone import now

from moothall.components.identity import queries
from moothall.components.identity.services import sessions

_OURS = ("/sign-in", "/officers/", "/account")
"""Pages that look behind the door though nobody has signed in yet."""


class SessionTimes:
    """Holds every request to the idle and the absolute time-out of ``settings``.

    A request without a session's cookie costs nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session or request.path_info.startswith(_OURS):
            queries.be_ready()
        if has_session:
            sessions.keep_or_end(request, at=now())
        return self.get_response(request)
