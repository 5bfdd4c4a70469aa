"""From rows of the tables to contracts and back: in plain SQL, since readers do it all day."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.components.demand.contracts import Kind, Outcome, Record
from moothall.kernel.ids import OrgId

Row = Sequence[Any]
COLUMNS = (
    "id", "org_id", "asked_org", "met_org", "service", "need", "channel", "language", "area",
    "asked_at", "first_response_at", "ended_at", "outcome", "step", "team", "handoffs",
    "contacts", "reopened", "adviser_says", "resident_says", "reason", "cause_org",
    "cause_service", "missed", "person_key", "changed_at",
)  # fmt: skip
"""The columns of a record, in the order in which rows are read and written."""
TYPES = (
    "uuid", "uuid", "uuid", "uuid", "text", "text", "text", "text", "text",
    "timestamptz", "timestamptz", "timestamptz", "text", "text", "text", "integer",
    "integer", "integer", "text", "text", "text", "uuid",
    "text", "text", "text", "timestamptz",
)  # fmt: skip
"""Their types in PostgreSQL."""
LISTED = ", ".join(COLUMNS)
_NAMES = tuple("org" if column == "org_id" else column for column in COLUMNS)
_VALUES = attrgetter(*_NAMES)
_ORGS = ("org", "asked_org", "met_org", "cause_org")
assert set(_NAMES) | {"source", "count"} == {f.name for f in fields(Record)}  # noqa: S101


def fetch(sql: str, values: Mapping[str, Any] | Sequence[Any]) -> list[Row]:
    """Every row that a statement of this component answers."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def parsed(value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    """A value of a JSON column; numbers are floats here, as statistics are."""
    return json.loads(value) if isinstance(value, str) else value


def records_by_id(ids: Sequence[UUID], *, table: str = "demand_record") -> dict[UUID, Record]:
    """The records with these ids, as far as they are there and may be read."""
    found = fetch(f"select {LISTED} from {table} where id = any(%s)", [list(ids)])  # noqa: S608
    return {row[0]: to_record(row) for row in found}


def to_record(row: Row) -> Record:
    values = dict(zip(_NAMES, row, strict=True))
    values["outcome"] = Outcome(values["outcome"])
    values["adviser_says"] = Kind(values["adviser_says"])
    values["resident_says"] = Kind(values["resident_says"])
    for name in _ORGS:
        values[name] = OrgId(values[name]) if values[name] else None
    return Record(**values)


def to_row(record: Record) -> list[Any]:
    """The values of ``COLUMNS``."""
    return list(_VALUES(record))
