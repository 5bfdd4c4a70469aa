"""The step ``score``: a questionnaire whose answers are counted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar

from pydantic import model_validator

from moothall.components.assessment.rules.score_checks import checked, has_words
from moothall.components.assessment.rules.scoring import (
    BAND,
    BANDS,
    ITEMS,
    TOTAL,
    UNDECIDED,
    Band,
    Item,
    Missing,
    Questionnaire,
    Scale,
    counted,
    published,
    scored,
)
from moothall.feel import FeelError
from moothall.kernel.conditions import is_a_name
from moothall.kernel.questions import Answers, Asking, Question, check_answers, read_question
from moothall.kernel.steps import Asked, Named, Problem, Run, Step, Told
from moothall.kernel.words import LANGUAGES, Words, in_language, say

_Text = tuple[tuple[str, str], ...]
"""Words by language, so that they can be a key."""
_Wording = tuple[str, _Text, _Text]


class Score(Step):
    """Asks a questionnaire, counts the answers, and says in which band they fall."""

    kind: ClassVar[str] = "score"

    questionnaire: str | None = None
    """One that comes with the house, as it was published: `ons4`. Else write `items`."""
    items: tuple[Item, ...] = ()
    """`{id, label, reverse}`: each is answered on the scale; `reverse: true` turns it round.
    With `bands` of its own an item is judged by itself, and nothing is added up."""
    scale: Scale | None = None
    """`{from: 0, to: 10, low: {…}, high: {…}}`: whole numbers, and what the ends are called."""
    missing: Missing = "refuse"
    """What missing answers count: `refuse` takes none, with `mean` they count as the mean of
    the others where at least half are there, and `{at_most: 1}` says how many may be missing.
    What is less than that is left to a person."""
    bands: tuple[Band, ...] = ()
    """`{id, from, to, label}`: what the totals mean. Each total belongs to exactly one."""

    @model_validator(mode="before")
    @classmethod
    def _introduced(cls, raw: object) -> object:
        """A published questionnaire brings what is read before it."""
        if not isinstance(raw, Mapping) or raw.get("intro") is not None:
            return raw
        found = published(str(raw.get("questionnaire")))
        return {**raw, "intro": found.intro} if found and found.intro else raw

    @property
    def used(self) -> Questionnaire:
        """The questionnaire that the step names, else its own."""
        found = published(self.questionnaire) if self.questionnaire else None
        return found or self._own

    def gives(self) -> Mapping[str, str]:
        return {**{q.id: q.feel_type for q in self.asks()}, self.id: "context"}

    def nameable(self) -> Sequence[Named]:
        if not self.used.adds_up:
            return ()
        title = self.title or say("Outcome").in_all_languages()
        bands = {band.id: band.label for band in self.used.bands}
        return (
            Named(name=f"{self.id}.{TOTAL}", type="number", label=title),
            Named(name=f"{self.id}.{BAND}", type="string", label=title, values=bands),
        )

    def asks(self) -> Sequence[Question]:
        used = self.used
        return _questions(
            tuple((i.id, _text(i.label), _text(i.hint)) for i in used.items),
            _options(used),
            optional=self.missing != "refuse",
        )

    def seen(self, *, remembered: Answers) -> Mapping[str, Any]:
        """The answers, and what they came to: ``wellbeing.total``, ``wellbeing.bands.…``."""
        seen = super().seen(remembered=remembered)
        kept = remembered.get(self.id)
        if kept is None:
            return seen
        came = {
            TOTAL: _exact(kept[TOTAL]),
            ITEMS: {name: _exact(value) for name, value in kept[ITEMS].items()},
            BAND: kept[BAND],
            BANDS: dict(kept.get(BANDS, {})),
            UNDECIDED: UNDECIDED in kept,
        }
        return {**seen, self.id: came}

    def is_done(self, *, remembered: Answers, known: Answers) -> bool:
        """Whether it was counted as this questionnaire counts, and nothing is wanting."""
        kept = remembered.get(self.id)
        if kept is None or kept[ITEMS] != counted(self.used, answers=remembered):
            return False
        return self.missing != "refuse" or None not in kept[ITEMS].values()

    def take(self, *, run: Run, given: Answers, fetched: Answers) -> dict[str, Any]:
        return self._counted(given)

    def example(self, *, given: Answers, at: datetime) -> dict[str, Any]:
        """The answers of a worked example, and what they come to."""
        questions = self.asks()
        ours = {q.id: given[q.id] for q in questions if q.id in given}
        found = check_answers(
            questions=questions, given=ours, known=given, asking=Asking(at=at)
        )
        return self._counted(found)

    def tells(self, *, remembered: Answers, language: str) -> Sequence[Told]:
        """The band of the total, or of each item where they are not added up."""
        kept = remembered.get(self.id)
        if kept is None:
            return ()
        told = self._judged(kept, language)
        if UNDECIDED in kept:
            waits = say("Somebody will look at this").in_language(language)
            told.append(Told(label=self._label(language), value=waits))
        return told

    def explains(self, *, remembered: Answers, language: str, asked: Asked) -> Sequence[Told]:
        """What people are told, then the total and each item with what it counts."""
        kept = remembered.get(self.id)
        if kept is None:
            return ()
        told = [] if BANDS in kept else list(self._judged(kept, language))
        if kept[TOTAL] is not None and self.used.bands:
            label = say("Total").in_language(language)
            told.append(Told(label=label, value=str(kept[TOTAL])))
        items = (
            self._explained(item, kept, remembered.get(item.id), language)
            for item in self.used.items
        )
        return (*told, *items)

    def left_open(self, *, remembered: Answers) -> str:
        return str((remembered.get(self.id) or {}).get(UNDECIDED, ""))

    def problems(self) -> Iterator[Problem]:
        if not is_a_name(self.id):
            yield Problem(
                path=(),
                code="assessment.score-without-name",
                words=f"conditions cannot name the result `{self.id}`",
                mend="call the step by one word of small letters and _, such as wellbeing",
            )
        if self.title is None and len(self.used.items) != 1:
            yield Problem(
                path=(),
                code="assessment.score-without-title",
                words=f"the page `{self.id}` has no title",
                mend='say what it is about, like title: {en: "Your wellbeing"}',
            )
        yield from checked(
            step=self.id, named=self.questionnaire, own=self._own, missing=self.missing
        )
        yield from self._question_problems()
        yield from self._stop_problems()

    @property
    def _own(self) -> Questionnaire:
        return Questionnaire.model_construct(
            items=self.items, scale=self.scale, bands=self.bands
        )

    def _counted(self, answers: Answers) -> dict[str, Any]:
        came = scored(self.used, missing=self.missing, answers=answers)
        return {**answers, self.id: came}

    def _label(self, language: str) -> str:
        return in_language(self.title, language) or say("Outcome").in_language(language)

    def _judged(self, kept: Mapping[str, Any], language: str) -> list[Told]:
        if BANDS in kept:
            return [
                Told(label=in_language(item.known_as, language), value=words)
                for item in self.used.items
                if (words := _band(item.bands, kept[BANDS].get(item.id), language))
            ]
        words = _band(self.used.bands, kept[BAND], language)
        if not words and kept[TOTAL] is not None:
            words = str(kept[TOTAL])
        return [Told(label=self._label(language), value=words)] if words else []

    def _explained(
        self, item: Item, kept: Mapping[str, Any], answer: str | None, language: str
    ) -> Told:
        label = in_language(item.known_as, language)
        counts = kept[ITEMS].get(item.id)
        if answer is None or counts is None:
            mean = say("Counts as the mean of the others").in_language(language)
            because = mean if kept[TOTAL] is not None else ""
            none = say("Not answered").in_language(language)
            return Told(label=label, value=none, because=because)
        because = _band(item.bands, kept.get(BANDS, {}).get(item.id), language)
        if item.reverse:
            turned = say("Counts as {value}", value=counts).in_language(language)
            because = ", ".join(filter(None, (turned, because)))
        return Told(label=label, value=answer, because=because)

    def _question_problems(self) -> Iterator[Problem]:
        """What the kind of answer finds in the words of items; it sees no options here."""
        if self.questionnaire is not None:
            return
        for place, (item, question) in enumerate(zip(self.items, self.asks(), strict=True)):
            find = getattr(question, "problems", tuple)
            for problem in find() if has_words(item.label) else ():
                if problem.path[0] != "options":
                    yield replace(problem, path=("items", place, *problem.path))

    def _stop_problems(self) -> Iterator[Problem]:
        """A stop that fails where there is no total would let nobody go on."""
        names = {self.id, *(item.id for item in self.used.items)}
        if self.stop_when is None or not self.stop_when.names <= names:
            return
        lowest = {item.id: str(n) for item in self.used.items for n in self.used.possible[:1]}
        for answers in ({}, lowest) if self.missing != "refuse" else (lowest,):
            seen = self.seen(remembered=self._counted({**dict.fromkeys(names), **answers}))
            try:
                self.stop_when.is_true({name: seen[name] for name in self.stop_when.names})
            except FeelError as failure:
                what = "has a band and no total" if answers else "may be left unanswered"
                yield Problem(
                    path=("stop_when",),
                    code="assessment.score-stop-may-fail",
                    words=f"the questionnaire {what}, and then this fails: {failure.words}",
                    mend=f"ask for a band, or guard it: {self.id}.total != null and …",
                )
                return


@lru_cache(maxsize=256)
def _questions(
    worded: tuple[_Wording, ...], options: tuple[tuple[str, _Text], ...], *, optional: bool
) -> tuple[Question, ...]:
    """Choices among the numbers of the scale. Steps are asked often: they are built once."""
    chosen = [{"value": value, "label": dict(label)} for value, label in options]
    first = read_question(
        {"id": "item", "kind": "choice", "label": {}, "options": chosen, "optional": optional}
    )
    return tuple(
        first.model_copy(
            update={"id": name, "label": dict(label), "hint": dict(hint) if hint else None}
        )
        for name, label, hint in worded
    )


def _options(used: Questionnaire) -> tuple[tuple[str, _Text], ...]:
    ends = dict[int, Words]()
    if used.scale is not None:
        ends = {used.scale.least: used.scale.low, used.scale.most: used.scale.high}
    return tuple(
        (str(value), tuple((each, _number(value, ends, each)) for each in LANGUAGES))
        for value in used.possible
    )


def _number(value: int, ends: Mapping[int, Words], language: str) -> str:
    called = in_language(ends.get(value), language)
    return f"{value} – {called}" if called else str(value)


def _text(words: Words | None) -> _Text:
    return tuple((words or {}).items())


def _band(bands: Sequence[Band], band: str | None, language: str) -> str:
    return next((in_language(b.label, language) for b in bands if b.id == band), "")


def _exact(kept: int | Decimal | None) -> Decimal | None:
    return None if kept is None else Decimal(kept)
