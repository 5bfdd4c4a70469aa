"""Middleware: gives every request an id and writes one line about it."""

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connections
from django.http import HttpRequest, HttpResponse

from moothall.kernel.ids import uuid7
from moothall.site.logs import request_id

_log = logging.getLogger("moothall.request")
_FIT = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestLog:
    """Method, route, status and milliseconds; never a query string, a body or an address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        token = request_id.set(given if _FIT.fullmatch(given) else str(uuid7()))
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers["X-Request-Id"] = request_id.get()
            if not response.streaming and "Content-Length" not in response.headers:
                response.headers["Content-Length"] = str(len(response.content))
            _tell(request, response, time.perf_counter() - began)
            return response
        finally:
            request_id.reset(token)


class ServerTiming:
    """Middleware: tells each answer's milliseconds in the server and its database queries.

    In the header ``Server-Timing``, where the setting asks for it: for measurements only.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.SERVER_TIMING:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        queries = 0

        def counted(execute: Callable[..., Any], *statement: object) -> object:
            nonlocal queries
            queries += 1
            return execute(*statement)

        began = time.perf_counter()
        # Not ``execute_wrapper``: it would take away what a new connection adds meanwhile.
        for connection in connections.all():
            connection.execute_wrappers.insert(0, counted)
        try:
            response = self.get_response(request)
        finally:
            for connection in connections.all():
                connection.execute_wrappers.remove(counted)
        spent = (time.perf_counter() - began) * 1000
        response.headers["Server-Timing"] = f"app;dur={spent:.2f}, queries;dur={queries}"
        return response


def _tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    if not _log.isEnabledFor(logging.INFO):
        return
    match = request.resolver_match
    facts = {
        "method": request.method,
        "route": match.route if match else "",
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }
    _log.info("answered", extra={"facts": facts})
