"""Rules on the order of steps: they end with a case, and answers are shown just before it."""

from collections.abc import Iterator

from moothall.journeys.definition import Service
from moothall.journeys.lint.around import Around
from moothall.journeys.lint.draft import Draft
from moothall.journeys.reading import Finding

_SHOW = "check_answers"


def one_case_at_the_end(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    """The steps end with exactly one that ends the journey."""
    if not draft.is_whole("steps"):
        return
    ends = [n for n, step in enumerate(service.steps) if step.ends]
    if not ends:
        yield draft.finding(
            ("steps",),
            "no-case",
            "the steps do not end with a case or a report: nothing would come of the answers.",
            "Add `- case: its-name` as the last step, and its life below `case:`.",
        )
        return
    for n in ends[1:]:
        yield draft.finding(
            ("steps", n),
            "several-cases",
            "a journey comes to one thing, and this is another.",
            "Keep one step that ends it, the last.",
        )
    for n, step in enumerate(service.steps[ends[0] + 1 :], start=ends[0] + 1):
        if not step.ends:
            yield draft.finding(
                ("steps", n),
                "step-after-case",
                f"nobody reaches `{step.id}`: the journey has ended before it.",
                "Move it before the step that ends the journey.",
            )


def answers_are_shown(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    """``check_answers`` stands once, directly before the end."""
    if not draft.is_whole("steps"):
        return
    shown = [n for n, step in enumerate(service.steps) if step.kind == _SHOW]
    end = next((n for n, step in enumerate(service.steps) if step.ends), len(service.steps))
    if not shown:
        yield draft.finding(
            ("steps",),
            "no-check-answers",
            "people cannot see what they answered before it is sent.",
            "Add `- check_answers: {}` before the `case:` step.",
        )
    for n in shown:
        if n != end - 1:
            yield draft.finding(
                ("steps", n),
                "check-answers-misplaced",
                "answers are shown once, as the last thing before the case.",
                "Move `check_answers` directly before the `case:` step, and keep one.",
            )


def the_end_is_for_everybody(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    """Neither the end nor the look at the answers before it can be passed over."""
    for n, step in enumerate(service.steps):
        for name in ("show_when", "stop_when"):
            if getattr(step, name) is not None and (step.ends or step.kind == _SHOW):
                yield draft.finding(
                    draft.written("steps", n, name),
                    "end-can-be-skipped",
                    f"everybody takes the step `{step.id}`, so it has no `{name}`.",
                    "Take it out, or put it on an earlier page.",
                )
