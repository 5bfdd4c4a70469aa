"""Makes a sheet of rows of cells, finding every mistake, and rows of cells of a sheet."""

import re
from collections.abc import Callable, Iterable, Iterator

from moothall.feel.dmn.sheet_cells import BadCell, read_answer, read_test
from moothall.feel.dmn.sheet_heads import Column, Head, Mistakes, Record, Role, read_head
from moothall.feel.dmn.sheet_parts import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Kind,
    SheetInput,
    SheetOutput,
    SheetRow,
    refusal,
)
from moothall.feel.dmn.sheets import Sheet
from moothall.feel.expression import Expression
from moothall.feel.faults import FeelError

READERS: dict[Role, Callable[..., Expression]] = {"if": read_test, "then": read_answer}

_MARKED = re.compile(r"'+[=+\-@\t＝＋－＠]")
_DANGEROUS = re.compile(r"'*[=+\-@\t＝＋－＠]")
_HARMLESS = re.compile(r"-|-[0-9]*\.?[0-9]+")
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def cleaned(cell: str) -> str:
    """A cell as it was meant: without space around it and without the mark of an export."""
    plain = cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    return plain[1:] if _MARKED.match(plain) else plain


def marked(cell: str) -> str:
    """A cell as it is written, so that no spreadsheet takes it for a formula.

    A hyphen alone and a negative number stay: a spreadsheet reads them as data.
    """
    harmless = _HARMLESS.fullmatch(cell) or not _DANGEROUS.match(cell)
    return cell if harmless else f"'{cell}"


def make_sheet(records: Iterable[Record], name: str) -> Sheet:
    """The sheet that these rows of cells are. Raises SheetError with every mistake."""
    mistakes = Mistakes()
    rows = _fit(records, mistakes)
    first = next(rows, None)
    if first is None:
        raise refusal("empty", "This sheet is empty.")
    head = read_head(first, next(rows, None), mistakes)
    made = list(_rows(head, rows, mistakes))
    if not made and not mistakes.found:
        mistakes.note(first[0], 1, "no_rows", "This table has no rows.", "Write one or more.")
    mistakes.settle()
    sheet = Sheet(
        " ".join(_UNFIT.sub("", name).split()) or "table",
        head.policy,
        head.aggregation,
        tuple(SheetInput(*_parts(each)) for each in head.of("if")),
        tuple(SheetOutput(*_parts(each)) for each in head.of("then")),
        tuple(made),
        tuple(each.words for each in head.of("note")),
    )
    try:
        sheet.model()
    except FeelError as error:
        raise refusal(error.code, error.words) from None
    return sheet


def _fit(records: Iterable[Record], mistakes: Mistakes) -> Iterator[Record]:
    """The rows that are not empty, cleaned; cells that are too long or unfit are emptied."""
    count = 0
    for line, written in records:
        cells = _trimmed([cleaned(cell) for cell in _trimmed(written)[: MOST_COLUMNS + 2]])
        if not cells:
            continue
        count += 1
        if count > MOST_ROWS + 2:
            words = f"A table has at most {MOST_ROWS} rows."
            mistakes.note(line, 1, "too_many_rows", words, "Make two tables of it.")
            return
        for number, cell in enumerate(cells, start=1):
            if len(cell) > LONGEST_CELL:
                words = f"A cell has at most {LONGEST_CELL} characters."
                mistakes.note(line, number, "cell_length", words, "Make it shorter.")
            if _UNFIT.search(cell):
                words = "This cell has a character that no text should have."
                mistakes.note(line, number, "character", words, "Type the cell again.")
        yield line, cells


def _trimmed(cells: list[str]) -> list[str]:
    """The cells without the empty ones at the end."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _rows(head: Head, records: Iterable[Record], mistakes: Mistakes) -> Iterator[SheetRow]:
    cells_read: set[tuple[int, str]] = set()
    width = head.width
    for number, (line, cells) in enumerate(records, start=1):
        if len(cells) > width:
            words = f"This row has cells behind the last heading, which is in column {width}."
            mend = "Take them away, or give them a heading."
            mistakes.note(line, width + 1, "too_many_cells", words, mend)
        cells = [*cells, *[""] * (width - len(cells))]
        found: dict[Role, list[str]] = {"if": [], "then": [], "note": []}
        for column in head.columns:
            typed = cells[column.number - 1]
            found[column.role].append(typed)
            if (column.number, typed) not in cells_read:
                _check(head, column, (line, typed), cells_read, mistakes)
        if len(cells_read) > MOST_CELLS:
            words = f"This table has more than {MOST_CELLS} different cells."
            mistakes.note(line, 1, "too_large", words, "Make two tables of it.")
            return
        tests, outputs, notes = map(tuple, found.values())
        yield SheetRow(number, cells[0], tests, outputs, notes, line)


def _check(
    head: Head,
    column: Column,
    cell: tuple[int, str],
    cells_read: set[tuple[int, str]],
    mistakes: Mistakes,
) -> None:
    """Read a cell that is not known yet to be without mistake."""
    line, typed = cell
    read = READERS.get(column.role)
    if read is not None and column.kind is not None and len(typed) <= LONGEST_CELL:
        try:
            read(column.kind, column.allowed, typed, head.types)
        except BadCell as bad:
            mistakes.note(line, column.number, bad.code, bad.words, bad.mend)
            return
    cells_read.add((column.number, typed))


def _parts(column: Column) -> tuple[str, Kind, tuple[str, ...], int]:
    return column.words, column.kind or "text", column.allowed, column.number


def cells_of(sheet: Sheet) -> list[list[str]]:
    """The rows of cells that say what a sheet says, none of them a formula to a spreadsheet."""
    columns: tuple[SheetInput | SheetOutput, ...] = (*sheet.inputs, *sheet.outputs)
    rows = [
        [
            sheet.policy_in_words,
            *(f"if {each.expression}" for each in sheet.inputs),
            *(f"then {each.name}" for each in sheet.outputs),
            *(f"note {title}".strip() for title in sheet.notes),
        ],
        ["type", *(_type(each) for each in columns), *("" for _ in sheet.notes)],
        *([row.name, *row.tests, *row.outputs, *row.notes] for row in sheet.rows),
    ]
    return [[marked(cell) for cell in row] for row in rows]


def _type(column: SheetInput | SheetOutput) -> str:
    if len(column.allowed) == 1:
        return f"{column.allowed[0]} |"
    return " | ".join(column.allowed) or column.type
