"""The courses that one case takes through a service as it is and as it would be.

Only what leads to something that can be counted is gone through: the steps that decide, the
questions that they use, and the conditions on the way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from moothall.feel import Expression
from moothall.journeys.definition import Service
from moothall.journeys.whatif.contracts import Came, RowRefused, Unread
from moothall.kernel.conditions import CannotDecide, holds
from moothall.kernel.questions import Answers, Question, is_required
from moothall.kernel.steps import Counted, Step
from moothall.kernel.words import say

TODAY = "today"
_MOST_REASONS = 20


@dataclass(frozen=True)
class Part:
    """A step on the way, as far as it matters."""

    step: Step
    questions: tuple[Question, ...]
    counts: tuple[Counted, ...]
    decides: bool
    """Whether it comes to something by itself, besides what is asked."""


def parts_of(service: Service) -> list[Part]:
    """The steps that matter to what can be counted, in order."""
    found: list[Part] = []
    needed: set[str] = set()
    last = max((n for n, step in enumerate(service.steps) if step.counts()), default=-1)
    for step in reversed(service.steps[: last + 1]):
        counts, gives = tuple(step.counts()), set(step.gives())
        if not (counts or step.stop_when or needed & gives):
            continue
        own = {question.id for question in step.asks()}
        decides = bool(counts or needed & (gives - own))
        needed |= step.needs() | _names(step.show_when, step.stop_when)
        questions = [q for q in step.asks() if decides or q.id in needed]
        needed |= {q.id for q in questions} | _names(*(q.required_when for q in questions))
        found.append(Part(step, tuple(questions), counts, decides))
    return found[::-1]


def asked(parts: Iterable[Part]) -> dict[str, Question]:
    """The questions that matter, by their ids, in order."""
    return {question.id: question for part in parts for question in part.questions}


class Courses:
    """Takes cases through two services; what is the same in both is gone through once."""

    def __init__(
        self,
        *,
        before: Service,
        after: Service,
        amount: str,
        at: datetime,
        unknowable: frozenset[str] = frozenset(),
    ) -> None:
        """``unknowable`` are questions that no population may answer: they stay open."""
        one, two = parts_of(before), parts_of(after)
        same = 0
        while same < min(len(one), len(two)) and one[same] == two[same]:
            same += 1
        self._shared, self._one, self._two = one[:same], one[same:], two[same:]
        self._amount, self._at, self._unknowable = amount, at, unknowable
        self._reasons = _MOST_REASONS

    def both(self, *, line: int, answers: Answers) -> tuple[Came, Came]:
        """What the case comes to before and after. Raises ``RowRefused``."""
        start = _Course({TODAY: self._at.date()})
        self._go(start, self._shared, line, answers)
        ends = []
        for rest in (self._one, self._two):
            course = start.copy()
            self._go(course, rest, line, answers)
            ends.append(self._end(course))
        return ends[0], ends[1]

    def _go(
        self, course: "_Course", parts: Sequence[Part], line: int, answers: Answers
    ) -> None:
        for part in parts:
            if course.over:
                return
            step = part.step
            try:
                if step.show_when and not holds(step.show_when, course.known, where=step.id):
                    continue
                self._ask(course, part, line, answers)
                if part.decides:
                    self._decide(course, part, answers)
                if step.stop_when and holds(step.stop_when, course.known, where=step.id):
                    course.stopped = course.over = True
            except CannotDecide as failure:
                details = failure.details
                course.left_open = f"{details.get('where')}: {details.get('why')}"
                course.over = True

    def _ask(self, course: "_Course", part: Part, line: int, answers: Answers) -> None:
        for question in part.questions:
            answer = answers.get(question.id)
            course.known[question.id] = None if answer is None else question.seen(answer=answer)
            if answer is not None or question.id in self._unknowable:
                continue
            if is_required(question, course.known):
                said = say("There is nothing here, and it is needed.")
                raise RowRefused(Unread(line=line, column=question.id, said=said))

    def _decide(self, course: "_Course", part: Part, answers: Answers) -> None:
        known, step = course.known, part.step
        if part.questions:
            own = {q.id: answers[q.id] for q in part.questions if q.id in answers}
            known = {**known, **own}
        came = step.comes_to(known=known, at=self._at)
        course.known.update(came)
        for counted in part.counts:
            value = _found(came, counted.name)
            if value == counted.left_open:
                course.left_open = course.left_open or self._why(step, known)
            elif counted.is_amount:
                course.amounts[counted.name] = value
            else:
                course.outcomes[counted.name] = str(value)

    def _why(self, step: Step, known: Mapping[str, Any]) -> str:
        """In words for the first few: explaining takes many times as long as deciding."""
        if self._reasons <= 0:
            return step.id
        self._reasons -= 1
        remembered = step.example(given=known, at=self._at)
        return f"{step.id}: {step.left_open(remembered=remembered)}"

    def _end(self, course: "_Course") -> Came:
        return Came(
            stopped=course.stopped,
            amount=course.amounts.get(self._amount),
            outcomes=course.outcomes,
            left_open=course.left_open,
        )


class _Course:
    """One way through one service, as far as it has come."""

    __slots__ = ("amounts", "known", "left_open", "outcomes", "over", "stopped")

    def __init__(self, known: dict[str, Any]) -> None:
        self.known = known
        self.outcomes: dict[str, str] = {}
        self.amounts: dict[str, Any] = {}
        self.stopped = self.over = False
        self.left_open = ""

    def copy(self) -> "_Course":
        made = _Course(dict(self.known))
        made.outcomes, made.amounts = dict(self.outcomes), dict(self.amounts)
        made.stopped, made.over, made.left_open = self.stopped, self.over, self.left_open
        return made


def _names(*conditions: Expression | None) -> set[str]:
    return {name for each in conditions if each is not None for name in each.names}


def _found(came: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - a value of FEEL
    value: Any = came
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
