"""Rows of cells, whatever they say: what CSV and XLSX hold before they are read as a table."""

from collections.abc import Iterable, Sequence

from moothall.feel.dmn.sheet_csv import csv_records
from moothall.feel.dmn.sheet_rows import cleaned, marked
from moothall.feel.dmn.sheet_xlsx import workbook_of, xlsx_records

Cells = list[list[str]]


def read_csv_cells(text: str | bytes) -> tuple[Cells, list[int]]:
    """The rows, all of one length, and the line on which each begins; not the blank lines.

    Raises SheetError for what is too large, not UTF-8, or no CSV.
    """
    found = [(line, [cleaned(cell) for cell in cells]) for line, cells in csv_records(text)]
    kept = [(line, cells) for line, cells in found if len(cells) > 1 or any(cells)]
    return _of_one_length([cells for _, cells in kept]), [line for line, _ in kept]


def read_xlsx_cells(content: bytes) -> Cells:
    """The rows of the first sheet of a workbook. Raises SheetError as ``read_xlsx`` does."""
    found = [[cleaned(cell) for cell in cells] for _, cells in xlsx_records(content)]
    return _of_one_length(found)


def without_empty(cells: Iterable[Sequence[str]]) -> Cells:
    """The rows less those that are empty, and less the empty columns at the end."""
    rows = [list(row) for row in cells if any(row)]
    width = max((n for row in rows for n, cell in enumerate(row, 1) if cell), default=0)
    return [row[:width] for row in rows]


def write_csv_cells(cells: Iterable[Sequence[str]]) -> str:
    """The rows as CSV, none of them a formula to a spreadsheet; read again, the same."""
    return "".join(",".join(_quoted(marked(cell)) for cell in row) + "\n" for row in cells)


def write_xlsx_cells(cells: Iterable[Sequence[str]], *, title: str) -> bytes:
    """The rows as a workbook whose cells are text."""
    return workbook_of(([marked(cell) for cell in row] for row in cells), title)


def _quoted(cell: str) -> str:
    """A cell in quotes if anybody could take a part of it for the end of it."""
    needed = cell != cell.strip() or any(sign in cell for sign in ',;"\n\r')
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if needed else cell


def _of_one_length(rows: Cells) -> Cells:
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]
