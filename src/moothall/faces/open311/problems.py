"""How the Open311 server says no: a list of codes and words, under the right HTTP status.

403 is a key that is missing or will not do; 404 what is not there: a jurisdiction, a service, a
request, a token; 400 everything else that is the caller's.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from http import HTTPStatus

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from moothall.faces.open311 import formats
from moothall.kernel.language import current_language
from moothall.kernel.questions import AnswersRefused
from moothall.kernel.refusals import Forbidden, NotFound, Refused, TooMany, Unavailable
from moothall.kernel.words import Said, say

View = Callable[..., HttpResponse]
_UNREADABLE = (
    BadRequest,
    MultiPartParserError,
    SuspiciousOperation,
    UnreadablePostError,
)


class Problem(Exception):
    """One or more things that are wrong with a call."""

    def __init__(self, status: int, *said: Said) -> None:
        super().__init__(status, *said)
        self.status = status
        self.said: Sequence[Said] = said


def bad(said: Said) -> Problem:
    """Something in the call will not do."""
    return Problem(HTTPStatus.BAD_REQUEST, said)


def missing(said: Said) -> Problem:
    """There is no such thing."""
    return Problem(HTTPStatus.NOT_FOUND, said)


def no_entry(said: Said) -> Problem:
    """The key will not do."""
    return Problem(HTTPStatus.FORBIDDEN, said)


def told(*methods: str) -> Callable[[View], View]:
    """Make a view whose refusals, and those of the house, are told as Open311 tells them.

    The view gets the request and ``form``, the suffix of its address.
    """

    def around(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest, *, form: str, **named: str) -> HttpResponse:
            try:
                if _method(request) not in methods:
                    return _not_so(form, methods)
                return view(request, form=form, **named)
            except Problem as problem:
                return errors(form, problem.status, problem.said)
            except Refused as refusal:
                return _of_refusal(form, refusal)
            except _UNREADABLE:
                said = say("The body of the call cannot be read, or is too large.")
                return errors(form, HTTPStatus.BAD_REQUEST, [said])

        return answered

    return around


def errors(form: str, status: int, said: Sequence[Said]) -> HttpResponse:
    """The answer that lists what is wrong."""
    language = current_language()
    listed = [{"code": str(int(status)), "description": s.in_language(language)} for s in said]
    return formats.answer(form, root="errors", content=listed, status=int(status))


@csrf_exempt
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """The answer below the server's address where there is nothing."""
    form = formats.JSON if rest.endswith(".json") else formats.XML
    return errors(form, HTTPStatus.NOT_FOUND, [say("There is nothing at this address.")])


def _method(request: HttpRequest) -> str:
    return "GET" if request.method == "HEAD" else str(request.method)


def _not_so(form: str, methods: Sequence[str]) -> HttpResponse:
    said = say("This address takes {methods} only.", methods=", ".join(methods))
    response = errors(form, HTTPStatus.METHOD_NOT_ALLOWED, [said])
    response.headers["Allow"] = ", ".join(methods)
    return response


def _of_refusal(form: str, refusal: Refused) -> HttpResponse:
    said = [refusal.said]
    if isinstance(refusal, AnswersRefused):
        said = [
            say("{attribute}: {mistake}", attribute=m.question, mistake=m.said)
            for m in refusal.mistakes
        ]
    response = errors(form, _status(refusal), said)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _status(refusal: Refused) -> int:
    if isinstance(refusal, Forbidden | NotFound | TooMany | Unavailable):
        return refusal.status
    return HTTPStatus.BAD_REQUEST
