"""The step that is a page of questions."""

from typing import Any

import pytest
from pydantic import ValidationError

from moothall.components.forms.steps import Page
from moothall.components.forms.testing import a_question
from moothall.kernel.questions import AnswersRefused
from moothall.kernel.steps import Problem
from moothall.kernel.testing import NOON


def asked(id: str, kind: str, **configuration: Any) -> dict[str, Any]:  # noqa: A002, ANN401
    return {"id": id, "kind": kind, "label": {"en": f"What {id}?"}, **configuration}


def a_page(*ask: dict[str, Any], **configuration: Any) -> Page:  # noqa: ANN401
    title = {"en": "About it"}
    return Page.model_validate({"id": "p", "title": title, "ask": ask, **configuration})


def codes_of(page: Page) -> list[str]:
    return [problem.code for problem in page.problems()]


VEHICLE = a_page(
    asked("plate", "vehicle_registration"),
    asked("co2", "number", min=0, max=1000),
    asked("electric", "yes_no", optional=True),
)


def test_a_page_gives_each_answer_with_its_type() -> None:
    assert VEHICLE.gives() == {"plate": "string", "co2": "number", "electric": "boolean"}


def test_a_page_asks_something() -> None:
    with pytest.raises(ValidationError):
        a_page()


def test_a_page_is_done_once_all_it_needs_is_answered() -> None:
    assert VEHICLE.is_done(remembered={"plate": "AB12 CDE", "co2": 99}, known={})
    assert not VEHICLE.is_done(remembered={"plate": "AB12 CDE", "electric": True}, known={})


def test_an_answer_to_a_question_nobody_asks_is_ignored() -> None:
    assert VEHICLE.is_done(remembered={"plate": "AB12 CDE", "co2": 0, "old": 1}, known={})


def test_false_and_nought_are_answers() -> None:
    page = a_page(asked("sure", "yes_no"), asked("count", "number", min=0, max=9))
    assert page.is_done(remembered={"sure": False, "count": 0}, known={})


def test_what_is_required_may_hang_on_an_earlier_answer() -> None:
    page = a_page(asked("why", "text", required_when="rented = true"))
    assert page.is_done(remembered={"why": None}, known={"rented": False})
    assert not page.is_done(remembered={"why": None}, known={"rented": True})


def test_a_required_date_is_seen_as_a_date() -> None:
    page = a_page(asked("why", "text", required_when='moved > date("2030-01-01")'))
    day = a_question("date").seen(answer="2030-02-01")
    assert not page.is_done(remembered={}, known={"moved": day})


def test_an_example_is_checked_like_an_answer() -> None:
    answers = VEHICLE.example(given={"plate": "ab12cde", "co2": 99, "else": 1}, at=NOON)
    assert answers == {"plate": "AB12 CDE", "co2": 99, "electric": None}
    with pytest.raises(AnswersRefused):
        VEHICLE.example(given={"plate": "ab12cde"}, at=NOON)


def test_files_of_an_example_need_not_be_there() -> None:
    page = a_page(asked("proof", "file", accept=["pdf"]))
    assert page.example(given={"proof": ["a-bill"]}, at=NOON) == {"proof": ["a-bill"]}


def test_taking_the_step_gives_the_answers_as_they_are() -> None:
    given = {"plate": "AB12 CDE"}
    assert VEHICLE.take(run=None, given=given, fetched={}) == given  # type: ignore[arg-type]


def test_a_sound_page_has_no_problems() -> None:
    assert list(VEHICLE.problems()) == []


def test_a_problem_says_where_what_and_how_to_mend_it() -> None:
    page = a_page(asked("plate", "vehicle_registration"), asked("co2", "number", min=0))
    assert list(page.problems()) == [
        Problem(
            path=("ask", 1),
            code="forms.number-without-limit",
            words="the number `co2` has no `max`",
            mend="write the limit that makes sense, like max: 0",
        )
    ]


LABELLED = {"value": "x", "label": {"en": "X"}}
FAULTY = {
    "forms.id-twice": [asked("a", "text"), asked("a", "text")],
    "forms.label-empty": [asked("a", "text", label={}), asked("b", "text", label={"en": " "})],
    "forms.label-too-long": [asked("a", "text", label={"en": "x" * 251})],
    "forms.hint-too-long": [asked("a", "text", hint={"en": "x" * 301})],
    "forms.hint-with-link": [asked("a", "text", hint={"en": "See https://a.example"})],
    "forms.number-without-limit": [
        asked("a", "number", max=1),
        asked("b", "repeated", ask=[asked("n", "number", min=0)]),
    ],
    "forms.money-without-limit": [asked("a", "money")],
    "forms.file-without-types": [asked("a", "file")],
    "forms.date-without-room": [asked("a", "date", earliest="today", latest="-1 day")],
    "forms.no-options": [asked("a", "choice", options=[])],
    "forms.option-without-label": [asked("a", "choice", options=[LABELLED | {"label": {}}])],
    "forms.option-without-value": [
        asked("a", "choice", options=[LABELLED | {"value": " "}]),
        asked("b", "choice", options=[LABELLED | {"value": "none_of_these"}]),
    ],
    "forms.option-twice": [asked("a", "choices", options=[LABELLED, LABELLED])],
    "forms.required-by-same-page": [
        asked("b", "yes_no"),
        asked("a", "text", required_when="b"),
    ],
}


@pytest.mark.parametrize("code", FAULTY)
def test_the_linter_finds_what_is_wrong_and_nothing_else(code: str) -> None:
    found = codes_of(a_page(*FAULTY[code]))
    assert set(found) == {code}
    assert len(found) >= len(FAULTY[code]) - (code == "forms.required-by-same-page")


def test_the_linter_finds_a_question_twice_in_a_group() -> None:
    group = asked("a", "repeated", ask=[asked("n", "text"), asked("n", "text")])
    assert set(codes_of(a_page(group))) == {"forms.id-twice"}


def test_the_linter_finds_several_questions_without_a_title() -> None:
    page = a_page(asked("a", "text"), asked("b", "text"), title=None)
    assert codes_of(page) == ["forms.page-without-title"]
    assert codes_of(a_page(asked("a", "text"), title=None)) == []


def test_an_unknown_setting_of_a_question_is_refused() -> None:
    with pytest.raises(ValidationError, match="maximum"):
        a_page(asked("a", "text", maximum=3))
