"""Decision tables over the API: read them, take them away, and ask them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from moothall.faces.api.answers import answer
from moothall.faces.api.callers import Call, call, posted
from moothall.faces.api.problems import Problem
from moothall.journeys import decisions, queries
from moothall.journeys.decisions import Decides
from moothall.kernel import organisations
from moothall.kernel.encoding import to_json
from moothall.kernel.idempotency import Answered
from moothall.kernel.refusals import NotFound, Refused
from moothall.kernel.words import say

router = Router(tags=["decisions"])

MOST_AT_ONCE = 1_000


class NotOneOrMany(Refused):
    code = "api.inputs-or-batch"


class UnknownInput(Refused):
    """An input that is spelled otherwise would count as not given."""

    code = "api.unknown-input"


class NoSuchForm(NotFound):
    code = "api.no-such-form"


class TableLine(Schema):
    """A table by which a live service decides."""

    owner: str
    table: str
    title: dict[str, str]
    service: str
    version: int
    hash: str
    links: dict[str, str]


class TableList(Schema):
    items: list[TableLine]


class TableWhole(TableLine):
    """A table with its columns, and its rows as they were typed."""

    hit_policy: str
    inputs: list[dict[str, Any]]
    outputs: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    asks: list[str]
    """The names of what it has to be given."""
    versions: list[dict[str, Any]]
    """The versions of its service, the newest first: read one with ``?version=``."""


class Ask(Schema):
    """What to decide: ``inputs`` for one, or ``batch`` for up to 1,000 at once."""

    model_config = ConfigDict(extra="forbid")

    inputs: dict[str, Any] | None = None
    batch: list[dict[str, Any]] | None = Field(None, max_length=MOST_AT_ONCE)


class Decided(Schema):
    """What the table came to."""

    outcome: str
    reason: dict[str, str]
    answers: dict[str, Any]
    undecided: str | None
    """Why a person has to decide it, with row and column; null if the table could."""
    rows: list[str]
    nearly: list[dict[str, Any]]
    """Rows that would have applied but for one column."""
    explanation: dict[str, Any]
    table: str
    hash: str


class AllDecided(Schema):
    results: list[Decided]


_NO = {401: Problem, 403: Problem, 404: Problem, 422: Problem}


@router.get("", response={200: TableList, 401: Problem}, operation_id="list_tables")
def list_tables(request: HttpRequest) -> HttpResponse:
    """Every table by which a live service of the place decides."""
    made = call(request, scope="services:read")
    with made.acting():
        items = [_line(found) for found in decisions.tables()]
    return answer(request, {"items": items})


@router.get("/{owner}/{table}", response={200: TableWhole, **_NO}, operation_id="get_table")
def get_table(
    request: HttpRequest, owner: str, table: str, version: int | None = None
) -> HttpResponse:
    """One table, whole: as it is live, or as it was in an earlier version of its service."""
    made = call(request, scope="services:read")
    organisation = organisations.called(slug=owner)
    with made.acting():
        live = decisions.table(owner=organisation.id, name=table)
        found = live if version is None else decisions.earlier(live=live, number=version)
        versions = queries.versions(
            owner=organisation.id, service=live.published.service.service
        )
    content = {
        **_line(found),
        **decisions.offered().described(table=found.table),
        "versions": [
            {"version": v.number, "hash": v.hash, "published_at": v.published_at}
            for v in versions
        ],
    }
    return answer(request, content)


@router.get(
    "/{owner}/{table}/evaluate", response={200: Decided, **_NO}, operation_id="try_table"
)
def try_table(request: HttpRequest, owner: str, table: str) -> HttpResponse:
    """Decide by the inputs in the query, as people type them: ``?co2=90&electric=no``."""
    found = _found(call(request, scope="services:read"), owner, table)
    offered = decisions.offered()
    typed = {name: request.GET.get(name, "") for name in request.GET}
    _refuse_unknown(found, typed)
    inputs = offered.read_inputs(table=found.table, typed=typed)
    return answer(request, offered.evaluated(table=found.table, inputs=inputs))


@router.post(
    "/{owner}/{table}/evaluate",
    response={200: Decided | AllDecided, **_NO},
    operation_id="evaluate_table",
)
def evaluate_table(request: HttpRequest, owner: str, table: str, body: Ask) -> HttpResponse:
    """Decide for one set of inputs, or for many at once. Nothing of it is kept."""
    made = call(request, scope="services:read")
    if (body.inputs is None) == (body.batch is None):
        raise NotOneOrMany(say("Give either inputs or batch."))
    found = _found(made, owner, table)
    offered = decisions.offered()
    asked = body.batch or [] if body.inputs is None else [body.inputs]
    for inputs in asked:
        _refuse_unknown(found, inputs)
    results = [offered.evaluated(table=found.table, inputs=inputs) for inputs in asked]
    content = {"results": results} if body.inputs is None else results[0]
    answered = Answered(status=200, body=to_json(content))
    return posted(made, lambda: answered)


@router.get("/{owner}/{table}/{form}", response={200: None, **_NO}, operation_id="take_table")
def take_table(request: HttpRequest, owner: str, table: str, form: str) -> HttpResponse:
    """The table to take away: ``csv``, ``xlsx`` or ``dmn`` (DMN 1.5 XML)."""
    found = _found(call(request, scope="services:read"), owner, table)
    offered = decisions.offered()
    if form not in offered.FORMS:
        raise NoSuchForm(say("Tables can be taken away as csv, xlsx or dmn."))
    content = offered.written(table=found.table, form=form)
    response = HttpResponse(content, content_type=offered.FORMS[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{table}.{form}"'
    return response


def _found(made: Call, owner: str, table: str) -> Decides:
    organisation = organisations.called(slug=owner)
    with made.acting():
        return decisions.table(owner=organisation.id, name=table)


def _refuse_unknown(found: Decides, inputs: Any) -> None:  # noqa: ANN401 - names with anything
    known = decisions.offered().described(table=found.table)["asks"]
    unknown = sorted(set(inputs) - set(known) - {name.partition(".")[0] for name in known})
    if unknown:
        raise UnknownInput(
            say("The table has no input {name}.", name=unknown[0][:60]),
            details={"inputs": known},
        )


def _line(found: Decides) -> dict[str, Any]:
    published, name = found.published, found.table.name
    owner = organisations.known(org=published.owner).slug
    here = f"/api/v1/decisions/{owner}/{name}"
    return {
        "owner": owner,
        "table": name,
        "title": dict(found.table.title),
        "service": published.service.service,
        "version": published.number,
        "hash": published.hash,
        "links": {
            "self": here,
            "evaluate": f"{here}/evaluate",
            "csv": f"{here}/csv",
            "xlsx": f"{here}/xlsx",
            "dmn": f"{here}/dmn",
            "web": f"/decisions/{owner}/{name}",
        },
    }
