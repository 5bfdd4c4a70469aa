"""The step that journeys itself offers to services: check your answers."""

from collections.abc import Mapping
from typing import ClassVar

from moothall.journeys.contracts import ServiceClosed
from moothall.kernel import registry
from moothall.kernel.questions import Answers
from moothall.kernel.steps import Run, Step
from moothall.kernel.words import Words, say


class CheckAnswers(Step):
    """Shows every answer with a way to change it; taking it sends what was answered."""

    kind: ClassVar[str] = "check_answers"

    declaration: Words | None = None
    """Words above the button, such as a statement that the answers are true."""

    def take(self, *, run: Run, given: Answers, fetched: Answers) -> Answers:
        return {}


class AbsentStep(Step):
    """Stands where a version has a step of a component that this place lacks now.

    The service is closed until the component is there again; its cases go on.
    """

    kind: ClassVar[str] = "absent"
    is_shown: ClassVar[bool] = False

    lacks: str

    def is_done(self, *, remembered: Answers, known: Answers) -> bool:
        return False

    def take(self, *, run: Run, given: Answers, fetched: Answers) -> Answers:
        raise ServiceClosed(say("This service is not available online at the moment."))


def step_kinds() -> Mapping[str, type[Step]]:
    """Every kind of step that definitions may use, by its name."""
    return {**registry.step_kinds(), CheckAnswers.kind: CheckAnswers}
