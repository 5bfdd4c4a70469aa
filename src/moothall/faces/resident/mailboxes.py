"""Email addresses that residents type for a link, and whether any message can be sent."""

from datetime import datetime
from functools import cache

from moothall.kernel import registry
from moothall.kernel.questions import AnswersRefused, Asking, Question, read_question
from moothall.kernel.words import Said

_LONGEST = 254


def can_mail() -> bool:
    """Whether this place sends messages at all."""
    return registry.offers("notifications.v1")


def read_mailbox(typed: str, *, missing: Said, at: datetime) -> tuple[str, Said | None]:
    """What was typed, in normal form, and what is wrong with it: ``missing`` if nothing was."""
    text = typed[: _LONGEST + 1].strip()
    if not text:
        return "", missing
    try:
        return str(_asked().read(fields={"email": [text]}, asking=Asking(at=at))), None
    except AnswersRefused as refusal:
        return text, refusal.mistakes[0].said


@cache
def _asked() -> Question:
    return read_question({"id": "email", "kind": "email", "label": {"en": "Email address"}})
