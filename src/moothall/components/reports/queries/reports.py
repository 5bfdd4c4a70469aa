"""Single reports, what was told with them, what was said since, and who follows them."""

from collections.abc import Sequence
from uuid import UUID

from moothall.components.reports.contracts import (
    Contact,
    Report,
    ReportNotFound,
    Told,
    Update,
)
from moothall.components.reports.queries.rows import (
    COLUMNS,
    UPDATE_COLUMNS,
    fetch,
    fetch_one,
    to_report,
    to_update,
)
from moothall.kernel.encoding import from_json
from moothall.kernel.references import read_reference

MOST_UPDATES = 500


def report(*, reference: str | None = None, report_id: UUID | None = None) -> Report:
    """A report that the actor may see, by its reference however it is typed, or by its id.

    Raises ``ReportNotFound``.
    """
    condition = "id = %(id)s" if report_id else "reference = %(reference)s"
    typed = read_reference(reference or "")
    row = fetch_one(
        f"select {COLUMNS} from reports_report where {condition}",  # noqa: S608 - fixed texts
        {"id": report_id, "reference": typed or ""},
    )
    if row is None:
        raise ReportNotFound
    return to_report(row)


def reports(*, ids: Sequence[UUID]) -> list[Report]:
    """Those of at most 1,000 reports that the actor may see, by age."""
    rows = fetch(
        f"select {COLUMNS} from reports_report where id = any(%(ids)s::uuid[])"  # noqa: S608
        " order by opened_at, id",
        {"ids": list(ids)[:1000]},
    )
    return [to_report(row) for row in rows]


def called(*, references: Sequence[str]) -> list[Report]:
    """Those of at most 1,000 reports that the actor may see, by age, however typed."""
    typed = [found for r in references[:1000] if (found := read_reference(r))]
    rows = fetch(
        f"select {COLUMNS} from reports_report where reference = any(%(typed)s)"  # noqa: S608
        " order by opened_at, id",
        {"typed": typed},
    )
    return [to_report(row) for row in rows]


def told(*, report_id: UUID) -> Told | None:
    """Who reported it and what they answered, for the responsible organisation and themselves.

    None where nothing was told, or to others.
    """
    row = fetch_one(
        "select name, email, phone, answers from reports_told where report_id = %(id)s",
        {"id": report_id},
    )
    if row is None:
        return None
    name, email, phone, answers = row
    contact = Contact(name=name, email=email, phone=phone)
    return Told(contact=contact, answers=from_json(answers))


def updates(*, report_id: UUID) -> list[Update]:
    """What was said of a report as far as the actor may read it, the first first."""
    rows = fetch(
        f"select {UPDATE_COLUMNS} from reports_update where report_id = %(id)s"  # noqa: S608
        " order by at, id limit %(most)s",
        {"id": report_id, "most": MOST_UPDATES},
    )
    return [to_update(row) for row in rows]


def followers(*, report_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many follow each report, those of its duplicates counted in."""
    rows = fetch("select * from reports_followers(%(ids)s::uuid[])", {"ids": list(report_ids)})
    found = {row[0]: row[1] for row in rows}
    return {report_id: int(found.get(report_id, 0)) for report_id in report_ids}


def duplicates(*, report_id: UUID) -> list[Report]:
    """The reports that were merged into this one, as far as the actor may see them."""
    rows = fetch(
        f"select {COLUMNS} from reports_report where duplicate_of = %(id)s"  # noqa: S608
        " order by opened_at, id limit 200",
        {"id": report_id},
    )
    return [to_report(row) for row in rows]


def is_concerned(*, report_id: UUID) -> bool:
    """Whether the resident who acts has reported it or follows it."""
    row = fetch_one(
        "select %(id)s = any((select my_subjects())::uuid[])"
        " or %(id)s = any((select reports_followed())::uuid[])",
        {"id": report_id},
    )
    return bool(row and row[0])


def mine(*, limit: int = 100) -> list[Report]:
    """What the resident who acts has reported or follows, the newest first."""
    rows = fetch(
        f"select {COLUMNS} from reports_report"  # noqa: S608 - fixed texts
        " where id = any((select my_subjects() || (select reports_followed()))::uuid[])"
        " order by opened_at desc, id desc limit %(limit)s",
        {"limit": max(1, min(limit, 500))},
    )
    return [to_report(row) for row in rows]
