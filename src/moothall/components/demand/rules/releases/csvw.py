"""CSV on the Web: a table as CSV, and the metadata that says what stands in it."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from moothall.components.demand.rules.disclosure import HIDDEN
from moothall.components.demand.rules.releases.model import (
    Column,
    Publication,
    Release,
    ReleaseTable,
    Value,
)
from moothall.kernel.words import Words

METADATA = "-metadata.json"
"""What is added to the name of a CSV file where programs look for its metadata."""
_CSVW = "http://www.w3.org/ns/csvw"


def csv_of(table: ReleaseTable) -> bytes:
    """The table as RFC 4180 has it, in UTF-8: a header of names, then the rows."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in table.written])
    for row in table.written_rows:
        writer.writerow([_plain(value) for value in row])
    return text.getvalue().encode()


def csvw_of(table: ReleaseTable, release: Release, publication: Publication) -> bytes:
    """The metadata of its CSV file (W3C Recommendation of 17 December 2015), as JSON."""
    return in_json(
        {
            "@context": [_CSVW, {"@language": "en"}],
            "@id": publication.address("releases", release.number, f"{table.name}.csv"),
            "url": f"{table.name}.csv",
            "dc:title": _in_languages(table.title),
            "dc:description": _in_languages(table.description),
            "dc:publisher": {
                "@id": publication.publisher_url,
                "schema:name": _in_languages(publication.publisher),
            },
            "dc:license": {"@id": publication.licence},
            "dc:issued": _day(release.issued),
            "dc:spatial": {"@id": publication.spatial},
            "dc:temporal": {
                "dcat:startDate": _day(table.period.first),
                "dcat:endDate": _day(table.period.last),
            },
            "dialect": {
                "encoding": "utf-8",
                "lineTerminators": ["\r\n"],
                "delimiter": ",",
                "quoteChar": '"',
                "doubleQuote": True,
                "header": True,
                "headerRowCount": 1,
            },
            "tableSchema": {
                "columns": [_column(column, key=table.key) for column in table.written],
                "primaryKey": list(table.key),
            },
        }
    )


def in_json(data: Mapping[str, Any]) -> bytes:
    """Indented, in the order given, and the same whenever the data is."""
    return (json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def _column(column: Column, *, key: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": column.name,
        "titles": {language: [text] for language, text in column.title.items()},
        "dc:description": _in_languages(column.description),
        "datatype": column.datatype.value,
        "null": ["", HIDDEN] if column.may_be_hidden else [""],
        "required": column.name in key,
    }


def _in_languages(words: Words) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in words.items()]


def _day(day: date) -> dict[str, str]:
    return {"@value": day.isoformat(), "@type": "date"}


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
