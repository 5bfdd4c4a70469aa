"""Tables as files that officers bring and take away: CSV, XLSX, DMN."""

from collections.abc import Mapping

from moothall.feel import (
    SheetError,
    read_csv_cells,
    read_dmn_sheet,
    read_sheet,
    read_xlsx_cells,
    without_empty,
    write_csv,
    write_csv_cells,
    write_dmn,
    write_xlsx_cells,
)
from moothall.kernel.attached import Attached
from moothall.kernel.refusals import Refused
from moothall.kernel.words import say

FORMS: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "dmn": "application/xml",
}
"""The forms of a table, with their media types."""
LARGEST = 1024 * 1024
MOST_COLUMNS = 40


class UnreadableTable(Refused):
    """A file is no table in any of the forms that are known, or cannot be said in one."""

    code = "workspace.unreadable-table"


def brought(*, content: bytes, name: str) -> str:
    """A file as the text of a CSV file, whatever mistakes its cells have, by its ``name``.

    Raises ``UnreadableTable`` for what has no cells, such as a damaged workbook.
    """
    form = name.rpartition(".")[2].lower()
    if len(content) > LARGEST:
        raise UnreadableTable(say("This file is larger than 1 MB"))
    try:
        text = _READERS[form](content).replace("\x00", "")
    except KeyError:
        raise UnreadableTable(say("Choose a file that ends in .xlsx, .csv or .dmn")) from None
    except SheetError as failure:
        raise _refusal(failure) from None
    if not text.strip():
        raise UnreadableTable(say("There is nothing in this file"))
    if max(map(len, read_csv_cells(text)[0])) > MOST_COLUMNS:
        raise UnreadableTable(say("This file has more than {most} columns", most=MOST_COLUMNS))
    return text


def taken(*, file: Attached, form: str) -> bytes:
    """The cells of a file in one of ``FORMS``; as DMN only a table without mistakes.

    Raises ``UnreadableTable``.
    """
    try:
        if form == "dmn":
            return write_dmn(read_sheet(file.text, name=file.stem)).encode()
        cells, _ = read_csv_cells(file.text)
    except SheetError as failure:
        raise _refusal(failure) from None
    if form == "xlsx":
        return write_xlsx_cells(cells, title=file.stem)
    return write_csv_cells(cells).encode("utf-8-sig")


def _of_csv(content: bytes) -> str:
    return write_csv_cells(without_empty(read_csv_cells(content)[0]))


def _of_xlsx(content: bytes) -> str:
    return write_csv_cells(without_empty(read_xlsx_cells(content)))


def _of_dmn(content: bytes) -> str:
    return write_csv(read_dmn_sheet(content)).replace("\r\n", "\n")


_READERS = {"csv": _of_csv, "xlsx": _of_xlsx, "dmn": _of_dmn, "xml": _of_dmn}


def _refusal(failure: SheetError) -> UnreadableTable:
    first = failure.mistakes[0]
    where = f" ({first.line}:{first.column})" if (first.line, first.column) != (1, 1) else ""
    return UnreadableTable(say("{words}", words=f"{first.words} {first.mend}{where}".strip()))
