"""Finding, sorting, paging and counting the cases of an organisation."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from moothall.components.cases import queries, services
from moothall.components.cases.contracts import (
    BadCursor,
    Case,
    CaseFilters,
    CaseNotFound,
    CaseRow,
    Sort,
    Tally,
)
from moothall.components.cases.testing import a_case, a_life
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import PersonId
from moothall.kernel.testing import NOON, a_person, a_resident, an_officer, an_org

LIFE = a_life()
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def found(
    actor: Actor, filters: CaseFilters, *, sort: Sort = Sort.OLDEST, at: datetime = NOON
) -> list[CaseRow]:
    with acting(actor, purpose="casework"):
        return list(queries.find(filters=filters, sort=sort, at=at).rows)


def ids(rows: Sequence[CaseRow]) -> list[object]:
    return [row.id for row in rows]


def act(actor: Actor, case: Case, action: str, at: datetime = NOON) -> Case:
    with acting(actor, purpose="casework"):
        return services.act(case_id=case.id, life=LIFE, action=action, at=at)


def assign(actor: Actor, case: Case, to: PersonId, team: str | None = None) -> None:
    with acting(actor, purpose="casework"):
        services.assign(case_id=case.id, to=to, team=team, at=NOON)


def test_a_line_of_the_worklist_is_the_case_without_its_answers() -> None:
    officer = an_officer()
    case = a_case(officer, answers={"where": "here"})
    (row,) = found(officer, CaseFilters())
    assert not isinstance(row, Case)
    assert all(getattr(row, name) == getattr(case, name) for name in row.__dataclass_fields__)


def test_every_filter_chooses() -> None:
    officer, who = an_officer(), a_person()
    one = a_case(officer, service="repairs", ward="W1")
    two = a_case(officer, at=NOON + HOUR)
    act(officer, one, "plan", NOON + DAY)
    assign(officer, two, who, "works")
    chosen = {
        "service": (CaseFilters(service="repairs"), [one.id]),
        "state": (CaseFilters(state="planned"), [one.id]),
        "team": (CaseFilters(team="works"), [two.id]),
        "assignee": (CaseFilters(assignee=who), [two.id]),
        "unassigned": (CaseFilters(unassigned=True), [one.id]),
        "ward": (CaseFilters(ward="W1"), [one.id]),
        "several": (CaseFilters(ward="W1", state="received"), []),
        "changed": (CaseFilters(updated_since=NOON + DAY), [one.id]),
        "none": (CaseFilters(), [one.id, two.id]),
    }
    for name, (filters, expected) in chosen.items():
        assert ids(found(officer, filters)) == expected, name
        with acting(officer, purpose="casework"):
            assert queries.count(filters=filters, at=NOON) == len(expected), name


def test_open_and_closed_cases_are_told_apart() -> None:
    officer = an_officer()
    one, two = a_case(officer), a_case(officer)
    act(officer, one, "resolve")
    assert ids(found(officer, CaseFilters(open=True))) == [two.id]
    assert ids(found(officer, CaseFilters(open=False))) == [one.id]


def test_overdue_is_what_has_run_out_of_time_while_the_clock_ran() -> None:
    officer = an_officer()
    late, paused, closed = a_case(officer), a_case(officer), a_case(officer)
    act(officer, paused, "ask")
    act(officer, closed, "resolve")
    overdue = CaseFilters(overdue=True)
    assert found(officer, overdue, at=NOON + DAY) == []
    assert ids(found(officer, overdue, at=NOON + 60 * DAY)) == [late.id]
    with acting(officer, purpose="casework"):
        assert queries.find(filters=overdue).rows == ()


def test_the_order_by_deadline_is_what_to_do_first() -> None:
    officer = an_officer()
    later = a_case(officer, at=NOON + DAY)
    sooner = a_case(officer, at=NOON)
    paused = a_case(officer, at=NOON)
    closed = a_case(officer, at=NOON - DAY)
    act(officer, paused, "ask")
    act(officer, closed, "resolve")
    by_due = ids(found(officer, CaseFilters(), sort=Sort.DUE))
    assert by_due == [sooner.id, later.id, paused.id, closed.id]


def test_lists_go_by_age_and_by_change() -> None:
    officer = an_officer()
    old, new = a_case(officer, at=NOON), a_case(officer, at=NOON + HOUR)
    act(officer, old, "update", NOON + DAY)
    assert ids(found(officer, CaseFilters(), sort=Sort.OLDEST)) == [old.id, new.id]
    assert ids(found(officer, CaseFilters(), sort=Sort.NEWEST)) == [new.id, old.id]
    assert ids(found(officer, CaseFilters(), sort=Sort.UPDATED)) == [old.id, new.id]


@pytest.mark.parametrize("sort", Sort)
def test_pages_show_every_case_once_there_and_back(sort: Sort) -> None:
    officer = an_officer()
    cases = [a_case(officer, at=NOON + n % 3 * HOUR) for n in range(11)]
    for case in cases[:4]:
        act(officer, case, "ask")
    act(officer, cases[4], "resolve")
    act(officer, cases[5], "plan")
    with acting(officer, purpose="casework"):
        pages = [queries.find(sort=sort, limit=4, at=NOON)]
        while pages[-1].next:
            pages.append(queries.find(sort=sort, limit=4, after=pages[-1].next, at=NOON))
        seen = [row.id for page in pages for row in page.rows]
        assert [len(page.rows) for page in pages] == [4, 4, 3]
        assert sorted(seen) == sorted(case.id for case in cases)
        assert pages[0].previous is None
        back = queries.find(sort=sort, limit=4, after=pages[-1].previous, at=NOON)
        assert ids(back.rows) == ids(pages[1].rows)
        first = queries.find(sort=sort, limit=4, after=back.previous, at=NOON)
        assert ids(first.rows) == ids(pages[0].rows)
        assert first.previous is None
        assert first.next is not None


def test_a_page_is_bounded_and_a_bad_cursor_refused() -> None:
    officer = an_officer()
    for _ in range(3):
        a_case(officer)
    with acting(officer, purpose="casework"):
        assert len(queries.find(limit=-5, at=NOON).rows) == 1
        assert len(queries.find(limit=10**9, at=NOON).rows) == 3
        with pytest.raises(BadCursor):
            queries.find(after="nonsense", at=NOON)


def test_an_empty_list_has_no_pages_beside_it() -> None:
    with acting(an_officer(), purpose="casework"):
        page = queries.find(at=NOON)
    assert (page.rows, page.next, page.previous) == ((), None, None)


def test_counting_stops_at_its_bound() -> None:
    officer = an_officer()
    for _ in range(4):
        a_case(officer)
    with acting(officer, purpose="casework"):
        assert queries.count(most=2, at=NOON) == 3
        assert queries.count(at=NOON) == 4


def test_tallies_count_each_value() -> None:
    officer = an_officer()
    cases = [a_case(officer, ward="W1" if n else None) for n in range(4)]
    act(officer, cases[0], "plan")
    act(officer, cases[1], "resolve")
    with acting(officer, purpose="casework"):
        by_state = queries.tallies(by="state", at=NOON)
        assert by_state == [
            Tally(value="received", count=2),
            Tally(value="planned", count=1),
            Tally(value="resolved", count=1),
        ]
        of_open = queries.tallies(by="ward", filters=CaseFilters(open=True), at=NOON)
        assert of_open == [Tally(value="W1", count=2)]
        assert queries.tallies(by="service", most=1, at=NOON)[0].count == 2


def test_the_load_of_each_officer_is_what_lies_open_on_their_desk() -> None:
    officer = an_officer()
    busy, idle = a_person(), a_person()
    cases = [a_case(officer) for _ in range(4)]
    for case in cases[:3]:
        assign(officer, case, busy)
    act(officer, cases[0], "resolve")
    act(officer, cases[1], "ask")
    assign(officer, cases[3], idle)
    with acting(officer, purpose="casework"):
        loads = queries.officer_load(at=NOON + 30 * DAY)
    assert [(load.officer, load.open, load.overdue) for load in loads] == [
        (busy, 2, 1),
        (idle, 1, 1),
    ]


@pytest.mark.parametrize(
    ("q", "finds"),
    [
        ("harbour", True),
        ("HARBOUR str", True),
        ("12 harbour street", True),
        ("sb1", True),
        ("SB1 2AB", True),
        ("sb12ab", True),
        ("siân", True),
        ("sian@example.com", True),
        ("07700 900123", True),
        ("+44 7700 900", True),
        ("hole in the roa", True),
        ("harbourmaster", False),
        ("SB2", False),
        ("arbour", False),
        ("' | ''); drop table cases_case; --", False),
        ("%", False),
    ],
)
def test_a_search_finds_by_the_beginnings_of_what_was_given(q: str, *, finds: bool) -> None:
    officer = an_officer()
    case = a_case(
        officer,
        answers={"where": {"line1": "12 Harbour Street", "postcode": "SB1 2AB"}},
        contact={"name": "Siân", "email": "sian@example.com", "phone": "+447700900123"},
    )
    a_case(officer, title="Another thing")
    assert ids(found(officer, CaseFilters(q=q))) == ([case.id] if finds else [])


def test_a_search_finds_a_reference_from_its_first_letters() -> None:
    officer = an_officer()
    case = a_case(officer)
    for q in (case.reference, case.reference.lower().replace("-", ""), case.reference[:6]):
        assert case.id in ids(found(officer, CaseFilters(q=q)))


def test_a_search_keeps_to_the_other_filters() -> None:
    officer = an_officer()
    one, two = a_case(officer, ward="W1"), a_case(officer, ward="W2")
    act(officer, two, "resolve")
    searched = CaseFilters(q="hole", ward="W2", open=False)
    assert ids(found(officer, searched)) == [two.id]
    assert ids(found(officer, CaseFilters(q="hole", state="received"))) == [one.id]
    with acting(officer, purpose="casework"):
        assert queries.count(filters=searched, at=NOON) == 1


def test_the_export_has_every_case_with_its_answers() -> None:
    officer = an_officer()
    cases = [a_case(officer, answers={"n": n}, at=NOON + n * HOUR) for n in range(7)]
    with acting(officer, purpose="casework"):
        assert list(queries.rows_for_csv(at=NOON)) == cases
        assert list(queries.rows_for_csv(most=3, at=NOON)) == cases[:3]


def test_a_reference_leads_to_the_organisations_that_hold_it() -> None:
    officer = an_officer()
    case = a_case(officer)
    with acting(Actor(), purpose="follow"):
        holders = queries.organisations_of_reference(reference=case.reference.lower())
        assert holders == [officer.org]
        assert queries.organisations_of_reference(reference="no reference") == []


def test_there_is_no_case_that_was_never_opened() -> None:
    with acting(an_officer(), purpose="casework"):
        for missing in ("SR-XXX", "", "x" * 1000, "SR-7K3-M9W-XC4"):
            with pytest.raises(CaseNotFound):
                queries.case(reference=missing)
        with pytest.raises(CaseNotFound):
            queries.case_by_id(case_id=uuid4())


def test_the_actions_open_hang_on_who_asks() -> None:
    org = an_org()
    officer, resident = an_officer(org), a_resident(org)
    case = a_case(resident)
    asked = act(officer, case, "ask")
    with acting(resident, purpose="own"):
        assert [a.id for a in services.open_actions(case=case, life=LIFE)] == []
        assert [a.id for a in services.open_actions(case=asked, life=LIFE)] == ["answer"]
    with acting(officer, purpose="casework"):
        offered = [a.id for a in services.open_actions(case=case, life=LIFE)]
        assert offered == ["plan", "ask", "resolve", "update"]


def test_the_timeline_is_told_in_order_and_whole() -> None:
    officer = an_officer()
    case = a_case(officer)
    for action in ("update", "plan", "update", "resolve"):
        act(officer, case, action)
    with acting(officer, purpose="casework"):
        entries = queries.timeline(case_id=case.id)
    assert [e.action for e in entries] == [None, "update", "plan", "update", "resolve"]
    assert [e.revision for e in entries] == [1, 2, 3, 4, 5]
