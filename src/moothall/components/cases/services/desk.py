"""Work on a case that leaves it in its state: who has it, notes, and links to other cases."""

from datetime import datetime
from uuid import UUID

from moothall.components.cases.contracts import (
    ASSIGNING_DUTIES,
    WORKING_DUTIES,
    ActWords,
    Case,
    CaseAssigned,
    CaseLinked,
    CaseNotFound,
    Kind,
    LinkKind,
    LinkRefused,
    Note,
    NoteAdded,
    NoteRefused,
    NotInThisState,
    TimelineWords,
)
from moothall.components.cases.queries.rows import WHOLE, fetch, fetch_one, locked, to_case
from moothall.components.cases.services.conflicts import changed_meanwhile
from moothall.components.cases.services.entries import ENTRIES, Happening, entry_values, who
from moothall.kernel import events
from moothall.kernel.actors import current, own_org, require_duty
from moothall.kernel.ids import PersonId, uuid7
from moothall.kernel.words import say

LONGEST_NOTE = 10_000

_ASSIGN = f"""
with changed as (
  update cases_case
     set assignee = %(assignee)s, team = coalesce(%(team)s::text, team),
         revision = revision + 1, updated_at = %(at)s
   where org_id = %(org)s and id = %(id)s and not closed
     and (%(revision)s::integer is null or revision = %(revision)s)
  returning {WHOLE}
), told as ({ENTRIES}), said as (
  insert into event_log (org_id, name, subject, occurred_at, by, body)
  select org_id, %(event)s, id, %(at)s, %(by)s, jsonb_build_object(
           'case_id', id, 'service', service, 'to', %(assignee)s::uuid, 'team', nullif(team,
           ''))
    from changed
) select {WHOLE} from changed
"""  # noqa: S608 - fixed texts
_NOTE = """
with changed as (
  update cases_case set updated_at = %(at)s
   where org_id = %(org)s and id = %(id)s returning id, org_id, service
), written as (
  insert into cases_note (id, org_id, case_id, at, by_kind, by_id, text)
  select %(note)s, org_id, id, %(at)s, %(by_kind)s, %(by_id)s, %(text)s from changed
) select service from changed
"""
_LINK = """
insert into cases_link (id, org_id, case_id, other_id, kind, at)
select %(link)s, %(org)s, %(id)s, %(other)s, %(kind)s, %(at)s
on conflict (org_id, case_id, other_id) do nothing returning 1
"""
_BOTH = """
select id, service from cases_case where org_id = %(org)s and id in (%(id)s, %(other)s)
"""
_TELL_LINKED = f"""
with changed as (
  update cases_case set updated_at = %(at)s where org_id = %(org)s and id = %(id)s
  returning id, org_id, revision
), told as ({ENTRIES}) select count(*) from changed
"""  # noqa: S608 - fixed texts


def assign(
    *,
    case_id: UUID,
    to: PersonId | None = None,
    team: str | None = None,
    revision: int | None = None,
    words: ActWords = TimelineWords(),  # noqa: B008 - frozen
    at: datetime,
) -> Case:
    """Give a case to an officer, to a team, or to both; to neither takes it off every desk.

    Without ``team`` it stays with the team it has. With ``revision`` the case must still be as
    it then was. Raises ``CaseNotFound``, ``ChangedMeanwhile``, ``Forbidden`` and
    ``NotInThisState``.
    """
    require_duty(*ASSIGNING_DUTIES)
    details = {"to": to, "team": team}
    happening = Happening(kind=Kind.ASSIGNED, words=words, details=details)
    row = fetch_one(
        _ASSIGN,
        {
            **entry_values(happening, at=at),
            "org": own_org(),
            "id": case_id,
            "assignee": to,
            "team": team,
            "revision": revision,
            "event": CaseAssigned.name,
            "by": current().by,
        },
    )
    if row is None:
        raise _why_not_assigned(case_id, revision)
    return to_case(row)


def add_note(*, case_id: UUID, text: str, at: datetime) -> Note:
    """Write down something for staff of the organisation; no resident ever reads it.

    Raises ``CaseNotFound``, ``Forbidden`` and ``NoteRefused``.
    """
    require_duty(*WORKING_DUTIES)
    written = text.replace("\x00", "").strip()
    if not written:
        raise NoteRefused(say("Write a note."))
    if len(written) > LONGEST_NOTE:
        raise NoteRefused(say("A note may have up to {n} characters.", n=LONGEST_NOTE))
    by_kind, by_id = who()
    note = Note(id=uuid7(), at=at, by_kind=by_kind, by_id=by_id, text=written)
    values = {"org": own_org(), "id": case_id, "note": note.id, "at": at}
    row = fetch_one(_NOTE, {**values, "by_kind": by_kind, "by_id": by_id, "text": written})
    if row is None:
        raise CaseNotFound
    events.record(NoteAdded(case_id=case_id, service=row[0], note_id=note.id), at=at)
    return note


def link(*, case_id: UUID, other: UUID, kind: LinkKind, at: datetime) -> None:
    """Say that a case has to do with another one of the organisation. Twice is as good as once.

    Raises ``CaseNotFound``, ``Forbidden`` and ``LinkRefused``.
    """
    require_duty(*ASSIGNING_DUTIES)
    if case_id == other:
        raise LinkRefused(say("A case cannot be linked with itself."))
    values = {"org": own_org(), "id": case_id, "other": other, "kind": kind.value, "at": at}
    services = {row[0]: row[1] for row in fetch(_BOTH, values)}
    if len(services) < 2:
        raise CaseNotFound
    if fetch_one(_LINK, {**values, "link": uuid7()}) is None:
        return
    for one, another in sorted([(case_id, other), (other, case_id)]):
        details = {"other": another, "kind": kind.value, "from_here": one == case_id}
        happening = Happening(kind=Kind.LINKED, words=TimelineWords(), details=details)
        fetch_one(_TELL_LINKED, {**entry_values(happening, at=at), "org": own_org(), "id": one})
    events.record(
        CaseLinked(case_id=case_id, service=services[case_id], other_id=other, kind=kind.value),
        at=at,
    )


def _why_not_assigned(case_id: UUID, revision: int | None) -> Exception:
    case = locked(case_id=case_id)
    if revision is not None and revision != case.revision:
        return changed_meanwhile(case, revision)
    return NotInThisState(
        say("This case is closed. Open it again first."), state=case.state, action="assign"
    )
