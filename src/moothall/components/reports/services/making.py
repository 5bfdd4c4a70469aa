"""Making a report: a hot path, so all its rows are one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from moothall.components.reports.contracts import (
    LONGEST_DESCRIPTION,
    MOST_PHOTOS,
    AlreadyReported,
    Category,
    Contact,
    Made,
    NeedsAPlace,
    NeedsWords,
    NotReportedHere,
    Redirect,
    ReportMade,
    Responsible,
    Status,
    TooLong,
)
from moothall.components.reports.ports import DOCUMENTS, Files
from moothall.components.reports.queries.rows import fetch_one
from moothall.components.reports.queries.scheme import one_category, routed, whereabouts
from moothall.components.reports.rules import holding
from moothall.components.reports.services import mails
from moothall.kernel import events, parties, registry
from moothall.kernel.actors import current, serving_org
from moothall.kernel.encoding import to_json
from moothall.kernel.ids import uuid7
from moothall.kernel.place import place
from moothall.kernel.references import new_reference
from moothall.kernel.words import Said, say

ASKS_AFTER = timedelta(weeks=4)
"""How long after a report whoever made it is asked whether it was fixed."""
_TRIES = 5
_PREFIX = "RP"

# The report may not be readable to whoever makes it, so nothing is returned of it: what the
# other rows need is made before.
_MAKE = f"""
with changed as (
  select %(asked)s::uuid as org_id
   where not (select reports_reference_taken(%(reference)s))
     and (%(source_id)s = '' or (select reports_from_source(%(source)s, %(source_id)s)) is null)
), made as (
  insert into reports_report
         (id, org_id, asked_org_id, reference, category, need, description, lat, lon, ward,
          street, address, status, opened_at, updated_at, closed_at, due_at, is_private, held,
          photos, channel, language, source, source_id, team, asks_at, revision)
  select %(id)s, %(org)s, org_id, %(reference)s, %(category)s, %(need)s, %(description)s,
         %(lat)s, %(lon)s, %(ward)s, %(street)s, %(address)s, %(status)s, %(at)s,
         %(updated_at)s, %(closed_at)s, %(due_at)s, %(is_private)s, %(held)s,
         %(photos)s::jsonb, %(channel)s, %(language)s, %(source)s, %(source_id)s, %(team)s,
         %(asks_at)s, 1
    from changed
), told as (
  insert into reports_told (id, org_id, report_id, asked_org_id, name, email, phone,
                            contact_visit, answers)
  select %(told)s, %(org)s, %(id)s, org_id, %(name)s, %(email)s, %(phone)s,
         %(contact_visit)s, %(answers)s::jsonb
    from changed where %(is_told)s
), joined as (
  insert into party (id, org_id, subject, person_id, visit, role, until)
  select row.id, changed.org_id, %(id)s, row.person, row.visit, 'applicant', null
    from changed, jsonb_to_recordset(%(parties)s::jsonb)
         as row (id uuid, person uuid, visit text)
), said as ({events.SAYING})
select count(*) from changed
"""  # noqa: S608 - fixed texts


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """What is wrong and where, as it was told, tidied."""

    description: str
    lat: float | None
    lon: float | None
    street: str
    address: str


def make(
    *,
    category: str,
    description: str,
    lat: float | None = None,
    lon: float | None = None,
    words: str = "",
    street: str = "",
    address: str = "",
    answers: Mapping[str, Any] | None = None,
    contact: Contact = Contact(),  # noqa: B008 - frozen
    photos: Sequence[UUID] = (),
    language: str = "en",
    channel: str = "web",
    source: str = "",
    source_id: str = "",
    attach: bool = True,
    acknowledge: bool = True,
    report_id: UUID | None = None,
    at: datetime,
) -> Made:
    """Make a report of something that is wrong at a spot, for whoever is responsible there.

    The spot is ``lat`` and ``lon``, or an ``address``, or ``words``. ``answers`` are those to
    the category's questions in their normal form, checked by the caller. ``photos`` are
    documents of the organisation that is asked; not to ``attach`` leaves that to the caller.
    A resident who acts becomes a party to it, and
    so does whoever holds the contact's mailbox, who is written to unless not to
    ``acknowledge``. The same ``source`` and ``source_id`` make one report: ``AlreadyReported``
    with its id in ``details["report_id"]``.

    Raises ``NotReportedHere`` with words that say where to turn, ``NoSuchCategory``,
    ``NeedsAPlace``, ``NeedsWords`` and ``TooLong``.
    """
    found = one_category(category)
    lies = whereabouts(lat=lat, lon=lon)
    responsible = routed(category=found, lies_in=lies.lies_in)
    if isinstance(responsible, Redirect):
        raise NotReportedHere(Said("{words}", {"words": responsible.words}))
    values = values_of(
        category=found,
        responsible=responsible,
        description=description,
        lat=lat,
        lon=lon,
        street=street,
        address=address,
        words=words,
        contact=contact,
        answers=answers or {},
        photos=photos,
        at=at,
    )
    values |= {
        "id": report_id or uuid7(),
        "ward": lies.ward or "",
        "channel": channel,
        "language": language,
        "source": source,
        "source_id": source_id,
    }
    made = inserted(values, responsible)
    if photos and attach and registry.offers(DOCUMENTS):
        files: Files = registry.offer(DOCUMENTS)
        files.attach(ids=list(photos), subject=made.report_id, at=at)
    if acknowledge:
        mails.acknowledge(made=made, to=contact.email, category=found, language=language, at=at)
    return made


# Of two who bring the same report at once, the second waits, and is told of the first.
_ONE_AT_A_TIME = """
select pg_advisory_xact_lock(hashtextextended(%(source)s || '/' || %(source_id)s, 0))
"""


def inserted(values: dict[str, Any], responsible: Responsible) -> Made:
    """Write a report with a reference that was free. For this component's services."""
    if values["source_id"]:
        fetch_one(_ONE_AT_A_TIME, values)
    for _ in range(_TRIES):
        reference = new_reference(_PREFIX)
        said = events.saying([_event(values)], at=values["at"])
        row = fetch_one(_MAKE, {**values, **said, "reference": reference})
        if row and row[0]:
            return Made(
                report_id=values["id"],
                reference=reference,
                responsible=responsible,
                held=values["held"],
                is_private=values["is_private"],
                due_at=values["due_at"],
            )
        _refuse_what_is_there(values)
    raise AlreadyReported


def _refuse_what_is_there(values: Mapping[str, Any]) -> None:
    row = fetch_one("select reports_from_source(%(source)s, %(source_id)s)", values)
    if row and row[0]:
        raise AlreadyReported(report_id=row[0])


def values_of(
    *,
    category: Category,
    responsible: Responsible,
    description: str,
    lat: float | None,
    lon: float | None,
    street: str,
    address: str,
    words: str,
    contact: Contact,
    answers: Mapping[str, Any],
    photos: Sequence[UUID],
    at: datetime,
) -> dict[str, Any]:
    """The values of a report that is open, less where it came from. For this component.

    Raises ``NeedsAPlace``, ``NeedsWords`` and ``TooLong``.
    """
    wrong = _tidied(description, lat, lon, street, address, words)
    visit = parties.visit_of_mailbox(contact.email) if contact.email.strip() else ""
    return {
        **_values(category, responsible, wrong, photos, at),
        **_told(contact, answers, visit),
        "asks_at": at + ASKS_AFTER if visit else None,
        "at": at,
        "updated_at": at,
    }


def _tidied(
    description: str,
    lat: float | None,
    lon: float | None,
    street: str,
    address: str,
    words: str,
) -> Wrong:
    written = description.strip()
    if not written:
        raise NeedsWords
    if len(written) > LONGEST_DESCRIPTION:
        raise TooLong(
            say("The description must be {most} characters or less.", most=LONGEST_DESCRIPTION)
        )
    where = "\n".join(t for t in (" ".join(address.split()), words.strip()) if t)
    if lat is None or lon is None:
        lat = lon = None
        if not where and not street.strip():
            raise NeedsAPlace
    return Wrong(
        description=written,
        lat=None if lat is None else round(float(lat), 6),
        lon=None if lon is None else round(float(lon), 6),
        street=" ".join(street.split())[:200],
        address=where[:1200],
    )


def _values(
    category: Category,
    responsible: Responsible,
    wrong: Wrong,
    photos: Sequence[UUID],
    at: datetime,
) -> dict[str, Any]:
    days = place().working_days()
    kept = [{"document": p, "held": category.hold.photos} for p in photos[:MOST_PHOTOS]]
    texts = [wrong.description, wrong.street, wrong.address]
    return {
        "org": responsible.org,
        "asked": serving_org(),
        "category": category.id,
        "need": category.need,
        "description": wrong.description,
        "lat": wrong.lat,
        "lon": wrong.lon,
        "street": wrong.street,
        "address": wrong.address,
        "status": Status.OPEN.value,
        "closed_at": None,
        "due_at": days.due(start=at, days=category.due) if category.due else None,
        "is_private": category.private,
        "held": holding.held_by(category=category, texts=texts),
        "photos": to_json(kept),
        "team": responsible.team or "",
    }


def _told(contact: Contact, answers: Mapping[str, Any], visit: str) -> dict[str, Any]:
    """The values of what is told with a report, and of who becomes a party to it."""
    actor = current()
    joining: list[dict[str, object]] = []
    if actor.is_resident:
        joining += [{"id": uuid7(), "person": actor.person}] if actor.person else []
        joining += [{"id": uuid7(), "visit": actor.visits[0]}] if actor.visits else []
    if visit and visit not in actor.visits[:1]:
        joining.append({"id": uuid7(), "visit": visit})
    person = parties.pseudonym(visit=visit, person=actor.person)
    return {
        "told": uuid7(),
        "is_told": bool(contact.name or contact.email or contact.phone or answers),
        "name": contact.name.strip()[:200],
        "email": contact.email.strip()[:320],
        "phone": contact.phone.strip()[:60],
        "contact_visit": visit,
        "answers": to_json(answers),
        "parties": to_json(joining),
        "person": person,
    }


def _event(values: Mapping[str, Any]) -> ReportMade:
    return ReportMade(
        report_id=values["id"],
        category=values["category"],
        need=values["need"],
        asked=values["asked"],
        responsible=values["org"],
        ward=values["ward"] or None,
        channel=values["channel"],
        language=values["language"],
        held=values["held"],
        source=values["source"],
        person=values["person"],
    )
