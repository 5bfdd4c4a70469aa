"""When a case is due, and what a pause does to that."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from moothall.components.cases.contracts import Case, Clock, Duration, Life, Outcome, Unit
from moothall.components.cases.rules import clocks
from moothall.components.cases.testing import VERSION, a_life, a_life_document
from moothall.kernel.calendars import WorkingDays
from moothall.kernel.ids import OrgId, PersonId, uuid7

DAYS = WorkingDays(country="GB", subdivision="ENG", time_zone="Europe/London")
MONDAY = datetime(2030, 6, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

moments = st.integers(0, 8 * 365 * 24 * 3600).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
durations = st.builds(Duration, count=st.integers(1, 60), unit=st.sampled_from(Unit))
pauses = st.integers(0, 60 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds))


def a_received_case(*, life: Life, at: datetime = MONDAY) -> Case:
    state = life.states[life.start]
    return Case(
        id=uuid7(),
        org=OrgId(uuid7()),
        reference="SR-XXX-XXX-XXX",
        service="a-service",
        version=VERSION,
        state=life.start,
        outcome=None,
        title="",
        team=state.team,
        assignee=None,
        ward=None,
        opened_at=at,
        updated_at=at,
        due_at=clocks.own_due(state=state, start=at, days=DAYS),
        paused_at=None,
        closed_at=None,
        revision=1,
        need="a.need",
        language="en",
        channel="web",
        answers={},
        contact={},
    )


def with_state(name: str, **state: str) -> Life:
    """A life with one state more, or other than it was."""
    new = {name: {"label": {"en": name}, **state}}
    return a_life(states={**a_life_document()["states"], **new})


def moved(case: Case, to: str, at: datetime, life: Life | None = None) -> Case:
    return clocks.moved(case=case, life=life or a_life(), to=to, at=at, days=DAYS)


def local(at: datetime | None) -> str:
    assert at is not None
    return at.astimezone(DAYS.zone).strftime("%a %d %b %H:%M:%S")


def test_three_working_days_after_monday_end_on_thursday() -> None:
    due = clocks.due(within=Duration.model_validate("3 working days"), start=MONDAY, days=DAYS)
    assert local(due) == "Thu 06 Jun 23:59:59"


def test_working_days_pass_over_the_weekend_and_the_bank_holiday() -> None:
    friday = datetime(2030, 5, 3, 12, tzinfo=UTC)
    due = clocks.due(within=Duration.model_validate("1 working day"), start=friday, days=DAYS)
    assert local(due) == "Tue 07 May 23:59:59"


def test_days_of_the_calendar_do_not() -> None:
    friday = datetime(2030, 5, 3, 12, tzinfo=UTC)
    due = clocks.due(within=Duration.model_validate("2 days"), start=friday, days=DAYS)
    assert local(due) == "Sun 05 May 23:59:59"


def test_hours_are_exact_also_when_the_clocks_change() -> None:
    before = datetime(2030, 3, 31, 0, 30, tzinfo=UTC)
    due = clocks.due(within=Duration.model_validate("4 hours"), start=before, days=DAYS)
    assert due - before == 4 * HOUR


def test_days_end_at_midnight_also_when_the_clocks_change() -> None:
    before = datetime(2030, 3, 29, 12, tzinfo=UTC)
    due = clocks.due(within=Duration.model_validate("3 days"), start=before, days=DAYS)
    assert local(due) == "Mon 01 Apr 23:59:59"


@given(within=durations, start=moments)
def test_a_deadline_lies_after_its_start(within: Duration, start: datetime) -> None:
    assert clocks.due(within=within, start=start, days=DAYS) > start


@given(within=durations, start=moments, later=pauses)
def test_who_begins_later_is_not_due_earlier(
    within: Duration, start: datetime, later: timedelta
) -> None:
    first = clocks.due(within=within, start=start, days=DAYS)
    assert clocks.due(within=within, start=start + later, days=DAYS) >= first


@given(within=durations, start=moments, wait=pauses, pause=pauses)
def test_a_pause_never_brings_a_deadline_forward(
    within: Duration, start: datetime, wait: timedelta, pause: timedelta
) -> None:
    due = clocks.due(within=within, start=start, days=DAYS)
    paused = start + wait
    later = clocks.moved_on(
        due_at=due, unit=within.unit, paused=paused, at=paused + pause, days=DAYS
    )
    assert later >= due


@given(within=durations, start=moments, wait=pauses, pause=pauses, more=pauses)
def test_a_longer_pause_leaves_at_least_as_much_time(
    within: Duration, start: datetime, wait: timedelta, pause: timedelta, more: timedelta
) -> None:
    due, paused = clocks.due(within=within, start=start, days=DAYS), start + wait

    def after(length: timedelta) -> datetime:
        return clocks.moved_on(
            due_at=due, unit=within.unit, paused=paused, at=paused + length, days=DAYS
        )

    assert after(pause + more) >= after(pause)


@given(start=moments, wait=pauses, pause=pauses)
def test_working_days_left_are_the_same_after_a_pause_as_before(
    start: datetime, wait: timedelta, pause: timedelta
) -> None:
    within = Duration.model_validate("90 working days")
    due, paused = clocks.due(within=within, start=start, days=DAYS), start + wait
    again = paused + pause
    later = clocks.moved_on(due_at=due, unit=within.unit, paused=paused, at=again, days=DAYS)
    left = DAYS.between(start=paused, end=due)
    assert DAYS.between(start=again, end=later) == left


@given(start=moments, pause=pauses)
def test_hours_left_are_the_same_after_a_pause_as_before(
    start: datetime, pause: timedelta
) -> None:
    due = start + 4 * HOUR
    later = clocks.moved_on(
        due_at=due, unit=Unit.HOURS, paused=start + HOUR, at=start + HOUR + pause, days=DAYS
    )
    assert later - due == pause


def test_asking_stops_the_clock_and_the_answer_moves_the_deadline_on() -> None:
    case = a_received_case(life=a_life())
    tuesday, next_monday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=7)
    asked = moved(case, "asked", tuesday)
    assert asked.paused_at == tuesday
    assert local(asked.due_at) == "Tue 02 Jul 23:59:59"
    assert not asked.is_overdue(at=next_monday)
    back = moved(asked, "received", next_monday)
    assert back.paused_at is None
    assert local(back.due_at) == "Wed 12 Jun 23:59:59"
    assert back.paused_seconds == 6 * 24 * 3600


def test_an_overdue_case_is_still_overdue_after_a_pause() -> None:
    case = a_received_case(life=a_life())
    late = MONDAY + timedelta(days=10)
    back = moved(moved(case, "asked", late), "received", late + HOUR)
    assert back.is_overdue(at=late + HOUR)


def test_a_pause_that_leads_elsewhere_begins_the_time_of_that_state() -> None:
    life = with_state("checked", due="5 days")
    case = a_received_case(life=life)
    asked = moved(case, "asked", MONDAY, life)
    checked = moved(asked, "checked", MONDAY + timedelta(days=2), life)
    assert local(checked.due_at) == "Mon 10 Jun 23:59:59"
    assert checked.held_due_at is None


def test_asking_twice_is_one_pause() -> None:
    life = with_state("asked_again", clock="paused", due="7 days")
    case = a_received_case(life=life)
    asked = moved(case, "asked", MONDAY, life)
    second = moved(asked, "asked_again", MONDAY + timedelta(days=1), life)
    back = moved(second, "received", MONDAY + timedelta(days=2), life)
    assert second.paused_at == MONDAY
    assert local(back.due_at) == "Mon 10 Jun 23:59:59"
    assert back.paused_seconds == 2 * 24 * 3600


def test_staying_leaves_every_clock_alone() -> None:
    case = a_received_case(life=a_life())
    assert moved(case, "received", MONDAY + HOUR) == case


def test_the_end_stops_everything_and_opening_again_starts_anew() -> None:
    case = a_received_case(life=a_life())
    closed = moved(moved(case, "asked", MONDAY), "lapsed", MONDAY + timedelta(days=28))
    assert (closed.outcome, closed.due_at, closed.paused_at) == (Outcome.WITHDRAWN, None, None)
    assert clocks.seconds_open(case=closed, at=MONDAY + timedelta(days=28)) == 28 * 24 * 3600
    reopened = moved(closed, "received", MONDAY + timedelta(days=35))
    assert (reopened.outcome, reopened.closed_at) == (None, None)
    assert local(reopened.due_at) == "Thu 11 Jul 23:59:59"
    assert clocks.seconds_open(case=reopened, at=MONDAY + timedelta(days=36)) == 29 * 24 * 3600


def test_another_team_gets_the_case_without_the_officer() -> None:
    life = with_state("planned", team="works")
    case = replace(a_received_case(life=life), assignee=PersonId(uuid7()))
    assert moved(case, "planned", MONDAY, life).team == "works"
    assert moved(case, "planned", MONDAY, life).assignee is None
    assert moved(case, "asked", MONDAY, life).assignee == case.assignee


def test_the_worker_wakes_for_what_moves_on_or_runs_out() -> None:
    life = a_life()
    case = a_received_case(life=life)
    assert clocks.wakes_at(case=case, life=life) == case.due_at
    asked = moved(case, "asked", MONDAY)
    assert clocks.wakes_at(case=asked, life=life) == asked.due_at
    assert clocks.wakes_at(case=moved(case, "planned", MONDAY), life=life) is None
    assert clocks.wakes_at(case=moved(case, "resolved", MONDAY), life=life) is None


def test_nobody_wakes_for_a_wait_that_leads_nowhere() -> None:
    life = with_state("asked", clock="paused", due="28 days")
    asked = moved(a_received_case(life=life), "asked", MONDAY, life)
    assert clocks.wakes_at(case=asked, life=life) is None


@given(steps=st.lists(st.tuples(st.sampled_from(list(a_life().states)), pauses), max_size=8))
def test_every_second_is_ours_the_applicant_s_or_after_the_end(
    steps: list[tuple[str, timedelta]],
) -> None:
    life = a_life()
    case, at, spent = a_received_case(life=life), MONDAY, {"open": 0, "paused": 0}
    for to, stays in steps:
        case = moved(case, to, at)
        at += stays
        state = life.states[to]
        seconds = int(stays.total_seconds())
        spent["open"] += 0 if state.end else seconds
        spent["paused"] += seconds if state.clock is Clock.PAUSED else 0
    closed = moved(case, "resolved" if case.is_open else case.state, at)
    assert closed.paused_seconds == spent["paused"]
    end = closed.closed_at
    assert end is not None
    assert clocks.seconds_open(case=closed, at=end) == spent["open"]
