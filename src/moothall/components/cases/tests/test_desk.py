"""Who has a case, what the second of two officers is told, notes and links."""

from datetime import timedelta

import pytest

from moothall.components.cases import queries, services
from moothall.components.cases.contracts import (
    CaseNotFound,
    ChangedMeanwhile,
    Kind,
    LinkKind,
    LinkRefused,
    NoteRefused,
    NotInThisState,
)
from moothall.components.cases.testing import a_case
from moothall.components.cases.tests.doing import act, log_of, names, read
from moothall.kernel.actors import acting
from moothall.kernel.refusals import Forbidden
from moothall.kernel.testing import NOON, a_person, an_officer, an_org

HOUR = timedelta(hours=1)


def test_giving_a_case_to_a_team_and_to_nobody() -> None:
    officer, who = an_officer(), a_person()
    case = a_case(officer)
    with acting(officer, purpose="casework"):
        given = services.assign(case_id=case.id, to=who, team="works", at=NOON)
        assert (given.assignee, given.team) == (who, "works")
        taken = services.assign(case_id=case.id, at=NOON)
        assert (taken.assignee, taken.team) == (None, "works")
        details = [e.details for e in queries.timeline(case_id=case.id)[1:]]
    assert details == [{"to": str(who), "team": "works"}, {"to": None, "team": None}]


def test_a_closed_case_is_given_to_nobody() -> None:
    officer = an_officer()
    case = a_case(officer)
    act(officer, case, "resolve")
    with pytest.raises(NotInThisState), acting(officer, purpose="casework"):
        services.assign(case_id=case.id, to=a_person(), at=NOON)


def test_the_second_of_two_officers_is_told_what_the_first_one_did() -> None:
    org = an_org()
    first, second = an_officer(org), an_officer(org)
    case = a_case(first)
    who = a_person()
    with acting(first, purpose="casework"):
        services.assign(case_id=case.id, to=who, revision=case.revision, at=NOON)
    act(first, case, "plan")
    with pytest.raises(ChangedMeanwhile) as refusal:
        act(second, case, "resolve", revision=case.revision)
    assert refusal.value.revision == 3
    assigned, planned = refusal.value.changes
    assert (assigned.kind, assigned.details["to"]) == (Kind.ASSIGNED, str(who))
    assert (planned.action, planned.to_state, planned.by_id) == (
        "plan",
        "planned",
        first.officer,
    )
    assert refusal.value.details["revision"] == 3
    with pytest.raises(ChangedMeanwhile) as refusal, acting(second, purpose="casework"):
        services.assign(case_id=case.id, to=who, revision=case.revision, at=NOON)
    assert len(refusal.value.changes) == 2
    assert read(first, case).state == "planned"


def test_a_note_is_for_staff_and_stays_as_it_was_written() -> None:
    officer = an_officer()
    case = a_case(officer)
    with acting(officer, purpose="casework"):
        written = services.add_note(case_id=case.id, text="  Rang twice.\x00 ", at=NOON + HOUR)
        assert queries.notes(case_id=case.id) == [written]
        assert written.text == "Rang twice."
        assert queries.timeline(case_id=case.id)[-1].kind is Kind.OPENED
    after = read(officer, case)
    assert (after.revision, after.updated_at) == (1, NOON + HOUR)
    assert names(log_of(officer, case)) == ["case-opened", "note-added"]
    assert "Rang" not in str(log_of(officer, case))


@pytest.mark.parametrize("text", ["", " \n\x00", "x" * 10_001])
def test_a_note_says_something_and_not_too_much(text: str) -> None:
    officer = an_officer()
    case = a_case(officer)
    with pytest.raises(NoteRefused), acting(officer, purpose="casework"):
        services.add_note(case_id=case.id, text=text, at=NOON)


def test_a_note_needs_a_case_and_a_duty() -> None:
    officer, other = an_officer(), an_officer()
    case = a_case(officer)
    with pytest.raises(CaseNotFound), acting(other, purpose="casework"):
        services.add_note(case_id=case.id, text="Hello", at=NOON)
    with pytest.raises(Forbidden), acting(an_officer(officer.org, "designer"), purpose="x"):
        services.add_note(case_id=case.id, text="Hello", at=NOON)


def test_linked_cases_know_of_one_another() -> None:
    officer = an_officer()
    case, other = a_case(officer), a_case(officer)
    with acting(officer, purpose="casework"):
        for _ in range(2):
            services.link(
                case_id=case.id, other=other.id, kind=LinkKind.DUPLICATE, at=NOON + HOUR
            )
        (here,) = queries.links(case_id=case.id)
        (there,) = queries.links(case_id=other.id)
        entries = [queries.timeline(case_id=c.id)[-1] for c in (case, other)]
    assert (here.case.id, here.kind, here.is_from_here) == (other.id, "duplicate", True)
    assert (there.case.id, there.kind, there.is_from_here) == (case.id, "duplicate", False)
    assert [e.kind for e in entries] == [Kind.LINKED, Kind.LINKED]
    assert names(log_of(officer, case)) == ["case-opened", "case-linked"]


def test_a_case_is_linked_with_another_one_that_is_there() -> None:
    officer = an_officer()
    case, foreign = a_case(officer), a_case(an_officer())
    with acting(officer, purpose="casework"):
        with pytest.raises(LinkRefused):
            services.link(case_id=case.id, other=case.id, kind=LinkKind.RELATED, at=NOON)
        with pytest.raises(CaseNotFound):
            services.link(case_id=case.id, other=foreign.id, kind=LinkKind.RELATED, at=NOON)
        assert queries.links(case_id=case.id) == []
