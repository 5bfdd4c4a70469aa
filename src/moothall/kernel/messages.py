"""Pages that say what went wrong and what to do next, in words and in both languages."""

import logging
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix

from moothall.kernel.pages import Link, Shown, message
from moothall.kernel.refusals import Refused, TooMany
from moothall.kernel.words import Said, say

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Trouble:
    heading: Said
    text: tuple[Said, ...]
    can_go_back: bool = False


_KEPT = say("Nothing that you sent before is lost.")

_TROUBLES = {
    400: _Trouble(
        say("We could not understand that"),
        (say("Something in the address, or in what was sent, is not as it should be."), _KEPT),
        can_go_back=True,
    ),
    403: _Trouble(
        say("You cannot open this page"),
        (
            say("It is only for certain people, and you may not be signed in as one of them."),
            say("If you should be able to open it, ask the person who looks after your account."),
        ),
    ),
    404: _Trouble(
        say("We cannot find that page"),
        (
            say("If you typed the address, check that it is right."),
            say("If you pasted the address, check that you copied all of it."),
            say("If you followed a link, it may be out of date, or the page may not be yours."),
        ),
    ),
    409: _Trouble(
        say("This has changed since you opened it"),
        (say("Somebody else was quicker, or you have it open twice."), _KEPT),
        can_go_back=True,
    ),
    422: _Trouble(say("That is not possible"), (_KEPT,), can_go_back=True),
    429: _Trouble(
        say("Please wait a moment"),
        (say("This was tried too many times in a short while."),),
        can_go_back=True,
    ),
    500: _Trouble(
        say("Sorry, something has gone wrong"),
        (
            say("The mistake is ours, and we have been told about it."),
            say("Try again in a few minutes. What you sent on earlier pages is kept."),
        ),
        can_go_back=True,
    ),
    503: _Trouble(
        say("Sorry, this is not available right now"),
        (say("Try again in a few minutes. What you sent on earlier pages is kept."),),
        can_go_back=True,
    ),
}

_LAST_RESORT = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>Sorry, something has gone wrong</title></head><body>"
    "<h1>Sorry, something has gone wrong</h1><p>Try again in a few minutes.</p>"
    '<h1 lang="cy">Mae’n ddrwg gennym, aeth rhywbeth o’i le</h1>'
    '<p lang="cy">Rhowch gynnig arall arni ymhen ychydig funudau.</p></body></html>'
)


def refused(
    request: HttpRequest, refusal: Refused, *, organisation: Shown | None = None
) -> HttpResponse:
    """The page for a refusal that nothing nearer to it has answered, with its own words."""
    response = _trouble(request, refusal.status, said=refusal.said, organisation=organisation)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def session_ended(request: HttpRequest, *, again: Link) -> HttpResponse:
    """Somebody was away for too long; ``again`` is where they go on."""
    return message(
        request,
        heading=say("You were away for a while"),
        text=[
            say("We ended your visit to keep what you told us safe, as others may use this device.")
        ],
        next_steps=[again],
        status=403,
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _trouble(request, 404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _trouble(request, 403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _trouble(request, 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database; if even the frame fails, plain words are left."""
    try:
        return _trouble(request, 500)
    except Exception:
        _log.exception("the page that says sorry failed as well")
        return HttpResponse(_LAST_RESORT, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: cookies are off, or the page is an old one."""
    return message(
        request,
        heading=say("Please send that once more"),
        text=[
            say("The page you sent had been open for a long time, or your browser blocks cookies."),
            say("Go back, load the page again and send it once more."),
            say("If it happens again, allow cookies for this site: without them we cannot tell"
                " your answers from somebody else’s."),
        ],
        next_steps=[_home()],
        status=403,
    )


def _trouble(
    request: HttpRequest,
    status: int,
    *,
    said: Said | None = None,
    organisation: Shown | None = None,
) -> HttpResponse:
    trouble = _TROUBLES.get(status, _TROUBLES[400])
    own = [said] if said and said.message else []
    text = [*own, *((_KEPT,) if own and trouble.can_go_back else trouble.text)]
    return message(
        request,
        heading=trouble.heading,
        text=text,
        next_steps=[_home()],
        status=status,
        organisation=organisation,
    )


def _home() -> Link:
    return Link(say("Go to the home page"), get_script_prefix())
