"""The words of calculation: lines, tables of rates, and a sum as people read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from moothall.kernel.conditions import Condition
from moothall.kernel.money import Money
from moothall.kernel.questions import Identifier
from moothall.kernel.steps import Told
from moothall.kernel.words import Words, in_language, say

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


def breakdown(remembered_value: Mapping[str, Any], language: str) -> list[Told]:
    """The rows of what a ``calculate`` step remembers under its id; the total is the last.

    Amounts are written like ``£40`` and ``less £20.50``. What could not be worked out is one
    row that says so.
    """
    if "undecided" in remembered_value:
        words = say("We could not work this out automatically. A person will look at it.")
        label = words.in_language(language)
        return [Told(label=label, value="", is_total=True)]
    label = in_language(remembered_value.get("label") or {}, language)
    total = Told(
        label=label or say("Total").in_language(language),
        value=_amount(remembered_value["total"], language),
        is_total=True,
    )
    return [*(_told(line, language) for line in remembered_value["lines"]), total]


def _told(line: Mapping[str, Any], language: str) -> Told:
    because = in_language(line["because"], language)
    if not line["added"]:
        note = say("This figure is not part of the total.").in_language(language)
        because = f"{because.rstrip('.')}. {note}" if because else note
    return Told(
        label=in_language(line["label"], language),
        value=_amount(line["amount"], language),
        because=because,
    )


def _amount(amount: Decimal | int, language: str) -> str:
    """Pounds as people write them; stored whole pounds come back as ``int``."""
    money = Money.of(Decimal(amount))
    if money.pence >= 0:
        return str(money)
    return say("less {amount}", amount=Money(pence=-money.pence)).in_language(language)
