"""The step ``score``: what it asks, what answers come to, and what is wrong with it."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.components.assessment.kinds.score import Score
from moothall.components.assessment.rules.scoring import published, shipped
from moothall.components.assessment.testing import (
    LONELY,
    OFTEN,
    SCALE,
    SELDOM,
    a_score,
    ons4,
)
from moothall.feel import compile_expression
from moothall.kernel.encoding import from_json, to_json
from moothall.kernel.questions import AnswersRefused
from moothall.kernel.steps import Run, Told
from moothall.kernel.words import LANGUAGES

SOME_DAY = datetime(2026, 3, 27, 12, tzinfo=UTC)
ANSWERS = {"alone": "1", "out": "3", "friends": "4"}
MEASURES = {"satisfaction": "8", "worthwhile": "9", "happiness": "4", "anxiety": "6"}
HALF = {"alone": "1", "friends": "2"}
ONE = {"alone": "1"}
AT_MOST_ONE = {"at_most": 1}


def came(step: Score, **answers: str | None) -> dict[str, Any]:
    """What is remembered of the answers, as it comes back from the database."""
    kept: dict[str, Any] = from_json(to_json(step.example(given=answers, at=SOME_DAY)))
    return kept


def result(step: Score, answers: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = step.seen(remembered=came(step, **answers))[step.id]
    return found


def told(lines: Any) -> list[tuple[str, str, str]]:  # noqa: ANN401 - lines of any kind
    return [(one.label, one.value, one.because) for one in lines]


def codes(step: Score) -> list[str]:
    return [problem.code.removeprefix("assessment.score-") for problem in step.problems()]


def explained(step: Score, answers: Mapping[str, str]) -> dict[str, Told]:
    lines = step.explains(remembered=came(step, **answers), language="en", asked={})
    return {line.label: line for line in lines}


def test_each_item_is_asked_as_a_choice_among_the_numbers_of_the_scale() -> None:
    assert [q.id for q in a_score().asks()] == ["alone", "out", "friends"]
    for question in a_score().asks():
        assert question.kind == "choice"
        assert question.values() == ["0", "1", "2", "3", "4"]


def test_the_ends_of_the_scale_are_named_in_both_languages() -> None:
    (question, *_) = a_score().asks()
    assert question.text(answer="0", language="en") == "0 – Never"
    assert question.text(answer="4", language="cy") == "4 – Bob amser"
    assert question.text(answer="2", language="cy") == "2"


def test_asking_twice_builds_the_questions_once() -> None:
    assert a_score().asks() is a_score().asks()


def test_steps_that_ask_otherwise_do_not_share_their_questions() -> None:
    other = a_score().model_copy(update={"items": a_score().items[:1]})
    assert [q.id for q in other.asks()] == ["alone"]


def test_later_steps_may_use_the_answers_and_what_they_came_to() -> None:
    assert a_score().gives() == {
        "alone": "string",
        "out": "string",
        "friends": "string",
        "loneliness": "context",
    }


def test_the_answers_are_remembered_beside_what_they_came_to() -> None:
    kept = came(a_score(), **ANSWERS)
    assert {name: kept[name] for name in ANSWERS} == ANSWERS
    assert kept["loneliness"] == {
        "total": 4,
        "items": {"alone": 1, "out": 3, "friends": 0},
        "band": "low",
    }


def test_a_page_that_is_answered_comes_to_the_same_as_an_example() -> None:
    nobody = UUID(int=0)
    run = Run(
        journey=nobody, service="s", version=nobody, need="n", answers={}, known={}, at=SOME_DAY
    )
    taken = a_score().take(run=run, given=ANSWERS, fetched={})
    assert taken == a_score().example(given=ANSWERS, at=SOME_DAY)


def test_an_example_is_refused_like_a_person() -> None:
    with pytest.raises(AnswersRefused) as refusal:
        came(a_score(), alone="5", out="1", friends="1")
    assert [m.question for m in refusal.value.mistakes] == ["alone"]


def test_a_reversed_item_counts_the_other_way_round() -> None:
    scale = {**SCALE, "from": 1, "to": 5}
    step = a_score(scale=scale, bands=[])
    found = result(step, {"alone": "1", "out": "1", "friends": "2"})
    assert found["items"]["friends"] == 4
    assert found["total"] == 6


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("loneliness.total = 4", True),
        ("loneliness.total > 4", False),
        ('loneliness.band = "low"', True),
        ("loneliness.items.out >= 3", True),
        ("loneliness.undecided", False),
        ('alone = "1"', True),
    ],
)
def test_conditions_see_the_total_the_band_and_the_items(condition: str, holds: bool) -> None:  # noqa: FBT001
    expression = compile_expression(condition)
    seen = a_score().seen(remembered=came(a_score(), **ANSWERS))
    assert expression.is_true({name: seen[name] for name in expression.names}) is holds


def test_conditions_see_the_band_of_each_measure() -> None:
    expression = compile_expression('wellbeing.bands.anxiety = "high"')
    seen = ons4().seen(remembered=came(ons4(), **MEASURES))
    assert expression.is_true({"wellbeing": seen["wellbeing"]})


def test_what_was_not_taken_is_seen_as_it_is() -> None:
    assert a_score().seen(remembered={"alone": "1"}) == {"alone": "1"}


@given(
    st.lists(st.tuples(st.booleans(), st.none() | st.integers(-3, 7)), min_size=1, max_size=12),
    st.sampled_from(["mean", {"at_most": 0}, {"at_most": 2}, {"at_most": 9}]),
)
def test_a_total_is_what_counting_by_hand_comes_to(
    items: list[tuple[bool, int | None]], missing: object
) -> None:
    label = {"en": "x", "cy": "y"}
    step = a_score(
        items=[{"id": f"q{n}", "label": label, "reverse": r} for n, (r, _) in enumerate(items)],
        scale={**SCALE, "from": -3, "to": 7},
        bands=[{"id": "all", "from": -999, "to": 999, "label": label}],
        missing=missing,
    )
    answers = {f"q{n}": str(v) for n, (_, v) in enumerate(items) if v is not None}
    found = result(step, answers)
    by_hand = [7 - 3 - v if r else v for r, v in items if v is not None]
    left_out = len(items) - len(by_hand)
    most = len(items) // 2 if missing == "mean" else missing["at_most"]  # type: ignore[index]
    if not by_hand or left_out > most:
        assert (found["total"], found["band"], found["undecided"]) == (None, None, True)
        return
    mean = Fraction(sum(by_hand), len(by_hand))
    exact = abs(sum(by_hand) + left_out * mean)
    whole = math.floor(exact + Fraction(1, 2))
    assert found["total"] == (whole if sum(by_hand) >= 0 else -whole)
    assert (found["band"], found["undecided"]) == ("all", False)


@given(
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
    st.lists(st.integers(0, 12), max_size=4, unique=True),
)
def test_a_total_falls_into_the_one_band_that_holds_it(
    answers: list[int], cuts: list[int]
) -> None:
    starts = sorted({0, *cuts})
    ends = [*(start - 1 for start in starts[1:]), 12]
    label = {"en": "x", "cy": "y"}
    bands = [
        {"id": f"b{n}", "from": start, "to": end, "label": label}
        for n, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]
    step = a_score(bands=bands)
    assert codes(step) == []
    given = dict(zip(("alone", "out", "friends"), map(str, answers), strict=True))
    total = answers[0] + answers[1] + 4 - answers[2]
    assert result(step, given)["band"] == f"b{sum(start <= total for start in starts) - 1}"


@pytest.mark.parametrize("missing", ["refuse", "mean", AT_MOST_ONE])
def test_only_what_may_be_missing_is_optional(missing: object) -> None:
    optional = {q.optional for q in a_score(missing=missing).asks()}
    assert optional == {missing != "refuse"}


def test_a_missing_answer_is_refused_unless_something_else_is_said() -> None:
    with pytest.raises(AnswersRefused):
        came(a_score(), **HALF)


@pytest.mark.parametrize(
    ("missing", "answers", "total", "why"),
    [
        ("mean", HALF, 5, ""),
        ("mean", ONE, None, "1 of 3 questions were answered; at least half have to be"),
        ("mean", {}, None, "nothing was answered"),
        (AT_MOST_ONE, HALF, 5, ""),
        (AT_MOST_ONE, ONE, None, "1 of 3 questions were answered; at most 1 may be missing"),
    ],
)
def test_too_little_to_go_by_is_left_to_a_person_with_why(
    missing: object, answers: dict[str, str], total: int | None, why: str
) -> None:
    step = a_score(missing=missing)
    assert result(step, answers)["total"] == total
    assert step.left_open(remembered=came(step, **answers)) == why


def test_a_total_that_no_band_holds_is_left_to_a_person() -> None:
    step = a_score(bands=[OFTEN])
    assert step.left_open(remembered=came(step, **ANSWERS)) == "the total 4 is in no band"


def test_bands_need_not_be_given() -> None:
    step = a_score(bands=[])
    assert codes(step) == []
    assert step.left_open(remembered=came(step, **ANSWERS)) == ""
    lines = step.tells(remembered=came(step, **ANSWERS), language="en")
    assert told(lines) == [("How lonely you are", "4", "")]


def test_a_questionnaire_is_done_once_it_was_counted() -> None:
    step, kept = a_score(), came(a_score(), **ANSWERS)
    assert step.is_done(remembered=kept, known={})
    assert not step.is_done(remembered=ANSWERS, known={})


def test_what_was_counted_in_another_way_is_asked_again() -> None:
    kept = came(a_score(), **ANSWERS)
    other = a_score(items=[{**item, "reverse": False} for item in LONELY])
    assert not other.is_done(remembered=kept, known={})
    assert not a_score(items=LONELY[:2]).is_done(remembered=kept, known={})


def test_what_may_no_longer_be_missing_is_asked_again() -> None:
    kept = came(a_score(missing="mean"), **HALF)
    assert a_score(missing="mean").is_done(remembered=kept, known={})
    assert not a_score().is_done(remembered=kept, known={})


def test_the_person_reads_the_band_in_their_language() -> None:
    lines = a_score().tells(remembered=came(a_score(), **ANSWERS), language="cy")
    assert told(lines) == [("Pa mor unig ydych chi", "Anaml", "")]


def test_the_person_reads_that_somebody_will_look_where_it_is_open() -> None:
    step = a_score(missing="mean")
    lines = step.tells(remembered=came(step, **ONE), language="en")
    assert told(lines) == [("How lonely you are", "Somebody will look at this", "")]


def test_staff_read_the_band_the_total_and_what_each_item_counts() -> None:
    lines = a_score().explains(remembered=came(a_score(), **ANSWERS), language="en", asked={})
    assert told(lines) == [
        ("How lonely you are", "Seldom lonely", ""),
        ("Total", "4", ""),
        ("Are you alone?", "1", ""),
        ("Do you feel left out?", "3", ""),
        ("Friends", "4", "Counts as 0"),
    ]


def test_staff_read_what_stands_in_for_a_missing_answer() -> None:
    line = explained(a_score(missing="mean"), HALF)["Do you feel left out?"]
    assert (line.value, line.because) == ("Not answered", "Counts as the mean of the others")


def test_nothing_stands_in_for_a_missing_answer_where_it_is_open() -> None:
    line = explained(a_score(missing="mean"), ONE)["Do you feel left out?"]
    assert (line.value, line.because) == ("Not answered", "")


def test_a_step_that_was_not_taken_tells_nothing() -> None:
    step = a_score()
    assert step.tells(remembered={}, language="en") == ()
    assert step.explains(remembered={}, language="en", asked={}) == ()
    assert step.left_open(remembered={}) == ""


@pytest.mark.parametrize("name", shipped())
def test_a_questionnaire_that_is_shipped_has_no_problems(name: str) -> None:
    found = published(name)
    assert found is not None
    assert codes(a_score(questionnaire=name)) == []
    own = a_score(items=found.items, scale=found.scale, bands=found.bands)
    assert codes(own) == []


@pytest.mark.parametrize("answer", range(11))
@pytest.mark.parametrize("measure", ["satisfaction", "worthwhile", "happiness"])
def test_satisfaction_worth_and_happiness_fall_into_the_bands_of_the_ons(
    measure: str, answer: int
) -> None:
    wanted = ["low"] * 5 + ["medium"] * 2 + ["high"] * 2 + ["very_high"] * 2
    found = result(ons4(), {**MEASURES, measure: str(answer)})
    assert found["bands"][measure] == wanted[answer]


@pytest.mark.parametrize("answer", range(11))
def test_anxiety_falls_into_bands_of_its_own(answer: int) -> None:
    wanted = ["very_low"] * 2 + ["low"] * 2 + ["medium"] * 2 + ["high"] * 5
    found = result(ons4(), {**MEASURES, "anxiety": str(answer)})
    assert found["bands"]["anxiety"] == wanted[answer]
    assert found["items"]["anxiety"] == answer


def test_the_four_measures_are_not_added_up() -> None:
    found = result(ons4(), MEASURES)
    assert (found["total"], found["band"], found["undecided"]) == (None, None, False)


def test_a_measure_that_may_be_missing_has_no_band_and_leaves_the_others_theirs() -> None:
    step = ons4(missing={"at_most": 1})
    answers = {name: text for name, text in MEASURES.items() if name != "anxiety"}
    found = result(step, answers)
    assert found["bands"] == {
        "satisfaction": "high",
        "worthwhile": "very_high",
        "happiness": "low",
        "anxiety": None,
    }
    assert step.left_open(remembered=came(step, **answers)) == ""


def test_too_few_measures_are_left_to_a_person() -> None:
    step = ons4(missing={"at_most": 1})
    lines = step.tells(remembered=came(step, happiness="3"), language="en")
    assert told(lines) == [
        ("Happiness", "Low", ""),
        ("Your wellbeing", "Somebody will look at this", ""),
    ]


def test_an_answer_outside_the_bands_of_its_item_is_left_to_a_person() -> None:
    step = a_score(items=[{**LONELY[0], "bands": [OFTEN]}], bands=[])
    assert step.left_open(remembered=came(step, alone="1")) == "1 is in no band of `alone`"


def test_the_person_reads_the_band_of_each_measure() -> None:
    lines = ons4().tells(remembered=came(ons4(), **MEASURES), language="en")
    assert told(lines)[0] == ("Life satisfaction", "High", "")
    assert told(lines)[3] == ("Anxiety", "High", "")


def test_staff_read_each_measure_with_its_band() -> None:
    assert [
        (line.label, line.value, line.because) for line in explained(ons4(), MEASURES).values()
    ] == [
        ("Life satisfaction", "8", "High"),
        ("Feeling that things are worthwhile", "9", "Very high"),
        ("Happiness", "4", "Low"),
        ("Anxiety", "6", "High"),
    ]


def test_the_questions_of_the_ons_are_asked_in_its_words_and_order() -> None:
    assert [q.label["en"] for q in ons4().asks()] == [
        "Overall, how satisfied are you with your life nowadays?",
        "Overall, to what extent do you feel that the things you do in your life are"
        " worthwhile?",
        "Overall, how happy did you feel yesterday?",
        "Overall, how anxious did you feel yesterday?",
    ]
    assert ons4().asks()[0].text(answer="10", language="en") == "10 – Completely"


def test_a_shipped_questionnaire_brings_its_introduction_unless_another_is_written() -> None:
    assert {*(ons4().intro or {})} == {*LANGUAGES}
    assert ons4(intro={"en": "Hello"}).intro == {"en": "Hello"}


def test_what_is_written_can_be_read_again() -> None:
    for step in (a_score(missing=AT_MOST_ONE), ons4()):
        assert Score.model_validate(step.model_dump(mode="json")) == step


def test_a_sound_questionnaire_has_no_problems() -> None:
    assert codes(a_score()) == codes(ons4()) == []


def many(count: int) -> list[dict[str, object]]:
    return [{"id": f"q{n}", "label": {"en": "x", "cy": "y"}} for n in range(count)]


def band(name: str, least: int, most: int) -> dict[str, object]:
    return {"id": name, "from": least, "to": most, "label": {"en": name, "cy": name}}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"id": "how-lonely"}, "without-name"),
        ({"id": "today"}, "without-name"),
        ({"title": None}, "without-title"),
        ({"items": [], "bands": []}, "without-items"),
        ({"items": many(61), "bands": []}, "too-many-items"),
        ({"items": [*LONELY[:2], LONELY[0]]}, "item-twice"),
        ({"id": "alone"}, "item-named-as-step"),
        ({"items": [*LONELY[:2], {"id": "x", "label": {"en": "X"}}]}, "words-missing"),
        ({"scale": {**SCALE, "low": {"en": "Never", "cy": " "}}}, "words-missing"),
        ({"scale": {"from": 0, "to": 4, "low": SCALE["low"]}}, "words-missing"),
        ({"bands": [{**SELDOM, "label": {"cy": "Anaml"}}, OFTEN]}, "words-missing"),
        ({"scale": None}, "without-scale"),
        ({"scale": {**SCALE, "from": 4, "to": 0}}, "scale-reversed"),
        ({"scale": {**SCALE, "from": 4}}, "scale-reversed"),
        ({"scale": {**SCALE, "to": 101}}, "scale-too-wide"),
        ({"scale": {**SCALE, "to": 10**18}}, "scale-too-wide"),
        ({"bands": [SELDOM, {**OFTEN, "id": "low"}]}, "band-twice"),
        ({"bands": [SELDOM, OFTEN, band("odd", 6, 5)]}, "band-reversed"),
        ({"bands": [SELDOM]}, "band-gap"),
        ({"bands": [OFTEN]}, "band-gap"),
        ({"bands": [band("a", 0, 4), OFTEN]}, "band-gap"),
        ({"bands": [band("a", 0, 6), OFTEN]}, "band-overlap"),
        ({"bands": [SELDOM, OFTEN, band("b", 7, 8)]}, "band-overlap"),
        ({"bands": [SELDOM, OFTEN, band("b", 13, 20)]}, "band-unreachable"),
        ({"missing": {"at_most": 3}}, "all-missing"),
        ({"questionnaire": "ons5"}, "unknown-questionnaire"),
        ({"questionnaire": "../ons4"}, "unknown-questionnaire"),
        ({"questionnaire": "ons4", "bands": [SELDOM, OFTEN]}, "changes-questionnaire"),
        ({"questionnaire": "ons4", "items": LONELY}, "changes-questionnaire"),
        ({"questionnaire": "ons4", "scale": SCALE}, "changes-questionnaire"),
        ({"questionnaire": "ons4", "missing": "mean"}, "mean-without-total"),
    ],
)
def test_a_mistake_is_told_and_nothing_else(changed: dict[str, object], code: str) -> None:
    assert codes(a_score(**changed)) == [code] * len(codes(a_score(**changed)))
    assert code in codes(a_score(**changed))


@pytest.mark.parametrize("total", [[], [SELDOM, OFTEN]])
def test_items_with_and_without_bands_are_not_mixed(total: list[object]) -> None:
    judged = {**LONELY[0], "bands": [band("all", 0, 4)]}
    paths = [
        problem.path
        for problem in a_score(items=[judged, *LONELY[1:]], bands=total).problems()
        if problem.code == "assessment.score-bands-mixed"
    ]
    assert paths == [("items", 1), ("items", 2), *([("bands",)] if total else [])]


def test_the_bands_of_an_item_go_by_its_scale() -> None:
    judged = {**LONELY[0], "bands": [band("a", 0, 2), band("b", 4, 4)]}
    (problem,) = a_score(items=[judged], bands=[]).problems()
    assert problem.path == ("items", 0, "bands")
    assert problem.words == "3 belongs to no band"


@pytest.mark.parametrize(
    ("step", "found"),
    [
        (a_score(stop_when="loneliness.total > 9"), []),
        (a_score(stop_when="loneliness.total > 9", missing="mean"), ["stop-may-fail"]),
        (a_score(stop_when='loneliness.band = "high"', missing="mean"), []),
        (
            a_score(
                stop_when="loneliness.total != null and loneliness.total > 9", missing="mean"
            ),
            [],
        ),
        (a_score(stop_when='alone = "4" and danger', missing="mean"), []),
        (ons4(stop_when="wellbeing.total > 9"), ["stop-may-fail"]),
        (ons4(stop_when="wellbeing.items.anxiety > 9"), []),
        (ons4(stop_when='wellbeing.bands.anxiety = "high"', missing=AT_MOST_ONE), []),
    ],
)
def test_a_stop_that_fails_where_there_is_no_total_is_told(
    step: Score, found: list[str]
) -> None:
    assert codes(step) == found


def test_what_is_wrong_with_the_words_of_an_item_is_told_at_the_item() -> None:
    long = {"id": "long", "label": {"en": "x" * 300, "cy": "y" * 300}}
    (problem,) = a_score(items=[*LONELY[:2], long]).problems()
    assert (problem.code, problem.path) == ("forms.label-too-long", ("items", 2, "label"))


@given(
    st.lists(st.tuples(st.integers(-2, 14), st.integers(-2, 14)), min_size=1, max_size=4),
)
def test_bands_are_found_sound_exactly_if_each_total_belongs_to_one(
    ends: list[tuple[int, int]],
) -> None:
    step = a_score(bands=[band(f"b{n}", a, b) for n, (a, b) in enumerate(ends)])
    totals = range(13)
    each_once = all(sum(a <= total <= b for a, b in ends) == 1 for total in totals)
    all_used = all(any(a <= total <= b for total in totals) for a, b in ends)
    assert (codes(step) == []) is (each_once and all_used)


def test_a_question_without_a_sound_scale_offers_nothing() -> None:
    step = a_score(scale={**SCALE, "to": 10**18})
    assert step.asks()[0].values() == []
    assert result(a_score(items=[], bands=[]), {})["total"] is None


def test_exact_numbers_are_seen() -> None:
    found = result(a_score(), ANSWERS)
    assert isinstance(found["total"], Decimal)
    assert all(isinstance(value, Decimal) for value in found["items"].values())
