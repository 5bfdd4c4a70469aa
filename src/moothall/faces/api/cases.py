"""Cases over the API: find them, read them, assign them, act on them, hear what happened."""

import re
from datetime import datetime
from typing import Annotated, Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import (
    BadCursor,
    Case,
    CaseFilters,
    CaseNotFound,
    Sort,
)
from moothall.components.people import queries as people
from moothall.components.people.contracts import OfficerNotFound
from moothall.faces.api import bodies
from moothall.faces.api.answers import answer
from moothall.faces.api.callers import Call, call, posted
from moothall.faces.api.problems import Problem
from moothall.journeys import catalogue
from moothall.journeys import services as journeys
from moothall.journeys.schema import answers_schema
from moothall.kernel import organisations
from moothall.kernel.encoding import from_json, to_json
from moothall.kernel.idempotency import Answered
from moothall.kernel.ids import PersonId
from moothall.kernel.references import read_reference
from moothall.kernel.refusals import Refused
from moothall.kernel.words import say

router = Router(tags=["cases"])

Reference = Annotated[str, Path(max_length=40)]
_POSITION = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT")
_REVISION = re.compile(r'"?([0-9]{1,9})(?:-[0-9a-f]{32})?"?')
_EVENTS = """
select epoch, position, name, occurred_at, by, body from event_log
 where org_id = %s and subject = %s and (epoch, position) > (%s, %s)
 order by epoch, position limit %s
"""


class NoSuchOfficer(Refused):
    code = "api.no-such-officer"


class IfMatchNotFit(Refused):
    """Acting all the same could undo what somebody else has done meanwhile."""

    code = "api.if-match-not-fit"


class UnknownParameter(Refused):
    """A filter that is spelled otherwise would find everything."""

    code = "api.unknown-parameter"


def _as_written(text: object) -> object:
    """A bare number would pass for seconds since 1970."""
    if isinstance(text, str) and not _INSTANT.match(text):
        raise ValueError("an instant is written like 2026-03-27T09:30:00Z")
    return text


Instant = Annotated[AwareDatetime, BeforeValidator(_as_written)]


class CaseLine(Schema):
    """A case as it stands in a list."""

    reference: str
    service: str
    state: str
    team: str | None
    assignee: str | None
    ward: str | None
    opened_at: datetime
    updated_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    revision: int
    links: dict[str, str]


class CaseList(Schema):
    items: list[CaseLine]
    next: str | None
    """The address of the next page, where there is one."""


class OpenAction(Schema):
    """What the caller may do with the case now."""

    id: str
    label: dict[str, str]
    answers_schema: dict[str, Any]
    href: str


class CaseWhole(CaseLine):
    """A case with its answers and what may be done next."""

    owner: str
    need: str
    language: str
    channel: str
    answers: dict[str, Any]
    contact: dict[str, str]
    location: dict[str, float] | None
    actions: list[OpenAction]


class Assign(Schema):
    """To whom: the email address of an officer, or null for nobody."""

    model_config = ConfigDict(extra="forbid")

    to: str | None = Field(max_length=254)


class Find(Schema):
    """What to look for; all of it at once."""

    service: str | None = Field(None, max_length=60)
    state: str | None = Field(None, max_length=40)
    assignee: str | None = Field(None, max_length=254)
    q: str | None = Field(None, max_length=200)
    updated_since: Instant | None = None
    after: str | None = Field(None, max_length=500)
    limit: int = Field(50, ge=1, le=200)


class CloudEvent(Schema):
    """One event about the case (CloudEvents 1.0)."""

    specversion: str
    id: str
    source: str
    type: str
    time: datetime
    actor: str
    """Who did it: a kind and an id."""
    data: dict[str, Any]


class EventList(Schema):
    items: list[CloudEvent]
    next: str | None = None


class FindEvents(Schema):
    """Which events: those after the last that is known, by its ``id``."""

    after: str | None = Field(None, max_length=40)
    limit: int = Field(100, ge=1, le=500)


_NO = {401: Problem, 403: Problem, 404: Problem}
_READS = {**_NO, 422: Problem}
_WRITES = {**_READS, 409: Problem}


@router.get("", response={200: CaseList, **_READS}, operation_id="find_cases")
def find_cases(request: HttpRequest, query: Query[Find]) -> HttpResponse:
    """Cases of the caller's organisation, the latest changed first."""
    made = call(request, scope="cases:read")
    _refuse_unknown(request, Find)
    with made.acting():
        page = cases.find(
            filters=_filters(query, made),
            sort=Sort.UPDATED,
            after=query.after,
            limit=query.limit,
            at=made.at,
        )
        assignees = {c.assignee for c in page.rows if c.assignee}
        emails = people.emails_of(persons=assignees, at=made.at)
    items = [_line(c, emails) for c in page.rows]
    return answer(request, {"items": items, "next": _next(request, page.next)})


@router.get("/{reference}", response={200: CaseWhole, **_READS}, operation_id="get_case")
def get_case(request: HttpRequest, reference: Reference) -> HttpResponse:
    """One case, with the actions that are open to the caller."""
    made = call(request, scope="cases:read")
    with made.acting():
        case = _case(reference)
        content = _whole(case, made.at)
    return answer(request, content, revision=case.revision)


@router.post(
    "/{reference}/assign", response={200: CaseLine, **_WRITES}, operation_id="assign_case"
)
def assign_case(request: HttpRequest, reference: Reference, body: Assign) -> HttpResponse:
    """Give a case to an officer, to another one, or to nobody."""
    made = call(request, scope="cases:write")

    def act() -> Answered:
        to = _officer(body.to, made.at) if body.to else None
        case = journeys.assign(
            case=_case(reference), to=to, revision=_revision(request), at=made.at
        )
        emails = {to: body.to} if to and body.to else {}
        return Answered(status=200, body=to_json(_line(case, emails)))

    return posted(made, act)


@router.post(
    "/{reference}/actions/{action}",
    response={200: CaseLine, **_WRITES},
    operation_id="act_on_case",
    openapi_extra={
        "requestBody": {
            "required": False,
            "content": {"application/json": {"schema": {"type": "object"}}},
        }
    },
)
def act_on_case(request: HttpRequest, reference: Reference, action: str) -> HttpResponse:
    """Take an action of the case's definition; the body holds what the action asks."""
    made = call(request, scope="cases:write")
    given = _body(request)

    def act() -> Answered:
        case = journeys.act(
            case=_case(reference, lock=True),
            action=action,
            answers=given,
            revision=_revision(request),
            is_held=True,
            at=made.at,
        )
        emails = people.emails_of(persons=_assignee(case), at=made.at)
        return Answered(status=200, body=to_json(_line(case, emails)))

    return posted(made, act)


@router.get(
    "/{reference}/events", response={200: EventList, **_READS}, operation_id="list_case_events"
)
def list_case_events(
    request: HttpRequest, reference: Reference, query: Query[FindEvents]
) -> HttpResponse:
    """What happened to the case, oldest first."""
    made = call(request, scope="cases:read")
    _refuse_unknown(request, FindEvents)
    after = _position(query.after)
    with made.acting():
        case = _case(reference)
        with connection.cursor() as cursor:
            cursor.execute(_EVENTS, [made.client.org, case.id, *after, query.limit + 1])
            found = [_event(made, *row) for row in cursor]
    items = found[: query.limit]
    last = items[-1]["id"] if len(found) > query.limit else None
    return answer(request, {"items": items, "next": _next(request, last)})


def _case(reference: str, *, lock: bool = False) -> Case:
    known = read_reference(reference)
    if known is None:
        raise CaseNotFound
    return cases.case(reference=known, lock=lock)


def _filters(query: Find, made: Call) -> CaseFilters:
    return CaseFilters(
        service=query.service,
        state=query.state,
        assignee=_officer(query.assignee, made.at) if query.assignee else None,
        q=query.q or "",
        updated_since=query.updated_since,
    )


def _position(after: str | None) -> tuple[int, int]:
    if after is None:
        return (0, 0)
    known = _POSITION.fullmatch(after)
    if known is None:
        raise BadCursor
    return (int(known[1]), int(known[2]))


def _refuse_unknown(request: HttpRequest, known: type[Schema]) -> None:
    unknown = set(request.GET) - set(known.model_fields)
    if unknown:
        raise UnknownParameter(
            say("There is no parameter {name} here.", name=min(unknown)[:60])
        )


def _officer(email: str, at: datetime) -> PersonId:
    try:
        return people.officer_id(email=email, at=at)
    except OfficerNotFound as refusal:
        raise NoSuchOfficer(refusal.said) from refusal


def _assignee(case: Case) -> set[PersonId]:
    return {case.assignee} if case.assignee else set()


def _revision(request: HttpRequest) -> int | None:
    """The revision that ``If-Match`` names: a case's ETag, or its ``revision`` in quotes."""
    given = request.headers.get("If-Match")
    if given is None:
        return None
    named = _REVISION.fullmatch(given.strip())
    if named is None:
        raise IfMatchNotFit(say("If-Match names the revision of the case, in quotes."))
    return int(named[1])


def _body(request: HttpRequest) -> dict[str, Any]:
    if not request.body:
        return {}
    given = bodies.read(request.body)
    if not isinstance(given, dict):
        raise bodies.NotJson(say("The body is an object with what the action asks."))
    return given


def _next(request: HttpRequest, after: str | None) -> str | None:
    if after is None:
        return None
    kept = request.GET.copy()
    kept["after"] = after
    return f"{request.path}?{kept.urlencode()}"


def _line(case: Any, emails: dict[Any, str]) -> dict[str, Any]:  # noqa: ANN401 - a case or its line
    here = f"/api/v1/cases/{case.reference}"
    return {
        "reference": case.reference,
        "service": case.service,
        "state": case.state,
        "team": case.team,
        "assignee": emails.get(case.assignee) if case.assignee else None,
        "ward": case.ward,
        "opened_at": case.opened_at,
        "updated_at": case.updated_at,
        "due_at": case.due_at,
        "closed_at": case.closed_at,
        "outcome": case.outcome,
        "revision": case.revision,
        "links": {"self": here, "events": f"{here}/events"},
    }


def _whole(case: Case, at: datetime) -> dict[str, Any]:
    published = catalogue.version(version_id=case.version)
    here = f"/api/v1/cases/{case.reference}/actions"
    emails = people.emails_of(persons=_assignee(case), at=at)
    return {
        **_line(case, emails),
        "owner": organisations.known(org=published.owner).slug,
        "need": case.need,
        "language": case.language,
        "channel": case.channel,
        "answers": dict(case.answers),
        "contact": dict(case.contact),
        "location": {"lat": case.lat, "lon": case.lon} if case.lat is not None else None,
        "actions": [
            {
                "id": a.id,
                "label": a.words,
                "answers_schema": answers_schema(questions=a.ask),
                "href": f"{here}/{a.id}",
            }
            for a in journeys.open_actions(case=case)
        ],
    }


def _event(
    made: Call, epoch: int, position: int, name: str, at: datetime, by: str, body: object
) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"{epoch}-{position}",
        "source": f"/organisations/{made.client.org}",
        "type": name,
        "time": at,
        "actor": by,
        "data": from_json(body) if isinstance(body, str | bytes) else body,
    }
