"""What a service does where an optional component that it uses is missing from the place.

Its definition says so for each: ``skip`` and ``defer`` leave out what needs the component,
``stop`` and ``required`` close the service until it is there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from moothall.components.cases.contracts import Life
from moothall.journeys.definition import Service, Use
from moothall.journeys.steps import AbsentStep
from moothall.kernel import registry
from moothall.kernel.questions import Question
from moothall.kernel.steps import Step
from moothall.kernel.words import Words

_OF_KIND = {"file": "documents"}
"""Kinds of answer that only a component can take in."""


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A component that a service uses and this place lacks."""

    name: str
    then: Literal["defer", "skip", "stop"]
    words: Words | None
    """What the definition says about it to people."""


def missing(service: Service) -> tuple[Missing, ...]:
    """Every component that the service uses, or needs for a question, and that is not there."""
    asked = {_OF_KIND[q.kind] for q in service.questions() if q.kind in _OF_KIND}
    names = [*service.uses, *sorted(asked - set(service.uses))]
    steps = {step.lacks for step in service.steps if isinstance(step, AbsentStep)}
    return (
        *(_plan(service, name) for name in names if not registry.offers(f"{name}.v1")),
        *(Missing(name=kind, then="stop", words=None) for kind in sorted(steps)),
    )


def as_run_here(service: Service) -> Service:
    """The service less the questions that nobody here can take an answer to.

    A page that is left without any question goes with them. Where the definition wants to stop
    instead, the service is left as it is: it cannot be begun.
    """
    out = {m.name for m in missing(service) if m.then != "stop"}
    kinds = {kind for kind, name in _OF_KIND.items() if name in out}
    if not kinds:
        return service
    steps = [_step_without(step, kinds) for step in service.steps]
    lives = {name: _life_without(life, kinds) for name, life in service.case.items()}
    return service.model_copy(
        update={"steps": tuple(step for step in steps if step is not None), "case": lives}
    )


def _plan(service: Service, name: str) -> Missing:
    use = service.uses.get(name)
    if isinstance(use, Use):
        return Missing(name=name, then=use.when_unavailable, words=use.words)
    if use == "required":
        return Missing(name=name, then="stop", words=None)
    needed = [q for q in service.questions() if _OF_KIND.get(q.kind) == name]
    can_do_without = all(q.optional for q in needed)
    return Missing(name=name, then="skip" if can_do_without else "stop", words=None)


def _step_without(step: Step, kinds: set[str]) -> Step | None:
    asked = step.asks()
    kept = _without(asked, kinds)
    if len(kept) == len(asked):
        return step
    return step.model_copy(update={"ask": kept}) if kept else None


def _life_without(life: Life, kinds: set[str]) -> Life:
    actions = tuple(
        action.model_copy(update={"ask": _without(action.ask, kinds)})
        for action in life.actions
    )
    return life.model_copy(update={"actions": actions})


def _without(questions: Sequence[Question], kinds: set[str]) -> tuple[Question, ...]:
    return tuple(q for q in questions if q.kind not in kinds)
