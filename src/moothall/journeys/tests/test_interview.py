"""Property tests of the interview: the way to an answer does not change what is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.journeys.definition import Service
from moothall.journeys.position import Position, known_before, position
from moothall.journeys.reading import read_text
from moothall.kernel.conditions import holds
from moothall.kernel.questions import Asking, check_answers, is_required
from moothall.kernel.steps import Step
from moothall.kernel.testing import NOON

_TEXT = """\
moothall: 1
service: interview
title: {en: T}
summary: {en: S}
owner: council
need: street.problem
channels: [web]
legal: {basis: public_task, keep: 2 years after closed}
steps:
  - page: first
    ask:
      - id: kind
        kind: choice
        label: {en: K}
        options: [{value: a, label: {en: A}}, {value: b, label: {en: B}},
                  {value: c, label: {en: C}}]
      - {id: stops, kind: yes_no, label: {en: D}}
    stop_when: stops = true and kind = "c"
    stop_words: {en: Stop}
  - page: of-a
    show_when: kind = "a"
    ask: [{id: deep, kind: yes_no, label: {en: D}}]
  - page: deeper
    show_when: deep = true
    ask: [{id: depth, kind: number, min: 0, max: 3, label: {en: D}}]
  - page: bottom
    show_when: deep = true and depth != null and depth >= 2
    ask: [{id: found, kind: text, label: {en: D}}]
    stop_when: found = "x"
    stop_words: {en: Stop}
  - page: of-b
    show_when: kind in ["b", "c"]
    ask:
      - {id: more, kind: yes_no, label: {en: D}, optional: true}
      - {id: note, kind: text, label: {en: D}, optional: true}
  - page: last
    show_when: not(more = true)
    ask: [{id: name, kind: text, label: {en: D}, required_when: kind = "b"}]
  - check_answers: {}
  - case: report
case:
  report:
    reference: TU
    states: {open: {start: true, label: {en: O}}, shut: {end: met, label: {en: S}}}
    actions: [{id: shut, from: open, to: shut, duty: caseworker}]
examples: [{name: one, given: {}, expect: {}}]
"""
SERVICE = Service.model_validate(read_text(text=_TEXT, file="interview.yaml").data)
KNOWN: Mapping[str, Any] = {"today": NOON.date()}

ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "kind": st.sampled_from(["a", "b", "c"]),
    "stops": st.booleans(),
    "deep": st.booleans(),
    "depth": st.integers(0, 3),
    "found": st.sampled_from(["x", "y"]),
    "more": st.none() | st.booleans(),
    "note": st.none() | st.sampled_from(["n", "m"]),
    "name": st.sampled_from(["p", "q"]),
}
everything = st.fixed_dictionaries(ANSWERS)


@dataclass(frozen=True)
class Visit:
    """Somebody opens one of the pages they have reached and answers it."""

    which: int
    answers: Mapping[str, Any]


visits = st.lists(st.builds(Visit, which=st.integers(0, 20), answers=everything), max_size=25)

Done = dict[str, Mapping[str, Any]]


def here(done: Done) -> Position:
    return position(steps=SERVICE.steps, done=done, known=KNOWN)


def take(done: Done, step: Step, answers: Mapping[str, Any]) -> None:
    """Answer one step as the running journey does, with what is known before it."""
    known = known_before(steps=SERVICE.steps, done=done, known=KNOWN, step_id=step.id)
    ours = {q.id: answers[q.id] for q in step.asks()}
    done[step.id] = check_answers(
        questions=step.asks(), given=ours, known=known, asking=Asking(at=NOON)
    )


def go_on(done: Done, answers: Mapping[str, Any]) -> Position:
    """Answer whatever is asked next, to the end."""
    for _ in range(len(SERVICE.steps) + 1):
        found = here(done)
        if found.step is None or found.stopped or found.step.ends:
            return found
        take(done, found.step, answers)
    raise AssertionError("the interview does not end")


def straight_through(answers: Mapping[str, Any]) -> Position:
    return go_on({}, answers)


def wander(steps: list[Visit]) -> Done:
    """Go about the pages that were reached, answering them in any order and again."""
    done: Done = {}
    for visit in steps:
        reached = [SERVICE.step(step_id=name) for name in here(done).path]
        pages = [step for step in reached if step.is_shown]
        take(done, pages[visit.which % len(pages)], visit.answers)
    return done


@settings(max_examples=300, deadline=None)
@given(visits, everything)
def test_any_way_to_the_same_answers_sends_the_same(
    steps: list[Visit], last: dict[str, Any]
) -> None:
    """Wander about, then change every page that is on the path to what is meant in the end."""
    done = wander(steps)
    changed: set[str] = set()
    while True:
        found = here(done)
        waiting = [name for name in found.path if name not in changed]
        pages = [SERVICE.step(step_id=name) for name in waiting]
        pages = [step for step in pages if step.is_shown]
        if not pages:
            break
        take(done, pages[-1], last)
        changed.add(pages[-1].id)
    ended = go_on(done, last)
    expected = straight_through(last)
    assert ended.path == expected.path
    assert ended.stopped == expected.stopped
    assert ended.answers == expected.answers


@settings(max_examples=300, deadline=None)
@given(visits)
def test_wandering_ends_where_going_straight_with_the_last_answers_does(
    steps: list[Visit],
) -> None:
    """What was answered last on each page decides alone; what left the path does not count."""
    done = wander(steps)
    found = here(done)
    fresh: Done = {}
    while True:
        now = here(fresh)
        if now.step is None or now.step.id not in done or now.step.id in fresh:
            break
        fresh[now.step.id] = done[now.step.id]
    again = here(fresh)
    assert again.path == found.path
    assert again.answers == found.answers
    assert again.stopped == found.stopped


@settings(max_examples=300, deadline=None)
@given(visits, everything)
def test_what_is_sent_is_what_the_path_asks_and_nothing_else(
    steps: list[Visit], last: dict[str, Any]
) -> None:
    """Every answer belongs to a page on the path whose condition holds, and none is missing."""
    ended = go_on(wander(steps), last)
    asked = {q.id for name in ended.path for q in SERVICE.step(step_id=name).asks()}
    assert set(ended.answers) == asked
    seen = {**KNOWN, **dict.fromkeys(ANSWERS), **ended.known}
    for step in SERVICE.steps:
        if step.id in ended.path:
            assert holds(step.show_when, seen, where=step.id)
            for question in step.asks():
                answered = ended.answers[question.id] is not None
                assert answered or not is_required(question, seen)
        elif not ended.stopped:
            assert not holds(step.show_when, seen, where=step.id)


@settings(max_examples=200, deadline=None)
@given(visits)
def test_the_position_follows_from_what_is_done_and_from_nothing_else(
    steps: list[Visit],
) -> None:
    done = wander(steps)
    shuffled = dict(sorted(done.items(), reverse=True))
    assert here(shuffled) == here(done)


@settings(max_examples=200, deadline=None)
@given(everything)
def test_taking_every_step_again_as_it_was_changes_nothing(answers: dict[str, Any]) -> None:
    done: Done = {}
    ended = go_on(done, answers)
    for name in ended.path:
        step = SERVICE.step(step_id=name)
        if step.is_shown:
            take(done, step, answers)
    assert here(done).answers == ended.answers
    assert here(done).path == ended.path
