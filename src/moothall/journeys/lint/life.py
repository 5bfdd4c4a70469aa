"""Rules on the life of a case: its states, who works on it, and who may do what."""

from collections.abc import Collection, Iterator

from moothall.components.cases.contracts import By
from moothall.journeys.definition import Service
from moothall.journeys.lint.around import Around
from moothall.journeys.lint.draft import Draft
from moothall.journeys.lint.wording import hint
from moothall.journeys.reading import Finding


def lives_are_sound(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    """What cases knows to be wrong with a life: starts, ends, ways through, clocks, actions."""
    for name, life in service.case.items():
        if draft.is_whole("case", name):
            for problem in life.problems():
                words = f"{problem.words[:1].lower()}{problem.words[1:]}"
                yield draft.finding(
                    ("case", name, *problem.path), problem.code, words, problem.mend
                )


def teams_exist(draft: Draft, service: Service, around: Around) -> Iterator[Finding]:
    known = _of_owner(around.teams, service)
    if known is None:
        return
    for name, life in service.case.items():
        for state_id, state in life.states.items():
            if state.team and state.team not in known:
                yield draft.finding(
                    ("case", name, "states", state_id, "team"),
                    "unknown-team",
                    f"`{service.owner}` has no team `{state.team}`.",
                    hint(state.team, sorted(known)),
                )


def somebody_may_act(draft: Draft, service: Service, around: Around) -> Iterator[Finding]:
    """Each duty of an action exists, and somebody in the organisation holds one of them."""
    held = _of_owner(around.held, service)
    for name, life in service.case.items():
        for n, action in enumerate(life.actions):
            path = draft.written("case", name, "actions", n, "duty")
            unknown = [d for d in action.duty if around.duties and d not in around.duties]
            for duty in unknown:
                yield draft.finding(
                    path,
                    "unknown-duty",
                    f"there is no duty `{duty}`.",
                    hint(duty, sorted(around.duties or ())),
                )
            by_officer = action.by is By.OFFICER and action.duty and not unknown
            if held is not None and by_officer and not set(action.duty) & set(held):
                yield draft.finding(
                    path,
                    "duty-not-held",
                    f"nobody at `{service.owner}` may take `{action.id}`.",
                    f"Name a duty that somebody holds: {', '.join(sorted(held))}.",
                )


def _of_owner(known: object, service: Service) -> Collection[str] | None:
    return known.get(service.owner) if isinstance(known, dict) else None
