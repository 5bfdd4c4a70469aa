"""What comes in the body of a request: JSON with exact numbers, and text that can be kept."""

from typing import Any

from moothall.kernel.encoding import from_json
from moothall.kernel.refusals import Refused
from moothall.kernel.words import say


class NotJson(Refused):
    """The body cannot be read."""

    code = "api.not-json"
    status = 400


def read(body: bytes) -> Any:  # noqa: ANN401 - JSON may hold anything
    """The value that a body holds. Raises ``NotJson``, also for text that is none."""
    try:
        given = from_json(body)
        is_plain = body.isascii() and b"\\u" not in body
        if is_plain or _is_text(given):
            return given
    except (ValueError, RecursionError):
        pass
    raise NotJson(say("The body is not JSON."))


def _is_text(given: object) -> bool:
    """Whether every text in a value can be kept: no half of a character pair, and no NUL."""
    match given:
        case str():
            return "\x00" not in given and not any("\ud800" <= c <= "\udfff" for c in given)
        case dict():
            return all(_is_text(key) and _is_text(value) for key, value in given.items())
        case list():
            return all(map(_is_text, given))
    return True
