"""The JSON API, version 1: one sign-in, one way of refusing, one OpenAPI document."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from moothall.faces.api import bodies, document, problems
from moothall.faces.api.callers import Bearer
from moothall.faces.api.cases import router as cases
from moothall.faces.api.decisions import router as decisions
from moothall.faces.api.demand import router as demand
from moothall.faces.api.files import router as files
from moothall.faces.api.services import router as services
from moothall.kernel.encoding import to_json
from moothall.kernel.refusals import Refused


class ExactParser(Parser):
    """Reads numbers as whole or decimal, never as floats."""

    def parse_body(self, request: HttpRequest) -> Any:  # noqa: ANN401 - JSON may hold anything
        try:
            return bodies.read(request.body)
        except bodies.NotJson:
            raise HttpError(400, "The body is not JSON.") from None


class ExactRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: object, *, response_status: int) -> str:
        return to_json(data)


class HouseApi(NinjaAPI):
    def get_openapi_schema(self, **about: Any) -> OpenAPISchema:  # noqa: ANN401 - ninja's own
        made = super().get_openapi_schema(**about)
        document.completed(made)
        return made


api = HouseApi(
    title="Moothall",
    version="1",
    description=(
        "Services of the place and the cases they open. Problems are told as RFC 9457; every "
        "POST takes an `Idempotency-Key`; lists are keyset pages; answers carry an `ETag`."
    ),
    auth=Bearer(),
    parser=ExactParser(),
    renderer=ExactRenderer(),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
api.add_router("/services", services)
api.add_router("/cases", cases)
api.add_router("/files", files)
api.add_router("/decisions", decisions)
api.add_router("/demand", demand)


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return problems.of_refusal(request, refusal)


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, failure: ValidationError) -> HttpResponse:
    return problems.of_validation(request, failure)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, failure: HttpError) -> HttpResponse:
    return problems.of_http(request, failure)


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, failure: RequestDataTooBig) -> HttpResponse:
    return problems.of_status(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
