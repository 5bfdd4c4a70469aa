"""How a definition declares the life of a case, and what can be wrong with one."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from moothall.components.cases.contracts import Clock, Duration, Life, Lives, Outcome, Unit
from moothall.components.cases.steps import OpenCase
from moothall.components.cases.testing import a_life, a_life_document
from moothall.components.cases.tests.asked import a_line
from moothall.kernel import registry


def broken(**changed: object) -> list[tuple[str, tuple[str | int, ...]]]:
    """Code and place of every problem of a life with these parts changed."""
    return [(p.code, p.path) for p in a_life(**changed).problems()]


def states(**changed: dict[str, Any] | None) -> dict[str, Any]:
    found = {**a_life_document()["states"], **changed}
    return {name: state for name, state in found.items() if state is not None}


def actions(*more: dict[str, Any], without: str = "") -> list[dict[str, Any]]:
    return [a for a in a_life_document()["actions"] if a["id"] != without] + list(more)


def words(text: str) -> dict[str, str]:
    return {"en": text, "cy": text}


def test_a_life_is_read_as_a_definition_writes_it() -> None:
    life = a_life()
    assert life.start == "received"
    assert life.states["received"].due == Duration(count=3, unit=Unit.WORKING_DAYS)
    assert life.states["asked"].clock is Clock.PAUSED
    assert life.states["resolved"].end is Outcome.MET
    assert [a.id for a in life.actions_from("asked")] == ["answer"]
    action = life.action("ask")
    assert action is not None
    assert action.starts == ("received", "planned")


def test_a_sound_life_has_no_problems() -> None:
    assert broken() == []


def test_a_life_survives_being_written_and_read_again() -> None:
    life = a_life()
    assert Life.model_validate(life.model_dump(mode="json", exclude_unset=True)) == life


@pytest.mark.parametrize(
    ("written", "count", "unit"),
    [
        ("1 working day", 1, Unit.WORKING_DAYS),
        ("28 days", 28, Unit.DAYS),
        ("4 hours", 4, Unit.HOURS),
    ],
)
def test_a_duration_is_written_as_people_say_it(written: str, count: int, unit: Unit) -> None:
    duration = Duration.model_validate(written)
    assert (duration.count, duration.unit) == (count, unit)
    assert str(duration) == written


@pytest.mark.parametrize(
    "written", ["soon", "0 days", "3", "-1 hours", 3, "3 moons", "3  days", ""]
)
def test_what_is_no_duration_is_refused_with_an_example(written: object) -> None:
    with pytest.raises(ValidationError, match="3 working days"):
        Duration.model_validate(written)


def test_the_schema_of_a_life_says_how_a_duration_is_written() -> None:
    assert "working days" in str(Life.model_json_schema()["$defs"]["Duration"])


def test_unknown_keys_are_refused() -> None:
    with pytest.raises(ValidationError, match="colour"):
        a_life(colour="red")


def test_a_start_is_needed() -> None:
    received = {**states()["received"], "start": False}
    assert ("cases.no-start", ("states",)) in broken(states=states(received=received))


def test_one_start_is_enough() -> None:
    planned = {**states()["planned"], "start": True}
    assert ("cases.two-starts", ("states", "planned")) in broken(states=states(planned=planned))


def test_a_case_that_begins_with_its_end_is_none() -> None:
    life = Life.model_validate(
        {
            "reference": "SR",
            "states": {"done": {"start": True, "label": words("x"), "end": "met"}},
        }
    )
    assert [p.code for p in life.problems()] == ["cases.ends-at-once"]


def test_an_end_is_needed() -> None:
    open_for_ever = {
        name: {key: value for key, value in state.items() if key != "end"}
        for name, state in states().items()
    }
    assert ("cases.no-end", ("states",)) in broken(states=open_for_ever)


def test_a_state_that_nothing_leads_to_is_found() -> None:
    found = broken(states=states(lost={"label": words("Lost"), "end": "met"}))
    assert found == [("cases.unreachable", ("states", "lost"))]


def test_a_state_that_cannot_be_left_is_found() -> None:
    stuck = {"id": "park", "from": "received", "to": "parked", "duty": "caseworker"}
    found = broken(states=states(parked={"label": words("Parked")}), actions=actions(stuck))
    assert found == [("cases.dead-end", ("states", "parked"))]


def test_going_round_without_an_end_is_found() -> None:
    more = [
        {"id": "park", "from": "received", "to": "parked", "duty": "caseworker"},
        {"id": "store", "from": "parked", "to": "stored", "duty": "caseworker"},
        {"id": "fetch", "from": "stored", "to": "parked", "duty": "caseworker"},
    ]
    some = states(parked={"label": words("Parked")}, stored={"label": words("Stored")})
    assert broken(states=some, actions=actions(*more)) == [
        ("cases.never-ends", ("states", "parked")),
        ("cases.never-ends", ("states", "stored")),
    ]


def test_time_running_out_counts_as_a_way() -> None:
    waiting = {"label": words("Waiting"), "due": "2 days", "then": "resolved"}
    wait = {"id": "wait", "from": "received", "to": "waiting", "duty": "caseworker"}
    assert broken(states=states(waiting=waiting), actions=actions(wait)) == []


def test_actions_name_states_that_exist() -> None:
    odd = {"id": "odd", "from": ["received", "nowhere"], "to": "else", "duty": "caseworker"}
    assert broken(actions=actions(odd)) == [
        ("cases.unknown-state", ("actions", 6, "from")),
        ("cases.unknown-state", ("actions", 6, "to")),
    ]


def test_then_names_a_state_that_exists() -> None:
    asked = {**states()["asked"], "then": "nowhere"}
    found = broken(states=states(asked=asked, lapsed=None))
    assert found == [("cases.unknown-state", ("states", "asked", "then"))]


def test_then_leads_elsewhere() -> None:
    asked = {**states()["asked"], "then": "asked"}
    found = broken(states=states(asked=asked, lapsed=None))
    assert found == [("cases.then-itself", ("states", "asked", "then"))]


def test_then_needs_a_time() -> None:
    planned = {**states()["planned"], "then": "resolved"}
    found = broken(states=states(planned=planned))
    assert found == [("cases.then-without-due", ("states", "planned", "then"))]


def test_a_paused_clock_needs_an_end_of_the_wait() -> None:
    asked = {"label": words("Asked"), "clock": "paused"}
    found = broken(states=states(asked=asked, lapsed=None))
    assert found == [("cases.paused-for-ever", ("states", "asked", "clock"))]


@pytest.mark.parametrize(
    ("key", "value"), [("due", "3 days"), ("then", "received"), ("clock", "paused")]
)
def test_nothing_is_due_after_the_end(key: str, value: str) -> None:
    resolved = {**states()["resolved"], key: value}
    found = broken(states=states(resolved=resolved))
    assert ("cases.clock-after-end", ("states", "resolved", key)) in found


def test_an_action_of_officers_names_its_duty() -> None:
    free = {"id": "free", "from": "received", "to": "resolved"}
    assert broken(actions=actions(free)) == [("cases.no-duty", ("actions", 6))]


def test_two_actions_of_one_name_are_found() -> None:
    again = {"id": "plan", "from": "received", "to": "resolved", "duty": "caseworker"}
    assert broken(actions=actions(again)) == [("cases.action-twice", ("actions", 6, "id"))]


def test_an_action_that_changes_nothing_is_found() -> None:
    idle = {"id": "idle", "from": "received", "duty": "caseworker"}
    assert broken(actions=actions(idle)) == [("cases.idle-action", ("actions", 6))]


def test_a_question_asked_twice_is_found() -> None:
    twice = {
        "id": "twice",
        "from": "received",
        "duty": "caseworker",
        "ask": [a_line("why"), a_line("why")],
    }
    found = broken(actions=actions(twice))
    assert found == [("cases.question-twice", ("actions", 6, "ask", 1, "id"))]


def test_what_is_told_names_only_what_is_asked() -> None:
    telling = {
        "id": "tell",
        "from": "received",
        "duty": "caseworker",
        "ask": [a_line("message")],
        "tell": {"en": "{message}", "cy": "{neges}"},
    }
    found = broken(actions=actions(telling))
    assert found == [("cases.unknown-placeholder", ("actions", 6, "tell", "cy"))]


def test_every_problem_says_how_to_mend_it() -> None:
    wrong = {"id": "x", "from": "nowhere", "to": "else"}
    found = list(a_life(states=states(planned=None), actions=[wrong]).problems())
    assert len(found) > 3
    assert all(p.words.endswith(".") and p.mend.endswith(".") for p in found)


def test_a_step_names_the_life_that_its_case_lives_by() -> None:
    step = OpenCase.model_validate({"id": "permit"})
    assert (step.id, step.kind, step.is_shown, step.ends) == ("permit", "case", False, True)
    assert step.gives() == {}
    assert registry.step_kinds()["case"] is OpenCase


def test_a_section_of_lives_is_read_by_their_ids() -> None:
    found = TypeAdapter(Lives).validate_python({"permit": a_life_document()})
    assert found["permit"] == a_life()
