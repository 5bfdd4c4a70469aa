"""When a case is due, how pauses move that, and how a case stands after it has moved."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from moothall.components.cases.contracts import Case, Clock, Duration, Life, State, Unit
from moothall.kernel.calendars import WorkingDays

_END_OF_DAY = time(23, 59, 59)


def due(*, within: Duration, start: datetime, days: WorkingDays) -> datetime:
    """When something that begins at ``start`` must be done.

    Days run to the end of the last one, in the place's time; hours are exact.
    """
    if within.unit is Unit.HOURS:
        return start + timedelta(hours=within.count)
    if within.unit is Unit.DAYS:
        last = start.astimezone(days.zone).date() + timedelta(days=within.count)
        return datetime.combine(last, _END_OF_DAY, days.zone)
    return days.due(start=start, days=within.count)


def own_due(*, state: State, start: datetime, days: WorkingDays) -> datetime | None:
    """When a case that came to ``state`` at ``start`` must leave it; none if it need not."""
    return due(within=state.due, start=start, days=days) if state.due else None


def moved_on(
    *, due_at: datetime, unit: Unit, paused: datetime, at: datetime, days: WorkingDays
) -> datetime:
    """A deadline after a pause: later by the working days, days or hours that it lasted."""
    if at <= paused:
        return due_at
    if unit is Unit.HOURS:
        return due_at + (at - paused)
    if unit is Unit.WORKING_DAYS:
        return days.resumed(due=due_at, paused=paused, at=at)
    lasted = at.astimezone(days.zone).date() - paused.astimezone(days.zone).date()
    local = due_at.astimezone(days.zone)
    return datetime.combine(local.date() + lasted, local.time(), days.zone)


def moved(*, case: Case, life: Life, to: str, at: datetime, days: WorkingDays) -> Case:
    """The case as it stands once it has gone to the state ``to``.

    A state whose clock is paused stops the clock of the state before. Back in that state, its
    old deadline is moved on by the pause; in any other state its own time begins. A case that
    stays where it is keeps its deadline.
    """
    if to == case.state:
        return case
    state = life.states[to]
    counted = replace(
        case,
        state=to,
        outcome=state.end,
        team=state.team or case.team,
        assignee=case.assignee if state.team in (None, case.team) else None,
        closed_at=None,
        closed_seconds=case.closed_seconds + _seconds(case.closed_at, at),
    )
    if state.end:
        return replace(_going(counted, at), due_at=None, closed_at=at)
    if state.clock is Clock.PAUSED:
        return replace(
            _stopped(counted, case, at), due_at=own_due(state=state, start=at, days=days)
        )
    back = case.held_due_at if case.held_state == to else None
    if back and case.paused_at and state.due:
        later = moved_on(
            due_at=back, unit=state.due.unit, paused=case.paused_at, at=at, days=days
        )
        return replace(_going(counted, at), due_at=later)
    return replace(_going(counted, at), due_at=own_due(state=state, start=at, days=days))


def touched(*, case: Case, at: datetime) -> Case:
    """The case one revision later."""
    return replace(case, revision=case.revision + 1, updated_at=at)


def wakes_at(*, case: Case, life: Life) -> datetime | None:
    """When somebody must look at the case by itself: it moves on then, or is overdue."""
    if not case.is_open:
        return None
    state = life.states[case.state]
    return case.due_at if state.then or not case.is_paused else None


def seconds_open(*, case: Case, at: datetime) -> int:
    """How long the case has been open, the times it was closed in between left out."""
    return max(0, _seconds(case.opened_at, at) - case.closed_seconds)


def _stopped(case: Case, before: Case, at: datetime) -> Case:
    if before.paused_at:
        return case
    return replace(case, paused_at=at, held_state=before.state, held_due_at=before.due_at)


def _going(case: Case, at: datetime) -> Case:
    waited = case.paused_seconds + _seconds(case.paused_at, at)
    return replace(
        case, paused_at=None, held_state=None, held_due_at=None, paused_seconds=waited
    )


def _seconds(start: datetime | None, end: datetime) -> int:
    return max(0, int((end - start).total_seconds())) if start else 0
