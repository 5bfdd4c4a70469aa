"""What a page of demand is made of: sections, each a picture, its words, and its table."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from moothall.components.demand.pages.figures import (
    Figure,
    Form,
    Sayable,
    sure_words,
    value_words,
)
from moothall.kernel.words import LANGUAGES, Said

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What stands in a table; ``level`` shades it from 1 to 5, 0 marks what is hidden."""

    text: Sayable
    level: int | None = None
    href: str | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """The figures of a picture in words and numbers; what is downloaded has the same cells."""

    id: str
    caption: Sayable
    heads: Sequence[Sayable]
    rows: Sequence[Sequence[Cell | Sayable]]
    is_heat: bool = False
    words: int = 1
    """How many columns from the left are words and not numbers."""
    words_after: int = 0
    """How many columns from the right are words again."""

    def is_number(self, column: int) -> bool:
        """Whether a column holds numbers, which stand to the right."""
        return self.words <= column < len(self.heads) - self.words_after

    @property
    def is_narrow(self) -> bool:
        return len(self.heads) <= 3

    def cells(self, row: Sequence[Cell | Sayable]) -> list[Cell]:
        return [c if isinstance(c, Cell) else Cell(text=c) for c in row]


@dataclass(frozen=True, kw_only=True)
class Key:
    """One line of what the signs of a picture mean."""

    sign: Markup
    text: Sayable


@dataclass(frozen=True, kw_only=True)
class KeyFigure:
    """One large number, how sure it is, and what has changed."""

    name: Sayable
    value: Sayable
    sure: Sayable = ""
    change: Sayable = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a page with a heading. Without picture and table, ``text`` says what to do."""

    id: str
    title: Sayable
    text: Sequence[Sayable] = ()
    figures: Sequence[KeyFigure] = ()
    picture: Markup | None = None
    scrolls: bool = False
    is_beside: bool = False
    """Whether picture and table stand side by side where there is room."""
    keys: Sequence[Key] = ()
    table: Table | None = None
    notes: Sequence[Sayable] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Page:
    """A whole page of figures; ``made_at`` is when they were worked out, if they were."""

    slug: str
    title: Sayable
    lead: Sayable
    sections: Sequence[Section]
    made_at: datetime | None = None
    choices: Sequence[str] = ("period",)
    """What can be chosen on it: ``period``, ``need``, ``measure``."""

    def table(self, table_id: str) -> Table | None:
        """The table with this id, wherever it stands."""
        found = (s.table for s in self.sections if s.table and s.table.id == table_id)
        return next(found, None)


def key_figure(
    name: Sayable, figure: Figure | None, form: Form, change: Sayable = ""
) -> KeyFigure:
    return KeyFigure(
        name=name,
        value=value_words(figure, form),
        sure=sure_words(figure, form),
        change=change,
    )


def text_of(said: Sayable, language: str) -> str:
    """Words in a language, whichever way they are held: for tables that are downloaded."""
    if isinstance(said, Said):
        return said.in_language(language)
    if isinstance(said, str):
        return said
    return said.get(language) or said.get(LANGUAGES[0], "")


def as_csv(table: Table, language: str) -> str:
    """A table as a file: UTF-8 with its mark, and nothing that a spreadsheet would work out."""
    heads = [text_of(head, language) for head in table.heads]
    rows = [[text_of(c.text, language) for c in table.cells(row)] for row in table.rows]
    out = io.StringIO(newline="")
    out.write("\ufeff")
    csv.writer(out).writerows([_safe(cell) for cell in line] for line in [heads, *rows])
    return out.getvalue()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
