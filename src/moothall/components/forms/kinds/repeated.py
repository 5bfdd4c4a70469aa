"""A group of questions that is answered as often as needed, such as once for each child."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from moothall.components.forms.contracts import KnowsItsProblems
from moothall.components.forms.kinds.asked import Asked
from moothall.kernel.questions import (
    Answer,
    AnswersRefused,
    AnyQuestion,
    Asking,
    Fields,
    Mistake,
    Question,
    check_answers,
    is_required,
)
from moothall.kernel.steps import Problem
from moothall.kernel.words import Words, say

_MOST = 50


class Repeated(Asked):
    """``{kind: repeated, ask, item, max_items}``: a list of answers by id of the question.

    A page names the fields of an item ``<id>-<position>-<question>``, after the positions that
    it shows, each under ``<id>-item``.
    """

    kind: ClassVar[str] = "repeated"
    feel_type: ClassVar[str] = "list"
    template: ClassVar[str] = "forms/kinds/repeated.html"

    ask: Annotated[tuple[AnyQuestion, ...], Field(min_length=1)]
    item: Words | None = None
    """What one of them is called: ``{en: "Child"}``."""
    min_items: Annotated[int, Field(ge=0, le=_MOST)] = 0
    max_items: Annotated[int, Field(ge=1, le=_MOST)] = 10

    @model_validator(mode="after")
    def _is_flat(self) -> Self:
        if any(q.kind in {"repeated", "file"} for q in self.ask):
            raise ValueError("a repeated group holds no other group and no file")
        if self.min_items > self.max_items:
            raise ValueError("`min_items` is greater than `max_items`")
        return self

    def read(self, *, fields: Fields, asking: Asking) -> Answer:
        items, mistakes = list[Answer](), list[Mistake]()
        for place in self.places(fields):
            item, wrong = self._read_item(place, fields, asking)
            mistakes += wrong
            if item or wrong:
                items.append(item)
        return self._settled(items, mistakes)

    def check(self, *, answer: Answer, asking: Asking) -> Answer:
        if not isinstance(answer, list) or not all(isinstance(i, dict) for i in answer):
            raise self.mistake(say("This must be a list of answers by their names."))
        if len(answer) > self.max_items:
            raise self._too_many()
        items, mistakes = list[Answer](), list[Mistake]()
        for place, given in enumerate(answer):
            try:
                found = check_answers(questions=self.ask, given=given, known={}, asking=asking)
                items.append(_without_none(found))
            except AnswersRefused as refusal:
                mistakes += [self._at(place, m) for m in refusal.mistakes]
        return self._settled([item for item in items if item], mistakes)

    def fields(self, *, answer: Answer) -> dict[str, list[str]]:
        if answer is None:
            return {}
        found = {f"{self.id}-item": [str(place) for place in range(len(answer))]}
        for place, item in enumerate(answer):
            for question in self.at(place):
                found |= question.fields(answer=item.get(self._plain(question)))
        return found

    def json_schema(self) -> dict[str, Any]:
        always = [q.id for q in self.ask if not q.optional and q.required_when is None]
        return self.described(
            type="array",
            items={
                "type": "object",
                "properties": {q.id: q.json_schema() for q in self.ask},
                "required": always,
                "additionalProperties": False,
            },
            minItems=max(1, self.min_items),
            maxItems=self.max_items,
        )

    def text(self, *, answer: Answer, language: str) -> str:
        return "\n\n".join(
            "\n".join(
                q.text(answer=item[q.id], language=language) for q in self.ask if q.id in item
            )
            for item in answer
        )

    def seen(self, *, answer: Answer) -> Answer:
        return [
            {q.id: q.seen(answer=item[q.id]) for q in self.ask if q.id in item}
            for item in answer or ()
        ]

    def columns(self) -> list[str]:
        return [
            f"{self.id}_{place}_{column}"
            for place in range(1, self.max_items + 1)
            for question in self.ask
            for column in question.columns()
        ]

    def cells(self, *, answer: Answer) -> list[str]:
        items = list(answer or [])
        items += [{}] * (self.max_items - len(items))
        return [
            cell
            for item in items
            for question in self.ask
            for cell in question.cells(answer=item.get(question.id))
        ]

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        count = Counter(q.id for q in self.ask)
        for place, question in enumerate(self.ask):
            if count[question.id] > 1:
                yield Problem(
                    path=("ask", place, "id"),
                    code="forms.id-twice",
                    words=f"`{question.id}` is asked more than once in the group `{self.id}`",
                    mend="give each question an id of its own",
                )
            found = question.problems() if isinstance(question, KnowsItsProblems) else ()
            for problem in found:
                yield Problem(
                    path=("ask", place, *problem.path),
                    code=problem.code,
                    words=problem.words,
                    mend=problem.mend,
                )

    def pressed(self, *, fields: Fields) -> dict[str, list[str]] | None:
        """The page's fields after one of the group's own buttons; ``None`` if none was pressed.

        Buttons are ``add-<id>``, and ``remove-<id>`` with a position as its value.
        """
        places, kept = self.places(fields), {k: list(v) for k, v in fields.items()}
        if f"add-{self.id}" in fields:
            kept.pop(f"add-{self.id}")
            places.append(max(places, default=-1) + 1)
        elif f"remove-{self.id}" in fields:
            gone = kept.pop(f"remove-{self.id}")
            places = [place for place in places if str(place) not in gone]
            starts = tuple(f"{self.id}-{place}-" for place in gone)
            kept = {name: values for name, values in kept.items() if not _of(name, starts)}
        else:
            return None
        kept[f"{self.id}-item"] = [str(place) for place in places[: self.max_items]]
        return kept

    def places(self, fields: Fields) -> list[int]:
        """The positions that a page shows, in their order; never more than there may be."""
        sent = dict.fromkeys(fields.get(f"{self.id}-item", ()))
        known = [int(place) for place in sent if re.fullmatch(r"\d{1,4}", place, re.ASCII)]
        return list(dict.fromkeys(known))[: self.max_items + 1]

    def at(self, place: int) -> list[Question]:
        """The questions as they stand on the page for the item at ``place``."""
        return [
            question.model_copy(
                update={"id": f"{self.id}-{place}-{question.id}"}
                | ({"autofill": False} if "autofill" in type(question).model_fields else {})
            )
            for question in self.ask
        ]

    def _read_item(
        self, place: int, fields: Fields, asking: Asking
    ) -> tuple[Answer, Sequence[Mistake]]:
        found, mistakes = dict[str, Any](), list[Mistake]()
        for question in self.at(place):
            try:
                answer = question.read(fields=fields, asking=asking)
                found[self._plain(question)] = answer
            except AnswersRefused as refusal:
                mistakes += [_within(self.id, m) for m in refusal.mistakes]
        if not mistakes and not _without_none(found):
            return None, ()
        seen = {q.id: q.seen(answer=found[q.id]) for q in self.ask if q.id in found}
        mistakes += [
            self._unanswered(place, question)
            for question in self.ask
            if found.get(question.id, "refused") is None and is_required(question, seen)
        ]
        return _without_none(found), mistakes

    def _settled(self, items: list[Answer], mistakes: list[Mistake]) -> Answer:
        if len(items) > self.max_items:
            raise self._too_many()
        if mistakes:
            raise AnswersRefused(mistakes)
        if items and len(items) < self.min_items:
            raise self.mistake(say("Add at least {least}", least=self.min_items))
        return items or None

    def _too_many(self) -> AnswersRefused:
        return self.mistake(say("You can add up to {most}", most=self.max_items))

    def _at(self, place: int, mistake: Mistake) -> Mistake:
        return Mistake(
            question=self.id, field=f"{self.id}-{place}-{mistake.field}", said=mistake.said
        )

    def _unanswered(self, place: int, question: Question) -> Mistake:
        name = f"{self.id}-{place}-{question.id}"
        said = say("Answer the question: {label}", label=question.label)
        return Mistake(question=self.id, field=name, said=said)

    def _plain(self, question: Question) -> str:
        return question.id.rsplit("-", 1)[1]


def _without_none(found: dict[str, Any]) -> dict[str, Any]:
    return {name: answer for name, answer in found.items() if answer is not None}


def _within(group: str, mistake: Mistake) -> Mistake:
    return Mistake(question=group, field=mistake.field, said=mistake.said)


def _of(name: str, starts: tuple[str, ...]) -> bool:
    return bool(starts) and name.startswith(starts)
