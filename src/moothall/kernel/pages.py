"""Pages: the Jinja environment, the frame round every page, and the pages that say no."""

import hashlib
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.template.utils import get_app_template_dirs
from django.urls import get_script_prefix
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader

from moothall.kernel import template_words
from moothall.kernel.language import current_language
from moothall.kernel.place import place
from moothall.kernel.refusals import Refused, TooMany
from moothall.kernel.template_words import WELSH, Link, Sayable, mounted_at, neutral_url
from moothall.kernel.troubles import (
    BY_STATUS,
    KEPT,
    LAST_RESORT,
    SESSION_ENDED,
    STALE_FORM,
    Trouble,
)
from moothall.kernel.words import Words, say

_ENGINE = "jinja2"
_log = logging.getLogger(__name__)


class Shown(Protocol):
    """What a page shows of the organisation that it belongs to."""

    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> Words: ...
    @property
    def colour(self) -> str: ...


def environment(**options: Any) -> Environment:  # noqa: ANN401 - whatever settings say
    """The Jinja environment, as Django's backend asks for it by dotted path.

    Templates come from ``DIRS``, from the ``templates`` folder of every installed app, and from
    GOV.UK Frontend under ``govuk_frontend_jinja/``.
    """
    options["loader"] = ChoiceLoader(
        [
            options["loader"],
            FileSystemLoader([str(folder) for folder in get_app_template_dirs("templates")]),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    options |= {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    options.setdefault("cache_size", -1)
    made = Environment(**options)  # noqa: S701 - escaping is switched on two lines above
    made.globals |= template_words.GLOBALS
    return made


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    organisation: Shown | None = None,
) -> HttpResponse:
    """A page in the language of the request, inside the place's frame.

    ``organisation`` is whose page it is: its name and colour go round it.
    """
    content = {**_frame(request, organisation), **(context or {})}
    html = render_to_string(template, content, request=request, using=_ENGINE)
    return HttpResponse(html, status=status)


def message(
    request: HttpRequest,
    *,
    heading: Sayable,
    text: Sequence[Sayable] = (),
    next_steps: Sequence[Link] = (),
    status: int = 200,
    organisation: Shown | None = None,
) -> HttpResponse:
    """A page of one heading, a few words and what to do next."""
    content = {"heading": heading, "text": text, "next_steps": next_steps}
    return render(
        request, "kernel/message.html", content, status=status, organisation=organisation
    )


def refused(
    request: HttpRequest, refusal: Refused, *, organisation: Shown | None = None
) -> HttpResponse:
    """The page for a refusal that nothing nearer to it has answered, in the refusal's words."""
    trouble = BY_STATUS.get(refusal.status, BY_STATUS[400])
    if refusal.said.message:
        keeps = KEPT in trouble.text
        trouble = Trouble(trouble.heading, (refusal.said, *((KEPT,) if keeps else ())))
    response = _say(request, trouble, refusal.status, organisation=organisation)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


class HelpfulRefusals:
    """Middleware: turns a refusal that reaches the edge of a page into a helpful page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, failure: Exception
    ) -> HttpResponse | None:
        return refused(request, failure) if isinstance(failure, Refused) else None


def session_ended(request: HttpRequest, *, again: Link) -> HttpResponse:
    """Somebody was away for too long; ``again`` is where they go on."""
    return _say(request, SESSION_ENDED, 403, next_steps=[again])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's ``handler404``."""
    return _say(request, BY_STATUS[404], 404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's ``handler403``."""
    return _say(request, BY_STATUS[403], 403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's ``handler400``."""
    return _say(request, BY_STATUS[400], 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``: asks nothing of the database; plain words if the frame fails.

    Where it is the database that is away or full, it says so with 503 and when to come back.
    """
    is_away = isinstance(sys.exception(), OperationalError | InterfaceError)
    status = 503 if is_away else 500
    try:
        response = _say(request, BY_STATUS[status], status)
    except Exception:  # noqa: BLE001 - whatever it is, somebody waits for an answer
        _log.exception("the page that says sorry failed as well")
        response = HttpResponse(LAST_RESORT, status=status)
    if is_away:
        response.headers["Retry-After"] = "5"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: cookies are off, or the page is an old one."""
    return _say(request, STALE_FORM, 403)


def other_language_url(request: HttpRequest) -> str | None:
    """The address of the same page in the other language; None where the place has but one."""
    if len(place().languages) < 2:
        return None
    path = request.get_full_path().removeprefix(get_script_prefix().rstrip("/"))
    path = "/" + path.lstrip("/")  # two slashes would lead to another house
    return mounted_at() + ("" if current_language() == "cy" else WELSH) + path


def theme_version(organisation: Shown | None) -> str:
    """Changes with the colours, so that a stylesheet may be kept for as long as it is true."""
    colours = f"{place().colour} {organisation.colour if organisation else ''}"
    return hashlib.sha256(colours.encode()).hexdigest()[:10]


def _say(
    request: HttpRequest,
    trouble: Trouble,
    status: int,
    *,
    next_steps: Sequence[Link] = (),
    organisation: Shown | None = None,
) -> HttpResponse:
    home = Link(say("Go to the home page"), get_script_prefix())
    return message(
        request,
        heading=trouble.heading,
        text=trouble.text,
        next_steps=next_steps or [home],
        status=status,
        organisation=organisation,
    )


def _frame(request: HttpRequest, organisation: Shown | None) -> dict[str, Any]:
    slug = organisation.slug if organisation else "place"
    return {
        "language": current_language(),
        "other_language_url": other_language_url(request),
        "home_url": get_script_prefix(),
        "place": place(),
        "organisation": organisation,
        "theme_url": f"{neutral_url('kernel:theme', slug)}?v={theme_version(organisation)}",
    }
