"""Statuses as they stand in Open311: two in the standard, more in the extension for updates."""

from moothall.components.reports.contracts import Status

OPEN, CLOSED = "open", "closed"
UNCHANGED, REOPEN = "unchanged", "reopen"
_OURS_ELSEWHERE = {
    Status.FIXED_BY_OTHERS: "fixed",
    Status.NOT_RESPONSIBLE: "not_councils_responsibility",
}
_THEIRS_HERE = {
    "not_councils_responsibility": Status.NOT_RESPONSIBLE,
    REOPEN: Status.OPEN,
}


def of_standard(status: Status) -> str:
    """``open`` or ``closed``."""
    return OPEN if status.is_open else CLOSED


def of_extension(status: Status) -> str:
    """The extended status."""
    return _OURS_ELSEWHERE.get(status, status.value)


def read(text: str) -> Status | None:
    """What an extended status is here, however it is written; none where it changes nothing.

    Raises ``KeyError`` for what is no status.
    """
    name = text.strip().lower().replace(" ", "_").replace("-", "_")
    if name == UNCHANGED:
        return None
    if name in _THEIRS_HERE:
        return _THEIRS_HERE[name]
    try:
        return Status(name)
    except ValueError:
        raise KeyError(text) from None
