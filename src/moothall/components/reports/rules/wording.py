"""How statuses are called, and how prepared texts are filled in."""

from moothall.components.reports.contracts import Status
from moothall.kernel.words import LANGUAGES, Said, Words, say

_STATUSES = {
    Status.OPEN: say("Open"),
    Status.FOR_TRIAGE: say("Being looked at"),
    Status.INVESTIGATING: say("Investigating"),
    Status.IN_PROGRESS: say("In progress"),
    Status.PLANNED: say("Planned"),
    Status.ACTION_SCHEDULED: say("Work is booked"),
    Status.FIXED: say("Fixed"),
    Status.FIXED_BY_OTHERS: say("Fixed, says a resident"),
    Status.NO_FURTHER_ACTION: say("No further action"),
    Status.NOT_RESPONSIBLE: say("Not our responsibility"),
    Status.DUPLICATE: say("The same as another report"),
    Status.INTERNAL_REFERRAL: say("Passed to another team"),
    Status.CANCELLED: say("Cancelled"),
    Status.CLOSED: say("Closed"),
}


def status_words(*, status: Status) -> Said:
    """What people read for a status."""
    return _STATUSES[status]


def filled(*, words: Words, reference: str, days: int | None) -> Words:
    """A prepared text with ``{reference}`` and ``{days}`` filled in; other braces stay.

    Where it has no time limit ``{days}`` is left empty.
    """
    values = {"{reference}": reference, "{days}": "" if days is None else str(days)}
    text = dict(words)
    for name, value in values.items():
        text = {language: said.replace(name, value) for language, said in text.items()}
    return text


def in_all(said: Said) -> Words:
    """Words of the platform in all its languages, to be kept."""
    return {language: said.in_language(language) for language in LANGUAGES}
