"""What an officer does with a case: actions with their questions, desks, notes, links."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from moothall.components.cases import queries as case_queries
from moothall.components.cases.contracts import Case
from moothall.components.documents.testing import a_photo
from moothall.components.people.contracts import Duty
from moothall.faces.workspace.tests.offices import Office, Person, an_office, text
from moothall.journeys import queries, services
from moothall.kernel import registry
from moothall.kernel.actors import Actor, acting


def address(case: Case, *parts: str) -> str:
    return "/".join(["/workspace/cases", case.reference, *parts])


def resolved(office: Office, officer: Person) -> Case:
    case = office.case()
    with acting(officer.actor, purpose="test"):
        return services.act(case=case, action="resolve", answers={"message": "Ok"}, at=now())


def notes(office: Office, case: Case) -> list[str]:
    with acting(Actor(org=office.org), purpose="test"):
        return [note.text for note in case_queries.notes(case_id=case.id)]


def linked(office: Office, case: Case) -> list[Any]:
    with acting(Actor(org=office.org), purpose="test"):
        return [(link.case.id, link.kind) for link in case_queries.links(case_id=case.id)]


def test_an_action_that_asks_nothing_is_done_with_its_button() -> None:
    office = an_office()
    officer, case = office.officer(), office.case()
    page = text(officer.get(address(case)))
    assert f'action="{address(case, "do", "plan")}"' in page
    answer = officer.post(address(case, "do", "plan"), revision=case.revision)
    assert answer.headers["Location"] == address(case)
    assert office.now(case).state == "planned"


def test_an_action_that_asks_something_is_a_page_with_its_questions_and_the_case() -> None:
    office = an_office()
    case = office.case()
    page = text(office.officer().get(address(case, "do", "resolve")))
    assert "What did you do?" in page
    assert "The case then stands at: Resolved" in page
    assert "A hole as wide as a wheel." in page
    assert f'name="revision" value="{case.revision}"' in page


def test_an_action_is_taken_with_its_answers_and_the_resident_reads_them() -> None:
    office = an_office()
    officer, case = office.officer(), office.case()
    answer = officer.post(
        address(case, "do", "resolve"), revision=case.revision, message="We filled it."
    )
    assert answer.status_code == 302
    after = office.now(case)
    assert after.state == "resolved"
    with acting(Actor(org=office.org), purpose="test"):
        last = case_queries.timeline(case_id=case.id)[-1]
    assert last.words == {"en": "We filled it.", "cy": "We filled it."}
    assert last.by_id == officer.membership.person


def test_a_missing_answer_is_told_on_top_and_beside_its_field_and_nothing_is_done() -> None:
    office = an_office()
    officer, case = office.officer(), office.case()
    page = officer.post(address(case, "do", "resolve"), revision=case.revision, message=" ")
    assert page.status_code == 422
    assert "There is a problem" in text(page)
    assert 'href="#message"' in text(page)
    assert office.now(case).state == "received"


def test_what_was_typed_is_kept_after_a_mistake() -> None:
    office = an_office()
    officer, case = office.officer(), office.case()
    page = officer.post(
        address(case, "do", "resolve"),
        revision=case.revision,
        message="x" * 20_000,
    )
    assert page.status_code == 422
    assert "x" * 20_000 in text(page)


def test_the_list_that_the_case_was_opened_from_is_kept_through_an_action() -> None:
    office = an_office()
    officer, case = office.officer(), office.case(ward="SB01")
    answer = officer.post(address(case, "do", "plan") + "?ward=SB01", revision=case.revision)
    assert answer.headers["Location"] == address(case) + "?ward=SB01"


@pytest.mark.parametrize("action", ["nonsense", "resolve-it"])
def test_an_action_that_there_is_not_is_not_found(action: str) -> None:
    office = an_office()
    assert office.officer().get(address(office.case(), "do", action)).status_code == 404


def test_an_action_for_another_duty_is_refused_in_words() -> None:
    office = an_office()
    adviser, case = office.officer(Duty.ADVISER), office.case()
    page = adviser.post(address(case, "do", "resolve"), revision=case.revision, message="Done")
    assert page.status_code == 403
    assert "has not given you the duty" in text(page)
    assert "Done" in text(page)
    assert office.now(case).state == "received"


def test_a_photo_comes_with_an_action_and_is_kept_with_the_case() -> None:
    office = an_office()
    officer, case = office.officer(), office.case()
    photo = SimpleUploadedFile("after.jpg", a_photo(), content_type="image/jpeg")
    where = address(case, "do", "resolve")
    uploaded = officer.browser.post(
        where,
        {"revision": "1", "message": "Filled", "upload": "done_photos",
         "done_photos-upload": photo},
    )  # fmt: skip
    assert uploaded.status_code == 200
    assert "after.jpg" in text(uploaded)
    assert "Filled" in text(uploaded)
    assert office.now(case).state == "received"
    with acting(officer.actor, purpose="test"):
        (file,) = queries.files_of(subject=case.id)
    done = officer.post(where, revision=1, message="Filled", done_photos=file)
    assert done.status_code == 302
    page = text(officer.get(address(case)))
    assert f"/workspace/files/{file}" in page
    served = officer.get(f"/workspace/files/{file}")
    assert served.headers["Content-Type"] == "image/jpeg"
    assert b"".join(served.streaming_content)[:3] == b"\xff\xd8\xff"


def test_a_file_that_lies_about_its_type_is_refused_and_nothing_typed_is_lost() -> None:
    office = an_office()
    officer, case = office.officer(), office.case()
    liar = SimpleUploadedFile("a.jpg", b"MZ" + b"\0" * 64, content_type="image/jpeg")
    page = officer.browser.post(
        address(case, "do", "resolve"),
        {"revision": "1", "message": "Filled", "done_photos-upload": liar},
    )
    assert page.status_code == 422
    assert "There is a problem" in text(page)
    assert "#done_photos-upload" in text(page)
    assert "Filled" in text(page)
    assert office.now(case).state == "received"


def test_a_file_that_was_just_uploaded_can_be_removed_and_one_of_the_resident_cannot() -> None:
    office = an_office()
    officer = office.officer()
    documents = registry.offer("documents.v1")
    stored = documents.receive(
        name="theirs.jpg", content=a_photo(), accept=("jpeg",), most_bytes=10**6
    )
    with acting(Actor(org=office.org), purpose="test"):
        loose = documents.record(received=stored, at=now())
    case = office.case(answers={"description": "Hole", "photos": [str(loose.id)]})
    with acting(Actor(org=office.org), purpose="test"):
        documents.attach(ids=[loose.id], subject=case.id, at=now())
    photo = SimpleUploadedFile("mine.jpg", a_photo(), content_type="image/jpeg")
    where = address(case, "do", "resolve")
    officer.browser.post(where, {"revision": "1", "upload": "x", "done_photos-upload": photo})
    with acting(officer.actor, purpose="test"):
        files = queries.files_of(subject=case.id)
    mine = next(i for i in files if i != str(loose.id))
    for file in (mine, str(loose.id)):
        page = officer.browser.post(
            where,
            {"revision": "1", "message": "Kept", "done_photos": mine, "remove-file": file},
        )
        assert page.status_code == 200
        assert "Kept" in text(page)
    with acting(officer.actor, purpose="test"):
        assert set(queries.files_of(subject=case.id)) == {str(loose.id)}


def test_an_officer_takes_a_case_with_one_button() -> None:
    office = an_office()
    officer, case = office.officer(), office.case()
    assert "Assign to me" in text(officer.get(address(case)))
    to = f"officer:{officer.membership.person}"
    assert officer.post(address(case, "assign"), revision=1, to=to).status_code == 302
    assert office.now(case).assignee == officer.membership.person
    assert "Assign to me" not in text(officer.get(address(case)))


def test_a_case_is_given_to_a_team_and_to_nobody() -> None:
    office = an_office()
    officer, case = office.officer(), office.case()
    officer.post(address(case, "assign"), revision=1, to="team:parking")
    assert (office.now(case).team, office.now(case).assignee) == ("parking", None)
    officer.post(address(case, "assign"), revision=2, to=f"officer:{officer.membership.person}")
    officer.post(address(case, "assign"), revision=3, to="")
    assert office.now(case).assignee is None


@pytest.mark.parametrize("to", ["officer:nobody", "team:none", "nonsense", "officer:"])
def test_a_desk_that_there_is_not_is_refused_in_words(to: str) -> None:
    office = an_office()
    officer, case = office.officer(), office.case()
    page = officer.post(address(case, "assign"), revision=1, to=to)
    assert page.status_code == 422
    assert "Choose who should have the case" in text(page)
    assert 'href="#to"' in text(page)
    assert office.now(case).revision == 1


def test_who_has_left_cannot_be_given_a_case() -> None:
    office = an_office()
    officer, leaver, case = office.officer(), office.officer(), office.case()
    office.leaves(leaver)
    to = f"officer:{leaver.membership.person}"
    assert officer.post(address(case, "assign"), revision=1, to=to).status_code == 422
    assert office.now(case).assignee is None


def test_a_closed_case_cannot_be_given_to_anybody() -> None:
    office = an_office()
    officer = office.officer()
    case = resolved(office, officer)
    to = f"officer:{officer.membership.person}"
    page = officer.post(address(case, "assign"), revision=case.revision, to=to)
    assert page.status_code == 409
    assert "This case is closed" in text(page)


def test_a_note_is_written_for_colleagues_only_once_when_sent_twice() -> None:
    office = an_office()
    officer, case = office.officer(), office.case()
    for _ in range(2):
        answer = officer.post(address(case, "note"), text="Rang them.\r\nNobody there.")
        assert answer.headers["Location"] == address(case) + "#happened"
    assert len(notes(office, case)) == 1
    assert "Rang them." in text(officer.get(address(case)))


def test_a_note_that_is_empty_or_too_long_is_told_and_kept() -> None:
    office = an_office()
    officer, case = office.officer(), office.case()
    empty = officer.post(address(case, "note"), text="  ")
    assert empty.status_code == 422
    assert 'href="#text"' in text(empty)
    long = officer.post(address(case, "note"), text="word " * 3000)
    assert long.status_code == 422
    assert "word word" in text(long)
    assert notes(office, case) == []


def test_cases_are_linked_by_reference() -> None:
    office = an_office()
    officer, case, other = office.officer(), office.case(), office.case()
    typed = other.reference.lower().replace("-", " ")
    answer = officer.post(address(case, "link"), other=typed, kind="duplicate")
    assert answer.status_code == 302
    assert linked(office, case) == [(other.id, "duplicate")]


@pytest.mark.parametrize("typed", ["", "SP-333-333-333", "nonsense", "\x00"])
def test_a_reference_that_there_is_not_is_told_beside_its_field(typed: str) -> None:
    office = an_office()
    officer, case = office.officer(), office.case()
    page = officer.post(address(case, "link"), other=typed)
    assert page.status_code == 422
    assert "You have no case with this reference" in text(page)
    assert 'href="#other"' in text(page)


def test_a_case_is_not_linked_with_itself() -> None:
    office = an_office()
    officer, case = office.officer(), office.case()
    page = officer.post(address(case, "link"), other=case.reference)
    assert page.status_code == 422
    assert linked(office, case) == []


def test_a_manager_opens_a_closed_case_again_and_a_caseworker_cannot() -> None:
    office = an_office()
    officer, manager = office.officer(), office.officer(Duty.MANAGER)
    case = resolved(office, officer)
    refused = officer.post(address(case, "reopen"), revision=case.revision)
    assert refused.status_code == 403
    assert "has not given you the duty" in text(refused)
    assert manager.post(address(case, "reopen"), revision=case.revision).status_code == 302
    assert office.now(case).state == "received"


def test_an_adviser_can_write_notes_and_not_give_cases_away() -> None:
    office = an_office()
    adviser, case = office.officer(Duty.ADVISER), office.case()
    assert adviser.post(address(case, "note"), text="Rang").status_code == 302
    refused = adviser.post(address(case, "assign"), revision=1, to="team:parking")
    assert refused.status_code == 403
    assert "has not given you the duty" in text(refused)


def test_a_message_that_failed_is_sent_again_and_one_on_its_way_is_not() -> None:
    office = an_office()
    officer, case, other = office.officer(), office.case(), office.case()
    with acting(Actor(org=office.org), purpose="test"):
        message = registry.offer("notifications.v1").queue(
            key=f"test/{case.id}",
            to="sam@example.com",
            subject="Hello",
            body="Hello",
            language="en",
            about=case.id,
            at=now(),
        )
    on_its_way = officer.post(address(case, "messages", str(message), "resend"))
    assert on_its_way.status_code == 409
    assert "on its way" in text(on_its_way)
    elsewhere = officer.post(address(other, "messages", str(message), "resend"))
    assert elsewhere.status_code == 404


@pytest.mark.parametrize("part", ["assign", "note", "link", "reopen"])
def test_what_changes_a_case_is_never_done_by_a_link(part: str) -> None:
    office = an_office()
    assert office.officer().get(address(office.case(), part)).status_code == 405


def test_binary_and_hostile_answers_are_refused_or_kept_as_they_are() -> None:
    office = an_office()
    officer = office.officer()
    for hostile in ("\x00\x01", "<script>alert(1)</script>", "{0.__class__}", "{message}"):
        case = office.case()
        answer = officer.post(address(case, "do", "ask"), revision=1, question=hostile)
        assert answer.status_code in (302, 422)
        page = text(officer.get(address(case)))
        assert "<script>alert" not in page


def test_a_note_says_who_wrote_it_and_when() -> None:
    office = an_office()
    officer, case = office.officer(), office.case()
    officer.post(address(case, "note"), text="Rang")
    with acting(Actor(org=office.org), purpose="test"):
        (note,) = case_queries.notes(case_id=case.id)
    assert (note.by_kind, note.by_id) == ("officer", officer.membership.person)
    assert abs((now() - note.at).total_seconds()) < 60
