"""What may stand where an address or a subject of a message is expected."""

import re

_FIT = r"[^\s@<>()\[\],;:\\\"\x00-\x20\x7f-\x9f]"
_ADDRESS = re.compile(f"{_FIT}{{1,64}}@{_FIT}{{1,255}}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def is_address(text: str) -> bool:
    """Whether ``text`` could be one email address; only sending to it tells whether it is."""
    return _ADDRESS.fullmatch(text) is not None


def one_line(text: str) -> str:
    """``text`` without line breaks and control characters, as a header must be."""
    return " ".join(_CONTROLS.sub(" ", text).split())
