"""The ways in which people may answer what a condition is about, as far as can be told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from moothall.feel import Expression, FeelError
from moothall.journeys.lint.draft import Asked, Draft, Written
from moothall.journeys.samples import samples
from moothall.kernel.steps import Step

_MOST = 4_000


@dataclass(frozen=True, kw_only=True)
class Worlds:
    """What a condition comes to in each of them."""

    true: int
    false: int
    failed: str | None
    """Why it has no result somewhere, in words; none if it always has one."""
    are_all: bool
    """Whether there are no others: every answer is one of few, and not too many together."""

    @property
    def never_true(self) -> bool:
        return self.are_all and not self.failed and not self.true

    @property
    def always_true(self) -> bool:
        return self.are_all and not self.failed and not self.false


def worlds(
    draft: Draft, written: Written, *, at: datetime, given: Mapping[str, Any] | None = None
) -> Worlds | None:
    """Try a condition with the answers that may be known when it is asked; none if too many.

    ``given`` is what else is known: what earlier steps came to.
    """
    steps = draft.service.steps if draft.service else ()
    asked = _concerned(draft, written, steps)
    choices = [_choices(a, at) for a in asked]
    combinations = 1
    for choice in choices:
        combinations *= len(choice)
    if combinations > _MOST:
        return None
    known = {"today": at.date(), **(given or {})}
    true = false = 0
    failed: str | None = None
    for answers in product(*choices):
        world = _settled(asked, answers, steps, written, known)
        if world is None:
            continue
        result = _result(written.expression, world)
        true, false = true + (result is True), false + (result is False)
        if isinstance(result, FeelError):
            failed = failed or _why(result, world, written.expression)
    names = {a.question.id for a in asked}
    return Worlds(
        true=true,
        false=false,
        failed=failed,
        are_all=written.expression.names <= names
        and all(a.question.values() is not None for a in asked),
    )


def _concerned(draft: Draft, written: Written, steps: Sequence[Step]) -> list[Asked]:
    """The questions that the condition names, and those that decide whether they are asked."""
    last = written.step if written.sees_own else written.step - 1
    by_id = {a.question.id: a for a in draft.asked if a.step <= last}
    waiting = set(written.expression.names)
    if written.sees_own:
        waiting |= _shown_by(steps[written.step])
    found: dict[str, Asked] = {}
    while waiting:
        name = waiting.pop()
        if name in by_id and name not in found:
            found[name] = by_id[name]
            waiting |= _shown_by(steps[by_id[name].step])
    return sorted(found.values(), key=lambda a: a.step)


def _shown_by(step: Step) -> frozenset[str]:
    return step.show_when.names if step.show_when is not None else frozenset()


def _choices(asked: Asked, at: datetime) -> list[Any]:
    question = asked.question
    found = [question.seen(answer=answer) for answer in samples(question, at=at)]
    may_be_left_out = question.optional or question.required_when is not None
    return [*found, None] if may_be_left_out or not found else found


def _settled(
    asked: Sequence[Asked],
    answers: Sequence[Any],
    steps: Sequence[Step],
    written: Written,
    known: Mapping[str, Any],
) -> dict[str, Any] | None:
    """What is known where somebody answers so; none if they never come to the condition."""
    world: dict[str, Any] = dict(known)
    given = {a.question.id: answer for a, answer in zip(asked, answers, strict=True)}
    for place, of_step in _by_step(asked):
        shown = _is_true(steps[place].show_when, world)
        for one in of_step:
            world[one.question.id] = given[one.question.id] if shown else None
        stops = steps[place].stop_when
        if (
            place < written.step
            and stops is not None
            and stops.names <= world.keys()
            and shown
            and _result(stops, world) is True
        ):
            return None
    if written.sees_own and not _is_true(steps[written.step].show_when, world):
        return None
    return world


def _by_step(asked: Sequence[Asked]) -> Iterator[tuple[int, list[Asked]]]:
    for place in sorted({a.step for a in asked}):
        yield place, [a for a in asked if a.step == place]


def _is_true(condition: Expression | None, world: Mapping[str, Any]) -> bool:
    return condition is None or _result(condition, world) is True


def _result(condition: Expression, world: Mapping[str, Any]) -> bool | FeelError:
    try:
        return condition.is_true({name: world.get(name) for name in condition.names})
    except FeelError as failure:
        return failure


def _why(failure: FeelError, world: Mapping[str, Any], condition: Expression) -> str:
    left_out = sorted(name for name in condition.names if world.get(name) is None)
    if left_out:
        names = " and ".join(f"`{name}`" for name in left_out)
        return f"where {names} is not answered: {failure.words}"
    return f"for some answers: {failure.words}"
