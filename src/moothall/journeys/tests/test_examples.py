"""Tests of worked examples: what a service comes to for what is given."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from moothall.journeys.definition import Service
from moothall.journeys.examples import Outcome, check_examples, differences, run_example
from moothall.journeys.samples import sample, samples
from moothall.journeys.tests.good import TEMPLATES, Change, changed, source_of
from moothall.kernel import registry
from moothall.kernel.questions import Question

AT = datetime(2026, 3, 27, 12, tzinfo=UTC)
HOLE = {"kind": "hole", "depth": 10, "hurt": False, "where": {"words": "Here"}}


def a_service(*changes: Change) -> Service:
    return Service.model_validate(source_of(changed(*changes)).data)


def outcome(service: Service, given: dict[str, Any], **expect: Any) -> Outcome:  # noqa: ANN401
    return run_example(
        service=service,
        templates=TEMPLATES,
        example=an_example(service, given, **expect),
        at=AT,
    )


def an_example(service: Service, given: dict[str, Any], **expect: Any) -> Any:  # noqa: ANN401
    model = type(service.examples[0])
    return model.model_validate({"name": "one", "given": given, "expect": expect})


def failures(service: Service, given: dict[str, Any], **expect: Any) -> list[str]:  # noqa: ANN401
    example = an_example(service, given, **expect)
    came = run_example(service=service, templates=TEMPLATES, example=example, at=AT)
    return differences(example=example, outcome=came)


def test_the_examples_of_a_good_definition_hold() -> None:
    assert check_examples(service=a_service(), templates=TEMPLATES, at=AT) == []


def test_an_example_walks_the_path_that_its_answers_lead_along() -> None:
    service = a_service()
    assert outcome(service, HOLE).path == (
        "start",
        "hole",
        "place",
        "you",
        "check_answers",
        "report",
    )
    assert "hole" not in outcome(service, {**HOLE, "kind": "lamp"}).path


def test_what_left_the_path_is_not_among_the_answers() -> None:
    came = outcome(a_service(), {**HOLE, "kind": "lamp"})
    assert "depth" not in came.answers
    assert came.answers["where"] == {"words": "Here"}


def test_answers_come_out_in_their_normal_form() -> None:
    came = outcome(a_service(), {**HOLE, "mail": " Me@EXAMPLE.com "})
    assert came.answers["mail"] == "Me@example.com"


def test_messages_go_only_to_whoever_gave_an_address() -> None:
    service = a_service()
    moves = [{"ask": "asked"}, {"answer": "received"}]
    assert outcome(service, HOLE, after=moves).messages == ()
    came = outcome(service, {**HOLE, "mail": "me@example.com"}, after=moves)
    assert came.messages == ("got-it", "please")


def test_a_stop_says_where_and_why() -> None:
    came = outcome(a_service(), {**HOLE, "hurt": True})
    assert came.stops_at == "hole"
    assert came.reason["cy"] == "Ffoniwch 999."
    assert came.state is None
    assert came.path == ("start", "hole")


def test_a_refused_answer_is_named_with_its_reason() -> None:
    came = outcome(a_service(), {**HOLE, "depth": 101})
    assert list(came.refuses) == ["depth"]
    assert "100" in came.refuses["depth"]


def test_actions_are_taken_in_turn_and_a_lapse_is_one_of_them() -> None:
    came = outcome(a_service(), HOLE, after=[{"ask": "asked"}, {"lapse": "done"}])
    assert came.after == ({"ask": "asked"}, {"lapse": "done"})
    assert came.troubles == ()


def test_actions_may_be_written_as_one_group_too() -> None:
    came = outcome(a_service(), HOLE, after={"ask": "asked", "answer": "received"})
    assert came.after == ({"ask": "asked"}, {"answer": "received"})


def test_what_an_action_asks_is_taken_from_the_example() -> None:
    service = a_service()
    fine = {**HOLE, "question": "Which one?"}
    assert failures(service, fine, after=[{"ask": "asked"}]) == []
    (words,) = failures(service, {**HOLE, "question": 5}, after=[{"ask": "asked"}])
    assert "`ask` is refused: `question`: This must be text." in words


def test_a_guard_is_tried_with_the_answers() -> None:
    service = a_service(("by: applicant,", 'by: applicant, when: kind = "lamp",'))
    moves = [{"ask": "asked"}, {"answer": "received"}]
    assert failures(service, {**HOLE, "kind": "lamp"}, after=moves) == []
    (words,) = failures(service, HOLE, after=moves)
    assert "`answer` cannot be taken: its condition does not hold" in words


def test_today_decides_conditions_and_dates() -> None:
    since = (
        "      - {id: since, kind: date, optional: true, latest: today,"
        ' label: {en: "Since", cy: "Ers"}}\n'
    )
    photo = "      - {id: photo, kind"
    you = "  - page: you\n"
    service = a_service(
        (photo, since + photo), (you, f'{you}    show_when: today > date("2026-01-01")\n')
    )
    given = {**HOLE, "since": "2026-02-02"}
    assert "you" in outcome(service, given).path
    example = an_example(service, given).model_copy(update={"today": date(2026, 2, 1)})
    came = run_example(service=service, templates=TEMPLATES, example=example, at=AT)
    assert list(came.refuses) == ["since"]
    example = example.model_copy(update={"today": date(2025, 2, 1)})
    came = run_example(service=service, templates=TEMPLATES, example=example, at=AT)
    assert "you" not in came.path


def test_dates_of_earlier_pages_are_dates_in_later_conditions() -> None:
    place = "      - {id: where, kind: location,"
    service = a_service(
        (place, "      - {id: since, kind: date, label: {en: Since, cy: Ers}}\n" + place),
        ("  - page: place\n", "  - page: place\n    title: {en: Place, cy: Lle}\n"),
        ("optional: true, accept", 'required_when: since > date("2026-01-01"), accept'),
    )
    assert outcome(service, {**HOLE, "since": "2025-02-02"}).state == "received"
    assert list(outcome(service, {**HOLE, "since": "2026-02-02"}).refuses) == ["photo"]


def test_files_of_an_example_need_not_be_there() -> None:
    came = outcome(a_service(), {**HOLE, "photo": ["hole.png"]})
    assert came.answers["photo"] == ["hole.png"]


@pytest.mark.parametrize(
    ("given", "expect", "words"),
    [
        ({}, {"path": ["start", "place"]}, "after `start` comes `hole`, not `place`"),
        ({}, {"path": ["start", "hole"]}, "after `hole` comes `place`, not the end"),
        ({}, {"state": "done"}, "should stand at `done`; it came to `received`"),
        ({}, {"messages": ["got-it"]}, "should be `got-it`; what goes out is none"),
        ({}, {"stops_at": "place"}, "it should stop at `place`, and does not"),
        ({"hurt": True}, {}, "it should not stop; it stops at `hole`: “Ring 999.”"),
        ({"hurt": True}, {"stops_at": "place"}, "should stop at `place`; it stops at `hole`"),
        (
            {"hurt": True},
            {"stops_at": "hole", "reason": "Go away"},
            "should say “Go away”; it says “Ring 999.”",
        ),
        ({"hurt": True}, {"stops_at": "hole", "state": "received"}, "no case is opened"),
        ({"depth": 101}, {}, "`depth` is refused"),
        ({}, {"refuses": ["depth"]}, "`depth` should be refused, and is not"),
        ({}, {"after": [{"finish": "asked"}]}, "should lead to `asked`; it leads to `done`"),
        ({}, {"after": [{"answer": "received"}]}, "`answer` cannot be taken at `received`"),
        ({}, {"after": [{"mend": "done"}]}, "there is no action `mend`"),
        ({}, {"after": [{"lapse": "done"}]}, "`received` has no `then`"),
    ],
)
def test_what_comes_otherwise_is_said_in_words(
    given: dict[str, Any], expect: dict[str, Any], words: str
) -> None:
    found = failures(a_service(), {**HOLE, **given}, **expect)
    assert any(words in one for one in found), found


def test_a_condition_without_a_result_is_a_failure_and_no_crash() -> None:
    service = a_service(("  - page: you\n", "  - page: you\n    show_when: depth > 5\n"))
    (words,) = failures(service, {"kind": "lamp", "where": {"words": "x"}})
    assert "the condition you.show_when has no result" in words
    service = a_service(("optional: true, accept", "required_when: depth > 5, accept"))
    (words,) = failures(service, {"kind": "lamp", "where": {"words": "x"}})
    assert "has no result" in words


def test_every_branch_that_was_decided_is_told() -> None:
    assert outcome(a_service(), {**HOLE, "kind": "lamp"}).branches == {
        ("hole", "show_when", False)
    }
    assert outcome(a_service(), {**HOLE, "hurt": True}).branches == {
        ("hole", "show_when", True),
        ("hole", "stop_when", True),
    }


def test_a_failure_names_its_example() -> None:
    service = a_service(("expect: {state: received, messages: []}", "expect: {state: done}"))
    (failure,) = check_examples(service=service, templates=TEMPLATES, at=AT)
    assert failure.place == 1
    assert str(failure).startswith("“a lamp”: the case should stand at `done`")


_EXTRAS: dict[str, dict[str, Any]] = {
    "choice": {"options": [{"value": "a", "label": {}}]},
    "choices": {"options": [{"value": "a", "label": {}}, {"value": "b", "label": {}}]},
    "number": {"min": 5, "max": 7},
    "money": {"max": 10},
    "date": {"earliest": "+7 days", "latest": "+40 days"},
    "file": {"accept": ["pdf"]},
}


@pytest.mark.parametrize("kind", sorted(registry.answer_kinds()))
def test_an_answer_can_be_made_up_for_every_kind(kind: str) -> None:
    inner = {"id": "inner", "kind": "text", "label": {}}
    extra = {"ask": [inner]} if kind == "repeated" else _EXTRAS.get(kind, {})
    question: Question = registry.answer_kinds()[kind](id="it", label={}, **extra)
    made = samples(question, at=AT)
    assert made
    assert sample(question, at=AT) == made[0]
    assert len(made) == len({str(m) for m in made})
