"""What happens as time passes: cases lapse, and journeys that nobody sent are forgotten."""

import logging
from datetime import datetime, timedelta

from moothall.components.cases import queries as cases
from moothall.journeys import services
from moothall.journeys.services import what_ifs
from moothall.journeys.services.runs import forget
from moothall.kernel.actors import Actor, acting
from moothall.kernel.refusals import Refused

_log = logging.getLogger("moothall.timers")
_UNFINISHED, _OLD = timedelta(days=1), timedelta(days=3 * 365)
_UNSAVED, _SAVED = timedelta(days=2), timedelta(days=30)


def run_due(*, at: datetime) -> int:
    """Move every case whose time in its state is over; answer how many moved.

    Call it outside ``acting``: each case is a commit of its own, for its own organisation.
    """
    with acting(Actor(), purpose="clocks"):
        due = cases.due_to_lapse(at=at)
    moved = 0
    for one in due:
        try:
            with acting(Actor(org=one.org), purpose="clocks"):
                moved += services.lapse(case_id=one.case_id, at=at) is not None
        except Refused as refusal:
            facts = {"case": str(one.case_id), "code": refusal.code}
            _log.warning("a case did not lapse", extra={"facts": facts})
    return moved


def forget_journeys(*, at: datetime) -> int:
    """Delete the organisation's journeys that were left: in two days, saved ones in thirty."""
    return forget(unsaved_before=at - _UNSAVED, saved_before=at - _SAVED, at=at)


def forget_what_ifs(*, at: datetime) -> int:
    """End what-ifs that were left for a day, with their population, and delete old results."""
    return what_ifs.forget(unfinished_before=at - _UNFINISHED, asked_before=at - _OLD, at=at)
