"""The step ``assess``: what it decides, what it says, and what is wrong with it."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from moothall.components.assessment.steps import Assess
from moothall.components.assessment.testing import SCENARIOS, TABLE, an_assessment
from moothall.kernel.encoding import from_json, to_json

SOME_DAY = datetime(2026, 3, 27, 12, tzinfo=UTC)


def came(step: Assess, **given: object) -> dict[str, Any]:
    """What is remembered of a decision, as it comes back from the database."""
    kept: dict[str, Any] = from_json(to_json(step.example(given=given, at=SOME_DAY)))
    return kept


def decided(**given: object) -> dict[str, Any]:
    return came(an_assessment(), **given)


def codes(step: Assess) -> set[str]:
    return {problem.code for problem in step.problems()}


PAYS = {"zone": "B", "co2": Decimal(120), "pays_council_tax": True}
NEITHER = {**PAYS, "pays_council_tax": False}


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        (PAYS, "eligible"),
        (NEITHER, "not eligible"),
        ({**PAYS, "zone": "outside"}, "not eligible"),
    ],
)
def test_conditions_see_the_outcome(given: dict[str, object], outcome: str) -> None:
    seen = an_assessment().seen(remembered=decided(**given))
    assert seen["eligibility"]["outcome"] == outcome


def test_the_reason_is_told_in_the_language_of_the_person() -> None:
    remembered = decided(**NEITHER)
    (welsh, *_) = an_assessment().tells(remembered=remembered, language="cy")
    assert welsh.value == "Ni allwch gael trwydded"
    assert welsh.because == "Nid ydych yn talu treth gyngor"


def test_the_person_reads_what_would_have_had_to_be_different() -> None:
    step, remembered = an_assessment(), decided(**NEITHER)
    told = step.would_need(remembered=remembered, language="en", asked={})
    assert [(t.label, t.value) for t in told] == [
        ("It would be “You can have a permit” with", "Paying council tax: yes"),
        ("It would be “You can have a permit” with", "CO2 emissions: 100 or less"),
    ]


def test_whoever_is_stopped_reads_the_reason_and_then_where_to_turn() -> None:
    step = an_assessment(stop_words={"en": "Ring us.", "cy": "Ffoniwch ni."})
    words = step.stops_because(remembered=came(step, **NEITHER))
    assert words is not None
    assert words["en"] == "You do not pay council tax\n\nRing us."
    assert words["cy"] == "Nid ydych yn talu treth gyngor\n\nFfoniwch ni."


def test_staff_read_which_row_applied_to_what() -> None:
    explained = an_assessment().explains(remembered=decided(**NEITHER), language="en", asked={})
    found = {told.label: told.value for told in explained}
    assert found["Rows that applied"] == "otherwise"
    assert (found["CO2 emissions"], found["Paying council tax"]) == ("120", "no")


@pytest.mark.parametrize("co2", [None, "many"])
def test_what_cannot_be_decided_is_left_to_a_person_and_is_no_refusal(co2: object) -> None:
    step, remembered = an_assessment(), decided(**{**NEITHER, "zone": "A", "co2": co2})
    assert step.seen(remembered=remembered)["eligibility"]["outcome"] == "cannot be decided"
    assert "co2" in step.left_open(remembered=remembered)
    (told,) = step.tells(remembered=remembered, language="en")
    assert told.value == "Somebody will look at this"


def test_a_value_outside_the_list_cannot_be_decided() -> None:
    remembered = decided(**{**PAYS, "zone": "C"})
    assert "zone" in an_assessment().left_open(remembered=remembered)


def test_a_float_never_enters() -> None:
    remembered = decided(**{**PAYS, "co2": 120.0})
    assert an_assessment().left_open(remembered=remembered)


def test_the_table_is_known_by_its_hash() -> None:
    first = decided(**PAYS)["eligibility"]
    other = came(an_assessment(table=TABLE.replace("255", "256")), **PAYS)["eligibility"]
    assert first["table"] == other["table"] == "tables/permit-eligibility.csv"
    assert first["hash"] != other["hash"]


def test_a_step_that_was_not_taken_tells_nothing() -> None:
    step = an_assessment()
    assert step.tells(remembered={}, language="en") == ()
    assert step.explains(remembered={}, language="en", asked={}) == ()
    assert step.left_open(remembered={}) == ""


def test_a_sound_table_with_scenarios_for_every_row_has_no_problems() -> None:
    assert list(an_assessment().problems()) == []


def test_it_needs_what_its_columns_look_at() -> None:
    assert an_assessment().needs() == {"zone", "co2", "pays_council_tax"}


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (TABLE.replace("> 255", "> > 255"), "assessment."),
        (TABLE.replace("then outcome", "then result"), "assessment.no-outcome"),
        (TABLE.replace("otherwise,-,-,-", "otherwise,-,> 120,-"), "assessment.gap"),
        (TABLE.replace("then reason_cy", "then remark"), "assessment.reason-missing"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_its_place(table: str, code: str) -> None:
    problems = list(an_assessment(table=table, scenarios=None).problems())
    (found, *_) = [p for p in problems if p.code.startswith(code)]
    assert found.file == "tables/permit-eligibility.csv"
    assert found.words


def test_an_outcome_that_has_no_words_is_told() -> None:
    assert "assessment.outcome-without-words" in codes(an_assessment(outcomes={}))


def test_a_table_that_nothing_tries_is_told() -> None:
    assert codes(an_assessment(scenarios=None)) == {"assessment.no-scenarios"}


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("pays,B,120,yes,eligible", "pays,B,120,yes,not eligible", "scenario-fails"),
        ("pays,B,120,yes,eligible", "pays,B,much,yes,eligible", "scenario-value"),
        ("co2", "co3", "scenario-column-missing"),
        ("then outcome", "then result", "scenario-column-unknown"),
        ("a lorry,A,300,yes,not eligible\n", "", "row-untried"),
    ],
)
def test_what_is_wrong_with_scenarios_is_told(before: str, after: str, code: str) -> None:
    step = an_assessment(scenarios=SCENARIOS.replace(before, after))
    assert f"assessment.{code}" in codes(step)


def test_a_failing_scenario_is_told_with_its_line() -> None:
    wrong = SCENARIOS.replace("pays,B,120,yes,eligible", "pays,B,120,yes,not eligible")
    found = next(iter(an_assessment(scenarios=wrong).problems()))
    assert (found.line, found.column) == (4, 5)
    assert "“pays” should come to not eligible; it comes to eligible" in found.words
