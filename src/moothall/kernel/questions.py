"""What a question is. Components add kinds of answer by subclassing ``Question``.

An answer lives in one normal form of plain JSON (text, bool, int, Decimal, list, mapping),
which is what ``check`` returns, what is stored, what conditions see and what the API takes and
gives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializeAsAny,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from moothall.kernel import registry
from moothall.kernel.conditions import Condition, holds
from moothall.kernel.refusals import Refused
from moothall.kernel.words import Said, Words, say

Answer = Any
"""Plain JSON in the normal form of its kind."""
Answers = Mapping[str, Any]
"""Answers by the id of their question."""
Fields = Mapping[str, Sequence[str]]
"""What a browser sent: all values by field name."""

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""The id of a question or a state: ``snake_case``, so that conditions can name it."""
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,59}$")]
"""The id of a step, an action or a service, as it stands in addresses."""


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """What is wrong with one field, in words for the person."""

    question: str
    field: str
    said: Said


_Model = TypeVar("_Model", bound=BaseModel)


class AnswersRefused(Refused):
    """One or more answers will not do; ``mistakes`` says which and why."""

    code = "forms.answers-refused"

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__(say("Some answers need another look."))
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What is known while answers are checked."""

    at: datetime
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """File id -> name, type, size, of the files that this person may attach here."""


class Question(BaseModel):
    """One thing to ask. Its fields are what a service definition may write about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: ClassVar[str]
    """The name of the kind in definitions."""
    feel_type: ClassVar[str] = "string"
    """What conditions see: string, number, boolean, date, list or context."""
    template: ClassVar[str]
    """The Jinja template that shows the question's fields."""
    for_one_heading: ClassVar[bool] = True
    """Whether its label may serve as the heading of a page that asks nothing else."""

    id: Identifier
    label: Words
    hint: Words | None = None
    optional: bool = False
    required_when: Condition | None = None
    keep: str | None = None

    def read(self, *, fields: Fields, asking: Asking) -> Answer:
        """The answer that a browser sent, in normal form; ``None`` if nothing was given.

        Raises ``AnswersRefused``.
        """
        raise NotImplementedError

    def check(self, *, answer: Answer, asking: Asking) -> Answer:
        """The normal form of an answer that came as JSON. Raises ``AnswersRefused``."""
        raise NotImplementedError

    def fields(self, *, answer: Answer) -> dict[str, list[str]]:
        """What the fields of the page show for an answer: the inverse of ``read``."""
        raise NotImplementedError

    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema (2020-12) of the answer as the API takes it."""
        raise NotImplementedError

    def text(self, *, answer: Answer, language: str) -> str:
        """The answer in plain words, lines separated by newlines."""
        raise NotImplementedError

    def columns(self) -> list[str]:
        """The headings under which ``cells`` stand in a CSV file."""
        return [self.id]

    def cells(self, *, answer: Answer) -> list[str]:
        """The answer as CSV cells, one for each of ``columns``."""
        return [self.text(answer=answer, language="en")] if answer is not None else [""]

    def seen(self, *, answer: Answer) -> Any:  # noqa: ANN401 - a value of FEEL
        """The answer as conditions see it."""
        if self.feel_type == "date" and isinstance(answer, str):
            return date.fromisoformat(answer)
        return answer

    def values(self) -> Sequence[Any] | None:
        """Every answer there can be, where they are few: for the linter. Else none."""
        return None

    def file_ids(self, *, answer: Answer) -> list[str]:
        """The ids of the files that an answer holds."""
        return []

    def mistake(self, said: Said, *, part: str | None = None) -> AnswersRefused:
        """A refusal of this question's answer, at one part of it."""
        name = f"{self.id}-{part}" if part else self.id
        return AnswersRefused([Mistake(question=self.id, field=name, said=said)])


def read_question(raw: object) -> Question:
    """Build the question that a definition describes as ``{id, kind, label, …}``."""
    if isinstance(raw, Question):
        return raw
    if not isinstance(raw, Mapping):
        raise ValueError("a question is written as {id: ..., kind: ..., label: ...}")
    kinds = registry.answer_kinds()
    kind = str(raw.get("kind"))
    if kind not in kinds:
        raise ValueError(f"there is no kind of answer `{kind}`; there are {sorted(kinds)}")
    rest = {key: value for key, value in raw.items() if key != "kind"}
    made: Question = validated(kinds[kind], rest)
    return made


def validated(model: type[_Model], raw: Mapping[str, Any]) -> _Model:
    """Build a model inside another one's validation, keeping the places of its errors.

    The errors travel in the context of one error of type ``nested``, under ``errors``.
    """
    try:
        return model.model_validate(raw)
    except ValidationError as failure:
        errors = failure.errors(include_url=False, include_input=False)
        told = {"words": str(failure), "errors": errors}
        raise PydanticCustomError("nested", "{words}", told) from None


AnyQuestion = Annotated[SerializeAsAny[Question], BeforeValidator(read_question)]


def check_answers(
    *, questions: Sequence[Question], given: Answers, known: Answers, asking: Asking
) -> dict[str, Any]:
    """The answers to exactly these questions in normal form, given as JSON.

    ``known`` are the values that conditions see besides. Raises ``AnswersRefused`` with every
    mistake, unknown names included.
    """
    found, mistakes = dict[str, Any](), list[Mistake]()
    for question in questions:
        try:
            answer = given.get(question.id)
            found[question.id] = (
                None if answer is None else question.check(answer=answer, asking=asking)
            )
        except AnswersRefused as refusal:
            mistakes += refusal.mistakes
    names = {q.id for q in questions}
    mistakes += [
        Mistake(question=name, field=name, said=say("This is not asked here."))
        for name in given
        if name not in names
    ]
    return _complete(questions, found, known, mistakes)


def read_answers(
    *, questions: Sequence[Question], fields: Fields, known: Answers, asking: Asking
) -> dict[str, Any]:
    """The answers that a browser sent, in normal form. Raises ``AnswersRefused``."""
    found, mistakes = dict[str, Any](), list[Mistake]()
    for question in questions:
        try:
            found[question.id] = question.read(fields=fields, asking=asking)
        except AnswersRefused as refusal:
            mistakes += refusal.mistakes
    return _complete(questions, found, known, mistakes)


def is_required(question: Question, known: Answers) -> bool:
    """Whether the question must be answered, given what is known."""
    if question.required_when is not None:
        return holds(question.required_when, known, where=f"{question.id}.required_when")
    return not question.optional


def _complete(
    questions: Sequence[Question],
    found: dict[str, Any],
    known: Answers,
    mistakes: list[Mistake],
) -> dict[str, Any]:
    everything = {
        **known,
        **{q.id: q.seen(answer=found[q.id]) for q in questions if q.id in found},
    }
    mistakes += [
        Mistake(
            question=q.id, field=q.id, said=say("Answer the question: {label}", label=q.label)
        )
        for q in questions
        if q.id in found and found[q.id] is None and is_required(q, everything)
    ]
    if mistakes:
        raise AnswersRefused(mistakes)
    return found
