"""Reading a population: a CSV file with a heading for each name, and a line for each case."""

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import StringIO
from typing import TextIO

from moothall.journeys.samples import sample
from moothall.journeys.whatif.cells import (
    Remembering,
    cell_of,
    is_personal,
    reader_of,
    tells_of_somebody,
)
from moothall.journeys.whatif.contracts import (
    MOST_BYTES,
    MOST_ROWS,
    PopulationRefused,
    Row,
    RowRefused,
    Unread,
)
from moothall.kernel.questions import Answers, Asking, Question
from moothall.kernel.words import Said, say

WEIGHT, WARD, BAND = "weight", "ward", "band"
MOST_COLUMNS = 60
MOST_GROUPINGS = 12
MOST_VALUES = 100
"""A column with more different values tells cases apart rather than joins them."""
LONGEST_CELL = 200
"""No answer that a cell may hold is longer; what is longer will not be read."""
LONGEST_GROUP = 60

_WEIGHT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?", re.ASCII)
_SPACES = re.compile(r"[\s-]+")


@dataclass(kw_only=True)
class Columns:
    """What the columns of one file mean, in their order."""

    answers: Mapping[int, str]
    """Place -> the question that it answers."""
    groupings: Mapping[int, str]
    """Place -> what cases are grouped by."""
    weight: int | None = None
    count: int = 0


@dataclass(kw_only=True)
class Scanned:
    """What was seen of a whole file before it is worked through."""

    columns: Columns
    rows: int


def scan(
    text: str, *, asked: Mapping[str, Question], at: datetime, others: Iterable[Question] = ()
) -> Scanned:
    """Look a whole file through: its headings, how many cases there are, and what they are
    grouped by. ``others`` are the questions of the service besides.

    Raises ``PopulationRefused`` with every reason why it cannot be used.
    """
    if len(text) > MOST_BYTES:
        raise PopulationRefused(too_large())
    try:
        columns, values, rows = _seen(text, asked, at, others)
    except csv.Error:
        raise PopulationRefused(say("This file is not CSV. Save it again as CSV.")) from None
    if not rows:
        raise PopulationRefused(say("There is no line below the headings."))
    found = {columns.groupings[place]: seen for place, seen in values.items()}
    mistakes = [said for name, seen in found.items() for said in _wrong_with(name, seen)]
    if mistakes:
        raise PopulationRefused(*mistakes)
    return Scanned(columns=columns, rows=rows)


def _seen(
    text: str, asked: Mapping[str, Question], at: datetime, others: Iterable[Question]
) -> tuple[Columns, dict[int, set[str]], int]:
    """The columns, the values in those that group, and how many lines there are."""
    lines = lines_of(StringIO(text, newline=""))
    _, heads = next(lines, (1, []))
    columns = read_headings(heads, asked=asked, at=at, others=others)
    values: dict[int, set[str]] = {place: set() for place in columns.groupings}
    rows = 0
    for _, cells in lines:
        rows += 1
        for place, seen in values.items():
            if place < len(cells) and len(seen) <= MOST_VALUES:
                seen.add(cells[place])
        if rows > MOST_ROWS:
            said = say("This file has more than {most} cases.", most=f"{MOST_ROWS:,}")
            raise PopulationRefused(said)
    return columns, values, rows


def too_large() -> Said:
    """The words for a file of too many bytes."""
    return say("This file is larger than {most} MB.", most=MOST_BYTES // 1024**2)


def lines_of(stream: TextIO) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not blank, each with its number in the file. Raises ``csv.Error``."""
    reader = csv.reader(stream, strict=True)
    begins = 1
    for cells in reader:
        if any(cell and not cell.isspace() for cell in cells):
            yield begins, [cell.strip().removeprefix("\ufeff") for cell in cells]
        begins = reader.line_num + 1


def csv_text(lines: Iterable[Sequence[str]]) -> str:
    """Lines as CSV."""
    out = StringIO(newline="")
    csv.writer(out).writerows(lines)
    return out.getvalue()


def read_headings(
    cells: Sequence[str],
    *,
    asked: Mapping[str, Question],
    at: datetime,
    others: Iterable[Question] = (),
) -> Columns:
    """What each column means. Raises ``PopulationRefused`` with every mistake."""
    heads = [_SPACES.sub("_", cell.strip().casefold()) for cell in cells]
    asking = Asking(at=at)
    readable = {name for name, q in asked.items() if reader_of(q, asking) is not None}
    answers = {place: head for place, head in enumerate(heads) if head in readable}
    closed = {q.id for q in (*asked.values(), *others) if reader_of(q, asking) is None}
    free = {place: head for place, head in enumerate(heads) if head not in readable}
    weight = next((place for place, head in free.items() if head == WEIGHT), None)
    groupings = {p: head for p, head in free.items() if p != weight and head}
    mistakes = list(_heading_mistakes(heads, free, closed))
    missing = [n for n in asked if n in readable and n not in heads and not _may_lack(asked[n])]
    if missing:
        said = say("These columns are missing: {names}", names=", ".join(missing))
        mistakes.append(said)
    if len(groupings) > MOST_GROUPINGS:
        said = say("Cases can be grouped by {most} columns at most.", most=MOST_GROUPINGS)
        mistakes.append(said)
    if mistakes:
        raise PopulationRefused(*mistakes)
    for place, name in answers.items():
        if asked[name].values() is not None and len(groupings) < MOST_GROUPINGS:
            groupings[place] = name
    return Columns(answers=answers, groupings=groupings, weight=weight, count=len(heads))


def _heading_mistakes(
    heads: Sequence[str], free: Mapping[int, str], closed: Collection[str]
) -> Iterator[Said]:
    if len(heads) > MOST_COLUMNS:
        yield say("This file has more than {most} columns.", most=MOST_COLUMNS)
        return
    for name in dict.fromkeys(h for h in heads if heads.count(h) > 1 and h):
        yield say("The column “{name}” is there twice.", name=name)
    for place, name in free.items():
        if not name:
            yield say("Column {number} has no heading.", number=place + 1)
        elif name in closed or is_personal(name):
            yield say(
                "The column “{name}” could tell who somebody is. Take it out: a population"
                " has no identities.",
                name=name[:LONGEST_GROUP],
            )


def _may_lack(question: Question) -> bool:
    return question.optional or question.required_when is not None


def _wrong_with(name: str, seen: set[str]) -> Iterator[Said]:
    if len(seen) > MOST_VALUES:
        yield say(
            "The column “{name}” has more than {most} different values, so it tells cases"
            " apart. Take it out, or join values to groups.",
            name=name,
            most=MOST_VALUES,
        )
    elif any(len(value) > LONGEST_GROUP for value in seen):
        yield say("The column “{name}” holds long texts. Take it out.", name=name)
    elif any(tells_of_somebody(value) for value in seen):
        yield say(
            "The column “{name}” holds what could tell who somebody is, like a postcode or a"
            " telephone number. Take it out.",
            name=name,
        )


class Reader:
    """Reads the lines of one file into rows."""

    def __init__(
        self, columns: Columns, *, asked: Mapping[str, Question], at: datetime
    ) -> None:
        self._columns = columns
        asking = Asking(at=at)
        self._cells = {
            place: Remembering(read)
            for place, name in columns.answers.items()
            if (read := reader_of(asked[name], asking)) is not None
        }

    def row(self, line: int, cells: Sequence[str]) -> Row:
        """Raises ``RowRefused`` with the first cell that will not do."""
        columns = self._columns
        if len(cells) != columns.count:
            said = say("This line has {count} values, and there are {heads} headings.",
                       count=len(cells), heads=columns.count)  # fmt: skip
            raise RowRefused(Unread(line=line, column="", said=said))
        answers: dict[str, object] = {}
        for place, read in self._cells.items():
            answer, wrong = read(cells[place][:LONGEST_CELL])
            if wrong is not None:
                name = columns.answers[place]
                raise RowRefused(Unread(line=line, column=name, said=wrong))
            answers[columns.answers[place]] = answer
        groups = [
            cell_of(answers[name]) if place in columns.answers else cells[place]
            for place, name in columns.groupings.items()
        ]
        return Row(line, answers, groups, self._weight(line, cells))

    def _weight(self, line: int, cells: Sequence[str]) -> Decimal | int:
        place = self._columns.weight
        if place is None:
            return 1
        if not _WEIGHT.fullmatch(cells[place]):
            said = say("Write for how many cases this line stands, like 1 or 12.5")
            raise RowRefused(Unread(line=line, column=WEIGHT, said=said))
        return Decimal(cells[place])


def template(
    *, asked: Mapping[str, Question], given: Sequence[Answers], at: datetime
) -> list[list[str]]:
    """Headings and one line to begin with, from the first worked example that has most."""
    asking = Asking(at=at)
    heads, cells = list[str](), list[str]()
    best = max(given, key=lambda answers: len(asked.keys() & answers.keys()), default={})
    for name, question in asked.items():
        if reader_of(question, asking) is not None:
            answer = best.get(name)
            if answer is None:
                with suppress(ValueError):
                    answer = sample(question, at=at)
            heads.append(name)
            cells.append(cell_of(answer))
    return [[*heads, WARD, BAND, WEIGHT], [*cells, "Harbour", "C", "1"]]
