"""What a table has to be given, read from texts as people type them."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from moothall.feel import BOOLEAN, DATE, NUMBER, STRING, FeelType

YES_NO = {"yes": True, "true": True, "no": False, "false": False}
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def value_of(text: str, kind: FeelType | None) -> object:
    """What a text says; nothing for an empty one. ``ValueError`` for what it cannot be.

    Where no column says the type, a number, yes or no, or a date is taken for one.
    """
    if not text:
        return None
    known = kind or _looks_like(text)
    if known is NUMBER:
        if not _NUMBER.fullmatch(text):
            raise ValueError(text)
        return Decimal(text)
    if known is BOOLEAN:
        if text.lower() not in YES_NO:
            raise ValueError(text)
        return YES_NO[text.lower()]
    return date.fromisoformat(text) if known is DATE else text


def nested(given: Mapping[str, Any]) -> dict[str, Any]:
    """``{"mobility.band": x}`` as ``{"mobility": {"band": x}}``."""
    found: dict[str, Any] = {}
    for path, value in given.items():
        *outer, last = path.split(".")
        here = found
        for part in outer:
            inner = here.setdefault(part, {})
            here = inner if isinstance(inner, dict) else {}
        here[last] = value
    return found


def _looks_like(text: str) -> FeelType:
    if _NUMBER.fullmatch(text):
        return NUMBER
    if text.lower() in YES_NO:
        return BOOLEAN
    return DATE if _DATE.fullmatch(text) else STRING
