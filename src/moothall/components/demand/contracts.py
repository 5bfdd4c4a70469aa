"""The words of demand: what one need expressed is, and how it came out."""

from enum import StrEnum

from moothall.kernel.refusals import Refused


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
        return self in _UNMET


_UNMET = frozenset(
    {
        Outcome.UNMET_NO_SERVICE,
        Outcome.UNMET_INELIGIBLE,
        Outcome.UNMET_NO_CAPACITY,
        Outcome.GAVE_UP,
    }
)


class Kind(StrEnum):
    """Whether something was asked for its own sake, or because something had gone wrong."""

    VALUE = "value"
    FAILURE = "failure"
    UNKNOWN = "unknown"


class PolicyRefused(Refused):
    """The setting of disclosure control protects less than the house allows anybody."""

    code = "demand.policy-refused"


class NotAudited(Refused):
    """A release did not pass its audit, so nothing of it is written."""

    code = "demand.release-not-audited"
    status = 409
