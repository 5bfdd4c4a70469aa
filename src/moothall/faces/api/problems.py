"""What the API says when it says no: problem details (RFC 9457), always, and in one shape."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import Schema

from moothall.kernel.encoding import to_json
from moothall.kernel.questions import AnswersRefused
from moothall.kernel.refusals import Refused, TooMany

CONTENT_TYPE = "application/problem+json"
PATH = "/api/"
_KEPT_HEADERS = ("Allow", "Retry-After")


class ProblemError(Schema):
    """One mistake in what was sent."""

    pointer: str
    """JSON Pointer (RFC 6901) into the body."""
    detail: str


class Problem(Schema):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    errors: list[ProblemError] | None = None
    details: dict[str, Any] | None = None
    """Facts of the refusal, such as what has changed meanwhile."""


def problem(
    *,
    status: int,
    code: str,
    title: str,
    headers: Mapping[str, str] | None = None,
    **more: object,
) -> HttpResponse:
    """The response that tells one problem."""
    body: dict[str, Any] = {
        "type": f"urn:moothall:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        **{name: value for name, value in more.items() if value is not None},
    }
    response = HttpResponse(to_json(body), status=status, content_type=CONTENT_TYPE)
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def of_refusal(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal of the house, in the words it has."""
    headers = {"Retry-After": str(refusal.retry_after)} if isinstance(refusal, TooMany) else {}
    return problem(
        status=refusal.status,
        code=refusal.code,
        title=_title(refusal.code),
        headers=headers,
        detail=refusal.said.in_language("en") or None,
        errors=_errors(refusal),
        details=dict(refusal.details) or None,
    )


def of_validation(request: HttpRequest, failure: Any) -> HttpResponse:  # noqa: ANN401 - ninja's
    """A request that does not have the documented shape."""
    errors = [
        {"pointer": _pointer(error.get("loc", ())), "detail": str(error.get("msg", ""))}
        for error in failure.errors
    ]
    return problem(
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        code="api.not-valid",
        title="The request does not have the form that this operation takes.",
        errors=errors,
    )


def of_http(request: HttpRequest, failure: Any) -> HttpResponse:  # noqa: ANN401 - ninja's
    """An HTTP error of the framework, with its words."""
    if isinstance(failure.__cause__, RequestDataTooBig):
        return of_status(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return of_status(failure.status_code, str(failure))


def of_status(status: int, detail: str | None = None) -> HttpResponse:
    """A problem that its HTTP status says all about."""
    known = HTTPStatus(status)
    code = f"http.{known.name.lower().replace('_', '-')}"
    headers = {"WWW-Authenticate": "Bearer"} if known is HTTPStatus.UNAUTHORIZED else {}
    return problem(status=status, code=code, title=known.phrase, headers=headers, detail=detail)


class HeadIsGet:
    """Middleware: below ``/api/`` HEAD is answered like GET, without the content."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "HEAD" or not request.path.startswith(PATH):
            return self.get_response(request)
        request.method = "GET"
        response = self.get_response(request)
        request.method = "HEAD"
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""
        return response


class ProblemsOnly:
    """Middleware: below ``/api/`` no error leaves as HTML."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = _no_text(request) or self.get_response(request)
        if response.status_code < HTTPStatus.BAD_REQUEST or not request.path.startswith(PATH):
            return response
        if response.headers.get("Content-Type", "").startswith(CONTENT_TYPE):
            return response
        told = of_status(response.status_code)
        for name in filter(response.has_header, _KEPT_HEADERS):
            told.headers[name] = response.headers[name]
        return told


def _no_text(request: HttpRequest) -> HttpResponse | None:
    """The answer to an address with the one character that the database cannot take."""
    if not request.path.startswith(PATH):
        return None
    if "\x00" in request.path:
        return of_status(HTTPStatus.NOT_FOUND)
    if "%00" in request.META.get("QUERY_STRING", ""):
        return of_status(HTTPStatus.UNPROCESSABLE_ENTITY)
    return None


def _title(code: str) -> str:
    """The same for every problem of a type, as RFC 9457 asks: its code, read aloud."""
    return code.rpartition(".")[2].replace("-", " ").capitalize()


def _errors(refusal: Refused) -> list[dict[str, str]] | None:
    if not isinstance(refusal, AnswersRefused):
        return None
    return [
        {"pointer": f"/answers/{m.question}", "detail": m.said.in_language("en")}
        for m in refusal.mistakes
    ]


def _pointer(place: tuple[str | int, ...]) -> str:
    """ninja begins a place with where it read from: body, query, path, header."""
    parts = [str(p).replace("~", "~0").replace("/", "~1") for p in place]
    inside = parts[2:] if parts[:1] == ["body"] else parts
    return "/" + "/".join(inside)
