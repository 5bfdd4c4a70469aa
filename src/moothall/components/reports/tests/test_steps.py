"""The steps that reports offers to services, as journeys calls them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from moothall.components.reports import queries
from moothall.components.reports.contracts import NotReportedHere
from moothall.components.reports.steps import MakeReport, ShowNearby
from moothall.components.reports.testing import a_category, a_report, a_scheme, words
from moothall.kernel.actors import acting
from moothall.kernel.ids import OrgId
from moothall.kernel.questions import read_question
from moothall.kernel.steps import Run
from moothall.kernel.testing import NOON, a_resident, an_officer, an_org, slug_of

HERE = {"lat": Decimal("52.343"), "lon": Decimal("1.998")}
CHECK = ShowNearby(id="check", category="kind", location="location")
PROBLEM = MakeReport(
    id="problem",
    category="kind",
    codes={"hole": "pothole"},
    location="location",
    description="description",
    photos="photos",
)
DEPTH = {"id": "depth", "kind": "text", "label": words("How deep?"), "optional": True}


def a_run(**answers: Any) -> Run:  # noqa: ANN401 - answers are JSON
    return Run(
        journey=uuid4(),
        service="report",
        version=uuid4(),
        need="street.problem",
        answers={"location": HERE, **answers},
        at=NOON + timedelta(hours=1),
        contact={"name": "Sam Gull", "email": ""},
    )


def a_place_with_potholes_and_trains() -> OrgId:
    org = an_org()
    there = {"words": words("Tell the railway"), "phone": "01632 960700"}
    trains = {**a_category(org, "trains"), "responsible": [], "elsewhere": there}
    a_scheme(a_category(org, ask=[DEPTH]), trains)
    return org


def test_the_page_says_who_is_responsible_and_what_lies_near() -> None:
    org = a_place_with_potholes_and_trains()
    made = a_report(a_resident(org), at_spot=(52.2001, 1.998))
    there = {"lat": Decimal("52.2"), "lon": Decimal("1.998")}
    with acting(a_resident(org), purpose="test"):
        look = CHECK.looks(run=a_run(kind="pothole", location=there))
        taken = CHECK.take(run=a_run(kind="pothole"), given={}, fetched={})
    assert look["responsible"].org == org
    near = {one["reference"]: one["metres"] for one in look["near"]}
    assert near[made.reference] == 11
    assert taken == {"check": {"organisation": slug_of(org), "elsewhere": False}}


def test_where_only_words_say_where_it_is_nothing_lies_near() -> None:
    org = a_place_with_potholes_and_trains()
    with acting(a_resident(org), purpose="test"):
        look = CHECK.looks(run=a_run(kind="pothole", location={"words": "By the chapel"}))
    assert (look["near"], look["responsible"].org) == ([], org)


def test_what_is_reported_elsewhere_stops_with_where_to_turn() -> None:
    org = a_place_with_potholes_and_trains()
    with acting(a_resident(org), purpose="test"):
        look = CHECK.looks(run=a_run(kind="trains"))
        taken = CHECK.take(run=a_run(kind="trains"), given={}, fetched={})
    assert look["redirect"].words["en"] == "Tell the railway"
    assert taken["check"]["elsewhere"] is True
    because = CHECK.stops_because(remembered=taken)
    assert because is not None
    assert because["en"] == "Tell the railway\n\n01632 960700"


def test_a_journey_ends_with_a_report_that_has_its_answers() -> None:
    org = a_place_with_potholes_and_trains()
    photo = str(uuid4())
    run = a_run(kind="hole", description="A hole", photos=[photo], depth="A foot", other="no")
    with acting(a_resident(org), purpose="test"):
        ended = PROBLEM.end(run=run)
    with acting(an_officer(org), purpose="test"):
        found = queries.report(report_id=ended.subject)
        told = queries.told(report_id=ended.subject)
    assert (ended.reference, ended.state) == (found.reference, PROBLEM.end_state())
    assert (found.category, found.description) == ("pothole", "A hole")
    assert [str(p.document) for p in found.photos] == [photo]
    assert told is not None
    assert (told.contact.name, told.answers) == ("Sam Gull", {"depth": "A foot"})
    assert PROBLEM.followed_at(reference=ended.reference) == f"/reports/{ended.reference}"


def test_a_journey_makes_no_report_of_what_is_reported_elsewhere() -> None:
    org = a_place_with_potholes_and_trains()
    with pytest.raises(NotReportedHere), acting(a_resident(org), purpose="test"):
        PROBLEM.end(run=a_run(kind="trains", description="A gate"))


def test_a_step_without_a_category_or_with_two_is_a_mistake() -> None:
    for told in ({}, {"category": "kind", "fixed": "pothole"}):
        step = ShowNearby.model_validate({"id": "check", "location": "location", **told})
        assert [p.code for p in step.problems()] == ["reports.no-category"]
    assert list(CHECK.problems()) == []


def test_an_extra_question_of_the_scheme_is_a_question_of_the_house() -> None:
    assert read_question(DEPTH).label["en"] == "How deep?"
