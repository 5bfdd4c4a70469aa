"""Opening a case: the hottest path of the house, so all its rows are one statement."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from moothall.components.cases.contracts import (
    AlreadyOpened,
    Case,
    CaseOpened,
    Clock,
    Kind,
    Life,
    OpenWords,
    TimelineWords,
)
from moothall.components.cases.queries.rows import fetch_one
from moothall.components.cases.rules import clocks, search
from moothall.components.cases.services.entries import ENTRIES, Happening, entry_values
from moothall.kernel import events, parties
from moothall.kernel.actors import current, serving_org
from moothall.kernel.encoding import to_json
from moothall.kernel.ids import uuid7
from moothall.kernel.place import place
from moothall.kernel.questions import Answers
from moothall.kernel.references import new_reference
from moothall.kernel.words import Words

_TRIES = 5
_CONTACT = ("name", "email", "phone")

_CASE = """
insert into cases_case (id, org_id, reference, service, version, need, language, channel, state,
                        outcome, team, title, answers, contact, contact_visit, ward, lat, lon,
                        postcode, opened_at, updated_at, due_at, paused_at, closed_at,
                        held_state, paused_seconds, closed_seconds, wakes_at, revision, search)
values (%(id)s, %(org)s, %(reference)s, %(service)s, %(version)s, %(need)s, %(language)s,
        %(channel)s, %(state)s, '', %(team)s, %(title)s::jsonb, %(case_answers)s::jsonb,
        %(contact)s::jsonb, %(contact_visit)s, %(ward)s, %(lat)s, %(lon)s, %(postcode)s, %(at)s,
        %(at)s, %(due_at)s, %(paused_at)s, null, '', 0, 0, %(wakes_at)s, 1,
        array_to_tsvector(%(search)s::text[]))
on conflict do nothing returning id, org_id, revision
"""
_PARTY = """
insert into party (id, org_id, subject, person_id, visit, role, until)
select %(party)s, org_id, id, null, %(contact_visit)s, 'applicant', null
  from changed where %(contact_visit)s <> ''
"""
_OPEN = f"""
with changed as ({_CASE}), told as ({ENTRIES}), said as ({events.SAYING})
select count(*) from changed
"""  # noqa: S608 - fixed texts
_OPEN_FOR_SOMEBODY = f"""
with changed as ({_CASE}), told as ({ENTRIES}), joined as ({_PARTY}), said as ({events.SAYING})
select count(*) from changed
"""  # noqa: S608 - fixed texts


def open_case(
    *,
    life: Life,
    service: str,
    version: UUID,
    need: str,
    answers: Answers,
    contact: Mapping[str, str],
    language: str = "en",
    channel: str = "web",
    ward: str | None = None,
    lat: float | None = None,
    lon: float | None = None,
    words: OpenWords = TimelineWords(),  # noqa: B008 - frozen
    title: Words | str = "",
    case_id: UUID | None = None,
    at: datetime,
) -> Case:
    """Open a case in the state where ``life`` starts, for the organisation acting or serving.

    A resident who acts becomes a party to it, and so does whoever holds the contact's mailbox.
    Raises ``AlreadyOpened``, and changes nothing, when there is a case ``case_id``.
    """
    state = life.states[life.start]
    case = Case(
        id=case_id or uuid7(),
        org=serving_org(),
        reference=new_reference(life.reference),
        service=service,
        state=life.start,
        outcome=None,
        title=title,
        team=state.team,
        assignee=None,
        ward=ward or None,
        opened_at=at,
        updated_at=at,
        due_at=clocks.own_due(state=state, start=at, days=place().working_days()),
        paused_at=at if state.clock is Clock.PAUSED else None,
        closed_at=None,
        revision=1,
        version=version,
        need=need,
        language=language,
        channel=channel,
        answers=dict(answers),
        contact={key: contact[key] for key in _CONTACT if contact.get(key)},
        lat=lat,
        lon=lon,
    )
    said = TimelineWords(resident=words.resident or state.words, staff=words.staff)
    happening = Happening(kind=Kind.OPENED, words=said, to_state=life.start)
    visit = parties.visit_of_mailbox(case.contact["email"]) if "email" in case.contact else ""
    return _inserted(
        case,
        {
            **_values(case, life, visit),
            **entry_values(happening, at=at),
            **events.saying([_event(case, visit)], at=at),
        },
    )


def _inserted(case: Case, values: dict[str, Any]) -> Case:
    """The case with the reference that was free."""
    statement = _OPEN_FOR_SOMEBODY
    if current().is_resident:
        statement = _OPEN
        parties.add_self(subject=case.id)
        if visit := values["contact_visit"]:
            parties.add(subject=case.id, visit=visit)
    prefix = case.reference.partition("-")[0]
    for _ in range(_TRIES):
        row = fetch_one(statement, {**values, "reference": case.reference})
        if row and row[0]:
            return case
        if _is_there(case.id):
            raise AlreadyOpened
        case = replace(case, reference=new_reference(prefix))
    raise AlreadyOpened


def _is_there(case_id: UUID) -> bool:
    row = fetch_one("select exists (select from cases_case where id = %(id)s)", {"id": case_id})
    return bool(row and row[0])


def _values(case: Case, life: Life, visit: str) -> dict[str, Any]:
    words = search.found_by(title=case.title, answers=case.answers, contact=case.contact)
    return {
        "id": case.id,
        "org": case.org,
        "service": case.service,
        "version": case.version,
        "need": case.need,
        "language": case.language,
        "channel": case.channel,
        "state": case.state,
        "team": case.team or "",
        "title": to_json(case.title),
        "case_answers": to_json(case.answers),
        "contact": to_json(case.contact),
        "contact_visit": visit,
        "party": uuid7(),
        "ward": case.ward or "",
        "lat": case.lat,
        "lon": case.lon,
        "postcode": search.postcode_of(case.answers),
        "due_at": case.due_at,
        "paused_at": case.paused_at,
        "wakes_at": clocks.wakes_at(case=case, life=life),
        "search": words,
    }


def _event(case: Case, visit: str) -> CaseOpened:
    return CaseOpened(
        case_id=case.id,
        service=case.service,
        version=case.version,
        need=case.need,
        state=case.state,
        channel=case.channel,
        language=case.language,
        team=case.team,
        ward=case.ward,
        person=parties.pseudonym(visit=visit),
    )
