"""The words of calculation: lines, tables of rates, and a sum as people read it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from moothall.kernel.conditions import Condition
from moothall.kernel.questions import Identifier
from moothall.kernel.words import Words

RoundingMode = Literal["half up", "half even", "half down", "up", "down"]
"""``up`` is away from nought, ``down`` towards it, for amounts below nought too."""


def _exact(raw: object) -> object:
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        raise ValueError("write an exact number, like 200.00")
    return raw


def _as_text(raw: object) -> object:
    if isinstance(raw, float | bool):
        raise ValueError("write a number or an expression, such as: 0.5 * base")
    return f"{Decimal(raw):f}" if isinstance(raw, int | Decimal) else raw


Pounds = Annotated[Decimal, BeforeValidator(_exact), Field(max_digits=12, decimal_places=2)]
AmountText = Annotated[str, BeforeValidator(_as_text)]
"""FEEL that is a number; kept as text, so that a mistake in it can be told with its place."""


_PLAIN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _as_day(raw: object) -> object:
    text = _as_text(raw)
    is_plain = isinstance(text, str) and _PLAIN_DAY.fullmatch(text.strip())
    return f'date("{text.strip()}")' if isinstance(text, str) and is_plain else text


DayText = Annotated[str, BeforeValidator(_as_day)]
"""FEEL that is a date, or a day as it is written: ``2026-04-01``; kept as text."""

Unit = Literal["year", "month", "week", "day"]


class Over(BaseModel):
    """The days that an amount is for: it is due for one whole `per`, and shared out by days."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)

    first: DayText = Field(alias="from")
    """FEEL that is a date, or a day like `2026-04-01`: the first day that counts."""
    last: DayText = Field(alias="to")
    """The last day that counts, that day included."""
    per: Unit
    """What the amount is for. A year has the days from one `year_from` to the next, 365 or 366;
    a month has the days of that month of the calendar; a week has 7."""
    year_from: str | None = None
    """Month and day on which years begin, `04-01` for council tax. It must be there, and only
    there, where the amount is for a year."""


class Line(BaseModel):
    """One line of a calculation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Identifier
    """The name by which later lines use its amount."""
    label: Words
    """What people read beside the amount."""
    amount: AmountText
    """FEEL that is a number: `if electric then 40 else 120`."""
    because: Words | None = None
    """Why the line is there, in plain words."""
    show_when: Condition | None = None
    """The line is left out, and counts as nought, unless this is true."""
    over: Over | None = None
    """The days over which the amount is shared out: `{from: day, to: other_day, per: week}`.
    Each day counts as its part of the `per` in which it lies, with the rates in force on it."""
    sum: bool = True
    """Whether it is part of the total; `false` for a figure that is only explained."""


@dataclass(frozen=True, kw_only=True)
class RatesMistake:
    """What is wrong with a table of rates, and where."""

    line: int
    """Counted from 1, the line of headings included."""
    column: int
    """Counted from 1, as a spreadsheet counts columns."""
    code: str
    words: str
    mend: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.words}"


class CannotBeWorkedOut(Exception):
    """There is no amount; a person has to decide. ``line`` is the id of the line at fault."""

    def __init__(self, *, code: str, words: str, line: str = "") -> None:
        super().__init__(code, words, line)
        self.code = code
        self.words = words
        self.line = line

    def __str__(self) -> str:
        return f"{self.line}: {self.words}" if self.line else self.words
