"""Sheets as workbooks of a spreadsheet program."""

import io
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from moothall.feel import SheetError, SheetMistake, read_xlsx, write_xlsx
from moothall.feel.tests.sheet_samples import GRANT, SMALL, sheet

Cells = list[list[object]]
HEAD: Cells = [["unique", "if a", "then b"], ["type", "number", "number"]]


def book(*pages: Cells) -> bytes:
    """A workbook with these pages."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for cells in pages:
        page = made.create_sheet()
        for row in cells:
            page.append(row)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def changed(content: bytes, **parts: bytes) -> bytes:
    """The same workbook with its page exchanged or with macros put in."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "macro": "xl/vbaProject.bin"}
    new = {names[each]: inside for each, inside in parts.items()}
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in dict.fromkeys([*old.namelist(), *new]):
            made.writestr(name, new[name] if name in new else old.read(name))
    return written.getvalue()


def page(rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def mistakes(content: bytes) -> tuple[SheetMistake, ...]:
    begun = time.perf_counter()
    with pytest.raises(SheetError) as raised:
        read_xlsx(content, name="grant")
    assert time.perf_counter() - begun < 5
    return raised.value.mistakes


def test_what_was_written_is_read_as_the_same() -> None:
    formulas = "unique,if a,then b,note\ntype,number,text,\n'=x,1,'=SUM(A1),-5\n,2,'@y,-\n"
    for text in (GRANT, SMALL, formulas):
        assert read_xlsx(write_xlsx(sheet(text)), name="grant") == sheet(text)


def test_a_workbook_has_no_formulas_and_keeps_what_is_typed() -> None:
    text = "unique,if a,then b\ntype,number,text\n,1,'=1+1\n"
    (page,) = load_workbook(io.BytesIO(write_xlsx(sheet(text, "a/b?")))).worksheets
    assert page.title == "a b"
    cells = [cell for row in page.iter_rows() for cell in row]
    assert {cell.number_format for cell in cells} == {"@"}
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert page["C3"].value == "'=1+1"


def test_values_are_read_as_an_author_would_type_them() -> None:
    made = read_xlsx(
        book(
            [
                ["first", "if a", "if d", "then n", "then y", "then d", "then t"],
                ["type", "number", "date", "number", "yes/no", "date", "text"],
                ["x", 1.0, date(2026, 4, 1), 0.1, True, datetime(2026, 4, 1), 7],  # noqa: DTZ001
                [None, 1e-7, None, 1234567.25, False, "2026-04-01", " z "],
            ]
        ),
        name="t",
    )
    assert made.rows[0].tests == ("1", "2026-04-01")
    assert made.rows[0].outputs == ("0.1", "yes", "2026-04-01", "7")
    assert made.rows[1].tests == ("0.0000001", "")
    assert made.rows[1].outputs == ("1234567.25", "no", "2026-04-01", "z")
    assert made.decide({"a": 1, "d": date(2026, 4, 1)}).value["n"] == Decimal("0.1")


def test_only_the_first_page_is_read() -> None:
    assert len(read_xlsx(book([*HEAD, [None, 1, 2]], [["=1"]]), name="t").rows) == 1


def test_a_mistake_has_the_line_and_column_of_its_cell() -> None:
    (found,) = mistakes(book([*HEAD, [], [None, 1, "x"]]))
    assert (found.line, found.column, found.code) == (4, 3, "unknown_name")


def test_a_large_table_is_no_bomb() -> None:
    columns = ["if a", *(f"then b{number}" for number in range(9))]
    head: Cells = [["collect", *columns], ["type", *["number"] * 10]]
    rows: Cells = [["", *["1"] * 10] for _ in range(2_000)]
    text = "\n".join(",".join(map(str, row)) for row in [*head, *rows])
    assert read_xlsx(write_xlsx(sheet(text)), name="grant") == sheet(text)


def test_a_formula_is_refused_by_the_name_of_its_cell() -> None:
    found = mistakes(book([*HEAD, [None, 1, "=B3*2"], [None, "=1", 2]]))
    assert [(each.line, each.column, each.code) for each in found] == [
        (3, 3, "formula"), (4, 2, "formula"),
    ]  # fmt: skip
    assert found[0].words == "Cell C3 has a formula."


def test_macros_are_refused() -> None:
    content = changed(book([*HEAD, [None, 1, 2]]), macro=b"x")
    assert [each.code for each in mistakes(content)] == ["macros"]


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"unique,if a", b"\xd0\xcf\x11\xe0" * 9]
)
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    assert [each.code for each in mistakes(content)] == ["workbook"]


def test_a_workbook_that_is_cut_off_is_refused() -> None:
    content = book([*HEAD, [None, 1, 2]])
    assert [each.code for each in mistakes(content[: len(content) // 2])] == ["workbook"]


def test_too_many_rows_are_refused() -> None:
    rows: Cells = [[None, number, 1] for number in range(2_001)]
    cells = [*HEAD, *rows]
    assert [each.code for each in mistakes(book(cells))] == ["too_many_rows"]


SMALLEST = book([*HEAD, [None, 1, 2]])
SHARED = "".join(
    f"<c r='A{number}'><f t='shared' si='0'>{'A1+' * 300_000 if number == 1 else ''}</f></c>"
    for number in range(1, 3_000)
)
HOSTILE = {
    "a bomb": (b" " * 25_000_000, "bomb"),
    "a bomb of zeros": (page("<!--" + "0" * 5_000_000 + "-->"), "bomb"),
    "tags without number": (page("<c/>x1y2" * 700_000), "bomb"),
    "the last row of all": (
        page('<row r="999999999999"><c r="A1"><v>1</v></c></row>'),
        "sheet_length",
    ),
    "rows that are very wide": (
        page("".join(f'<row r="{row}"><c r="ZZZ{row}" s="0"/></row>' for row in range(1, 90))),
        "sheet_length",
    ),
    "a formula shared by thousands": (page(f"<row r='1'>{SHARED}</row>"), "formula"),
    "a cell that is not a cell": (page('<row r="1"><c r="?"><v>x</v></c></row>'), "workbook"),
    "an entity": (
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + page("<row><c><v>&b;</v></c></row>"),
        "workbook",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_at_once(name: str) -> None:
    inside, code = HOSTILE[name]
    assert {each.code for each in mistakes(changed(SMALLEST, sheet=inside))} == {code}
