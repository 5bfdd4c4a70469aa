"""Rates by date: a CSV table in which a new price is a new row, not a new version."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import StringIO
from typing import Any, NoReturn

from moothall.components.calculation.contracts import RatesMistake

FIRST_COLUMN = "valid from"
MOST_CHARACTERS = 200_000
MOST_ROWS = 2_000
MOST_COLUMNS = 40
MOST_MISTAKES = 50

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")
_TYPED = re.compile(r"(-?[0-9]+|-?[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]{1,12})?", re.ASCII)
_LONGEST = 60
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NO_RATE = "calculation.no-rate-in-force"


class NoRateInForce(Exception):
    """The table has nothing for that day, or cannot be used; ``mistake`` says why."""

    def __init__(self, mistake: RatesMistake) -> None:
        super().__init__(str(mistake))
        self.mistake = mistake


@dataclass(frozen=True, kw_only=True)
class Rate:
    """One row: its numbers, for a key or for all, from a day on."""

    line: int
    valid_from: date
    key: str
    numbers: Mapping[str, Decimal]


@dataclass(frozen=True, kw_only=True)
class Rates:
    """A table as it was read, as far as it could be."""

    rates: Sequence[Rate]
    is_keyed: bool
    mistakes: Sequence[RatesMistake]
    columns: Sequence[str] = ()
    """The columns of numbers, in order."""


@lru_cache(maxsize=256)
def read_rates(*, text: str) -> Rates:
    """Read a table of rates, with all that is wrong with it; blank rows are passed over."""
    table = _Table()
    try:
        return table.read(text)
    except _TooMany:
        return Rates(rates=(), is_keyed=False, mistakes=tuple(table.mistakes))


def in_force(*, rates: Rates, on: date) -> dict[str, Any]:
    """The numbers by column that are in force on a day; by key first if the table has keys.

    Raises ``NoRateInForce``.
    """
    if rates.mistakes:
        raise NoRateInForce(rates.mistakes[0])
    found = dict[str, dict[str, Decimal]]()
    for rate in rates.rates:
        if rate.valid_from <= on:
            found[rate.key] = {**found.get(rate.key, {}), **rate.numbers}
    if not found:
        words = f"no row is in force on {on.isoformat()}"
        mend = "add a row that is valid from that day or earlier"
        line = next((rate.line for rate in rates.rates if rate.line), 1)
        raise NoRateInForce(
            RatesMistake(line=line, column=1, code=_NO_RATE, words=words, mend=mend)
        )
    return found if rates.is_keyed else found[""]


def merged(*, rates: Rates, added: Sequence[Rate]) -> Rates:
    """The table with rows that were added to it; on the same day they count last.

    What an added row does not say stays as it was, and a row that the table has no use for, as
    it has keys and the row has none or the other way about, is passed over.
    """
    usable = [rate for rate in added if bool(rate.key) is rates.is_keyed]
    rows = sorted([*rates.rates, *usable], key=lambda rate: rate.valid_from)
    return replace(rates, rates=rows)


def as_text(*, rates: Rates, headings: str) -> str:
    """The rates as CSV, under the first line of another such text.

    Of two rows for one day and key the later counts; what a row does not say stays as it was.
    """
    heads = next(csv.reader(StringIO(headings.removeprefix("\ufeff"), newline="")))
    names = heads[2:] if rates.is_keyed else heads[1:]
    last: dict[str, dict[str, Decimal]] = {}
    lines: dict[tuple[date, str], list[str]] = {}
    for rate in rates.rates:
        numbers = last[rate.key] = {**last.get(rate.key, {}), **rate.numbers}
        key = [rate.key] if rates.is_keyed else []
        cells = [f"{Decimal(numbers[name]):f}" if name in numbers else "" for name in names]
        lines[rate.valid_from, rate.key] = [rate.valid_from.isoformat(), *key, *cells]
    written = StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows([heads, *lines.values()])
    return written.getvalue()


def read_number(*, text: str) -> Decimal:
    """A number as people write it: ``£1,044.50`` too. ``ValueError`` for anything else."""
    found = _TYPED.fullmatch(text[:_LONGEST].strip().removeprefix("£").strip())
    plain = found[1].replace(",", "") + (found[2] or "") if found else ""
    if len(text) > _LONGEST or not _NUMBER.fullmatch(plain):
        raise ValueError("no number")
    return Decimal(plain)


class _TooMany(Exception):
    """There are so many mistakes, or so grave a one, that reading on is of no use."""


@dataclass(kw_only=True)
class _Row:
    line: int
    cells: list[str]


@dataclass
class _Table:
    mistakes: list[RatesMistake] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    is_keyed: bool = False
    last: dict[str, tuple[date, int]] = field(default_factory=dict)
    """Key -> the day of its last row, and the line of that."""

    def read(self, text: str) -> Rates:
        rows = self._rows(text)
        if not rows:
            self._fail(1, 1, "the table is empty", "begin with the line: valid from,price")
        self._read_headings(rows[0])
        if len(rows) == 1:
            self._fail(2, 1, "the table has no row below its headings", "add a row of rates")
        rates = [rate for row in rows[1:] if (rate := self._rate(row)) is not None]
        return Rates(
            rates=rates,
            is_keyed=self.is_keyed,
            mistakes=tuple(self.mistakes),
            columns=tuple(self.names[1:] if self.is_keyed else self.names),
        )

    def _rows(self, text: str) -> list[_Row]:
        """Every row that is not blank."""
        if len(text) > MOST_CHARACTERS:
            words = f"the table has more than {MOST_CHARACTERS:,} characters"
            self._fail(1, 1, words, "leave out rates that no open case needs")
        reader = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
        rows, begins = list[_Row](), 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    rows.append(_Row(line=begins, cells=[cell.strip() for cell in cells]))
                begins = reader.line_num + 1
        except csv.Error as failure:
            words = f"this line cannot be read: {failure}"
            self._fail(begins, 1, words, "save the table again as CSV")
        if len(rows) > MOST_ROWS + 1:
            words = f"the table has more than {MOST_ROWS:,} rows"
            self._fail(MOST_ROWS + 2, 1, words, "leave out rates that no open case needs")
        self.is_keyed = len(rows) > 1 and _begins_with_a_key(rows[0].cells, rows[1].cells)
        return rows

    def _read_headings(self, row: _Row) -> None:
        line, (first, *names) = row.line, row.cells
        if first != FIRST_COLUMN:
            words = f"the first column is called “{first}”"
            self._add(line, 1, words, "call it: valid from", code="calculation.rates-headings")
        self.names = names
        if not names or (self.is_keyed and len(names) < 2):
            self._fail(line, 1, "there is no column of numbers", "add one, such as: price")
        if len(names) >= MOST_COLUMNS:
            words = f"the table has more than {MOST_COLUMNS} columns"
            self._fail(line, MOST_COLUMNS + 1, words, "leave out what no line uses")
        for place, name in enumerate(names):
            if place > 0 or not self.is_keyed:
                self._check_heading(line, place + 2, name, names[:place])

    def _check_heading(self, line: int, column: int, name: str, before: list[str]) -> None:
        if not _NAME.fullmatch(name):
            words = f"lines cannot name the column “{name}”"
            mend = "use small letters, figures and _, beginning with a letter"
            self._add(line, column, words, mend, code="calculation.rates-headings")
        elif name in before:
            words = f"the column `{name}` stands here twice"
            self._add(
                line, column, words, "rename one of them", code="calculation.rates-headings"
            )

    def _rate(self, row: _Row) -> Rate | None:
        """The rate that a row says; none if something in it is wrong."""
        before = len(self.mistakes)
        day, key = self._day(row), self._key(row)
        skipped = 2 if self.is_keyed else 1
        names = enumerate(self.names[skipped - 1 :], skipped + 1)
        numbers = {name: self._number(row, column, name) for column, name in names}
        if len(row.cells) > len(self.names) + 1:
            column = len(self.names) + 2
            words = "there are more values in this row than headings"
            self._add(row.line, column, words, "take them out", code="calculation.rates-value")
        if day is not None:
            self._check_order(row, key, day)
        if day is None or len(self.mistakes) > before:
            return None
        kept = {name: number for name, number in numbers.items() if number is not None}
        return Rate(line=row.line, valid_from=day, key=key, numbers=kept)

    def _day(self, row: _Row) -> date | None:
        text = row.cells[0]
        try:
            if _DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        words = f"“{text}” is no date" if text else "the date is missing"
        mend = "write year, month and day, like 2025-04-01"
        self._add(row.line, 1, words, mend, code="calculation.rates-date")
        return None

    def _key(self, row: _Row) -> str:
        if not self.is_keyed:
            return ""
        text = _cell(row.cells, 2)
        if not text or _NUMBER.fullmatch(text):
            words = f"`{self.names[0]}` must be text, and here is {text or 'nothing'}"
            mend = "write which of them the row is for, like the rows above"
            self._add(row.line, 2, words, mend, code="calculation.rates-value")
        return text

    def _number(self, row: _Row, column: int, name: str) -> Decimal | None:
        text = _cell(row.cells, column)
        if _NUMBER.fullmatch(text):
            return Decimal(text)
        words = f"“{text}” is no number" if text else f"the value of `{name}` is missing"
        mend = "write figures only, like 40 or 40.50"
        self._add(row.line, column, words, mend, code="calculation.rates-value")
        return None

    def _check_order(self, row: _Row, key: str, day: date) -> None:
        last, line = self.last.get(key, (date.min, 0))
        whose = f" of “{key}”" if key else ""
        if line and day == last:
            words = f"there is a row{whose} for {day.isoformat()} already, on line {line}"
            self._add(row.line, 1, words, "keep one of them", code="calculation.rates-twice")
        elif day < last:
            words = f"the rows{whose} go back here, to before those of line {line}"
            mend = "put older rates first"
            self._add(row.line, 1, words, mend, code="calculation.rates-order")
        self.last[key] = (day, row.line)

    def _add(self, line: int, column: int, words: str, mend: str, *, code: str) -> None:
        self.mistakes.append(
            RatesMistake(line=line, column=column, code=code, words=words, mend=mend)
        )
        if len(self.mistakes) >= MOST_MISTAKES:
            raise _TooMany

    def _fail(self, line: int, column: int, words: str, mend: str) -> NoReturn:
        self._add(line, column, words, mend, code="calculation.rates-table")
        raise _TooMany


def _begins_with_a_key(headings: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether the second column names what a row is for: text, with numbers behind it."""
    second = _cell(cells, 2)
    return len(headings) > 2 and second != "" and not _NUMBER.fullmatch(second)


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column - 1] if column <= len(cells) else ""
