"""Who may act and when, what is told of it, what a case is found by, and cursors."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.components.cases.contracts import (
    Action,
    BadCursor,
    GuardHolds,
    NoSuchAction,
    NotForYou,
    NotInThisState,
    Sort,
    TimelineWords,
)
from moothall.components.cases.rules import acts, search
from moothall.components.cases.rules.cursors import NEVER, cursor_at, read_cursor
from moothall.components.cases.rules.search import By
from moothall.components.cases.testing import VERSION, a_life, a_life_document
from moothall.components.cases.tests.asked import a_line
from moothall.components.cases.tests.test_clocks import MONDAY, a_received_case
from moothall.kernel.questions import AnswersRefused
from moothall.kernel.references import new_reference

LIFE = a_life(
    actions=[
        *a_life_document()["actions"],
        {
            "id": "explain",
            "from": "received",
            "to": "refused",
            "duty": "caseworker",
            "when": "depth > 4",
            "ask": [a_line("reason"), a_line("more", optional=True)],
            "tell": {"en": "No: {reason} {more}", "cy": "Na: {reason} {more}"},
        },
        {"id": "remind", "from": "asked", "to": "asked", "by": "applicant", "duty": "adviser"},
    ]
)
CASE = replace(a_received_case(life=LIFE), answers={"depth": 5})


def taken(action: str, *, state: str = "received", **how: object) -> Action:
    case = replace(CASE, state=state)
    given_now: dict[str, Any] = {
        "duties": {"caseworker"},
        "is_applicant": False,
        "given": {},
        "known": case.answers,
        **how,
    }
    return acts.checked(case=case, life=LIFE, action=action, **given_now)


def test_an_officer_with_the_duty_may_act() -> None:
    assert taken("resolve").to == "resolved"


def test_an_officer_without_the_duty_may_not() -> None:
    with pytest.raises(NotForYou):
        taken("refuse")


def test_an_action_of_the_applicant_is_for_the_applicant() -> None:
    assert taken("answer", state="asked", is_applicant=True).id == "answer"
    with pytest.raises(NotForYou):
        taken("answer", state="asked")


def test_an_action_of_the_applicant_that_names_a_duty_may_be_taken_for_them() -> None:
    assert taken("remind", state="asked", duties={"adviser"}).id == "remind"
    with pytest.raises(NotForYou):
        taken("remind", state="asked")


def test_an_action_of_officers_is_not_for_the_applicant() -> None:
    with pytest.raises(NotForYou):
        taken("resolve", is_applicant=True, duties=set())


def test_an_action_that_names_nobody_is_for_nobody() -> None:
    free = Action.model_validate({"id": "free", "from": "received"})
    assert not acts.may_take(action=free, duties={"manager"}, is_applicant=False)


def test_what_there_is_not_cannot_be_done() -> None:
    with pytest.raises(NoSuchAction):
        taken("explode")


def test_the_state_decides_and_the_refusal_names_it() -> None:
    with pytest.raises(NotInThisState) as refusal:
        taken("resolve", state="asked")
    assert refusal.value.details == {"state": "asked", "action": "resolve"}
    assert "We need something from you" in refusal.value.said.in_language("en")
    assert "Mae angen rhywbeth arnom gennych" in refusal.value.said.in_language("cy")


def test_a_guard_is_asked() -> None:
    with pytest.raises(GuardHolds):
        taken("explain", given={"reason": "shallow"}, known={"depth": 3})
    assert taken("explain", given={"reason": "deep"}).id == "explain"


def test_an_answer_that_is_missing_is_asked_for() -> None:
    with pytest.raises(AnswersRefused) as refusal:
        taken("explain", given={"more": "x"})
    assert [m.question for m in refusal.value.mistakes] == ["reason"]


def test_an_answer_that_is_not_asked_for_is_refused() -> None:
    with pytest.raises(AnswersRefused) as refusal:
        taken("resolve", given={"sneaked": "in"})
    assert [m.question for m in refusal.value.mistakes] == ["sneaked"]


def test_the_actions_open_are_those_of_state_duty_and_guard() -> None:
    def open_to(duties: set[str], state: str = "received", **known: object) -> list[str]:
        found = acts.open_actions(
            case=replace(CASE, state=state),
            life=LIFE,
            duties=duties,
            is_applicant=not duties,
            known=known,
        )
        return [a.id for a in found]

    assert open_to({"caseworker"}, depth=5) == ["plan", "ask", "resolve", "update", "explain"]
    assert open_to({"caseworker"}, depth=3) == ["plan", "ask", "resolve", "update"]
    assert open_to({"caseworker"}) == ["plan", "ask", "resolve", "update"]
    assert open_to({"manager"}) == ["refuse"]
    assert open_to(set(), "asked") == ["answer", "remind"]


def test_what_is_told_has_the_answers_in_their_places_by_language() -> None:
    action = LIFE.action("explain")
    assert action is not None
    assert acts.told(action=action, given={"reason": "deep"}) == {
        "en": "No: deep (en) ",
        "cy": "Na: deep (cy) ",
    }


def test_an_answer_with_braces_is_told_as_it_is() -> None:
    action = LIFE.action("explain")
    assert action is not None
    assert acts.told(action=action, given={"reason": "{more}", "more": "x"}) == {
        "en": "No: {more} (en) x (en)",
        "cy": "Na: {more} (cy) x (cy)",
    }


def test_a_move_tells_the_new_state_where_nothing_else_is_told() -> None:
    plan, update = LIFE.action("plan"), LIFE.action("update")
    assert plan is not None
    assert update is not None
    said = TimelineWords()
    words = acts.act_words(life=LIFE, action=plan, case=CASE, given={}, said=said)
    assert words.resident == LIFE.states["planned"].label
    assert words.staff == {"en": "Plan"}
    words = acts.act_words(life=LIFE, action=update, case=CASE, given={}, said=said)
    assert words.resident == update.tell


def test_a_case_is_found_by_its_words_without_accents_or_ids() -> None:
    words = search.found_by(
        title={"en": "Pothole", "cy": "Twll"},
        answers={
            "where": {"line1": "12 Tŷ’r Harbwr", "postcode": "SB1 2AB"},
            "photos": ["01890a5d-ac96-774b-bcce-b302099a8057"],
            "deep": True,
        },
        contact={"name": "Siân", "email": "sian@example.com", "phone": "+44 7700 900123"},
    )
    assert set(words) == {
        "07700900123", "pothole", "twll", "12", "ty", "r", "harbwr", "sb1", "2ab", "sian",
        "example", "com", "44", "7700", "900123",
    }  # fmt: skip


@given(
    st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_words_are_few_short_and_plain_whatever_was_answered(answer: object) -> None:
    words = search.found_by(title="", answers={"a": answer}, contact={})
    assert len(words) <= search.MOST_WORDS
    assert all(w and len(w) <= 40 and w.isalnum() for w in words)


def test_the_postcode_of_a_case_is_the_first_one_answered() -> None:
    answers = {"a": "no postcode", "b": {"postcode": "sb12ab"}, "c": "SB9 9ZZ"}
    assert search.postcode_of(answers) == "SB1 2AB"
    assert search.postcode_of({"a": 3}) == ""


@pytest.mark.parametrize(
    ("typed", "by", "text"),
    [
        ("SR-7K", By.REFERENCE, "SR-7K"),
        ("sr-7k3-m", By.REFERENCE, "SR-7K3-M"),
        ("SB1", By.POSTCODE, "SB1"),
        ("sb1 2", By.POSTCODE, "SB1 2"),
        ("sb12ab", By.POSTCODE, "SB1 2AB"),
        ("07700 900123", By.WORDS, "'07700900123':*"),
        ("+44 7700 900123", By.WORDS, "'07700900123':*"),
        ("Harbour str", By.WORDS, "'harbour' & 'str':*"),
        ("a road", By.WORDS, "'a' & 'road':*"),
        ("road in", By.WORDS, "'road' & 'in'"),
        ("re-opened", By.WORDS, "'re' & 'opened':*"),
        ("it's \\ & | ! <-> ( :*", By.WORDS, "'it' & 's'"),
    ],
)
def test_what_is_typed_is_understood(typed: str, by: By, text: str) -> None:
    found = search.wanted(typed)
    assert found is not None
    assert (found.by, found.text) == (by, text)


def test_a_whole_reference_is_understood_however_it_is_typed() -> None:
    reference = new_reference("SR")
    found = search.wanted(reference.lower().replace("-", " "))
    assert found == search.Wanted(by=By.REFERENCE, text=reference)


@given(st.text(max_size=300))
def test_a_query_can_always_be_read_by_postgresql(typed: str) -> None:
    found = search.wanted(typed)
    if found and found.by is By.WORDS:
        bare = found.text.replace(" & ", "").replace("'", "").replace(":*", "")
        assert bare.isalnum()


@pytest.mark.parametrize("typed", ["", "   ", "?!", "--"])
def test_there_may_be_nothing_to_look_for(typed: str) -> None:
    assert search.wanted(typed) is None


@pytest.mark.parametrize("sort", Sort)
def test_a_cursor_comes_back_as_it_was(sort: Sort) -> None:
    place = read_cursor(cursor_at(CASE, sort=sort, back=True), sort=sort)
    assert (place.sort, place.back, place.id, place.closed) == (sort, True, CASE.id, False)


def test_a_case_that_waits_has_its_place_after_all_deadlines() -> None:
    paused = replace(CASE, paused_at=MONDAY)
    assert read_cursor(cursor_at(paused, sort=Sort.DUE), sort=Sort.DUE).key == NEVER
    closed = replace(CASE, closed_at=MONDAY + timedelta(days=1))
    place = read_cursor(cursor_at(closed, sort=Sort.DUE), sort=Sort.DUE)
    assert (place.key, place.closed) == (NEVER, True)


def test_the_cursor_of_another_order_is_refused() -> None:
    with pytest.raises(BadCursor):
        read_cursor(cursor_at(CASE, sort=Sort.DUE), sort=Sort.NEWEST)


@given(st.text() | st.binary().map(lambda b: base64.urlsafe_b64encode(b).decode()))
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(BadCursor):
        read_cursor(text, sort=Sort.DUE)


@pytest.mark.parametrize(
    "place",
    [
        ["due", 0, 0, "2030-01-01T00:00:00+00:00", "x"],
        ["due", 0, 0, "2030-01-01T00:00:00", str(VERSION)],
        ["due", 0, 0, {}, str(VERSION)],
        ["due", 0, 0, None, None],
        ["due"],
        {},
        None,
    ],
)
def test_a_cursor_that_was_made_up_is_refused(place: object) -> None:
    text = base64.urlsafe_b64encode(json.dumps(place).encode()).decode()
    with pytest.raises(BadCursor):
        read_cursor(text, sort=Sort.DUE)


def test_a_cursor_nested_too_deep_is_refused() -> None:
    with pytest.raises(BadCursor):
        read_cursor(base64.urlsafe_b64encode(b"[" * 200).decode(), sort=Sort.DUE)
