"""What each event changes in the records of demand, tried with plain facts."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from moothall.components.demand.contracts import Fact, Kind, Outcome, Record
from moothall.components.demand.rules.folding import UNKNOWN_NEED, fold
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.testing import NOON

COUNCIL, COUNTY = OrgId(uuid7()), OrgId(uuid7())
HOUR = timedelta(hours=1)


class Shelf:
    """Records in a plain mapping, and the people whose needs they are."""

    def __init__(self) -> None:
        self.records: dict[UUID, Record] = {}
        self.people: dict[UUID, UUID] = {}

    def get(self, id_: UUID) -> Record | None:
        return self.records.get(id_)

    def put(self, record: Record, *, person: UUID | None = None) -> None:
        self.records[record.id] = record
        if person:
            self.people[record.id] = person

    def drop(self, id_: UUID) -> None:
        self.records.pop(id_, None)


class Story:
    """Tells events one after the other, an hour apart."""

    def __init__(self) -> None:
        self.shelf, self._told = Shelf(), 0

    def tell(
        self,
        name: str,
        subject: UUID | None = None,
        *,
        org: OrgId = COUNCIL,
        by: str = "resident",
        **body: object,
    ) -> None:
        self._told += 1
        fact = Fact(
            epoch=1,
            position=self._told,
            org=org,
            name=f"{name}.v1",
            subject=subject,
            at=NOON + (self._told - 1) * HOUR,
            by=by,
            body=body,
        )
        fold(self.shelf, fact)

    def open_case(self, *, journey: UUID | None = None) -> UUID:
        case = uuid7()
        told: dict[str, Any] = {
            "service": "tell-us", "need": "street.hole", "channel": "web",
        }  # fmt: skip
        if journey:
            self.tell("journeys.journey-started", journey, **told, language="cy")
        self.tell("cases.case-opened", case, **told, ward="SB01", team="front", language="cy")
        if journey:
            self.tell("journeys.journey-ended", journey, case_id=str(case))
        return case

    @property
    def only(self) -> Record:
        (record,) = self.shelf.records.values()
        return record


def test_a_case_is_a_need_in_its_ward_that_is_open() -> None:
    story = Story()
    story.open_case()
    record = story.only
    assert (record.need, record.area, record.channel) == ("street.hole", "SB01", "web")
    assert (record.outcome, record.asked_org, record.org) == (Outcome.OPEN, COUNCIL, COUNCIL)


def test_a_journey_and_the_case_it_came_to_are_one_need_asked_when_it_began() -> None:
    story = Story()
    case = story.open_case(journey=uuid7())
    assert story.only.id == case
    assert story.only.asked_at == NOON


def test_a_need_that_was_met_says_by_whom_and_when() -> None:
    story = Story()
    case = story.open_case()
    story.tell("cases.case-acted", case, by="officer:1")
    story.tell("cases.case-closed", case, by="officer:1", outcome="met")
    record = story.only
    assert (record.outcome, record.met_org) == (Outcome.MET, COUNCIL)
    assert record.first_response_at == NOON + HOUR
    assert record.ended_at == NOON + 2 * HOUR


def test_what_the_applicant_does_is_no_first_response() -> None:
    story = Story()
    case = story.open_case()
    story.tell("cases.case-acted", case, by="resident")
    assert story.only.first_response_at is None


def test_a_case_that_is_opened_again_is_one_need_with_two_contacts() -> None:
    story = Story()
    case = story.open_case()
    story.tell("cases.case-closed", case, by="officer:1", outcome="met")
    story.tell("cases.case-reopened", case)
    record = story.only
    assert (record.outcome, record.ended_at, record.met_org) == (Outcome.OPEN, None, None)
    assert (record.contacts, record.reopened) == (2, 1)


def test_another_team_is_a_hand_off_and_another_officer_of_it_is_none() -> None:
    story = Story()
    case = story.open_case()
    story.tell("cases.case-assigned", case, to="x", team="front")
    assert story.only.handoffs == 0
    story.tell("cases.case-assigned", case, to=None, team="roads")
    assert story.only.handoffs == 1


def test_whom_a_service_stops_is_not_eligible_and_the_step_is_known() -> None:
    story, journey = Story(), uuid7()
    story.tell("journeys.journey-started", journey, service="s", need="n", channel="web")
    story.tell("journeys.journey-stopped", journey, step="eligibility")
    assert (story.only.outcome, story.only.step) == (Outcome.UNMET_INELIGIBLE, "eligibility")
    story.tell("journeys.journey-left", journey, step="eligibility")
    assert story.only.outcome is Outcome.UNMET_INELIGIBLE


def test_a_form_that_was_left_at_a_question_was_given_up_when_it_was_left() -> None:
    story, journey = Story(), uuid7()
    story.tell("journeys.journey-started", journey, service="s", need="n", channel="web")
    left = (NOON + HOUR / 2).isoformat()
    story.tell("journeys.journey-left", journey, step="income", left_at=left)
    record = story.only
    assert (record.outcome, record.step) == (Outcome.GAVE_UP, "income")
    assert record.ended_at == NOON + HOUR / 2


def test_a_search_that_found_nothing_is_a_need_without_a_service() -> None:
    story = Story()
    story.tell("journeys.need-searched", found=0, needs=["food.parcel"], language="en")
    assert (story.only.need, story.only.outcome) == ("food.parcel", Outcome.UNMET_NO_SERVICE)


def test_a_search_for_what_no_list_knows_is_counted_all_the_same() -> None:
    story = Story()
    story.tell("journeys.need-searched", found=0, needs=[], language="en")
    assert story.only.need == UNKNOWN_NEED


def test_a_search_that_found_something_is_no_need_yet() -> None:
    story = Story()
    story.tell("journeys.need-searched", found=2, needs=["street.hole"], language="en")
    assert story.shelf.records == {}


def test_a_service_that_could_not_be_begun_had_no_capacity() -> None:
    story = Story()
    story.tell("journeys.beginning-refused", service="s", need="n", capability="documents")
    assert story.only.outcome is Outcome.UNMET_NO_CAPACITY
    assert story.only.missed == "documents"


def test_a_report_is_held_by_whoever_is_responsible_and_was_asked_of_another() -> None:
    story, report = Story(), uuid7()
    told: dict[str, Any] = {"need": "street.pothole", "channel": "web", "ward": "SB02"}
    story.tell("reports.report-made", report, responsible=str(COUNTY), **told)
    record = story.only
    assert (record.org, record.asked_org) == (COUNTY, COUNCIL)
    story.tell("reports.report-forwarded", report, org=COUNTY, to_org=str(COUNCIL))
    assert (story.only.org, story.only.handoffs) == (COUNCIL, 1)


def test_who_follows_a_report_has_the_same_need() -> None:
    story, report = Story(), uuid7()
    story.tell("reports.report-made", report, responsible=str(COUNTY), need="n")
    story.tell("reports.report-followed", report)
    assert story.only.contacts == 2


def test_adviser_and_resident_may_differ_and_the_adviser_decides() -> None:
    story = Story()
    case = story.open_case()
    story.tell("demand.demand-coded", case, view="resident", kind="failure", reason="repeat")
    assert story.only.kind is Kind.FAILURE
    cause = str(COUNTY)
    story.tell("demand.demand-coded", case, view="adviser", kind="value", cause_org=cause)
    record = story.only
    assert (record.adviser_says, record.resident_says) == (Kind.VALUE, Kind.FAILURE)
    assert (record.kind, record.cause_org) == (Kind.VALUE, COUNTY)


def test_a_later_word_of_the_adviser_takes_back_whom_they_blamed() -> None:
    story = Story()
    case = story.open_case()
    blame: dict[str, Any] = {
        "reason": "repeat", "cause_org": str(COUNTY), "cause_service": "tell-us",
    }  # fmt: skip
    story.tell("demand.demand-coded", case, view="adviser", kind="failure", **blame)
    story.tell("demand.demand-coded", case, view="resident", kind="failure")
    assert (story.only.cause_org, story.only.cause_service) == (COUNTY, "tell-us")
    story.tell("demand.demand-coded", case, view="adviser", kind="value")
    record = story.only
    assert (record.reason, record.cause_org, record.cause_service) == ("", None, "")


@pytest.mark.parametrize(
    "name", ["cases.case-closed", "cases.case-reopened", "cases.case-acted"]
)
def test_events_of_what_nobody_knows_change_nothing(name: str) -> None:
    story = Story()
    story.tell(name, uuid7(), outcome="met")
    assert story.shelf.records == {}


def test_people_are_known_by_their_pseudonym_only() -> None:
    story, case, person = Story(), uuid7(), uuid7()
    story.tell("cases.case-opened", case, need="n", person=str(person))
    assert story.shelf.people == {case: person}
