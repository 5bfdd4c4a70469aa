"""What became of a need, and what kind of demand it was."""

from enum import StrEnum


class Outcome(StrEnum):
    """What became of a need that somebody expressed."""

    OPEN = "open"
    MET = "met"
    PARTLY = "partly"
    UNMET_NO_SERVICE = "unmet_no_service"
    UNMET_INELIGIBLE = "unmet_ineligible"
    UNMET_NO_CAPACITY = "unmet_no_capacity"
    GAVE_UP = "gave_up"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"

    @property
    def is_unmet(self) -> bool:
        return self in UNMET

    @property
    def is_decided(self) -> bool:
        """Whether it counts in the share that was met: neither open nor withdrawn."""
        return self in DECIDED


UNMET = frozenset(
    {
        Outcome.UNMET_NO_SERVICE,
        Outcome.UNMET_INELIGIBLE,
        Outcome.UNMET_NO_CAPACITY,
        Outcome.GAVE_UP,
    }
)

DECIDED = frozenset(set(Outcome) - {Outcome.OPEN, Outcome.WITHDRAWN})
DELIVERED = frozenset({Outcome.MET, Outcome.PARTLY})


class Kind(StrEnum):
    """Whether something was asked for its own sake, or because something had gone wrong.

    After Seddon's value and failure demand; unknown until somebody has said which.
    """

    VALUE = "value"
    FAILURE = "failure"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a contact could have been avoided: the five reasons of National Indicator 14."""

    CLARIFICATION = "clarification"
    SIGNPOSTING = "signposting"
    REPEAT = "repeat_notification"
    CHASING = "progress_chasing"
    PREMATURE_CLOSURE = "premature_closure"
