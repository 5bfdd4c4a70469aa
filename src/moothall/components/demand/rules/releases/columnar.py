"""Parquet: the same columns as the CSV file, with their words beside them."""

import io
from importlib import import_module
from typing import Any

from moothall.components.demand.rules.disclosure import HIDDEN
from moothall.components.demand.rules.releases.model import (
    Column,
    Datatype,
    Publication,
    Release,
    ReleaseTable,
)
from moothall.kernel.words import Words


def parquet_of(table: ReleaseTable, release: Release, publication: Publication) -> bytes:
    """The table as Parquet 2.6; what is hidden is null, as its flag says.

    The same table gives the same bytes under the same version of PyArrow.
    """
    arrow = import_module("pyarrow")
    schema = arrow.schema(
        [_field(arrow, column, key=table.key) for column in table.written],
        metadata={
            **_words("title", table.title),
            **_words("description", table.description),
            "release": str(release.number),
            "issued": release.issued.isoformat(),
            "temporal": f"{table.period.first.isoformat()}/{table.period.last.isoformat()}",
            "spatial": publication.spatial,
            "licence": publication.licence,
            "publisher": publication.publisher_url,
            "primary_key": ",".join(table.key),
        },
    )
    columns = [
        arrow.array(
            [None if value == HIDDEN and field.may_be_hidden else value for value in values],
            type=schema.field(at).type,
        )
        for at, (field, values) in enumerate(zip(table.written, _turned(table), strict=True))
    ]
    file = io.BytesIO()
    import_module("pyarrow.parquet").write_table(
        arrow.Table.from_arrays(columns, schema=schema), file, version="2.6", compression="zstd"
    )
    return file.getvalue()


def _turned(table: ReleaseTable) -> list[list[Any]]:
    rows = table.written_rows
    return [[row[at] for row in rows] for at in range(len(table.written))]


def _field(arrow: Any, column: Column, *, key: tuple[str, ...]) -> Any:  # noqa: ANN401
    types = {
        Datatype.STRING: arrow.string(),
        Datatype.INTEGER: arrow.int64(),
        Datatype.NUMBER: arrow.float64(),
        Datatype.BOOLEAN: arrow.bool_(),
        Datatype.DATE: arrow.date32(),
    }
    words = {**_words("title", column.title), **_words("description", column.description)}
    return arrow.field(
        column.name,
        types[column.datatype],
        nullable=column.name not in key,
        metadata=words,
    )


def _words(name: str, words: Words) -> dict[str, str]:
    return {f"{name}.{language}": text for language, text in words.items()}
