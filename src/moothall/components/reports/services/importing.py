"""Taking in what others have reported elsewhere: a batch of rows at a time, each row once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from moothall.components.reports.contracts import (
    AlreadyReported,
    Category,
    Contact,
    ImportRefused,
    NoSuchCategory,
    Redirect,
    ReportClosed,
    Responsible,
)
from moothall.components.reports.ports import AREAS
from moothall.components.reports.queries.rows import execute
from moothall.components.reports.queries.scheme import one_category, routed, whereabouts
from moothall.components.reports.rules import statuses
from moothall.components.reports.rules.importing import Row, RowRefused
from moothall.components.reports.rules.mapping import Columns
from moothall.components.reports.services.making import inserted, values_of
from moothall.kernel import events, organisations, registry
from moothall.kernel.actors import own_org
from moothall.kernel.encoding import to_json
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.organisations import OrganisationNotFound
from moothall.kernel.refusals import Refused
from moothall.kernel.words import say

_NOTE = """
insert into reports_update (id, org_id, report_id, at, kind, words, is_public, from_status,
                            to_status, by_kind, source, external_id, held)
select %(id)s, %(org)s, %(report)s, %(at)s, 'said', %(words)s::jsonb, true, %(status)s,
       %(status)s, 'system', %(source)s, %(external_id)s, ''
 where exists (select from reports_report where id = %(report)s and org_id = %(org)s)
on conflict do nothing
"""


@dataclass(frozen=True, kw_only=True)
class Note:
    """What a file says of how a report stands, to be kept by the responsible organisation."""

    org: OrgId
    report_id: UUID
    row: Row


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of one row: it is new, or was there, with the report's id."""

    report_id: UUID
    is_new: bool
    note: Note | None


def read_columns(*, said: Mapping[str, Any]) -> Columns:
    """A mapping as it is written. Raises ``ImportRefused`` with every mistake in words."""
    try:
        return Columns.model_validate(said)
    except ValidationError as failure:
        mistakes = "\n".join(
            f"  {'.'.join(map(str, e['loc'])) or 'mapping'}: {e['msg']}"
            for e in failure.errors(include_url=False, include_input=False)
        )
        raise ImportRefused(
            say("The mapping has mistakes:\n{mistakes}", mistakes=mistakes)
        ) from None


def take_in(*, row: Row, source: str) -> Taken:
    """Make a report of a row, for the organisation that is responsible, unless it is there.

    The organisation that acts is the one that was asked. Raises ``RowRefused``.
    """
    try:
        category, responsible, ward = _placed(row)
        values = values_of(
            category=category,
            responsible=responsible,
            description=row.description,
            lat=row.lat,
            lon=row.lon,
            street=row.street,
            address=row.address,
            words="",
            contact=Contact(),
            answers={},
            photos=(),
            at=row.opened_at,
        )
    except Refused as refusal:
        raise RowRefused(refusal.said) from None
    values |= {
        "id": uuid7(),
        "ward": ward or "",
        "channel": row.channel[:20],
        "language": row.language[:10],
        "source": source,
        "source_id": row.source_id,
        "status": row.status.value,
        "updated_at": row.updated_at,
        "closed_at": row.closed_at,
        "asks_at": None,
    }
    try:
        made, is_new = inserted(values, responsible).report_id, True
    except AlreadyReported as refusal:
        made, is_new = UUID(str(refusal.details["report_id"])), False
    if is_new and row.closed_at:
        events.record(_closed(values, row, row.closed_at), at=row.closed_at)
    note = Note(org=responsible.org, report_id=made, row=row) if row.notes else None
    return Taken(report_id=made, is_new=is_new, note=note)


def keep_notes(*, notes: Sequence[Note], source: str) -> None:
    """Keep what a file said of how reports stand. Act for the organisation that has them.

    A note that is there already, or whose report another organisation has now, is left out.
    """
    org = own_org()
    for note in notes:
        execute(
            _NOTE,
            {
                "id": uuid7(),
                "org": org,
                "report": note.report_id,
                "at": note.row.updated_at,
                "words": to_json({note.row.language: note.row.notes}),
                "status": note.row.status.value,
                "source": source,
                "external_id": note.row.source_id,
            },
        )


def _placed(row: Row) -> tuple[Category, Responsible, str | None]:
    """Category, responsible organisation and ward of a row. Raises a refusal."""
    try:
        category = one_category(row.category)
    except NoSuchCategory:
        raise RowRefused(
            say("there is no category “{category}”", category=row.category)
        ) from None
    lies = whereabouts(lat=row.lat, lon=row.lon)
    if row.lat is not None and registry.offers(AREAS) and not lies.lies_in:
        if whereabouts(lat=row.lon, lon=row.lat).lies_in:
            raise RowRefused(say("lat and lon are swapped"))
        raise RowRefused(
            say("it lies outside the place: {lat}, {lon}", lat=row.lat, lon=row.lon)
        )
    found = routed(category=category, lies_in=lies.lies_in)
    if isinstance(found, Redirect):
        raise RowRefused(say("no organisation of this place takes reports of it"))
    return category, _named(row, found), lies.ward


def _named(row: Row, found: Responsible) -> Responsible:
    """The organisation that a row names, else the one that the scheme does."""
    if not row.organisation:
        return found
    try:
        named = organisations.called(slug=row.organisation)
    except OrganisationNotFound:
        raise RowRefused(
            say("there is no organisation “{slug}”", slug=row.organisation)
        ) from None
    return Responsible(org=named.id, slug=named.slug, name=named.name, because={}, team=None)


def _closed(values: Mapping[str, Any], row: Row, at: datetime) -> ReportClosed:
    return ReportClosed(
        report_id=values["id"],
        category=values["category"],
        need=values["need"],
        channel=values["channel"],
        ward=values["ward"] or None,
        responsible=values["org"],
        status=row.status,
        outcome=statuses.outcome(status=row.status),
        opened_at=row.opened_at,
        seconds_open=statuses.seconds_open(opened_at=row.opened_at, closed_at=at),
    )
