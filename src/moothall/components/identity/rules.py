"""Decisions of sign-in that need neither clock nor database."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from moothall.components.identity.contracts import Scope
from moothall.kernel.words import Said, say

KEY_MARK = "mh_"
"""How every API key begins, so that a scanner for leaked secrets can know one."""
_KEY_LONGEST = 100

_NOT_DIGITS = re.compile(r"[\s\-–.]+")
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
# Browsers pretend to be one another, so the order matters: the most particular first.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


class Ended(StrEnum):
    """Why a session is over."""

    IDLE = "idle"
    TOO_OLD = "too_old"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long a session lasts: without a request, and altogether."""

    idle: timedelta
    altogether: timedelta


def ended(*, began: datetime, seen: datetime, at: datetime, limits: Limits) -> Ended | None:
    """Whether a session that began and was last seen then is over ``at``, and why."""
    if at - began >= limits.altogether:
        return Ended.TOO_OLD
    if at - seen >= limits.idle:
        return Ended.IDLE
    return None


def plain_code(typed: str) -> str:
    """A code as it was meant, without the spaces and dashes that people put into it."""
    return _NOT_DIGITS.sub("", typed)


def plain_email(typed: str) -> str:
    """An email address in the one form by which accounts are known."""
    return typed.strip().lower()


def may_be_key(text: str) -> bool:
    """Whether a text has the shape of one of our API keys."""
    return text.startswith(KEY_MARK) and len(text) <= _KEY_LONGEST and text.isascii()


def unknown_scopes(scopes: frozenset[str]) -> frozenset[str]:
    """Those that are no scope at all."""
    return scopes - {scope.value for scope in Scope}


def browser_words(user_agent: str) -> Said:
    """What a person would call the browser that sent this header."""
    browser = _first(_BROWSERS, user_agent)
    system = _first(_SYSTEMS, user_agent)
    if browser and system:
        return say("{browser} on {system}", browser=browser, system=system)
    if browser or system:
        return say("{browser}", browser=browser or system)
    return say("A browser we do not know")


def _first(marks: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((name for mark, name in marks if mark in text), None)
