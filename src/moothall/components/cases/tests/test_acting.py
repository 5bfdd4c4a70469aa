"""Acting on a case, its pauses, its end, and time running out."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from moothall.components.cases import queries, services
from moothall.components.cases.contracts import (
    CaseNotFound,
    Kind,
    NotForYou,
    NotInThisState,
    Outcome,
)
from moothall.components.cases.testing import VERSION, a_case, a_life, a_life_document
from moothall.components.cases.tests.asked import a_line
from moothall.components.cases.tests.doing import LIFE, act, log_of, names, read
from moothall.kernel.actors import Actor, acting
from moothall.kernel.refusals import Forbidden
from moothall.kernel.testing import NOON, a_person, a_resident, an_officer, an_org

HOUR = timedelta(hours=1)


def test_a_case_goes_from_open_to_closed_and_the_log_tells_it() -> None:
    officer, who = an_officer(), a_person()
    case = a_case(officer)
    with acting(officer, purpose="casework"):
        services.assign(case_id=case.id, to=who, at=NOON + HOUR)
    closed = act(officer, case, "resolve", at=NOON + 2 * HOUR)
    assert read(officer, case) == closed
    assert (closed.outcome, closed.assignee, closed.revision) == (Outcome.MET, who, 3)
    log = log_of(officer, case)
    assert names(log) == ["case-opened", "case-assigned", "case-moved", "case-closed"]
    assert log[1][1]["to"] == str(who)
    assert log[2][1]["action"] == "resolve"
    closed_event = log[3][1]
    assert (closed_event["outcome"], closed_event["seconds_open"]) == ("met", 7200)


def test_time_with_the_applicant_is_not_counted_as_ours() -> None:
    org = an_org()
    officer, resident = an_officer(org), a_resident(org)
    case = a_case(resident)
    act(officer, case, "ask", at=NOON + HOUR)
    act(resident, case, "answer", at=NOON + 25 * HOUR)
    act(officer, case, "resolve", at=NOON + 26 * HOUR)
    closed = log_of(officer, case)[-1][1]
    assert closed["seconds_open"] == 26 * 3600
    assert closed["seconds_with_applicant"] == 24 * 3600
    assert closed["seconds_with_us"] == 2 * 3600


def test_the_resident_answers_and_the_deadline_moves_on() -> None:
    org = an_org()
    officer, resident = an_officer(org), a_resident(org)
    case = a_case(resident)
    asked = act(officer, case, "ask")
    assert asked.is_paused
    assert read(resident, case) == asked
    back = act(resident, case, "answer", at=NOON + timedelta(days=7))
    assert back.due_at is not None
    assert back.due_at.date().isoformat() == "2030-06-13"
    stored = read(officer, case)
    assert stored.due_at == back.due_at
    assert stored.paused_seconds == 7 * 24 * 3600


def test_a_resident_may_not_act_as_officers_do() -> None:
    resident = a_resident(an_org())
    case = a_case(resident)
    with pytest.raises(NotForYou):
        act(resident, case, "resolve")


def test_a_resident_may_not_act_on_the_case_of_another() -> None:
    org = an_org()
    case = a_case(a_resident(org))
    act(an_officer(org), case, "ask")
    with pytest.raises(CaseNotFound):
        act(a_resident(org), case, "answer")


def test_an_officer_without_the_duty_is_refused_and_leaves_no_trace() -> None:
    org = an_org()
    case = a_case(an_officer(org))
    designer = an_officer(org, "designer")
    with pytest.raises(NotForYou):
        act(designer, case, "resolve")
    with pytest.raises(Forbidden), acting(designer, purpose="casework"):
        services.assign(case_id=case.id, to=a_person(), at=NOON)
    assert names(log_of(designer, case)) == ["case-opened"]
    assert read(designer, case).revision == 1


def test_an_action_that_stays_is_told_and_leaves_the_clock() -> None:
    officer = an_officer()
    case = a_case(officer)
    after = act(officer, case, "update")
    assert (after.state, after.due_at, after.revision) == ("received", case.due_at, 2)
    assert names(log_of(officer, case)) == ["case-opened", "case-acted"]
    with acting(officer, purpose="casework"):
        entry = queries.timeline(case_id=case.id)[-1]
    assert entry.words == {
        "en": "We are still working on it.",
        "cy": "Rydym yn dal i weithio arno.",
    }
    assert entry.staff_words == {"en": "Update"}


def test_answers_of_an_act_stand_on_the_timeline() -> None:
    life = a_life(
        actions=[
            *a_life_document()["actions"],
            {
                "id": "explain",
                "from": "received",
                "to": "refused",
                "duty": "caseworker",
                "ask": [a_line("reason")],
                "tell": {"en": "No: {reason}", "cy": "Na: {reason}"},
            },
        ]
    )
    org = an_org()
    officer, resident = an_officer(org), a_resident(org)
    case = a_case(resident, life=life)
    act(officer, case, "explain", life=life, answers={"reason": "too deep"})
    with acting(officer, purpose="casework"):
        entry = queries.timeline(case_id=case.id)[-1]
    assert entry.answers == {"reason": "too deep"}
    with acting(resident, purpose="own"):
        told = queries.timeline(case_id=case.id)[-1]
    assert told.words == {"en": "No: too deep (en)", "cy": "Na: too deep (cy)"}
    assert told.answers == {}


def test_the_answers_of_the_resident_are_theirs_to_read_again() -> None:
    life = a_life(
        actions=[
            *[a for a in a_life_document()["actions"] if a["id"] != "answer"],
            {"id": "answer", "from": "asked", "to": "received", "by": "applicant",
             "ask": [a_line("reply")]},
        ]
    )  # fmt: skip
    org = an_org()
    officer, resident = an_officer(org), a_resident(org)
    case = a_case(resident, life=life)
    act(officer, case, "ask", life=life)
    act(resident, case, "answer", life=life, answers={"reply": "By the gate"})
    for reader in (officer, resident):
        with acting(reader, purpose="casework"):
            entry = queries.timeline(case_id=case.id)[-1]
        assert entry.answers == {"reply": "By the gate"}
        assert entry.by_kind == "resident"


def test_without_a_revision_the_state_alone_decides() -> None:
    officer = an_officer()
    case = a_case(officer)
    with acting(officer, purpose="casework"):
        services.assign(case_id=case.id, to=a_person(), at=NOON)
    assert act(officer, case, "resolve").state == "resolved"
    with pytest.raises(NotInThisState):
        act(officer, case, "resolve")


def test_a_manager_opens_a_closed_case_again() -> None:
    org = an_org()
    officer, manager = an_officer(org), an_officer(org, "manager")
    case = a_case(officer)
    act(officer, case, "resolve", at=NOON + HOUR)
    with pytest.raises(Forbidden), acting(officer, purpose="casework"):
        services.reopen(case_id=case.id, life=LIFE, at=NOON)
    later = NOON + timedelta(days=7)
    with acting(manager, purpose="casework"):
        services.reopen(case_id=case.id, life=LIFE, at=later)
    again = read(officer, case)
    assert (again.state, again.outcome, again.closed_at) == ("received", None, None)
    assert again.due_at is not None
    assert again.due_at.date().isoformat() == "2030-06-13"
    assert names(log_of(officer, case))[-2:] == ["case-moved", "case-reopened"]
    act(officer, case, "resolve", at=later + HOUR)
    assert log_of(officer, case)[-1][1]["seconds_open"] == 2 * 3600


def test_an_open_case_is_not_opened_again() -> None:
    manager = an_officer(None, "manager")
    case = a_case(manager)
    with pytest.raises(NotInThisState), acting(manager, purpose="casework"):
        services.reopen(case_id=case.id, life=LIFE, at=NOON)


def test_a_life_may_offer_a_way_back_from_its_end() -> None:
    back = {"id": "reopen", "from": "resolved", "to": "planned", "duty": "caseworker"}
    life = a_life(actions=[*a_life_document()["actions"], back])
    officer = an_officer()
    case = a_case(officer, life=life)
    act(officer, case, "resolve", life=life)
    assert act(officer, case, "reopen", life=life).state == "planned"
    assert names(log_of(officer, case))[-1] == "case-reopened"


def test_a_case_nobody_answered_lapses_once() -> None:
    org = an_org()
    officer, resident = an_officer(org), a_resident(org)
    case = a_case(resident)
    act(officer, case, "ask")
    system, late = Actor(org=org), NOON + timedelta(days=29)
    with acting(system, purpose="clocks"):
        early = services.lapse(case_id=case.id, life=LIFE, at=NOON + timedelta(days=27))
        assert early is None
    with acting(Actor(), purpose="clocks"):
        waiting = [d for d in queries.due_to_lapse(at=late, limit=10_000) if d.org == org]
        assert [(d.case_id, d.state, d.version) for d in waiting] == [
            (case.id, "asked", VERSION)
        ]
    with acting(system, purpose="clocks"):
        lapsed = services.lapse(case_id=case.id, life=LIFE, at=late)
        assert lapsed is not None
        assert (lapsed.state, lapsed.outcome) == ("lapsed", Outcome.WITHDRAWN)
        assert services.lapse(case_id=case.id, life=LIFE, at=late) is None
    assert names(log_of(officer, case))[-2:] == ["case-moved", "case-closed"]
    with acting(resident, purpose="own"):
        told = queries.timeline(case_id=case.id)[-1]
    assert (told.kind, told.words) == (Kind.LAPSED, LIFE.states["lapsed"].label)
    with acting(officer, purpose="casework"):
        entry = queries.timeline(case_id=case.id)[-1]
    assert entry.staff_words == {
        "en": "Time ran out: “We need something from you”",
        "cy": "Daeth yr amser i ben: “Mae angen rhywbeth arnom gennych”",
    }


def test_a_case_is_called_overdue_once_for_each_deadline() -> None:
    officer = an_officer()
    assert officer.org is not None
    case = a_case(officer)
    late = NOON + timedelta(days=10)
    for _ in range(2):
        with acting(Actor(org=officer.org), purpose="clocks"):
            services.lapse(case_id=case.id, life=LIFE, at=late)
    assert names(log_of(officer, case)) == ["case-opened", "case-overdue"]
    assert read(officer, case).state == "received"
    act(officer, case, "ask", at=late)
    act(an_officer_for_the_applicant(officer), case, "answer", at=late + HOUR, life=_ANYBODY)
    with acting(Actor(org=officer.org), purpose="clocks"):
        services.lapse(case_id=case.id, life=LIFE, at=late + timedelta(days=10))
    assert names(log_of(officer, case)).count("case-overdue") == 2


def an_officer_for_the_applicant(officer: Actor) -> Actor:
    return an_officer(officer.org, "adviser")


_ANYBODY = a_life(
    actions=[
        {**a, "duty": "adviser"} if a["id"] == "answer" else a
        for a in a_life_document()["actions"]
    ]
)


def test_every_act_is_few_statements() -> None:
    officer = an_officer()
    statements: list[str] = []

    def counted(execute: Any, sql: str, *rest: object) -> object:  # noqa: ANN401
        statements.append(sql)
        return execute(sql, *rest)

    with acting(officer, purpose="casework"), connection.execute_wrapper(counted):
        case = services.open_case(
            life=LIFE,
            service="s",
            version=VERSION,
            need="n",
            answers={},
            contact={"email": "a@example.com"},
            at=NOON,
        )
        assert len(statements) == 1
        services.assign(case_id=case.id, to=a_person(), at=NOON)
        assert len(statements) == 2
        services.act(case_id=case.id, life=LIFE, action="resolve", at=NOON)
        assert len(statements) == 4
