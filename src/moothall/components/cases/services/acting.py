"""Moving a case along its life: by an action, by time running out, or back to the start."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from moothall.components.cases.contracts import (
    REOPENING_DUTY,
    ActWords,
    Case,
    CaseActed,
    CaseClosed,
    CaseEvent,
    CaseMoved,
    CaseOverdue,
    CaseReopened,
    Kind,
    Life,
    NotInThisState,
    TimelineWords,
)
from moothall.components.cases.queries.rows import fetch_one, locked
from moothall.components.cases.rules import acts, clocks
from moothall.components.cases.services.conflicts import check_revision
from moothall.components.cases.services.entries import ENTRIES, Happening, entry_values, spoken
from moothall.kernel import events
from moothall.kernel.actors import current, own_org, require_duty
from moothall.kernel.place import place
from moothall.kernel.questions import Answers
from moothall.kernel.words import say

_MOVE = f"""
with changed as (
  update cases_case
     set state = %(state)s, outcome = %(outcome)s, team = %(team)s, assignee = %(assignee)s,
         due_at = %(due_at)s, paused_at = %(paused_at)s, closed_at = %(closed_at)s,
         held_state = %(held_state)s, held_due_at = %(held_due_at)s,
         paused_seconds = %(paused_seconds)s, closed_seconds = %(closed_seconds)s,
         wakes_at = %(wakes_at)s, revision = revision + 1, updated_at = %(at)s
   where org_id = %(org)s and id = %(id)s
  returning id, org_id, revision
), told as ({ENTRIES}), said as ({events.SAYING}) select revision from changed
"""  # noqa: S608 - fixed texts
_WAKE = """
update cases_case set wakes_at = null
 where org_id = %(org)s and id = %(id)s and wakes_at <= %(at)s returning 1
"""


def act(
    *,
    case_id: UUID,
    life: Life,
    action: str,
    answers: Answers | None = None,
    known: Answers | None = None,
    revision: int | None = None,
    words: ActWords = TimelineWords(),  # noqa: B008 - frozen
    held: Case | None = None,
    at: datetime,
) -> Case:
    """Take an action of the life on a case, as an officer with its duty or as the applicant.

    ``held`` is the case as ``queries.case(…, lock=True)`` answered it in this transaction, so
    that it need not be read again. ``answers`` are those to the action's questions, checked and
    in normal form. ``known`` is what guards see of the case (by default its answers as they are
    stored). With ``revision`` the act is for the case as it then was; without, the state alone
    decides. Raises ``CaseNotFound``, ``ChangedMeanwhile``, ``NoSuchAction``, ``NotForYou``,
    ``NotInThisState``, ``AnswersRefused``, ``GuardHolds`` and ``CannotDecide``.
    """
    given = answers or {}
    case = held or locked(case_id=case_id)
    check_revision(case, revision)
    taken = acts.checked(
        case=case,
        life=life,
        action=action,
        duties=current().duties,
        is_applicant=current().is_resident,
        given=given,
        known=case.answers if known is None else known,
    )
    happening = Happening(
        kind=Kind.ACTED,
        words=acts.act_words(life=life, action=taken, case=case, given=given, said=words),
        action=taken.id,
        from_state=case.state,
        to_state=taken.to or case.state,
        answers=given,
    )
    return _go(case, life, happening, at)


def reopen(
    *,
    case_id: UUID,
    life: Life,
    revision: int | None = None,
    words: ActWords = TimelineWords(),  # noqa: B008 - frozen
    at: datetime,
) -> Case:
    """Open a closed case again, where its life starts. For managers; the life may offer more.

    Raises ``CaseNotFound``, ``ChangedMeanwhile``, ``Forbidden`` and ``NotInThisState``.
    """
    require_duty(REOPENING_DUTY)
    case = locked(case_id=case_id)
    check_revision(case, revision)
    if case.is_open:
        raise NotInThisState(say("This case is already open."), state=case.state)
    happening = Happening(
        kind=Kind.REOPENED,
        words=TimelineWords(
            resident=words.resident or life.states[life.start].words,
            staff=words.staff or spoken(say("Opened again")),
        ),
        from_state=case.state,
        to_state=life.start,
    )
    return _go(case, life, happening, at)


def lapse(*, case_id: UUID, life: Life, at: datetime) -> Case | None:
    """Let the time of a case run out: move it on where its state says so, else call it overdue.

    None, and nothing is changed, when its time has not run out or this was done before, so that
    it may be tried any number of times. For the worker, acting for the case's organisation.
    """
    org = own_org()
    if fetch_one(_WAKE, {"org": org, "id": case_id, "at": at}) is None:
        return None
    case = locked(case_id=case_id)
    state = life.states[case.state]
    if state.then is None:
        events.record(_overdue(case), at=at)
        return case
    words = TimelineWords(
        resident=life.states[state.then].words,
        staff=spoken(say("Time ran out: “{state}”", state=state.label)),
    )
    happening = Happening(
        kind=Kind.LAPSED, words=words, from_state=case.state, to_state=state.then
    )
    return _go(case, life, happening, at)


def _go(case: Case, life: Life, happening: Happening, at: datetime) -> Case:
    """Write where the case now stands, put it on the timeline and say it on the log."""
    to = happening.to_state or case.state
    now = clocks.moved(case=case, life=life, to=to, at=at, days=place().working_days())
    happened = list(_events(case, now, happening.action, at))
    values = {
        **_values(now, life),
        **entry_values(happening, at=at),
        **events.saying(happened, at=at),
    }
    fetch_one(_MOVE, values)
    return clocks.touched(case=now, at=at)


def _values(case: Case, life: Life) -> dict[str, Any]:
    return {
        "org": case.org,
        "id": case.id,
        "state": case.state,
        "outcome": case.outcome.value if case.outcome else "",
        "team": case.team or "",
        "assignee": case.assignee,
        "due_at": case.due_at,
        "paused_at": case.paused_at,
        "closed_at": case.closed_at,
        "held_state": case.held_state or "",
        "held_due_at": case.held_due_at,
        "paused_seconds": case.paused_seconds,
        "closed_seconds": case.closed_seconds,
        "wakes_at": clocks.wakes_at(case=case, life=life),
    }


def _events(before: Case, now: Case, action: str | None, at: datetime) -> Iterator[CaseEvent]:
    case_id, service = now.id, now.service
    if now.state == before.state:
        yield CaseActed(case_id=case_id, service=service, action=action or "", state=now.state)
        return
    states = {"from_state": before.state, "to_state": now.state}
    yield CaseMoved(case_id=case_id, service=service, action=action, **states)
    if now.is_open and not before.is_open:
        yield CaseReopened(case_id=case_id, service=service, **states)
    if now.outcome:
        yield _closed(now, at)


def _closed(case: Case, at: datetime) -> CaseClosed:
    assert case.outcome is not None  # noqa: S101 - for the type checker
    seconds = clocks.seconds_open(case=case, at=at)
    waited = min(seconds, case.paused_seconds)
    return CaseClosed(
        case_id=case.id,
        service=case.service,
        need=case.need,
        channel=case.channel,
        ward=case.ward,
        state=case.state,
        outcome=case.outcome,
        opened_at=case.opened_at,
        seconds_open=seconds,
        seconds_with_us=seconds - waited,
        seconds_with_applicant=waited,
    )


def _overdue(case: Case) -> CaseOverdue:
    return CaseOverdue(
        case_id=case.id,
        service=case.service,
        state=case.state,
        team=case.team,
        due_at=case.due_at or case.updated_at,
    )
