"""The life of a finding: which state may follow which, and what is told once it is judged."""

from collections.abc import Mapping

from moothall.components.demand.contracts import State, Verdict

NEXT: Mapping[State, frozenset[State]] = {
    State.SEEN: frozenset({State.ACCEPTED}),
    State.ACCEPTED: frozenset({State.ACTING, State.SEEN}),
    State.ACTING: frozenset({State.DONE, State.ACCEPTED}),
    State.DONE: frozenset({State.JUDGED, State.ACTING}),
    State.JUDGED: frozenset({State.ACCEPTED}),
}
"""State -> what it may become. Judging is done by measuring and by nobody's word."""
LEAST_DAYS = 28
"""How long after it was done, at least, something is judged."""
MOST_DAYS = 91


def may_become(state: State, to: State) -> bool:
    return to in NEXT[state]


def verdict(
    before: Mapping[str, float | None] | None, after: Mapping[str, float | None] | None
) -> Verdict:
    """What the limits of two equal windows say. All that is measured is better the less it is.

    Something is told only where the limits of the two do not touch.
    """
    if not before or not after:
        return Verdict.NOT_TO_BE_TOLD
    early_low, early_high = before.get("low"), before.get("high")
    late_low, late_high = after.get("low"), after.get("high")
    if late_high is not None and early_low is not None and late_high < early_low:
        return Verdict.BETTER
    if late_low is not None and early_high is not None and late_low > early_high:
        return Verdict.WORSE
    return Verdict.NOT_TO_BE_TOLD
