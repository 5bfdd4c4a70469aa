"""Reads and writes a sheet as CSV."""

import csv
import io
from collections.abc import Iterator

from moothall.feel.dmn.sheet_heads import Record
from moothall.feel.dmn.sheet_parts import (
    LONGEST_CELL,
    LONGEST_SHEET,
    SheetError,
    SheetMistake,
    refusal,
)
from moothall.feel.dmn.sheet_rows import cells_of, make_sheet
from moothall.feel.dmn.sheets import Sheet

DELIMITERS = (",", ";")


def read_sheet(text: str | bytes, *, name: str) -> Sheet:
    """Read a decision table from CSV, of commas or semicolons, in UTF-8 if it is bytes.

    Raises SheetError with every mistake that is in it.
    """
    return make_sheet(csv_records(text), name)


def csv_records(text: str | bytes) -> Iterator[Record]:
    """The rows of cells with their lines. Raises SheetError for what holds no cells."""
    if len(text) > LONGEST_SHEET or len(_bytes(text)) > LONGEST_SHEET:
        words = f"A sheet has at most {LONGEST_SHEET // 1024} KB."
        raise refusal("sheet_length", words, "Make two tables of it.")
    try:
        plain = _bytes(text).decode("utf-8-sig")
    except UnicodeDecodeError:
        mend = 'Save the sheet as "CSV UTF-8".'
        raise refusal("encoding", "This is not text in UTF-8.", mend) from None
    return _records(plain)


def _bytes(text: str | bytes) -> bytes:
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text


def _records(text: str) -> Iterator[Record]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    while True:
        try:
            cells = next(rows, None)
        except csv.Error as error:
            mend = 'Put a cell that has quotes into quotes, each of its own doubled: "".'
            words = f"The cells from this line on cannot be told apart ({error})."
            raise SheetError([SheetMistake(line, 1, "csv", words, mend)]) from None
        if cells is None:
            return
        yield line, cells
        line = rows.line_num + 1


def _delimiter(text: str) -> str:
    """What divides cells: the first such sign, for there is none in the name of a policy."""
    outside = "".join(text[:LONGEST_CELL].split('"')[::2])
    return next((sign for sign in outside if sign in DELIMITERS), DELIMITERS[0])


def write_csv(sheet: Sheet) -> str:
    """A sheet as CSV, which `read_sheet` reads as the same. Encode it as `utf-8-sig`, by which
    a spreadsheet knows its letters."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(cells_of(sheet))
    return written.getvalue()
