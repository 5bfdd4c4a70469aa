"""Where a journey stands: computed each time from what is done, never stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moothall.kernel.conditions import holds
from moothall.kernel.questions import Answers
from moothall.kernel.steps import Step
from moothall.kernel.words import Words


@dataclass(frozen=True, kw_only=True)
class Position:
    """How far somebody has come, with what they have said on the way."""

    step: Step | None
    """The first step that is needed and not yet done, or that stops; none at the end."""
    stopped: bool
    """Whether the service ends at ``step`` for this person."""
    path: tuple[str, ...]
    """The steps needed so far, that one included."""
    answers: Answers
    """What the steps on the path remember; what has left the path is kept but not used."""
    known: Mapping[str, Any]
    """The same as conditions see it, with what was known at the start."""

    @property
    def stop_words(self) -> Words | None:
        """What somebody reads whom the service stops here."""
        if self.step is None or not self.stopped:
            return None
        return self.step.stops_because(remembered=self.answers)

    def has_reached(self, step_id: str) -> bool:
        return step_id in self.path

    def before(self, step_id: str, *, steps: Sequence[Step]) -> str | None:
        """The step with a page on the path before ``step_id``; none at the beginning."""
        shown = {step.id for step in steps if step.is_shown}
        earlier = self.path[: self.path.index(step_id)]
        return next((before for before in reversed(earlier) if before in shown), None)


def position(
    *, steps: Sequence[Step], done: Mapping[str, Answers], known: Mapping[str, Any]
) -> Position:
    """The first step that is needed and not done. ``known`` are values such as ``today``.

    Raises ``CannotDecide`` where a condition has no answer.
    """
    path = list[str]()
    answers = dict[str, Any]()
    seen = dict(known)

    def here(step: Step | None, *, stopped: bool = False) -> Position:
        return Position(
            step=step, stopped=stopped, path=tuple(path), answers=answers, known=seen
        )

    for step in steps:
        if not holds(step.show_when, seen, where=f"{step.id}.show_when"):
            continue
        path.append(step.id)
        if step.id not in done or not step.is_done(remembered=done[step.id], known=seen):
            return here(step)
        answers |= done[step.id]
        seen |= step.seen(remembered=done[step.id])
        if step.stop_when and holds(step.stop_when, seen, where=f"{step.id}.stop_when"):
            return here(step, stopped=True)
    return here(None)


def known_before(
    *,
    steps: Sequence[Step],
    done: Mapping[str, Answers],
    known: Mapping[str, Any],
    step_id: str,
) -> Mapping[str, Any]:
    """What is known when ``step_id`` is reached: the values of the steps before it."""
    earlier = [step for step in steps if step.id != step_id]
    place = next(n for n, step in enumerate(steps) if step.id == step_id)
    return position(steps=earlier[:place], done=done, known=known).known
