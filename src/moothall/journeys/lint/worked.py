"""Rules on worked examples: they come to what they say, and together take every branch."""

from collections.abc import Iterator, Mapping, Sequence

from moothall.journeys.definition import Service
from moothall.journeys.examples import Outcome, check_examples, run_example
from moothall.journeys.lint.around import Around
from moothall.journeys.lint.draft import Draft
from moothall.journeys.lint.wording import hint
from moothall.journeys.reading import Finding, Path_

_DAY = "date"


def examples_have_names(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    seen = set[str]()
    for n, example in enumerate(service.examples):
        if example.name in seen and draft.is_whole("examples"):
            yield draft.finding(
                ("examples", n, "name"),
                "example-twice",
                f"another example is called “{example.name}” too.",
                "Say in its name what this one is about.",
            )
        seen.add(example.name)


def examples_answer_what_is_asked(
    draft: Draft, service: Service, _: Around
) -> Iterator[Finding]:
    known = draft.lost_names | {q.id for q, _ in draft.questions}
    given_by_steps = {name for step in service.steps for name in step.gives()}
    for n, example in enumerate(service.examples):
        for name in example.given:
            if name not in known | given_by_steps and draft.is_whole("case"):
                yield draft.finding(
                    draft.written("examples", n, "given", name),
                    "example-unknown-answer",
                    f"nothing asks `{name}`.",
                    hint(name, sorted(known)),
                )


def examples_stand_still(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    """An example that gives a day, or is about today, says which day it is."""
    days = {q.id for q, _ in draft.questions if q.kind == _DAY}
    about_today = any("today" in w.expression.names for w in draft.conditions())
    for n, example in enumerate(service.examples):
        if example.today is None and (about_today or days & example.given.keys()):
            yield draft.finding(
                draft.written("examples", n),
                "example-without-today",
                "this example is about days, and would come to something else as time passes.",
                'Say when it happens: today: "2026-03-27".',
            )


def examples_hold(draft: Draft, service: Service, around: Around) -> Iterator[Finding]:
    if not _can_run(draft):
        return
    failures = check_examples(service=service, templates=draft.source.templates, at=around.at)
    for failure in failures:
        yield draft.finding(
            draft.written("examples", failure.place),
            "example-fails",
            f"{failure}.",
            "Change what it expects, or the service.",
        )


def examples_take_every_branch(
    draft: Draft, service: Service, around: Around
) -> Iterator[Finding]:
    """Each condition both ways, each stop, each branch of a step, and each action."""
    if not _can_run(draft):
        return
    outcomes = [
        run_example(
            service=service, templates=draft.source.templates, example=example, at=around.at
        )
        for example in service.examples
    ]
    yield from _conditions_tried(draft, service, outcomes)
    yield from _actions_tried(draft, service, outcomes)


def _conditions_tried(
    draft: Draft, service: Service, outcomes: Sequence[Outcome]
) -> Iterator[Finding]:
    tried = {branch for outcome in outcomes for branch in outcome.branches}
    for n, step in enumerate(service.steps):
        for branch in step.branches():
            if (step.id, branch.name, True) not in tried:
                yield _untried(draft, n, branch.path, branch.words)
        wanted = _WANTED if step.show_when is not None else {}
        for comes_to, what in wanted.items():
            if (step.id, "show_when", comes_to) not in tried:
                yield _untried(draft, n, ("show_when",), f"`{step.id}` {what}")
        if step.stop_when is not None and (step.id, "stop_when", True) not in tried:
            yield _untried(draft, n, ("stop_when",), f"the service ends at `{step.id}`")


_WANTED: Mapping[bool, str] = {True: "is shown", False: "is passed over"}


def _untried(draft: Draft, step: int, path: Path_, what: str) -> Finding:
    return draft.finding(
        draft.written("steps", step, *path),
        "branch-untried",
        f"no example tries what happens when {what}.",
        "Add an example that does.",
    )


def _actions_tried(
    draft: Draft, service: Service, outcomes: Sequence[Outcome]
) -> Iterator[Finding]:
    tried = {name for outcome in outcomes for move in outcome.after for name in move}
    used = {step.id for step in service.steps if step.kind == "case"}
    for name, life in service.case.items():
        for n, action in enumerate(life.actions):
            if action.id not in tried and name in used:
                yield draft.finding(
                    ("case", name, "actions", n),
                    "branch-untried",
                    f"no example takes the action `{action.id}`.",
                    f"Add `- {action.id}: {action.to or 'the state it is in'}` to the"
                    " `after` of an example.",
                )


def _can_run(draft: Draft) -> bool:
    """Whether all that examples walk through is as it was written."""
    return all(draft.is_whole(part) for part in ("steps", "case", "messages", "examples"))
