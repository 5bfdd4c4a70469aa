"""What a sheet is made of: its columns and rows as they were typed, and its mistakes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from moothall.feel.dmn import tables
from moothall.feel.dmn.nodes import Aggregation, Policy
from moothall.feel.kinds import BOOLEAN, DATE, NUMBER, STRING, FeelType

Kind = Literal["text", "number", "yes/no", "date"]

KINDS: dict[Kind, FeelType] = {
    "text": STRING,
    "number": NUMBER,
    "yes/no": BOOLEAN,
    "date": DATE,
}
POLICIES: dict[str, tuple[Policy, Aggregation | None]] = {
    "unique": ("UNIQUE", None),
    "any": ("ANY", None),
    "priority": ("PRIORITY", None),
    "first": ("FIRST", None),
    "collect": ("COLLECT", None),
    "collect sum": ("COLLECT", "SUM"),
    "collect min": ("COLLECT", "MIN"),
    "collect max": ("COLLECT", "MAX"),
    "collect count": ("COLLECT", "COUNT"),
    "rule order": ("RULE ORDER", None),
    "output order": ("OUTPUT ORDER", None),
}
RANKED = ("PRIORITY", "OUTPUT ORDER")
SINGLE = ("UNIQUE", "ANY", "PRIORITY", "FIRST")

MOST_ROWS = tables.MOST_ROWS
MOST_COLUMNS = 40
MOST_CELLS = 20_000
"""Different ones, not counting those that say the same as another of their column."""

LONGEST_SHEET = 512 * 1024
LONGEST_CELL = 4_000
MOST_COMPARISONS = 1_000_000
"""Of cells, when every row is compared with every other."""

MOST_MISTAKES = 200


@dataclass(frozen=True, slots=True)
class SheetMistake:
    """A mistake: line and column of its cell (from 1), a stable code, plain words, the mend."""

    line: int
    column: int
    code: str
    words: str
    mend: str = ""


class SheetError(Exception):
    """A sheet that cannot be read, with every mistake that was found in it."""

    def __init__(self, mistakes: Iterable[SheetMistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(self.mistakes)

    def __str__(self) -> str:
        return "\n".join(
            f"line {each.line}, column {each.column}: {each.words} {each.mend}".strip()
            for each in self.mistakes
        )


def refusal(code: str, words: str, mend: str = "") -> SheetError:
    """The error for a sheet that is refused as a whole."""
    return SheetError([SheetMistake(1, 1, code, words, mend)])


@dataclass(frozen=True, slots=True)
class SheetInput:
    """A column that is looked at. `allowed` are the only texts it may have, if any are said."""

    expression: str
    type: Kind
    allowed: tuple[str, ...] = ()
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SheetOutput:
    """A column that is answered. `allowed` are its only texts, most important first."""

    name: str
    type: Kind
    allowed: tuple[str, ...] = ()
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with its cells as typed. `number` counts rows from 1; `line` is where it stands."""

    number: int
    name: str
    tests: tuple[str, ...]
    outputs: tuple[str, ...]
    notes: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)

    @property
    def label(self) -> str:
        """What to call this row."""
        return self.name or f"row {self.number}"


@dataclass(frozen=True)
class TypedSheet:
    """A table as it was typed. `notes` are the titles of its columns of remarks."""

    name: str
    policy: Policy
    aggregation: Aggregation | None
    inputs: tuple[SheetInput, ...]
    outputs: tuple[SheetOutput, ...]
    rows: tuple[SheetRow, ...]
    notes: tuple[str, ...] = ()

    @property
    def policy_in_words(self) -> str:
        """The hit policy as it stands in the first cell."""
        meant = (self.policy, self.aggregation)
        return next(words for words, policy in POLICIES.items() if policy == meant)


def kinds_of_names(columns: Iterable[tuple[str, Kind]]) -> dict[str, Kind]:
    """The types of the inputs that are looked at as they are, from (expression, type)."""
    found: dict[str, set[Kind]] = {}
    for expression, kind in columns:
        found.setdefault(expression, set()).add(kind)
    return {name: next(iter(kinds)) for name, kinds in found.items() if len(kinds) == 1}
