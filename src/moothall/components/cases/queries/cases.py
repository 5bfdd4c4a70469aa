"""One case: what it is, what happened to it, and what may be done with it."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from moothall.components.cases.contracts import (
    Action,
    Case,
    CaseNotFound,
    CaseRow,
    DuePassed,
    Life,
    LinkedCase,
    Note,
    TimelineEntry,
)
from moothall.components.cases.queries.rows import (
    ENTRY,
    LINE,
    WHOLE,
    Row,
    fetch,
    fetch_one,
    mine,
    ours,
    to_case,
    to_entry,
    to_line,
)
from moothall.components.cases.rules import acts
from moothall.kernel import parties
from moothall.kernel.actors import current, own_org
from moothall.kernel.ids import OrgId
from moothall.kernel.questions import Answers
from moothall.kernel.references import read_reference

_MOST_ENTRIES = 1000
_MOST_NOTES = 500
_MOST_LINKS = 100


def case(*, reference: str, lock: bool = False) -> Case:
    """The case of that reference: the organisation's own, or one the resident is a party to.

    The reference may be typed in any case and spacing. With ``lock`` nobody else changes the
    case before the commit. Raises ``CaseNotFound``, for a case of
    somebody else as for none.
    """
    wanted = read_reference(reference)
    if wanted is None:
        raise CaseNotFound
    served_by = current().served_by
    here = " and org_id = %(served_by)s" if served_by else ""
    return _one(
        f"select {WHOLE} from cases_case where {mine()}{here} and reference = %(wanted)s"  # noqa: S608
        f" order by opened_at desc limit 1{' for update' if lock else ''}",
        wanted=wanted,
        served_by=served_by,
    )


def case_by_id(*, case_id: UUID) -> Case:
    """The case of that id. Raises ``CaseNotFound``, for a case of somebody else as for none."""
    return _one(
        f"select {WHOLE} from cases_case where {mine()} and id = %(id)s",  # noqa: S608
        id=case_id,
    )


def case_of_mailbox(*, reference: str, email: str) -> UUID | None:
    """The id of the organisation's case of that reference, if the mailbox is its contact's."""
    wanted = read_reference(reference)
    row = fetch_one(
        "select id from cases_case where org_id = %(org)s and reference = %(wanted)s"
        " and contact_visit = %(visit)s",
        {"org": own_org(), "wanted": wanted, "visit": parties.visit_of_mailbox(email)},
    )
    return row[0] if row else None


def organisations_of_reference(*, reference: str) -> list[OrgId]:
    """The organisations that have a case of that reference: where to follow it up."""
    wanted = read_reference(reference)
    row = fetch_one("select cases_holders(%(wanted)s::text)", {"wanted": wanted})
    return [OrgId(org) for org in row[0]] if row else []


def my_cases(*, limit: int = 100) -> list[CaseRow]:
    """The cases the resident who acts is a party to, in every organisation, newest first."""
    rows = fetch(
        f"select {LINE} from cases_case where id = any((select my_subjects())::uuid[])"  # noqa: S608
        " order by opened_at desc, id desc limit %(limit)s",
        {"limit": limit},
    )
    return [to_line(row) for row in rows]


def timeline(*, case_id: UUID) -> list[TimelineEntry]:
    """What happened to a case, oldest first: all to staff, to a resident what is theirs."""
    is_resident = current().is_resident
    only = " and audience = 'resident'" if is_resident else ""
    rows = fetch(
        f"select {ENTRY} from cases_timeline"  # noqa: S608
        " where org_id = (select org_id from cases_case where id = %(case)s)"
        f" and case_id = %(case)s{only}"
        " order by revision desc, at desc, entry desc limit %(most)s",
        {"case": case_id, "most": _MOST_ENTRIES},
    )
    rows.reverse()
    return [
        to_entry(list(of_one), for_staff=not is_resident)
        for _, of_one in groupby(rows, key=lambda row: row[0])
    ]


def notes(*, case_id: UUID) -> list[Note]:
    """What staff of the organisation wrote down on a case, oldest first, the last 500."""
    rows = fetch(
        "select id, at, by_kind, by_id, text from cases_note"
        " where org_id = %(org)s and case_id = %(case)s"
        " order by at desc, id desc limit %(most)s",
        {"org": own_org(), "case": case_id, "most": _MOST_NOTES},
    )
    return [
        Note(id=row[0], at=row[1], by_kind=row[2], by_id=row[3], text=row[4])
        for row in reversed(rows)
    ]


def links(*, case_id: UUID) -> list[LinkedCase]:
    """The cases of the organisation that a case is linked with, newest link first."""
    line = ", ".join(f"c.{column.strip()}" for column in LINE.split(","))
    rows: Sequence[Row] = fetch(
        f"select {line}, l.kind, l.case_id = %(case)s from cases_link as l join cases_case as c"  # noqa: S608
        " on c.org_id = l.org_id"
        " and c.id = case when l.case_id = %(case)s then l.other_id else l.case_id end"
        " where l.org_id = %(org)s and (l.case_id = %(case)s or l.other_id = %(case)s)"
        " order by l.at desc, l.id desc limit %(most)s",
        {"org": own_org(), "case": case_id, "most": _MOST_LINKS},
    )
    return [
        LinkedCase(case=to_line(row[:-2]), kind=row[-2], is_from_here=row[-1]) for row in rows
    ]


def open_actions(*, case: Case, life: Life, known: Answers | None = None) -> tuple[Action, ...]:
    """The actions that whoever acts may take on a case as it stands.

    ``known`` is what guards see of it: by default its answers as they are stored.
    """
    actor = current()
    return acts.open_actions(
        case=case,
        life=life,
        duties=actor.duties,
        is_applicant=actor.is_resident,
        known=case.answers if known is None else known,
    )


def due_to_lapse(*, at: datetime, limit: int = 200) -> list[DuePassed]:
    """Cases of every organisation whose time in a state is over, for ``services.lapse``."""
    rows = fetch(
        "select * from cases_due_passed(%(at)s, %(limit)s)", {"at": at, "limit": limit}
    )
    return [
        DuePassed(
            org=OrgId(org), case_id=case_id, service=service, version=version, state=state
        )
        for org, case_id, service, version, state in rows
    ]


def _one(sql: str, **values: object) -> Case:
    row = fetch_one(sql, {"org": ours(), **values})
    if row is None:
        raise CaseNotFound
    return to_case(row)
