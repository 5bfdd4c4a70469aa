"""The document under the linter: read as far as it can be, with the place of every part.

What a model refuses is taken out and the rest is read again, so that one bad step does not hide
the mistakes of another. Paths are those of the document as it was written.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from moothall.feel import Expression
from moothall.journeys.definition import Service
from moothall.journeys.lint.codes import CODES
from moothall.journeys.lint.schema import Wrong, value_at, wrongs
from moothall.journeys.reading import Finding, Path_, Source
from moothall.kernel.questions import Question

_MOST_ROUNDS = 60
_LOST = object()
_OF_OUR_MAKING = frozenset({"missing", "too_short"})
"""What is refused only because something was taken out."""
_STAND_INS: Mapping[str, Any] = {
    "moothall": 1,
    "service": "unnamed",
    "title": {},
    "summary": {},
    "owner": "unnamed",
    "need": "unnamed",
    "channels": ["web"],
    "legal": {"basis": "public_task", "keep": "999 years after closed"},
    "steps": [{"check_answers": {}}],
    "examples": [{"name": "", "given": {}, "expect": {}}],
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question with where it is asked."""

    question: Question
    path: Path_
    step: int
    """The position of its step."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """A condition with where it is written."""

    expression: Expression
    path: Path_
    step: int
    """The position of the step it belongs to."""
    sees_own: bool
    """Whether it may use what its own step asks."""
    about: str


class Draft:
    """A definition as far as it can be read. ``service`` is none only if nothing could."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.wrongs: list[Wrong] = []
        self.lost: set[Path_] = set()
        self._tree: Any = _copied(source.data)
        self.service = self._read()

    def finding(self, path: Path_, code: str, words: str, mend: str) -> Finding:
        """A finding at a path of the document as it was written."""
        assert code in CODES or "." in code, code  # noqa: S101 - a code is promised to readers
        return self.source.finding(path, code=code, words=words, mend=mend)

    def finding_in(
        self, path: Path_, line: int, column: int, code: str, words: str, mend: str
    ) -> Finding:
        """A finding at a line and column of the words that stand at a path."""
        assert code in CODES, code  # noqa: S101
        line, column = self.source.inside(path, line=line, column=column)
        return Finding(
            file=self.source.file, line=line, column=column, code=code, words=words, mend=mend
        )

    def finding_in_template(
        self, template: str, language: str, position: int, code: str, words: str, mend: str
    ) -> Finding:
        """A finding at a position in the text of a message template."""
        assert code in CODES, code  # noqa: S101
        before = self.source.templates[template][language][:position]
        return Finding(
            file=str(Path(self.source.file).parent / "messages" / f"{template}.{language}.md"),
            line=before.count("\n") + 1,
            column=position - before.rfind("\n"),
            code=code,
            words=words,
            mend=mend,
        )

    def is_whole(self, *path: str | int) -> bool:
        """Whether nothing at or below a path had to be taken out or put in."""
        return not any(lost[: len(path)] == path for lost in self.lost)

    def written(self, *path: str | int) -> Path_:
        """The path in the document for one in ``service``, where what was refused is gone."""
        node, found = self._tree, list[str | int]()
        for key in path:
            if isinstance(node, list) and isinstance(key, int):
                kept = [n for n, item in enumerate(node) if item is not _LOST]
                key = kept[key] if key < len(kept) else key
            found.append(key)
            node = value_at(node, (key,))
        return tuple(found)

    @cached_property
    def lost_names(self) -> frozenset[str]:
        """The ids that steps and questions seem to have which had to be taken out."""
        steps = self.source.data.get("steps")
        named = [
            next(iter(step.values()))
            for step in (steps if isinstance(steps, list) else ())
            if isinstance(step, Mapping) and step
        ]
        written = {name for name in named if isinstance(name, str)} | {*_ids(steps)}
        kept = {step.id for step in self.service.steps} if self.service else set()
        return frozenset(written - kept - {a.question.id for a in self.asked})

    @cached_property
    def asked(self) -> Sequence[Asked]:
        """Every question of the steps, in order."""
        steps = self.service.steps if self.service else ()
        return [
            Asked(question=question, path=(*self._path_of_ask(n), *where), step=n)
            for n, step in enumerate(steps)
            for question, where in self._with_places(n, step.asks())
        ]

    @cached_property
    def asked_by_actions(self) -> Sequence[tuple[Question, Path_]]:
        """Every question that an action asks, with its path."""
        lives = self.service.case if self.service else {}
        return [
            (question, self.written("case", name, "actions", n, "ask", m))
            for name, life in lives.items()
            for n, action in enumerate(life.actions)
            for m, question in enumerate(action.ask)
        ]

    @property
    def questions(self) -> Sequence[tuple[Question, Path_]]:
        """Every question there is, with its path."""
        return [*((a.question, a.path) for a in self.asked), *self.asked_by_actions]

    def conditions(self) -> Iterator[Written]:
        """Every condition of the steps and their questions, in order."""
        for n, step in enumerate(self.service.steps if self.service else ()):
            for name in type(step).model_fields:
                value = getattr(step, name)
                if isinstance(value, Expression):
                    yield Written(
                        expression=value,
                        path=self.written("steps", n, name),
                        step=n,
                        sees_own=name != "show_when",
                        about=f"`{name}` of `{step.id}`",
                    )
            yield from self._required_when(n)

    def _required_when(self, step: int) -> Iterator[Written]:
        for asked in self.asked:
            condition = asked.question.required_when
            if asked.step == step and condition is not None:
                yield Written(
                    expression=condition,
                    path=(*asked.path, "required_when"),
                    step=step,
                    sees_own=True,
                    about=f"`required_when` of `{asked.question.id}`",
                )

    def _path_of_ask(self, step: int) -> Path_:
        path = self.written("steps", step)
        raw = value_at(self.source.data, path)
        if isinstance(raw, Mapping) and "ask" not in raw and raw:
            kind = next(iter(raw))
            if isinstance(raw[kind], Mapping):
                return (*path, kind)
        return path

    def _with_places(
        self, step: int, questions: Sequence[Question]
    ) -> Iterator[tuple[Question, Path_]]:
        ask = value_at(self._tree, (*self._path_of_ask(step), "ask"))
        kept = (
            [n for n, item in enumerate(ask) if item is not _LOST]
            if isinstance(ask, list)
            else []
        )
        for n, question in enumerate(questions):
            yield question, ("ask", kept[n]) if len(kept) == len(questions) else ()

    def _read(self) -> Service | None:
        for _ in range(_MOST_ROUNDS):
            data = _without_lost(self._tree)
            try:
                return Service.model_validate(data)
            except ValidationError as failure:
                found = [replace(w, path=self.written(*w.path)) for w in wrongs(failure, data)]
            self.wrongs += [w for w in found if not self.lost or w.type not in _OF_OUR_MAKING]
            if not [wrong for wrong in found if self._take_out(wrong)]:
                return None
        return None

    def _take_out(self, wrong: Wrong) -> bool:
        """Take out what is refused, or what lacks a setting; whether there was anything."""
        gone = wrong.path[:-1] if wrong.is_missing and len(wrong.path) > 1 else wrong.path
        if not gone:
            return False
        self.lost.add(gone)
        if len(gone) == 1 and gone[0] in _STAND_INS:
            self._tree[gone[0]] = _copied(_STAND_INS[str(gone[0])])
            return True
        holder, last = value_at(self._tree, gone[:-1]), gone[-1]
        if isinstance(holder, dict):
            return holder.pop(last, _LOST) is not _LOST
        if isinstance(holder, list) and isinstance(last, int) and last < len(holder):
            holder[last] = _LOST
            return True
        return False


def _copied(data: Any) -> Any:  # noqa: ANN401 - plain data
    if isinstance(data, Mapping):
        return {key: _copied(value) for key, value in data.items()}
    return [_copied(item) for item in data] if isinstance(data, list) else data


def _without_lost(data: Any) -> Any:  # noqa: ANN401 - plain data
    if isinstance(data, dict):
        return {key: _without_lost(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_without_lost(item) for item in data if item is not _LOST]
    return data


def _ids(data: object) -> Iterator[str]:
    if isinstance(data, list):
        for item in data:
            yield from _ids(item)
    elif isinstance(data, Mapping):
        if isinstance(data.get("id"), str):
            yield data["id"]
        for value in data.values():
            yield from _ids(value)
