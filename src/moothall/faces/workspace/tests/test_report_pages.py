"""What staff see of a report and do with it."""

import html
from uuid import uuid4

import pytest

from moothall.components.people.contracts import Duty
from moothall.components.reports.contracts import Status, UpdateKind
from moothall.faces.workspace.tests.offices import an_office, text
from moothall.faces.workspace.tests.reporting import (
    REPORTS,
    a_caseworker,
    a_report,
    a_responsible_office,
    address,
    needs_reports,
    now,
    services,
    updated,
)
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import NOON, a_resident, slug_of

pytestmark = needs_reports
LAMP = {
    "id": "lamp",
    "kind": "text",
    "label": {"en": "Number on the lamp", "cy": "Rhif y lamp"},
}


def said_of(org: object, made: object) -> list[object]:
    with acting(Actor(org=org), purpose="test"):  # type: ignore[arg-type]
        return list(services().updates(report_id=made.report_id))  # type: ignore[attr-defined]


class TestThePage:
    def test_it_shows_what_was_told_and_by_whom(self) -> None:
        office = a_responsible_office(ask=[LAMP])
        made = a_report(office, address="By the fish market", answers={"lamp": "Lamp 12"})
        page = text(a_caseworker(office).get(address(made)))
        for told in (
            "A hole as deep as a bucket", "By the fish market", "Sam Gull",
            "mailto:sam@example.com", "07700 900123", "Number on the lamp", "Lamp 12",
        ):  # fmt: skip
            assert told in page
        assert 'data-lat="52.343"' in page

    def test_history_has_notes_of_staff_and_says_who_it_was(self) -> None:
        office = a_responsible_office()
        officer, made = a_caseworker(office), a_report(office)
        officer.post(address(made, "update"), **{"words-en": "Ask the pier", "private": "yes"})
        page = text(officer.get(address(made)))
        assert "Ask the pier" in page
        assert "hall-timeline__item--private" in page
        assert "Robin Marsh" in page

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_another_organisation_sees_none_of_it(self, method: str) -> None:
        office = a_responsible_office()
        made = a_report(office)
        stranger = an_office().officer(*Duty)
        for part in ("", "update", "assign", "forward", "merge", "link", "reopen", "release"):
            path = address(made, part).rstrip("/")
            if (method == "get") is (part == ""):
                answer = getattr(stranger, method)(path)
                assert answer.status_code == 404
                assert "bucket" not in text(answer)
                assert "Sam Gull" not in text(answer)

    def test_who_may_not_work_on_it_is_offered_nothing(self) -> None:
        office = a_responsible_office()
        made = a_report(office)
        page = text(office.officer(Duty.SERVICE_DESIGNER).get(address(made)))
        assert "A hole as deep as a bucket" in page
        assert address(made, "update") not in page


class TestUpdating:
    def test_words_in_both_languages_and_a_status_are_said(self) -> None:
        office = a_responsible_office()
        officer, made = a_caseworker(office), a_report(office)
        fields = {"words-en": "On Monday", "words-cy": "Ddydd Llun", "status": "planned"}
        answer = officer.post(address(made, "update"), **fields)
        assert answer.headers["Location"] == address(made)
        assert now(office, made).status is Status.PLANNED
        (update,) = said_of(office.org, made)
        assert update.words == {"en": "On Monday", "cy": "Ddydd Llun"}  # type: ignore[attr-defined]
        assert update.is_public  # type: ignore[attr-defined]

    def test_a_prepared_text_is_filled_in_and_nothing_is_said_yet(self) -> None:
        office = a_responsible_office()
        officer, made = a_caseworker(office), a_report(office)
        page = text(officer.post(address(made, "update"), text="planned", fill="yes"))
        assert f"We plan the work on {made.reference} in" in page
        assert '<option value="planned" selected>Planned' in page
        assert said_of(office.org, made) == []

    def test_the_texts_are_there_for_a_script_to_fill_in(self) -> None:
        office = a_responsible_office()
        page = text(a_caseworker(office).get(address(a_report(office))))
        assert '"words-en": "We have fixed it."' in html.unescape(page)

    def test_only_statuses_to_which_it_may_go_are_offered(self) -> None:
        office = a_responsible_office()
        officer, made = a_caseworker(office), a_report(office)
        updated(office, made, text="fixed")
        page = text(officer.get(address(made)))
        assert '<option value="no_further_action"' in page
        assert '<option value="open"' not in page.partition('id="status"')[2]
        answer = officer.post(address(made, "update"), status="open")
        assert answer.status_code == 409
        assert now(office, made).status is Status.FIXED

    def test_an_empty_update_is_a_mistake(self) -> None:
        office = a_responsible_office()
        answer = a_caseworker(office).post(address(a_report(office), "update"))
        assert answer.status_code == 422
        assert "Write something, or choose a status." in text(answer)


class TestConflicts:
    def test_who_acts_on_an_older_picture_is_told_what_changed_and_by_whom(self) -> None:
        office = a_responsible_office()
        first, second = a_caseworker(office), a_caseworker(office, "Carys Bevan")
        made = a_report(office)
        seen = {"revision": 1, "seen": 0}
        first.post(address(made, "update"), **seen, status="planned")
        page = second.post(address(made, "update"), **seen, **{"words-en": "We look at it."})
        assert page.status_code == 409
        assert "This report has changed since you opened it" in text(page)
        assert "Robin Marsh" in text(page)
        assert "We look at it." in text(page)
        assert 'name="revision" value="2"' in text(page)
        assert len(said_of(office.org, made)) == 1

    def test_the_same_form_sent_twice_is_one_update(self) -> None:
        office = a_responsible_office()
        officer, made = a_caseworker(office), a_report(office)
        fields = {"revision": 1, "seen": 0, "words-en": "On Monday"}
        answers = [officer.post(address(made, "update"), **fields) for _ in range(2)]
        assert [a.status_code for a in answers] == [302, 302]
        assert len(said_of(office.org, made)) == 1

    @pytest.mark.parametrize(
        ("part", "fields"),
        [
            ("assign", {"to": "team:parking"}),
            ("forward", {"organisation": "x", "reason-en": "Theirs"}),
            ("release", {}),
        ],
    )
    def test_nothing_is_done_on_an_older_picture(
        self, part: str, fields: dict[str, str]
    ) -> None:
        office = a_responsible_office()
        officer, made = a_caseworker(office), a_report(office)
        updated(office, made, status=Status.PLANNED)
        answer = officer.post(address(made, part), revision=1, seen=0, **fields)
        assert answer.status_code == 409
        assert now(office, made).revision == 2


class TestDesks:
    def test_it_is_taken_given_to_a_team_and_to_nobody(self) -> None:
        office = a_responsible_office()
        officer, made = a_caseworker(office), a_report(office)
        me = officer.membership.person
        officer.post(address(made, "assign"), to=f"officer:{me}")
        assert now(office, made).assignee == me
        officer.post(address(made, "assign"), to="team:parking")
        assert (now(office, made).assignee, now(office, made).team) == (None, "parking")
        officer.post(address(made, "assign"), to="")
        assert (now(office, made).assignee, now(office, made).team) == (None, None)

    @pytest.mark.parametrize("to", ["team:nobody-s", "officer:x", "nonsense"])
    def test_a_desk_that_there_is_not_is_a_mistake(self, to: str) -> None:
        office = a_responsible_office()
        answer = a_caseworker(office).post(address(a_report(office), "assign"), to=to)
        assert answer.status_code == 422
        assert "Choose who should have the report" in text(answer)


class TestPassingOn:
    def test_it_is_the_other_organisations_with_the_reason(self) -> None:
        office, other = a_responsible_office(), an_office()
        officer, made = a_caseworker(office), a_report(office)
        fields = {"organisation": slug_of(other.org), "reason-en": "A main road"}
        answer = officer.post(address(made, "forward"), **fields)
        assert answer.headers["Location"] == REPORTS
        assert officer.get(address(made)).status_code == 404
        page = text(a_caseworker(other).get(address(made)))
        assert "A main road" in page
        assert "Sam Gull" in page

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"reason-en": "Theirs"}, "Choose an organisation"),
            ({"organisation": "x"}, "Say why it is theirs"),
        ],
    )
    def test_somebody_and_a_reason_are_needed(self, fields: dict[str, str], said: str) -> None:
        office = a_responsible_office()
        answer = a_caseworker(office).post(address(a_report(office), "forward"), **fields)
        assert answer.status_code == 422
        assert said in text(answer)


class TestTheSame:
    def test_near_ones_of_the_category_are_offered_and_one_is_chosen(self) -> None:
        kind = f"k{uuid4().hex[:12]}"
        office = a_responsible_office(id=kind)
        officer, one = a_caseworker(office), a_report(office, category=kind)
        near = a_report(office, category=kind, description="The same hole")
        far = a_report(office, category=kind, at_spot=(52.4, 1.9))
        form = text(officer.get(address(one))).partition(address(one, "merge"))[2]
        offered = form.partition("</form>")[0]
        assert near.reference in offered
        assert far.reference not in offered
        officer.post(address(one, "merge"), into=near.reference)
        assert now(office, one).duplicate_of == near.report_id
        assert now(office, one).status is Status.DUPLICATE
        assert near.reference in text(officer.get(address(one)))

    def test_a_reference_that_there_is_not_is_a_mistake(self) -> None:
        office = a_responsible_office()
        for part, name in (("merge", "into_typed"), ("link", "other")):
            answer = a_caseworker(office).post(
                address(a_report(office), part), **{name: "RP-1"}
            )
            assert answer.status_code == 422
            assert "There is no report with this reference" in text(answer)

    def test_a_link_is_noted_for_staff(self) -> None:
        office = a_responsible_office()
        officer, one, other = a_caseworker(office), a_report(office), a_report(office)
        officer.post(address(one, "link"), other=other.reference)
        (update,) = said_of(office.org, one)
        assert (update.kind, update.is_public) == (UpdateKind.LINKED, False)  # type: ignore[attr-defined]
        assert f'href="{address(other)}"' in text(officer.get(address(one)))


class TestOpeningAgain:
    def test_it_is_open_again_with_the_reason(self) -> None:
        office = a_responsible_office()
        officer, made = a_caseworker(office), a_report(office)
        updated(office, made, text="fixed")
        empty = officer.post(address(made, "reopen"), reason=" ")
        assert empty.status_code == 422
        officer.post(address(made, "reopen"), reason="It broke again")
        assert now(office, made).status is Status.OPEN
        assert "It broke again" in text(officer.get(address(made)))


class TestWhatIsHeld:
    def test_a_held_report_is_let_be_read(self) -> None:
        office = a_responsible_office(hold={"text": True})
        officer, made = a_caseworker(office), a_report(office)
        page = text(officer.get(address(made)))
        assert "Every report of this category is looked at first." in page
        officer.post(address(made, "release"), report="yes")
        assert now(office, made).held == ""
        assert officer.browser.get(f"/reports/{made.reference}").status_code == 200

    def test_what_a_resident_said_that_is_held_is_let_be_read(self) -> None:
        office = a_responsible_office()
        officer, resident = a_caseworker(office), a_resident(office.org)
        made = a_report(office, by=resident)
        updated(office, made, text="fixed")
        with acting(resident, purpose="test"):
            update = services().reopen(
                report_id=made.report_id, reason="Ring 07700 900456", at=NOON
            )
        assert "There may be a telephone number in it." in text(officer.get(address(made)))
        path = address(made, "updates", str(update.id), "release")
        assert officer.post(path).status_code == 302
        assert "07700 900456" in text(officer.browser.get(f"/reports/{made.reference}"))

    def test_an_update_of_another_report_is_not_released_by_its_address(self) -> None:
        office = a_responsible_office()
        made, other = a_report(office), a_report(office)
        updated(office, other, status=Status.PLANNED)
        (update,) = said_of(office.org, other)
        path = address(made, "updates", str(update.id), "release")  # type: ignore[attr-defined]
        assert a_caseworker(office).post(path).status_code == 404
