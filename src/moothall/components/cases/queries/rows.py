"""From rows of the tables to contracts: in plain SQL, since these paths are hot."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from moothall.components.cases.contracts import Case, CaseNotFound, CaseRow, Kind, Outcome
from moothall.components.cases.contracts import TimelineEntry as Entry
from moothall.kernel.actors import current, own_org
from moothall.kernel.encoding import from_json

Row = Sequence[Any]
Values = Mapping[str, Any]

LINE = (
    "id, org_id, reference, service, version, state, outcome, title, team, assignee, ward,"
    " opened_at, updated_at, due_at, paused_at, closed_at, revision"
)
"""The columns of a worklist's line."""
WHOLE = (
    f"{LINE}, need, language, channel, answers, contact, lat, lon, held_state,"
    " held_due_at, paused_seconds, closed_seconds"
)
"""The columns of a case."""
_LINE_COLUMNS = LINE.count(",") + 1


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


def mine() -> str:
    """The condition that keeps a query to what the actor works on or takes part in.

    Row-level security holds the same; this is the first lock, and what indexes are chosen by.
    """
    if current().is_resident:
        return "id = any((select my_subjects())::uuid[])"
    return "org_id = %(org)s"


def ours() -> Any:  # noqa: ANN401 - a value for SQL
    """The value of ``org`` in ``mine``; a resident needs none."""
    return None if current().is_resident else own_org()


def locked(*, case_id: object) -> Case:
    """A case, locked until the commit. For this component's services."""
    row = fetch_one(
        f"select {WHOLE} from cases_case where {mine()} and id = %(id)s for update",  # noqa: S608
        {"org": ours(), "id": case_id},
    )
    if row is None:
        raise CaseNotFound
    return to_case(row)


def to_line(row: Row) -> CaseRow:
    return CaseRow(**_line(row))


def to_case(row: Row) -> Case:
    need, language, channel, answers, contact, lat, lon, held_state, held_due_at = row[
        _LINE_COLUMNS:-2
    ]
    return Case(
        **_line(row),
        need=need,
        language=language,
        channel=channel,
        answers=from_json(answers),
        contact=from_json(contact),
        lat=lat,
        lon=lon,
        held_state=held_state or None,
        held_due_at=held_due_at,
        paused_seconds=row[-2],
        closed_seconds=row[-1],
    )


def _line(row: Row) -> dict[str, Any]:
    return {
        "id": row[0],
        "org": row[1],
        "reference": row[2],
        "service": row[3],
        "version": row[4],
        "state": row[5],
        "outcome": Outcome(row[6]) if row[6] else None,
        "title": from_json(row[7]),
        "team": row[8] or None,
        "assignee": row[9],
        "ward": row[10] or None,
        "opened_at": row[11],
        "updated_at": row[12],
        "due_at": row[13],
        "paused_at": row[14],
        "closed_at": row[15],
        "revision": row[16],
    }


ENTRY = (
    "entry, audience, revision, kind, at, by_kind, by_id, words, action, from_state, to_state,"
    " answers, details"
)
"""The columns of one row of the timeline."""


def to_entry(rows: Sequence[Row], *, for_staff: bool) -> Entry:
    """One happening from its rows: one for each audience."""
    by_audience = {row[1]: row for row in rows}
    told, internal = by_audience.get("resident"), by_audience.get("staff")
    row = internal or rows[0]
    return Entry(
        revision=row[2],
        kind=Kind(row[3]),
        at=row[4],
        by_kind=row[5],
        by_id=row[6] if for_staff else None,
        words=_json(told[7]) if told else None,
        staff_words=_json(internal[7]) if internal and for_staff else None,
        action=row[8] or None,
        from_state=row[9] or None,
        to_state=row[10] or None,
        answers=from_json(row[11]),
        details=from_json(row[12]),
    )


def _json(text: str | None) -> Any:  # noqa: ANN401 - JSON may hold anything
    return None if text is None else from_json(text)
