"""Email addresses that residents type for a link, how often, and whether any can be sent."""

from datetime import datetime
from functools import cache

from moothall.kernel import limits, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.questions import AnswersRefused, Asking, Question, read_question
from moothall.kernel.refusals import TooMany
from moothall.kernel.words import Said, say

_LONGEST = 254
_MOST_LINKS, _LINKS_SECONDS = 5, 60 * 60


def can_mail() -> bool:
    """Whether this place sends messages at all."""
    return registry.offers("notifications.v1")


def read_mailbox(typed: str, *, missing: Said, at: datetime) -> tuple[str, Said | None]:
    """What was typed, in normal form, and what is wrong with it: ``missing`` if nothing was."""
    text = typed[: _LONGEST + 1]
    try:
        found = _asked().read(fields={"email": [text]}, asking=Asking(at=at))
    except AnswersRefused as refusal:
        return text, refusal.mistakes[0].said
    return (found, None) if found else ("", missing)


def count_link(*, what: str, email: str, about: str, at: datetime) -> None:
    """Count one more link that somebody wants mailed; ``TooMany`` after five in an hour.

    They are counted by mailbox, so that nobody's is flooded, and by what they are about. Call
    it outside ``acting``: what is refused counts too.
    """
    for whose in (f"email/{email.casefold()}", about):
        with acting(Actor(), purpose="limits"):
            count = limits.counted(what=what, whose=whose, seconds=_LINKS_SECONDS, at=at)
        if count > _MOST_LINKS:
            raise TooMany(
                say("You have asked for many links. Wait an hour, then try again."),
                retry_after=_LINKS_SECONDS,
            )


@cache
def _asked() -> Question:
    return read_question({"id": "email", "kind": "email", "label": {"en": "Email address"}})
