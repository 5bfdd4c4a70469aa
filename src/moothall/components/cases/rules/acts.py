"""Who may do what with a case, on which conditions, and what is then said of it."""

from collections.abc import Set
from typing import Any

from moothall.components.cases.contracts import (
    Action,
    By,
    Case,
    GuardHolds,
    Life,
    NoSuchAction,
    NotForYou,
    NotInThisState,
    TimelineWords,
    fill,
)
from moothall.kernel.conditions import CannotDecide, holds
from moothall.kernel.questions import Answers, AnswersRefused, Mistake, is_required
from moothall.kernel.words import Words, say

_NO_DUTY = "Your organisation has not given you the duty that this needs."
_NOT_RESIDENTS = "Only the organisation can do this."


def checked(
    *,
    case: Case,
    life: Life,
    action: str,
    duties: Set[str],
    is_applicant: bool,
    given: Answers,
    known: Answers,
) -> Action:
    """The action, if whoever acts may take it on this case with these answers; else a refusal.

    ``known`` is what conditions see of the case.
    """
    found = life.action(action)
    if found is None:
        raise NoSuchAction(action=action)
    if not may_take(action=found, duties=duties, is_applicant=is_applicant):
        raise NotForYou(say(_NOT_RESIDENTS if is_applicant else _NO_DUTY))
    if case.state not in found.starts:
        raise not_in(case=case, life=life, action=action)
    everything = {**known, **_seen(found, given)}
    _check_given(found, given, everything)
    if not holds(found.when, everything, where=f"actions.{action}.when"):
        raise GuardHolds(action=action)
    return found


def may_take(*, action: Action, duties: Set[str], is_applicant: bool) -> bool:
    """Whether the applicant, or an officer with these duties, is one of those it is for.

    What names neither is for nobody: the linter says so before, and this holds after.
    """
    if is_applicant:
        return action.by is By.APPLICANT
    return bool(duties & set(action.duty))


def open_actions(
    *, case: Case, life: Life, duties: Set[str], is_applicant: bool, known: Answers
) -> tuple[Action, ...]:
    """The actions that can be taken now; a guard over answers still to be given may refuse."""
    return tuple(
        a
        for a in life.actions_from(case.state)
        if may_take(action=a, duties=duties, is_applicant=is_applicant)
        and _guard_open(a, known)
    )


def not_in(*, case: Case, life: Life, action: str | None = None) -> NotInThisState:
    """The refusal of what cannot be done in the state the case is in."""
    state = life.states.get(case.state)
    label: Words = state.label if state else {"en": case.state}
    said = say("This cannot be done now: the case stands at “{state}”.", state=label)
    return NotInThisState(said, state=case.state, action=action)


def told(*, action: Action, given: Answers) -> Words | None:
    """What the resident reads of an action, with the answers in their places."""
    if action.tell is None:
        return None
    return {
        language: _filled(text, action, given, language)
        for language, text in action.tell.items()
    }


def act_words(
    *, life: Life, action: Action, case: Case, given: Answers, said: TimelineWords
) -> TimelineWords:
    """The words of an act for the timeline: what is ``said``, else what the life says."""
    comes_to = action.to if action.to != case.state else None
    default = told(action=action, given=given)
    if default is None and comes_to:
        default = life.states[comes_to].words
    return TimelineWords(resident=said.resident or default, staff=said.staff or action.words)


def _guard_open(action: Action, known: Answers) -> bool:
    if action.when is None or set(action.when.names) & {q.id for q in action.ask}:
        return True
    try:
        return holds(action.when, known, where=f"actions.{action.id}.when")
    except CannotDecide:
        return False


def _seen(action: Action, given: Answers) -> dict[str, Any]:
    answered = {q.id: q for q in action.ask if given.get(q.id) is not None}
    return {name: q.seen(answer=given[name]) for name, q in answered.items()}


def _check_given(action: Action, given: Answers, known: Answers) -> None:
    asked = {q.id: q for q in action.ask}
    mistakes = [
        Mistake(question=name, field=name, said=say("This is not asked here."))
        for name in given
        if name not in asked
    ]
    mistakes += [
        Mistake(
            question=q.id, field=q.id, said=say("Answer the question: {label}", label=q.label)
        )
        for q in action.ask
        if given.get(q.id) is None and is_required(q, known)
    ]
    if mistakes:
        raise AnswersRefused(mistakes)


def _filled(text: str, action: Action, given: Answers, language: str) -> str:
    plain = {
        q.id: "" if given.get(q.id) is None else q.text(answer=given[q.id], language=language)
        for q in action.ask
    }
    return fill(text, plain)
