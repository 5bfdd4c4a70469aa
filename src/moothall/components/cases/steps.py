"""The step that cases offers to services: end the journey with a case."""

from typing import ClassVar

from moothall.kernel.steps import Step


class OpenCase(Step):
    """``case: permit`` ends the journey with a case that lives by ``permit`` of ``case:``.

    Journeys opens the case itself, since it knows the life that the step names.
    """

    kind: ClassVar[str] = "case"
    is_shown: ClassVar[bool] = False
    ends: ClassVar[bool] = True
