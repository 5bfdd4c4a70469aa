"""Large hostile documents, made when they are asked for."""

import io
import zipfile
from collections.abc import Callable
from functools import cache

from openpyxl import Workbook

from moothall.feel.tests.models import decision, given, literal, model, needs, table, text

PAGE = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
BOOK = "xl/workbook.xml"
TYPES = "[Content_Types].xml"
_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ENTITIES = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY d SYSTEM "file:///etc/hostname">]>'


def page(rows: str, *, before: str = "", after: str = "", doctype: str = "") -> str:
    """A page of a workbook."""
    inside = f"{before}<sheetData>{rows}</sheetData>{after}"
    return f'{doctype}<worksheet xmlns="{_SPACE}">{inside}</worksheet>'


def cell(name: str, words: str) -> str:
    """A cell that holds its own text."""
    return f'<c r="{name}" t="inlineStr"><is><t>{words}</t></is></c>'


HEAD = (
    f'<row r="1">{cell("A1", "unique")}{cell("B1", "if a")}{cell("C1", "then b")}</row>'
    f'<row r="2">{cell("A2", "type")}{cell("B2", "number")}{cell("C2", "number")}</row>'
)
ROW = '<row r="3"><c r="B3"><v>1</v></c><c r="C3"><v>2</v></c></row>'


def _relations(sheets: int) -> str:
    each = "".join(
        f'<Relationship Id="r{number}" Type="{_LINKS}/worksheet" '
        f'Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, sheets + 1)
    )
    more = "".join(
        f'<Relationship Id="{name}" Type="{_LINKS}/{name}" Target="{name}.xml"/>'
        for name in ("styles", "sharedStrings")
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}{more}</Relationships>'


def parts(sheets: int = 1) -> dict[str, str]:
    """The parts of a small workbook, to be put into an archive."""
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    kinds = "".join(
        f'<Override PartName="/{name}" ContentType="{main}.{kind}+xml"/>'
        for name, kind in (
            (BOOK, "sheet.main"), (STYLES, "styles"), (STRINGS, "sharedStrings"),
        )
    )  # fmt: skip
    pages = {f"xl/worksheets/sheet{number}.xml": page("") for number in range(2, sheets + 1)}
    listed = "".join(
        f'<sheet name="s{number}" sheetId="{number}" r:id="r{number}"/>'
        for number in range(1, sheets + 1)
    )
    return {
        TYPES: f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{kinds}"
        + "".join(
            f'<Override PartName="/{name}" ContentType="{main}.worksheet+xml"/>'
            for name in (PAGE, *pages)
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="b" '
        f'Type="{_LINKS}/officeDocument" Target="{BOOK}"/></Relationships>',
        BOOK: f'<workbook xmlns="{_SPACE}" xmlns:r="{_LINKS}"><sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": _relations(sheets),
        STYLES: styles(),
        STRINGS: f'<sst xmlns="{_SPACE}"></sst>',
        PAGE: page(HEAD + ROW),
        **pages,
    }


def archive(inside: dict[str, str]) -> bytes:
    """The archive that has these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in inside.items():
            made.writestr(name, content)
    return written.getvalue()


def _with(**changed: str) -> bytes:
    names = {"page": PAGE, "strings": STRINGS, "styles": STYLES, "book": BOOK, "types": TYPES}
    return archive(parts() | {names.get(name, name): each for name, each in changed.items()})


def _strings(inside: str, doctype: str = "") -> str:
    return f'{doctype}<sst xmlns="{_SPACE}" count="9" uniqueCount="9">{inside}</sst>'


@cache
def styles() -> str:
    """The styles of an ordinary workbook."""
    written = io.BytesIO()
    Workbook().save(written)
    with zipfile.ZipFile(written) as made:
        return made.read(STYLES).decode()


def _many(count: int, made: Callable[[int], str]) -> str:
    return "".join(map(made, range(1, count + 1)))


def _wide_rows(rows: int) -> str:
    return _many(rows, lambda row: f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>')


def _overlapping() -> bytes:
    """An archive whose directory names the same content again and again."""
    whole = bytearray(_with(page=page(HEAD + ROW + " " * 90_000)))
    end = whole.rindex(b"PK\x05\x06")
    start = int.from_bytes(whole[end + 16 : end + 20], "little")
    entries = bytes(whole[start:end])
    tail = bytearray(whole[end:])
    tail[8:12] = (7 * 300).to_bytes(2, "little") * 2
    tail[12:16] = (len(entries) * 300).to_bytes(4, "little")
    return bytes(whole[:start]) + entries * 300 + bytes(tail)


def _changed(mark: bytes, offset: int, new: bytes) -> bytes:
    """A workbook with some bytes of the first record of this kind exchanged."""
    whole = bytearray(archive(parts()))
    at = whole.index(mark) + offset
    whole[at : at + len(new)] = new
    return bytes(whole)


WORKBOOKS: dict[str, Callable[[], bytes]] = {
    "a zip bomb": lambda: _with(page=page("<!--" + "0" * 19_000_000 + "-->")),
    "a part of many megabytes": lambda: _with(other="0123456789abcdef" * 1_500_000),
    "an archive in an archive": lambda: _with(other=archive(parts()).hex() * 3, page=page("")),
    "entries that overlap": _overlapping,
    "a thousand parts": lambda: archive(parts() | {f"x/{n}": "x" for n in range(1_200)}),
    "thousands of sheets": lambda: archive(parts(4_000)),
    "hundreds of empty sheets": lambda: archive(parts(900) | {PAGE: page("")}),
    "an entity bomb in the strings": lambda: _with(
        strings=_strings("<si><t>&d;</t></si>", ENTITIES)
    ),
    "an entity bomb in the page": lambda: _with(page=page("&d;", doctype=ENTITIES)),
    "an entity from outside": lambda: _with(page=page(HEAD + "&d;", doctype=OUTSIDE)),
    "an entity in the styles": lambda: _with(
        styles=f'{ENTITIES}<styleSheet xmlns="{_SPACE}">&d;</styleSheet>'
    ),
    "an entity in the types": lambda: _with(types=f"{ENTITIES}<Types>&d;</Types>"),
    "shared strings without end": lambda: _with(
        strings=_strings(_many(190_000, lambda n: f"<si><t>{n}</t></si>"))
    ),
    "one shared string again and again": lambda: _with(
        strings=_strings(f"<si><t>{'xyz' * 30_000}</t></si>"),
        page=page(
            _many(900, lambda n: f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>')
        ),
    ),
    "a shared string that is not there": lambda: _with(
        page=page(HEAD + '<row r="3"><c r="B3" t="s"><v>77</v></c></row>')
    ),
    "a shared string of minus one": lambda: _with(
        page=page(HEAD + '<row r="3"><c r="B3" t="s"><v>-1</v></c></row>')
    ),
    "a megabyte in a cell": lambda: _with(
        page=page(HEAD + f'<row r="3">{cell("B3", "1, " * 400_000)}</row>')
    ),
    "a number of a megabyte": lambda: _with(
        page=page(HEAD + f'<row r="3"><c r="B3"><v>{"9" * 1_000_000}</v></c></row>')
    ),
    "a number that is none": lambda: _with(
        page=page(HEAD + '<row r="3"><c r="B3"><v>nan</v></c><c r="C3"><v>inf</v></c></row>')
    ),
    "very wide rows": lambda: _with(page=page(_wide_rows(5_000))),
    "a very far row": lambda: _with(
        page=page(HEAD + '<row r="1048576"><c r="B1048576"><v>1</v></c></row>')
    ),
    "a row beyond all": lambda: _with(
        page=page(f'<row r="{9 * 10**30}"><c r="B9"><v>1</v></c></row>')
    ),
    "a row of minus one": lambda: _with(page=page('<row r="-1"><c r="A-1"/></row>')),
    "billions of styles": lambda: _with(
        styles=f'<styleSheet xmlns="{_SPACE}"><cellXfs count="999999999">'
        + "<xf/>" * 150_000 + "</cellXfs></styleSheet>"
    ),
    "thousands of fonts": lambda: _with(
        styles=f'<styleSheet xmlns="{_SPACE}"><fonts>' + "<font><b/></font>" * 90_000
        + "</fonts></styleSheet>"
    ),
    "thousands of formats": lambda: _with(
        styles=f'<styleSheet xmlns="{_SPACE}"><numFmts>'
        + _many(90_000, lambda n: f'<numFmt numFmtId="{n}" formatCode="0.{n}"/>')
        + "</numFmts></styleSheet>"
    ),
    "thousands of names": lambda: _with(
        book=f'<workbook xmlns="{_SPACE}" xmlns:r="{_LINKS}"><sheets><sheet name="s" '
        'sheetId="1" r:id="r1"/></sheets><definedNames>'
        + _many(90_000, lambda n: f'<definedName name="n{n}">s!$A$1:$XFD$1048576</definedName>')
        + "</definedNames></workbook>"
    ),
    "a page that is deep": lambda: _with(page=page("<row>" * 50_000)),
    "types that are deep": lambda: _with(types="<a>" * 90_000 + "</a>" * 90_000),
    "tags without number": lambda: _with(page=page("<c/>x1y2" * 590_000)),
    "attributes without number": lambda: _with(
        page=page(f"<row {_many(200_000, lambda n: f'a{n}=' + chr(34) * 2 + ' ')}/>")
    ),
    "macros": lambda: archive(parts() | {"xl/vbaProject.bin": "x"}),
    "a formula": lambda: _with(page=page(HEAD + '<row r="3"><c r="B3"><f>1+1</f></c></row>')),
    "no parts": lambda: archive({}),
    "a path that climbs": lambda: archive({"../../etc/passwd": "x"}),
    "a book that is its own page": lambda: archive(
        parts() | {"xl/_rels/workbook.xml.rels": _relations(1).replace(
            "worksheets/sheet1.xml", "workbook.xml")}
    ),
    "a page from outside": lambda: archive(
        parts() | {"xl/_rels/workbook.xml.rels": _relations(1).replace(
            'worksheets/sheet1.xml"', 'http://example.com/x" TargetMode="External"')}
    ),
    "a checksum that lies": lambda: _changed(b"PK\x01\x02", 16, b"\x00\x00\x00\x01"),
    "a size that lies": lambda: _changed(b"PK\x01\x02", 24, b"\x01\x00\x00\x00"),
    "a size of four gigabytes": lambda: _changed(b"PK\x01\x02", 20, b"\xff" * 8),
    "a way of packing nobody knows": lambda: _changed(b"PK\x01\x02", 10, b"\x63\x00"),
    "a password": lambda: _changed(b"PK\x01\x02", 8, b"\x01\x00"),
    "a directory that begins elsewhere": lambda: _changed(b"PK\x05\x06", 16, b"\xff\xff"),
    "no end": lambda: archive(parts())[:-30],
    "half": lambda: archive(parts())[:900],
    "a dimension that is none": lambda: _with(
        page=page(HEAD + ROW, before='<dimension ref="?"/>')
    ),
    "columns without end": lambda: _with(
        page=page(HEAD + ROW, before=f'<cols>{"<col min=~1~ max=~16384~/>" * 50_000}</cols>'
                  .replace("~", '"'))
    ),
    "merged cells without number": lambda: _with(
        page=page(HEAD + ROW, after="<mergeCells>" + _many(
            90_000, lambda n: f'<mergeCell ref="A{n}:XFD{n + 9}"/>') + "</mergeCells>")
    ),
    "links without number": lambda: _with(
        page=page(HEAD + ROW, after="<hyperlinks>" + _many(
            90_000, lambda n: f'<hyperlink ref="A1:XFD{n}" location="x"/>') + "</hyperlinks>")
    ),
    "tests of values without number": lambda: _with(
        page=page(HEAD + ROW, after="<dataValidations>" + _many(
            50_000, lambda n: f'<dataValidation sqref="A1:XFD{n}"><formula1>1</formula1>'
            "</dataValidation>") + "</dataValidations>")
    ),
}  # fmt: skip
"""Workbooks that are refused."""

HARMLESS_WORKBOOKS: dict[str, Callable[[], bytes]] = {
    "billions of cells are declared": lambda: _with(
        page=page(HEAD + ROW, before='<dimension ref="A1:XFD1048576"/>')
    ),
}
"""Workbooks with a table in them that is read all the same."""


def _item(name: str, inner: str) -> str:
    return f'<itemDefinition name="{name}">{inner}</itemDefinition>'


def _doubling(levels: int) -> str:
    """Types each of which holds the next one twice."""
    made = [
        _item(f"T{number}", "".join(
            f'<itemComponent name="{side}{number}"><typeRef>T{number + 1}</typeRef>'
            "</itemComponent>" for side in "ab"))
        for number in range(levels)
    ]  # fmt: skip
    last = _item(f"T{levels}", "<typeRef>number</typeRef>")
    return model(*made, last, given("x", "T0"), decision("a", literal("x"), needs("x")))


def _all_needing_all(count: int) -> str:
    names = [f"d{number}" for number in range(count)]
    return model(*(decision(each, literal("1"), needs(decisions=(*names,))) for each in names))


def _entries(count: int) -> str:
    each = _many(count, lambda n: f'<contextEntry><variable name="n{n}"/>{literal("1")}'
                 "</contextEntry>")  # fmt: skip
    return model(decision("a", f"<context>{each}</context>"))


MODELS: dict[str, Callable[[], str | bytes]] = {
    "an entity bomb": lambda: f"{ENTITIES}<definitions>&d;</definitions>",
    "an entity from outside": lambda: f"{OUTSIDE}<definitions>&d;</definitions>",
    "a DTD from outside": lambda: '<!DOCTYPE a SYSTEM "file:///dev/zero"><definitions/>',
    "a DTD of megabytes": lambda: f"<!DOCTYPE a [{60_000 * chr(32)}]><a/>",
    "deep elements": lambda: "<a>" * 100_000,
    "deep lists": lambda: model(decision("a", "<list>" * 5_000 + "</list>" * 5_000)),
    "more bytes than are read": lambda: "<a>" + "x" * 6_000_000 + "</a>",
    "more elements than are read": lambda: "<a>" + "<b/>" * 900_000 + "</a>",
    "comments without number": lambda: "<a>" + "<!---->" * 600_000 + "</a>",
    "instructions without number": lambda: "<a>" + "<?b?>" * 600_000 + "</a>",
    "namespaces without number": lambda: (
        "<a>" + _many(150_000, lambda n: f'<b xmlns:n{n}="u"/>') + "</a>"
    ),
    "attributes without number": lambda: (
        f"<a {_many(250_000, lambda n: f'a{n}=' + chr(34) * 2 + ' ')}/>"
    ),
    "the same attribute twice": lambda: '<a b="1" b="2"/>',
    "a name of a megabyte": lambda: f"<{'a' * 4_000_000}/>",
    "an encoding that is not": lambda: b'<?xml version="1.0" encoding="utf-7"?><definitions/>',
    "UTF-16 that is cut": lambda: "<definitions/>".encode("utf-16")[:-1],
    "bytes that are no letters": lambda: b"<definitions>\xff\xfe\x00</definitions>",
    "a NUL": lambda: "<definitions>\x00</definitions>",
    "an expression that is deep": lambda: model(decision("a", literal("[" * 5_000))),
    "a table of too many rows": lambda: model(
        given("x"),
        decision("a", table(["x"], ["b"], [["1", "2"]] * 2_100), needs("x")),
    ),
    "a table of too many columns": lambda: model(
        decision("a", table(["1"] * 9_000, ["b"], [["1"] * 9_000 + ["2"]])),
    ),
    "a context of too many entries": lambda: _entries(20_000),
    "decisions that all need all": lambda: _all_needing_all(300),
    "cells that are each as long as can be": lambda: model(
        decision("a", table(["1"], ["b"], [["1" + ",1" * 9_000, "2"]] * 200))
    ),
}  # fmt: skip
"""Models that are refused."""

HARMLESS_MODELS: dict[str, Callable[[], str | bytes]] = {
    "types that double": lambda: _doubling(18),
    "types that double without end": lambda: _doubling(60),
    "a value with tests without number": lambda: model(
        _item("T", f"<typeRef>number</typeRef><allowedValues>{text('1' + ',1' * 4_000)}"
              "</allowedValues>"),
        *(given(f"x{number}", "T") for number in range(500)),
        decision("a", literal("1")),
    ),
    "a chain of decisions": lambda: model(
        decision("d0", literal("1")),
        *(decision(f"d{n}", literal("1"), needs(decisions=(f"d{n - 1}",)))
          for n in range(1, 1_000)),
    ),
}  # fmt: skip
"""Models that are read all the same."""

_START = "unique,if a,then b\ntype,number,number\n"
SHEETS: dict[str, Callable[[], str | bytes]] = {
    "a NUL": lambda: f"{_START},1\x00,2\n",
    "NULs without number": lambda: "\x00" * 500_000,
    "a line of a megabyte": lambda: _START + "," * 1_000_000,
    "a line as long as can be": lambda: _START + "," * 500_000,
    "a head as long as can be": lambda: "unique" + ",if a" * 100_000,
    "a cell of half a megabyte": lambda: _START + ",1" + "1" * 500_000 + ",2\n",
    "a quote without end": lambda: _START + ',"' + "1\n" * 250_000,
    "quotes without number": lambda: _START + '"' * 500_001,
    "lines without number": lambda: _START + ",1,1\n" * 100_000,
    "mistakes without number": lambda: _START + ",x y,!\n" * 1_900,
    "a cell that is deep": lambda: _START + "," + "[" * 3_900 + ",2\n",
    "cells that are deep": lambda: _START + ("," + "(" * 200 + ",2\n") * 1_900,
    "not, not, not": lambda: _START + "," + "not(" * 900 + ",2\n",
    "names without number": lambda: (
        "unique,if a,then b\ntype," + " | ".join(map(str, range(90_000))) + ",number\n,1,1\n"
    ),
    "a heading without end": lambda: (
        f"unique,if {'a.' * 200_000}a,then b\ntype,number,number\n"
    ),
    "bytes that are no letters": lambda: b"\xff\xfe" * 9_000,
    "a range without end": lambda: _START + ",1,sum(1..999999999)\n",
}
"""Sheets that are refused."""
