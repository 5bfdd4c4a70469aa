"""Scenarios of tables that look into what earlier steps came to, or work something out."""

from moothall.components.assessment.queries import in_words, read_inputs
from moothall.components.assessment.testing import an_assessment

TABLE = """\
first,if mobility.band,if people - 2 * bedrooms,then outcome,then reason_en,then reason_cy
type,low | high,number,eligible | not eligible,text,text
hard,high,-,eligible,Walking is hard,Mae cerdded yn anodd
crowded,-,> 0,eligible,Your home is crowded,Mae eich cartref yn orlawn
neither,-,-,not eligible,Nothing speaks for it,Nid oes dim o blaid
"""
SCENARIOS = """\
name,mobility.band,people,bedrooms,then outcome
walks badly,high,1,1,eligible
five in two rooms,low,5,2,eligible
room enough,low,2,1,not eligible
"""
LABELS = {"mobility.band = high": {"en": "very hard", "cy": "anodd iawn"}}


def test_they_give_the_parts_of_earlier_results_and_of_what_is_worked_out() -> None:
    assert list(an_assessment(table=TABLE, scenarios=SCENARIOS).problems()) == []


def test_one_that_cannot_be_decided_says_why() -> None:
    wrong = SCENARIOS.replace("low,5,2,eligible", "low,5,,eligible")
    (found, *_) = an_assessment(table=TABLE, scenarios=wrong).problems()
    assert "it comes to cannot be decided: " in found.words


def test_inputs_that_people_type_are_taken_apart_in_the_same_way() -> None:
    table = an_assessment(table=TABLE, scenarios=SCENARIOS).open_table()
    typed = {"mobility.band": "low", "people": "5", "bedrooms": "2"}
    found = read_inputs(table=table, typed=typed)
    assert found == {"mobility": {"band": "low"}, "people": 5, "bedrooms": 2}


def test_values_that_no_question_names_are_named_by_labels() -> None:
    step = an_assessment(table=TABLE, scenarios=SCENARIOS, labels=LABELS)
    said = in_words(
        table=step.open_table(),
        column="mobility.band",
        cell="high",
        question=None,
        language="cy",
    )
    assert said == "anodd iawn"
