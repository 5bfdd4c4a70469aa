"""Services over the API: what there is, what each asks, and asking for it in one request."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from moothall.faces.api.answers import answer
from moothall.faces.api.callers import call, posted
from moothall.faces.api.problems import Problem
from moothall.journeys import catalogue
from moothall.journeys import services as journeys
from moothall.journeys.catalogue import Published
from moothall.journeys.contracts import Listed, Sent
from moothall.journeys.definition import Example, Service
from moothall.journeys.schema import answers_schema
from moothall.kernel import organisations
from moothall.kernel.encoding import from_json, to_json
from moothall.kernel.idempotency import Answered
from moothall.kernel.questions import Question
from moothall.kernel.refusals import Forbidden
from moothall.kernel.words import LANGUAGES, say

router = Router(tags=["services"])

_ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f]*$"
_MAILBOX = r"^$|^[^@\s\x00-\x1f\x7f-\x9f]+@[^@\s\x00-\x1f\x7f-\x9f]+$"


class NotYours(Forbidden):
    code = "api.not-your-organisation"


class ServiceLine(Schema):
    """A live service of the place."""

    owner: str
    service: str
    title: dict[str, str]
    summary: dict[str, str]
    need: str
    channels: list[str]
    links: dict[str, str]


class ServiceList(Schema):
    items: list[ServiceLine]


class ServiceWhole(ServiceLine):
    """A service with the JSON Schema of its answers and its worked examples."""

    version: int
    hash: str
    answers_schema: dict[str, Any]
    examples: list[dict[str, Any]]
    actions: list[dict[str, Any]]
    languages: list[str]


class Contact(Schema):
    """How the applicant is reached."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(default="", max_length=200, pattern=_ONE_LINE)
    email: str = Field(default="", max_length=254, pattern=_MAILBOX)
    phone: str = Field(default="", max_length=30, pattern=_ONE_LINE)


class NewRequest(Schema):
    """All answers in one go; ``answers_schema`` of the service says which there are."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, Any] = Field(max_length=500)
    contact: Contact = Contact()
    language: str = Field(default="en", pattern="^(en|cy)$")


class RequestSent(Schema):
    """The case that the request opened; it can be read at once."""

    reference: str
    state: str
    links: dict[str, str]


@router.get("", response={200: ServiceList, 401: Problem}, operation_id="list_services")
def list_services(request: HttpRequest) -> HttpResponse:
    """Every live service of the place, of whichever organisation."""
    made = call(request, scope="services:read")
    with made.acting():
        lines = [_line(listed) for listed in catalogue.listed()]
    return answer(request, {"items": lines})


@router.get(
    "/{owner}/{service}",
    response={200: ServiceWhole, 401: Problem, 404: Problem},
    operation_id="get_service",
)
def get_service(request: HttpRequest, owner: str, service: str) -> HttpResponse:
    """One service: what it asks, as JSON Schema, and its worked examples."""
    made = call(request, scope="services:read")
    organisation = organisations.called(slug=owner)
    with made.acting():
        published = catalogue.live(owner=organisation.id, service=service)
    return answer(request, _whole(owner, published))


@router.post(
    "/{owner}/{service}/requests",
    response={201: RequestSent, 401: Problem, 403: Problem, 404: Problem, 422: Problem},
    operation_id="send_request",
)
def send_request(
    request: HttpRequest, owner: str, service: str, body: NewRequest
) -> HttpResponse:
    """Ask for a service of the caller's organisation: the case is opened in this request."""
    made = call(request, scope="requests:write")
    organisation = organisations.called(slug=owner)
    if organisation.id != made.client.org:
        raise NotYours(say("This key may only send requests to its own organisation."))

    def act() -> Answered:
        published = catalogue.live(owner=organisation.id, service=service)
        sent = journeys.request(
            published=published,
            answers=body.answers,
            contact=_given(body.contact),
            language=body.language,
            at=made.at,
        )
        content = {
            "reference": sent.reference,
            "state": sent.state,
            "links": _links(sent.reference) if sent.followed_at is None else _followed(sent),
        }
        return Answered(status=201, body=to_json(content))

    response = posted(made, act)
    response.headers["Location"] = from_json(response.content)["links"]["self"]
    return response


def _links(reference: str) -> dict[str, str]:
    case = f"/api/v1/cases/{reference}"
    return {"self": case, "events": f"{case}/events"}


def _followed(sent: Sent) -> dict[str, str]:
    return {"web": sent.followed_at or ""}


def _given(contact: Contact) -> Mapping[str, str]:
    return {part: text for part, text in contact.model_dump().items() if text}


def _line(listed: Listed) -> dict[str, Any]:
    owner = organisations.known(org=listed.owner).slug
    return {
        "owner": owner,
        "service": listed.service,
        "title": listed.title,
        "summary": listed.summary,
        "need": listed.need,
        "channels": listed.channels,
        "links": _links_of_service(owner, listed.service),
    }


def _links_of_service(owner: str, service: str) -> dict[str, str]:
    here = f"/api/v1/services/{owner}/{service}"
    return {"self": here, "requests": f"{here}/requests", "web": f"/{owner}/{service}"}


def _whole(owner: str, published: Published) -> dict[str, Any]:
    service = published.service
    return {
        "owner": owner,
        "service": service.service,
        "title": service.title,
        "summary": service.summary,
        "need": service.need,
        "channels": list(service.channels),
        "links": _links_of_service(owner, service.service),
        "version": published.number,
        "hash": published.hash,
        "answers_schema": answers_schema(service=service),
        "examples": [_example(service, example) for example in service.examples],
        "actions": [
            {"id": a.id, "answers_schema": answers_schema(questions=a.ask)}
            for a in service.life.actions
        ],
        "languages": list(LANGUAGES),
    }


def _example(service: Service, example: Example) -> dict[str, Any]:
    """A worked example as it can be sent: ``request`` first, then each of ``actions``.

    Photos are left out: whoever tries the example sends their own to ``/files`` first.
    """
    told = {**example.model_dump(mode="python"), "request": {"answers": {}}, "actions": []}
    told["request"]["answers"] = _given_to(service.questions(), example)
    for move in example.expect.after or ():
        for action in filter(None, map(service.life.action, move)):
            told["actions"].append({"id": action.id, "answers": _given_to(action.ask, example)})
    return told


def _given_to(questions: Sequence[Question], example: Example) -> dict[str, Any]:
    asked = {question.id for question in questions if question.kind != "file"}
    return {name: answer for name, answer in example.given.items() if name in asked}
