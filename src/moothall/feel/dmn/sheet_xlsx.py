"""Reads and writes a sheet as a workbook of a spreadsheet program (XLSX)."""

import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Protocol, cast

from defusedxml.ElementTree import iterparse

from moothall.feel.dmn.sheet_heads import Mistakes, Record
from moothall.feel.dmn.sheet_parts import LONGEST_CELL, LONGEST_SHEET, SheetError, refusal
from moothall.feel.dmn.sheet_rows import cells_of, make_sheet
from moothall.feel.dmn.sheets import Sheet

LARGEST_CONTENT = 20_000_000
LARGEST_RATIO = 100
MOST_PARTS = 1_000
MOST_TAGS = 600_000
"""A full table has about 400,000, and each costs time to read."""

MOST_SEEN = 500_000
"""Places for cells, most of which may be empty."""

MOST_OTHER_TAGS = 20_000
"""Those that are no cells and no words: styles, names, merged cells and the like."""

ATTRIBUTES_OF_A_TAG = 4
"""On the average: the cell of a full table has three, and the tags that close it none."""

CELLS = re.compile(rb"</?(?:\w{1,9}:)?(?:c|v|row|is|t|si)[\s/>]")
MACROS = re.compile(r"vbaproject|macrosheets|activex", re.IGNORECASE)
AS_TEXT = "@"
"""The format by which a spreadsheet program keeps what is typed, as it is typed."""


class _Page(Protocol):
    """A page of a workbook that is read row by row."""

    _worksheet_path: str

    def reset_dimensions(self) -> None: ...

    def iter_rows(self, *, values_only: bool) -> Iterator[tuple[object, ...]]: ...


def read_xlsx(content: bytes, *, name: str) -> Sheet:
    """Read a decision table from the first sheet of a workbook.

    Raises SheetError with every mistake that is in it; formulas and macros are mistakes.
    """
    return make_sheet(xlsx_records(content), name)


def xlsx_records(content: bytes) -> list[Record]:
    """The rows of cells of the first sheet with their lines. Raises SheetError as above."""
    from openpyxl import load_workbook  # noqa: PLC0415 - it is large, and most never need it

    try:
        _unpack(content)
        book = load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        page = cast(_Page, book.worksheets[0])
        _no_formulas(content, page._worksheet_path)
        return list(_records(page))
    except SheetError:
        raise
    except Exception:  # noqa: BLE001 - a broken workbook can break its reader anywhere
        mend = "Save it as .xlsx without a password."
        raise refusal("workbook", "This is no workbook that can be read.", mend) from None


def _unpack(content: bytes) -> None:
    """Refuse a workbook that is larger than it seems, or that has macros."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        size = sum(part.file_size for part in parts)
        ratio = size / max(1, sum(part.compress_size for part in parts))
        if size > LARGEST_CONTENT or ratio > LARGEST_RATIO or len(parts) > MOST_PARTS:
            raise refusal("bomb", "This workbook is too large.", "Make two tables of it.")
        tags = others = attributes = 0
        for part in parts:
            inside = archive.read(part)
            tags += inside.count(b"<")
            others += inside.count(b"<") - len(CELLS.findall(inside))
            attributes += inside.count(b"=")
            if MACROS.search(part.filename) or _has_macros(part.filename, inside):
                raise refusal(
                    "macros", "This workbook has macros.", "Save it as .xlsx without."
                )
        most = ATTRIBUTES_OF_A_TAG * tags + MOST_OTHER_TAGS
        if tags > MOST_TAGS or others > MOST_OTHER_TAGS or attributes > most:
            raise refusal("bomb", "This workbook is too large.", "Make two tables of it.")


def _has_macros(name: str, inside: bytes) -> bool:
    return name == "[Content_Types].xml" and b"macroenabled" in inside.lower()


def _no_formulas(content: bytes, path: str) -> None:
    """Refuse formulas, naming their cells. They are looked for before any is worked with."""
    from openpyxl.utils.cell import coordinate_to_tuple  # noqa: PLC0415 - as above

    mistakes = Mistakes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(path) as source:
        for _, element in iterparse(source, forbid_dtd=True):
            kind = element.tag.rpartition("}")[2]
            if kind == "c" and any(each.tag.rpartition("}")[2] == "f" for each in element):
                cell = element.get("r", "A1")
                words = f"Cell {cell} has a formula."
                mend = "Write the value itself; text that begins with = gets a ' before it."
                mistakes.note(*coordinate_to_tuple(cell), "formula", words, mend)
            elif kind == "row":
                element.clear()
    mistakes.settle()


def _records(page: _Page) -> Iterator[Record]:
    page.reset_dimensions()
    seen = size = 0
    for line, row in enumerate(page.iter_rows(values_only=True), start=1):
        seen += len(row) + 1
        cells = [_typed(value) for value in row]
        size += sum(map(len, cells))
        if seen > MOST_SEEN or size > LONGEST_SHEET:
            raise refusal("sheet_length", "This sheet is too large.", "Make two tables of it.")
        if any(cells):
            yield line, cells


def _typed(value: object) -> str:
    """What an author would type for a value."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return _number(value)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)[: LONGEST_CELL + 1]


def _number(value: float) -> str:
    if not math.isfinite(value):
        return repr(value)
    exact = Decimal(repr(value))
    return str(int(exact)) if exact == exact.to_integral_value() else format(exact, "f")


def write_xlsx(sheet: Sheet) -> bytes:
    """A sheet as a workbook, which `read_xlsx` reads as the same. All of its cells are text."""
    return workbook_of(cells_of(sheet), sheet.name)


def workbook_of(rows: Iterable[list[str]], title: str) -> bytes:
    """Rows of cells as a workbook. All of its cells are text, none a formula."""
    from openpyxl import Workbook  # noqa: PLC0415 - as above
    from openpyxl.styles import Font  # noqa: PLC0415 - as above

    book = Workbook()
    page = book.worksheets[0]
    page.title = re.sub(r"[\[\]:*?/\\]", " ", title)[:31].strip("' ") or "table"
    page.freeze_panes = "B3"
    for line, cells in enumerate(rows, start=1):
        for column, words in enumerate(cells, start=1):
            cell = page.cell(line, column)
            cell.number_format = AS_TEXT
            if line == 1:
                cell.font = Font(bold=True)
            if words:
                cell.value = words
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
