"""The step that journeys itself offers to services: check your answers."""

from collections.abc import Mapping
from typing import ClassVar

from moothall.kernel import registry
from moothall.kernel.questions import Answers
from moothall.kernel.steps import Run, Step
from moothall.kernel.words import Words


class CheckAnswers(Step):
    """Shows every answer with a way to change it; taking it sends what was answered."""

    kind: ClassVar[str] = "check_answers"

    declaration: Words | None = None
    """Words above the button, such as a statement that the answers are true."""

    def take(self, *, run: Run, given: Answers, fetched: Answers) -> Answers:
        return {}


def step_kinds() -> Mapping[str, type[Step]]:
    """Every kind of step that definitions may use, by its name."""
    return {**registry.step_kinds(), CheckAnswers.kind: CheckAnswers}
