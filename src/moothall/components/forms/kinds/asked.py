"""What every kind of answer here has in common."""

from collections.abc import Iterator
from typing import Any

from moothall.components.forms.rules import csv_cells
from moothall.kernel.questions import Answer, Fields, Question
from moothall.kernel.steps import Problem
from moothall.kernel.words import in_language

_LONGEST_LABEL = 250
_LONGEST_HINT = 300
_LINK_SIGNS = ("http:", "https:", "www.", "](", "<a ")


class Asked(Question):
    """A question that knows what is wrong with how it was written."""

    def problems(self) -> Iterator[Problem]:
        """Mistakes in the question by itself; paths start at the question."""
        yield from self._label_problems()
        yield from self._hint_problems()

    def cells(self, *, answer: Answer) -> list[str]:
        if answer is None:
            return [""]
        return [csv_cells.cell(self.text(answer=answer, language="en"))]

    def described(self, **schema: object) -> dict[str, Any]:
        """``schema`` with the question's own words in it."""
        words = {"title": in_language(self.label, "en")}
        if self.hint:
            words["description"] = in_language(self.hint, "en")
        return {**words, **schema}

    def _label_problems(self) -> Iterator[Problem]:
        if not self.label or not all(text.strip() for text in self.label.values()):
            yield Problem(
                path=("label",),
                code="forms.label-empty",
                words=f"the question `{self.id}` has no words",
                mend='write what is asked, like label: {en: "What is your name?"}',
            )
        if any(len(text) > _LONGEST_LABEL for text in self.label.values()):
            yield Problem(
                path=("label",),
                code="forms.label-too-long",
                words=f"the label of `{self.id}` is longer than {_LONGEST_LABEL} characters",
                mend="ask in one short sentence; put the rest into hint or intro",
            )

    def _hint_problems(self) -> Iterator[Problem]:
        hints = (self.hint or {}).values()
        if any(len(text) > _LONGEST_HINT for text in hints):
            yield Problem(
                path=("hint",),
                code="forms.hint-too-long",
                words=f"the hint of `{self.id}` is longer than {_LONGEST_HINT} characters",
                mend="it is read out in one go: keep one sentence, put the rest into intro",
            )
        if any(sign in text.casefold() for text in hints for sign in _LINK_SIGNS):
            yield Problem(
                path=("hint",),
                code="forms.hint-with-link",
                words=f"the hint of `{self.id}` holds a link",
                mend="a hint is read out without its links: put the link into intro",
            )


def sent(fields: Fields, name: str) -> str:
    """The first value that the browser sent under ``name``, else empty text."""
    values = fields.get(name) or ("",)
    return values[0]
