"""The words of calculation: lines, tables of rates, and a sum as people read it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Protocol, runtime_checkable
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from moothall.kernel.attached import Attached
from moothall.kernel.conditions import Condition
from moothall.kernel.facts import Event
from moothall.kernel.questions import Identifier
from moothall.kernel.refusals import Conflict, NotFound, Refused
from moothall.kernel.words import Said, Words

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


PROPOSED, IN_ORDER, WITHDRAWN = "proposed", "in order", "withdrawn"
"""Where added rows stand: put forward, ruled and thus used from their day on, or taken back."""


@dataclass(frozen=True, kw_only=True)
class OpenRates:
    """A table of rates of a service that anyone may read."""

    name: str
    """Its file without folder and ending: ``parking``."""
    title: Words | None
    """What the step that uses it is called."""
    table: Attached


@runtime_checkable
class UsesRates(Protocol):
    """A step that works with a table of rates."""

    def open_rates(self) -> OpenRates | None: ...


@dataclass(frozen=True, kw_only=True)
class RateRow:
    """One row of a table of rates: of the version itself, or added to it since."""

    valid_from: date
    key: str
    """Which of them it is for; empty in a table without keys."""
    numbers: Mapping[str, Decimal]
    is_in_force: bool
    """Whether it holds on the day that was asked for."""
    is_replaced: bool = False
    """Whether an added row holds for the same day, so that this one never does."""
    state: str = IN_ORDER
    change: UUID | None = None
    """The change that added it; none for a row of the version."""


@dataclass(frozen=True, kw_only=True)
class RatesChange:
    """Rows that were added to a table together, valid from one day on."""

    id: UUID
    service: str
    file: str
    valid_from: date
    numbers: Mapping[str, Mapping[str, Decimal]]
    """By key, then by column."""
    state: str
    by: UUID
    at: datetime
    ruled_by: UUID | None
    ruled_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class RatesSheet:
    """A table of rates with all that was added to it, as it stands on a day."""

    columns: Sequence[str]
    keys: Sequence[str]
    """In the order of the version; one empty key in a table without keys."""
    rows: Sequence[RateRow]
    """By key, the oldest first."""
    changes: Sequence[RatesChange]
    """What was added and not withdrawn, the oldest first."""
    now: Mapping[str, Mapping[str, Decimal]]
    """The numbers that are in force, by key."""


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One number that a change of rates makes another one."""

    key: str
    column: str
    before: Decimal | None
    after: Decimal


@dataclass(frozen=True, kw_only=True)
class RateMistake:
    """What is wrong with one number that somebody gave, or with the day: then without a key."""

    key: str | None
    column: str
    said: Said


class RatesRefused(Refused):
    """Some of what was given will not do; ``mistakes`` has each with its place."""

    code = "calculation.rates-refused"

    def __init__(self, said: Said, *, mistakes: Sequence[RateMistake]) -> None:
        details = [{"key": m.key, "column": m.column, "why": str(m.said)} for m in mistakes]
        super().__init__(said, details={"mistakes": details})
        self.mistakes = mistakes


class RatesTwice(Conflict):
    """There are rates for the same day already."""

    code = "calculation.rates-twice"


class RatesTooLate(Conflict):
    """The day from which the rates hold has come: what was decided by them stays so."""

    code = "calculation.rates-too-late"


class NeedsASecondPerson(Refused):
    """Whoever put the rates forward does not rule them."""

    code = "calculation.needs-a-second-person"


class ChangeNotFound(NotFound):
    code = "calculation.change-not-found"


@dataclass(frozen=True, kw_only=True)
class RatesProposed(Event):
    """Rates were put forward for a second person to rule."""

    name: ClassVar[str] = "calculation.rates-proposed.v1"
    about: ClassVar[str | None] = "change_id"

    change_id: UUID
    service: str
    file: str
    valid_from: date
    rows: int


@dataclass(frozen=True, kw_only=True)
class RatesAdded(Event):
    """Rates are in order, and every version of the service uses them from their day on."""

    name: ClassVar[str] = "calculation.rates-added.v1"
    about: ClassVar[str | None] = "change_id"

    change_id: UUID
    service: str
    file: str
    valid_from: date
    rows: int


@dataclass(frozen=True, kw_only=True)
class RatesCancelled(Event):
    """Rates were taken back before they came into force."""

    name: ClassVar[str] = "calculation.rates-cancelled.v1"
    about: ClassVar[str | None] = "change_id"

    change_id: UUID
    service: str
    file: str
    valid_from: date
    rows: int
