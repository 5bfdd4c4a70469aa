"""Where a report can stand: Open311's two statuses, told apart as UK councils tell them."""

from enum import StrEnum


class Status(StrEnum):
    """The values are those of Open311's extended statuses, with one more of our own."""

    OPEN = "open"
    FOR_TRIAGE = "for_triage"
    INVESTIGATING = "investigating"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"
    ACTION_SCHEDULED = "action_scheduled"
    FIXED = "fixed"
    """The responsible organisation says so."""
    FIXED_BY_OTHERS = "fixed_by_others"
    """A resident says so."""
    NO_FURTHER_ACTION = "no_further_action"
    NOT_RESPONSIBLE = "not_responsible"
    DUPLICATE = "duplicate"
    INTERNAL_REFERRAL = "internal_referral"
    CANCELLED = "cancelled"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        return self in OPEN_STATUSES


OPEN_STATUSES = frozenset(
    {
        Status.OPEN,
        Status.FOR_TRIAGE,
        Status.INVESTIGATING,
        Status.IN_PROGRESS,
        Status.PLANNED,
        Status.ACTION_SCHEDULED,
    }
)
CLOSED_STATUSES = frozenset(Status) - OPEN_STATUSES


class Outcome(StrEnum):
    """How a need ended for whoever had it, in the words that the whole place counts by."""

    MET = "met"
    PARTLY = "partly"
    UNMET_NO_SERVICE = "unmet_no_service"
    UNMET_NO_CAPACITY = "unmet_no_capacity"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"


OUTCOMES = {
    Status.FIXED: Outcome.MET,
    Status.FIXED_BY_OTHERS: Outcome.MET,
    Status.NO_FURTHER_ACTION: Outcome.UNMET_NO_CAPACITY,
    Status.NOT_RESPONSIBLE: Outcome.UNMET_NO_SERVICE,
    Status.DUPLICATE: Outcome.WITHDRAWN,
    Status.INTERNAL_REFERRAL: Outcome.REFERRED,
    Status.CANCELLED: Outcome.WITHDRAWN,
    Status.CLOSED: Outcome.PARTLY,
}
"""What each way of closing comes to."""
