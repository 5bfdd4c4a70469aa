"""From rows of the tables to contracts: in plain SQL, since these paths are hot."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.components.reports.contracts import (
    Photo,
    Report,
    ReportNotFound,
    Status,
    Update,
    UpdateKind,
)
from moothall.kernel.actors import current, own_org
from moothall.kernel.encoding import from_json

Row = Sequence[Any]
Values = Mapping[str, Any]

COLUMNS = (
    "id, org_id, asked_org_id, reference, category, need, description, lat, lon, ward, street,"
    " address, status, opened_at, updated_at, closed_at, due_at, is_private, held,"
    " duplicate_of, photos, channel, language, source, source_id, assignee, team,"
    " asked_fixed_at, revision"
)
"""The columns of a report."""
UPDATE_COLUMNS = (
    "id, report_id, at, kind, words, is_public, from_status, to_status, by_kind, by_id, source,"
    " external_id, held, other_id, org_id"
)
"""The columns of an update."""


def fetch(sql: str, values: Values) -> list[Row]:
    """Every row that a statement of this component answers."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def fetch_one(sql: str, values: Values) -> Row | None:
    """The first row that a statement of this component answers, if there is any."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row: Row | None = cursor.fetchone()
        return row


def execute(sql: str, values: Values) -> int:
    """Do a statement of this component; answer how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def locked(*, report_id: UUID) -> Report:
    """A report of the organisation that acts, locked until the commit. For services."""
    row = fetch_one(
        f"select {COLUMNS} from reports_report where org_id = %(org)s and id = %(id)s"  # noqa: S608
        " for update",
        {"org": own_org(), "id": report_id},
    )
    if row is None:
        raise ReportNotFound
    return to_report(row)


def to_report(row: Row) -> Report:
    """A report as the actor may see it."""
    ours = row[1] == current().org
    photos = [
        Photo(document=UUID(p["document"]), org=row[2], held=p["held"])
        for p in from_json(row[20])
        if ours or not p["held"]
    ]
    return Report(
        id=row[0],
        org=row[1],
        asked=row[2],
        reference=row[3],
        category=row[4],
        need=row[5],
        description=row[6],
        lat=row[7],
        lon=row[8],
        ward=row[9] or None,
        street=row[10],
        address=row[11],
        status=Status(row[12]),
        opened_at=row[13],
        updated_at=row[14],
        closed_at=row[15],
        due_at=row[16],
        is_private=row[17],
        held=row[18] if ours else "",
        duplicate_of=row[19],
        photos=tuple(photos),
        channel=row[21],
        language=row[22],
        source=row[23] if ours else "",
        source_id=row[24] if ours else "",
        assignee=row[25] if ours else None,
        team=(row[26] or None) if ours else None,
        asked_fixed_at=row[27],
        revision=row[28],
    )


def to_update(row: Row) -> Update:
    """An update as the actor may see it."""
    ours = row[14] == current().org
    return Update(
        id=row[0],
        report_id=row[1],
        at=row[2],
        kind=UpdateKind(row[3]),
        words=from_json(row[4]),
        is_public=row[5],
        from_status=Status(row[6]),
        to_status=Status(row[7]),
        by_kind=row[8],
        by_id=row[9] if ours else None,
        source=row[10] if ours else "",
        external_id=row[11] if ours else "",
        held=row[12] if ours else "",
        other_id=row[13],
    )
