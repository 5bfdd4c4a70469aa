"""The files of a release: read back by their own metadata, and the same every time."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import import_module
from typing import Any

import pytest

from moothall.components.demand.contracts import NotAudited
from moothall.components.demand.rules.disclosure import (
    ALL,
    HIDDEN,
    AllSame,
    Form,
    Policy,
    audit,
    view_of,
)
from moothall.components.demand.rules.releases import (
    OPEN_GOVERNMENT_LICENCE,
    csv_of,
    csvw_of,
    dictionary_of,
    files_of,
    method_note_of,
    parquet_of,
)
from moothall.components.demand.tests.disclosing import a_cube, with_true_totals
from moothall.components.demand.tests.releasing import (
    COLUMNS,
    a_publication,
    a_release,
    a_release_table,
)

pa: Any = import_module("pyarrow")
pq: Any = import_module("pyarrow.parquet")

READ: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": int,
    "double": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": date.fromisoformat,
}
"""How the built-in datatypes of CSV on the Web are read."""


def metadata() -> Any:  # noqa: ANN401 - JSON
    return json.loads(csvw_of(a_release_table(), a_release(), a_publication()))


def read_by_metadata(content: bytes, told: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a CSV file as its metadata says they are to be read."""
    text = io.StringIO(content.decode(told["dialect"]["encoding"]), newline="")
    lines = csv.reader(
        text,
        delimiter=told["dialect"]["delimiter"],
        quotechar=told["dialect"]["quoteChar"],
        doublequote=told["dialect"]["doubleQuote"],
        strict=True,
    )
    columns = told["tableSchema"]["columns"]
    assert next(lines) == [column["name"] for column in columns]
    rows = []
    for line in lines:
        assert not any(
            c["required"] and v in c["null"] for c, v in zip(columns, line, strict=True)
        )
        rows.append(
            tuple(
                None if value in column["null"] else READ[column["datatype"]](value)
                for column, value in zip(columns, line, strict=True)
            )
        )
    return rows


def nulled(rows: tuple[tuple[object, ...], ...]) -> list[tuple[object, ...]]:
    return [tuple(None if value == HIDDEN else value for value in row) for row in rows]


def test_the_csv_file_reads_back_by_its_metadata() -> None:
    table = a_release_table()
    assert read_by_metadata(csv_of(table), metadata()) == nulled(table.written_rows)


def test_the_csv_file_is_as_rfc_4180_has_it() -> None:
    first, second, *_ = csv_of(a_release_table()).split(b"\r\n")
    assert first == b"need,area,contacts,contacts_hidden,rate,first_day"
    assert second == b"a,1,*,true,,2026-07-01"
    assert csv_of(a_release_table()).endswith(b"\r\n")


@pytest.mark.parametrize("awkward", ['two, "quoted"', "two\r\nlines", "=1+1", "Llanfair PG’s"])
def test_any_text_reads_back(awkward: str) -> None:
    table = a_release_table(rows=((awkward, "1", 10, 1.5, date(2026, 7, 1)),))
    assert read_by_metadata(csv_of(table), metadata())[0][0] == awkward


def test_the_key_that_the_metadata_names_is_one() -> None:
    told = metadata()
    names = [column["name"] for column in told["tableSchema"]["columns"]]
    at = [names.index(name) for name in told["tableSchema"]["primaryKey"]]
    keys = [
        tuple(row[i] for i in at) for row in read_by_metadata(csv_of(a_release_table()), told)
    ]
    assert len(set(keys)) == len(keys) == 12


def test_the_metadata_says_what_the_standard_asks_for() -> None:
    told = metadata()
    assert told["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en"}]
    assert told["url"] == "contacts-by-area.csv"
    assert told["dc:license"] == {"@id": OPEN_GOVERNMENT_LICENCE}
    assert told["dc:issued"] == {"@value": "2026-11-02", "@type": "date"}
    contacts = told["tableSchema"]["columns"][2]
    assert contacts["titles"] == {"en": ["Contacts"], "cy": ["Cysylltiadau"]}
    assert contacts["null"] == ["", "*"]
    assert told["tableSchema"]["columns"][0]["required"] is True


def test_another_licence_can_be_given() -> None:
    by = replace(a_publication(), licence="https://creativecommons.org/licenses/by/4.0/")
    told = json.loads(csvw_of(a_release_table(), a_release(), by))
    assert told["dc:license"]["@id"].startswith("https://creativecommons.org/")


def test_parquet_holds_the_same_rows_under_the_same_names() -> None:
    table = a_release_table()
    found = pq.read_table(io.BytesIO(parquet_of(table, a_release(), a_publication())))
    assert found.column_names == [column.name for column in table.written]
    assert [tuple(row.values()) for row in found.to_pylist()] == nulled(table.written_rows)
    assert found.schema.field("contacts").type == pa.int64()
    assert found.schema.field("first_day").type == pa.date32()


def test_parquet_keeps_the_words_beside_the_columns() -> None:
    file = parquet_of(a_release_table(), a_release(), a_publication())
    schema = pq.read_schema(io.BytesIO(file))
    assert schema.field("need").metadata[b"title.cy"] == b"Angen"
    assert schema.metadata[b"temporal"] == b"2026-07-01/2026-09-30"
    assert schema.metadata[b"primary_key"] == b"need,area"
    assert not schema.field("need").nullable


def test_the_same_release_gives_the_same_bytes() -> None:
    first, second = (dict(files_of(a_release(), a_publication())) for _ in range(2))
    assert first == second
    assert sorted(first) == [
        "contacts-by-area.csv",
        "contacts-by-area.csv-metadata.json",
        "contacts-by-area.parquet",
        "dictionary-cy.md",
        "dictionary-en.md",
        "methods-cy.md",
        "methods-en.md",
    ]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_dictionary_explains_every_column(language: str) -> None:
    text = dictionary_of(a_release(), language).decode()
    for column in a_release_table().written:
        assert f"| `{column.name}` | {column.title[language]} |" in text
    assert "“by ward” &#124; or all" in text or language == "cy"


def test_the_method_note_says_the_thresholds_the_audit_and_the_versions() -> None:
    text = method_note_of(a_release(), "en").decode()
    assert "- A count of 1 to 7 people is hidden (*)." in text
    assert "- Other counts are rounded to the nearest 5." in text
    assert "- For each of 1 hidden counts we worked out" in text
    assert "- There was no earlier release to take in." in text
    assert "- Contacts by area: 1 of 12 values" in text
    assert "| Rate | 1.2 | Contacts by residents |" in text


def test_the_method_note_for_partners_says_that_counts_are_exact() -> None:
    policy = Policy(threshold=5, all_same=AllSame.HIDE)
    release = a_release(form=Form.PARTNERS, policy=policy)
    text = method_note_of(release, "cy").decode()
    assert "rowndiwyd" not in text
    assert "- Mae’r cyfrifon eraill a’r cyfansymiau a ddangosir yn fanwl gywir." in text
    assert "- Lle mae llinell gyfan mewn un categori, cuddir hynny." in text


def test_the_method_note_names_the_earlier_releases() -> None:
    told = replace(a_release().audit, beside=("Release 2", "Release 3"))
    text = method_note_of(a_release(audit=told), "en").decode()
    assert "- Earlier releases that this took in: Release 2, Release 3." in text


def test_nothing_is_written_of_a_release_that_failed_its_audit() -> None:
    view = view_of(with_true_totals(a_cube([[3, 20], [22, 30]]), ("a", "1")))
    failed = audit(view, policy=Policy())
    assert not failed.passed
    with pytest.raises(NotAudited) as refusal:
        a_release(audit=failed)
    assert refusal.value.details == {"number": 4, "findings": 1}


ROW = ("a", ALL, 10, 1.5, date(2026, 7, 1))


@pytest.mark.parametrize(
    "changes",
    [
        {"rows": (ROW, ROW)},
        {"rows": ((None, *ROW[1:]),)},
        {"rows": (ROW[:-1],)},
        {"rows": (("a", ALL, "ten", 1.5, ROW[4]),)},
        {"rows": (("a", HIDDEN, 10, HIDDEN, ROW[4]),)},
        {"rows": (("a", ALL, True, 1.5, ROW[4]),)},
        {"rows": (("a", ALL, 10, float("nan"), ROW[4]),)},
        {"key": ("need", "nowhere")},
        {"key": ()},
        {"name": "../contacts"},
        {"columns": (*COLUMNS[:-1], COLUMNS[0])},
        {"columns": (*COLUMNS[:-1], replace(COLUMNS[4], name="First day"))},
    ],
)
def test_rows_that_do_not_fit_their_columns_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="contacts"):
        a_release_table(**changes)
