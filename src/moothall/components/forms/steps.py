"""The step that forms offers to services: a page of questions."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field

from moothall.components.forms.contracts import KnowsItsProblems
from moothall.kernel.questions import (
    Answers,
    AnyQuestion,
    Asking,
    Question,
    check_answers,
    is_required,
)
from moothall.kernel.steps import Problem, Step


class Page(Step):
    """``{page: id, title, ask}``: what is asked together on one page."""

    kind: ClassVar[str] = "page"

    ask: Annotated[tuple[AnyQuestion, ...], Field(min_length=1)]

    def gives(self) -> dict[str, str]:
        return {question.id: question.feel_type for question in self.ask}

    def asks(self) -> Sequence[Question]:
        return self.ask

    def is_done(self, *, remembered: Answers, known: Answers) -> bool:
        """Whether every question that must now be answered is."""
        answers = {q.id: remembered.get(q.id) for q in self.ask}
        everything = {**known, **{q.id: q.seen(answer=answers[q.id]) for q in self.ask}}
        return all(
            answers[q.id] is not None or not is_required(q, everything) for q in self.ask
        )

    def example(self, *, given: Answers, at: datetime) -> dict[str, Any]:
        """The answers of a worked example; files in it need not be there."""
        ours = {q.id: given[q.id] for q in self.ask if q.id in given}
        files: dict[str, dict[str, Any]] = {
            i: {} for q in self.ask for i in q.file_ids(answer=ours.get(q.id))
        }
        return check_answers(
            questions=self.ask, given=ours, known=given, asking=Asking(at=at, files=files)
        )

    def problems(self) -> Iterator[Problem]:
        count = Counter(question.id for question in self.ask)
        if self.title is None and (len(self.ask) > 1 or not self.ask[0].for_one_heading):
            yield Problem(
                path=(),
                code="forms.page-without-title",
                words=f"the page `{self.id}` has no title",
                mend='say what it is about, like title: {en: "Your vehicle"}',
            )
        for place, question in enumerate(self.ask):
            if count[question.id] > 1:
                yield Problem(
                    path=("ask", place, "id"),
                    code="forms.id-twice",
                    words=f"`{question.id}` is asked more than once on the page `{self.id}`",
                    mend="give each question an id of its own",
                )
            yield from self._required_when_problems(place, question, count)
            if isinstance(question, KnowsItsProblems):
                for problem in question.problems():
                    yield replace(problem, path=("ask", place, *problem.path))

    def _required_when_problems(
        self, place: int, question: Question, count: Counter[str]
    ) -> Iterator[Problem]:
        names = question.required_when.names if question.required_when else ()
        for name in sorted(set(names) & set(count)):
            yield Problem(
                path=("ask", place, "required_when"),
                code="forms.required-by-same-page",
                words=f"`{question.id}` is required by `{name}`, which the same page asks",
                mend=f"ask `{name}` on an earlier page",
            )
