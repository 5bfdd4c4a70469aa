"""Scored questionnaires: what each answer counts, what they come to, and in which band."""

import tomllib
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from moothall.kernel.questions import Answers, Identifier
from moothall.kernel.words import Words

TOTAL, ITEMS, BAND, BANDS, UNDECIDED = "total", "items", "band", "bands", "undecided"
WIDEST_SCALE = 100
_SHIPPED = Path(__file__).parents[1] / "questionnaires"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)


class Scale(_Part):
    """The whole numbers among which every item is answered."""

    least: int = Field(alias="from")
    """The lowest of them."""
    most: int = Field(alias="to")
    """The highest of them, at most 100 above the lowest."""
    low: Words = Field(default_factory=dict)
    """What people read beside the lowest."""
    high: Words = Field(default_factory=dict)
    """What people read beside the highest."""

    @property
    def is_sound(self) -> bool:
        return 0 < self.most - self.least <= WIDEST_SCALE


class Band(_Part):
    """What the totals, or the answers to an item, from one number to another mean."""

    id: Identifier
    """The name by which conditions know it."""
    least: int = Field(alias="from")
    """The lowest number that belongs to it."""
    most: int = Field(alias="to")
    """The highest number that belongs to it."""
    label: Words
    """What people read."""


class Item(_Part):
    """One question of a questionnaire."""

    id: Identifier
    """The id of the question."""
    label: Words
    """What is asked."""
    name: Words | None = None
    """What it is about, in a word or two, where what it came to is told."""
    hint: Words | None = None
    """A line below the question."""
    reverse: bool = False
    """Whether the lowest answer counts as the highest, and so on."""
    bands: tuple[Band, ...] = ()
    """Bands of its own. Where items have them, they are not added up."""

    @property
    def known_as(self) -> Words:
        return self.name or self.label


class AtMost(_Part):
    """How many answers may be missing."""

    at_most: int = Field(ge=0)
    """How many; what is missing counts as the mean of what was answered."""


Missing = Literal["refuse", "mean"] | AtMost


class Questionnaire(_Part):
    """Items, the scale on which they are answered, and what they come to."""

    intro: Words | None = None
    """What people read before the questions."""
    items: tuple[Item, ...] = ()
    scale: Scale | None = None
    bands: tuple[Band, ...] = ()
    """What the totals mean."""

    @property
    def adds_up(self) -> bool:
        """Whether there is a total; none where items are judged each by itself."""
        return not any(item.bands for item in self.items)

    @property
    def possible(self) -> Sequence[int]:
        """What an item may be answered with; nothing where the scale will not do."""
        if self.scale is None or not self.scale.is_sound:
            return ()
        return range(self.scale.least, self.scale.most + 1)


def shipped() -> list[str]:
    """The questionnaires that come with the house, by name."""
    return sorted(path.stem for path in _SHIPPED.glob("*.toml"))


@lru_cache(maxsize=32)
def published(name: str) -> Questionnaire | None:
    """The questionnaire that comes with the house under that name, if one does."""
    if name not in shipped():
        return None
    text = (_SHIPPED / f"{name}.toml").read_text(encoding="utf-8")
    return Questionnaire.model_validate(tomllib.loads(text))


def scored(
    questionnaire: Questionnaire, *, missing: Missing, answers: Answers
) -> dict[str, Any]:
    """What the answers come to, as plain data; under ``undecided``, why a person must look.

    Every item counts as it was answered, turned round if it is reversed. Totals are whole
    numbers, as answers are: where missing ones count as the mean, half is rounded up.
    """
    items = counted(questionnaire, answers=answers)
    found = [value for value in items.values() if value is not None]
    why = _too_few(missing, answered=len(found), of=len(items))
    came: dict[str, Any] = {TOTAL: None, ITEMS: items, BAND: None}
    if not questionnaire.adds_up:
        came[BANDS] = {i.id: band_at(i.bands, items[i.id]) for i in questionnaire.items}
        why = why or _outside(questionnaire, items, came[BANDS])
    elif not why:
        came[TOTAL] = _total(found, of=len(items))
        came[BAND] = band_at(questionnaire.bands, came[TOTAL])
        if questionnaire.bands and came[BAND] is None:
            why = f"the total {came[TOTAL]} is in no band"
    return {**came, UNDECIDED: why} if why else came


def counted(questionnaire: Questionnaire, *, answers: Answers) -> dict[str, Decimal | None]:
    """What each item counts; nothing where it is not answered, or not on the scale."""
    possible = questionnaire.possible
    straight = {str(value): Decimal(value) for value in possible}
    turned = {str(v): Decimal(w) for v, w in zip(possible, reversed(possible), strict=True)}
    return {
        item.id: (turned if item.reverse else straight).get(str(answers.get(item.id)))
        for item in questionnaire.items
    }


def band_at(bands: Sequence[Band], value: Decimal | None) -> str | None:
    """The band to which a number belongs, if any does."""
    if value is None:
        return None
    return next((band.id for band in bands if band.least <= value <= band.most), None)


def _too_few(missing: Missing, *, answered: int, of: int) -> str:
    """Why what was answered is too little to go by; empty if it is enough."""
    if not answered:
        return "nothing was answered"
    lacking = of - answered
    if not lacking:
        return ""
    told = f"{answered} of {of} questions were answered"
    if missing == "refuse":
        return f"{told}; all have to be"
    if missing == "mean":
        return "" if 2 * answered >= of else f"{told}; at least half have to be"
    most = missing.at_most
    return "" if lacking <= most else f"{told}; at most {most} may be missing"


def _total(found: Sequence[Decimal], *, of: int) -> Decimal:
    """The sum, with what is missing counted as the mean of what is there."""
    return (sum(found, Decimal(0)) * of / len(found)).quantize(Decimal(1), ROUND_HALF_UP)


def _outside(
    questionnaire: Questionnaire,
    items: Mapping[str, Decimal | None],
    bands: Mapping[str, str | None],
) -> str:
    """Why an item that was answered has no band; empty if there is none such."""
    for item in questionnaire.items:
        value = items[item.id]
        if value is not None and bands[item.id] is None:
            return f"{value} is in no band of `{item.id}`"
    return ""
