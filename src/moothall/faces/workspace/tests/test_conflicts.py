"""Two officers at one case: the second is told what changed and by whom, and loses nothing."""

from moothall.components.cases.contracts import Case
from moothall.components.people.contracts import Duty
from moothall.faces.workspace.tests.offices import Office, Person, an_office, text


def address(case: Case, *parts: str) -> str:
    return "/".join(["/workspace/cases", case.reference, *parts])


def two(office: Office) -> tuple[Person, Person]:
    return office.officer(name="Robin Marsh"), office.officer(name="Carys Bevan")


def test_who_acts_on_an_older_picture_is_told_what_changed_and_by_whom() -> None:
    office = an_office()
    first, second = two(office)
    case = office.case()
    first.post(address(case, "assign"), revision=1, to="team:parking")
    page = second.post(address(case, "do", "resolve"), revision=1, message="We filled it.")
    assert page.status_code == 409
    assert "This case has changed since you opened it" in text(page)
    assert "Given to the team parking" in text(page)
    assert "Robin Marsh" in text(page)
    assert "We filled it." in text(page)
    assert office.now(case).state == "received"


def test_what_was_typed_can_be_sent_once_the_change_was_read() -> None:
    office = an_office()
    first, second = two(office)
    case = office.case()
    first.post(address(case, "assign"), revision=1, to="team:parking")
    page = second.post(address(case, "do", "resolve"), revision=1, message="We filled it.")
    assert 'name="revision" value="2"' in text(page)
    again = second.post(address(case, "do", "resolve"), revision=2, message="We filled it.")
    assert again.status_code == 302
    assert office.now(case).state == "resolved"


def test_what_was_typed_for_an_action_that_is_gone_is_shown_with_the_case() -> None:
    office = an_office()
    first, second = two(office)
    case = office.case()
    first.post(address(case, "do", "resolve"), revision=1, message="All done.")
    page = second.post(address(case, "do", "ask"), revision=1, question="Which side is it?")
    assert page.status_code == 409
    shown = text(page)
    assert "This can no longer be done" in shown
    assert "Robin Marsh" in shown
    assert "→ Resolved" in shown
    assert "Which side is it?" in shown


def test_a_mistake_does_not_hide_that_the_case_has_changed() -> None:
    office = an_office()
    first, second = two(office)
    case = office.case()
    first.post(address(case, "assign"), revision=1, to="team:parking")
    page = second.post(address(case, "do", "resolve"), revision=1, message="")
    assert page.status_code == 422
    assert 'name="revision" value="1"' in text(page)
    told = second.post(address(case, "do", "resolve"), revision=1, message="Filled")
    assert told.status_code == 409


def test_two_who_give_the_case_away_at_once_do_not_overwrite_one_another() -> None:
    office = an_office()
    first, second = two(office)
    case = office.case()
    mine = f"officer:{first.membership.person}"
    first.post(address(case, "assign"), revision=1, to=mine)
    page = second.post(address(case, "assign"), revision=1, to="team:parking")
    assert page.status_code == 409
    assert "Assigned to Robin Marsh" in text(page)
    assert '<option value="team:parking" selected>' in text(page)
    assert office.now(case).assignee == first.membership.person


def test_the_same_form_sent_twice_is_done_once_and_no_conflict() -> None:
    office = an_office()
    officer, _ = two(office)
    case = office.case()
    for _ in range(2):
        answer = officer.post(address(case, "do", "resolve"), revision=1, message="Filled")
        assert answer.headers["Location"] == address(case)
    assert office.now(case).revision == 2


def test_the_same_assignment_sent_twice_is_no_conflict() -> None:
    office = an_office()
    officer, _ = two(office)
    case = office.case()
    for _ in range(2):
        answer = officer.post(address(case, "assign"), revision=1, to="team:parking")
        assert answer.status_code == 302
    assert office.now(case).revision == 2


def test_ones_own_other_change_is_told_as_well() -> None:
    office = an_office()
    officer, _ = two(office)
    case = office.case()
    officer.post(address(case, "assign"), revision=1, to="team:parking")
    page = officer.post(address(case, "assign"), revision=1, to="team:streets")
    assert page.status_code == 409
    assert office.now(case).team == "parking"


def test_who_opens_again_what_changed_meanwhile_is_told() -> None:
    office = an_office()
    manager, other = office.officer(Duty.MANAGER, name="Siân"), office.officer(name="Robin")
    case = office.case()
    other.post(address(case, "do", "resolve"), revision=1, message="Filled")
    page = manager.post(address(case, "reopen"), revision=1)
    assert page.status_code == 409
    assert "Robin" in text(page)
    assert office.now(case).state == "resolved"


def test_a_note_and_a_link_never_conflict() -> None:
    office = an_office()
    first, second = two(office)
    case, other = office.case(), office.case()
    first.post(address(case, "assign"), revision=1, to="team:parking")
    assert second.post(address(case, "note"), text="Rang").status_code == 302
    assert second.post(address(case, "link"), other=other.reference).status_code == 302


def test_every_form_that_can_conflict_knows_the_revision_it_was_made_for() -> None:
    office = an_office()
    officer, case = office.officer(Duty.CASEWORKER, Duty.MANAGER), office.case()
    page = text(officer.get(address(case)))
    for part in ("assign", "do/plan"):
        form = page[page.index(f'action="{address(case, part)}"') :]
        form = form[: form.index("</form>")]
        assert 'name="revision" value="1"' in form
