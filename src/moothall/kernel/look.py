"""The place's colours and mark, as files that a browser may keep."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from moothall.kernel import organisations
from moothall.kernel.pages import theme_version
from moothall.kernel.place import place
from moothall.kernel.theme import check, colours_of, stylesheet

_PLACE = "place"
_PLAIN_MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" fill="currentColor">'
    '<path d="M32 4 60 26v34H4V26L32 4Z"/></svg>'
)
"""For a place that has drawn none yet: a gable."""
_YEAR = 365 * 24 * 3600
_SHORT = 300


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponseBase:
    """``/theme/<organisation>.css``, or the place's own at ``/theme/place.css``."""
    organisation = None if slug == _PLACE else organisations.called(slug=slug)
    css = stylesheet(place().colour, organisation.colour if organisation else None)
    is_this_one = request.GET.get("v") == theme_version(organisation)
    return _kept(request, css, "text/css; charset=utf-8", _YEAR if is_this_one else _SHORT)


@require_safe
def colours(request: HttpRequest) -> HttpResponseBase:
    """The colours of all organisations, for a page on which several of them stand together."""
    css = colours_of({each.slug: each.colour for each in organisations.everyone()})
    return _kept(request, css, "text/css; charset=utf-8", _SHORT)


@require_safe
def mark(request: HttpRequest) -> HttpResponseBase:
    """The place's mark in the place's colour, for the browser's tab."""
    drawn = place().mark_svg or _PLAIN_MARK
    svg = drawn.replace("<svg", f'<svg color="{check(place().colour)}"', 1)
    return _kept(request, svg, "image/svg+xml", _SHORT)


def _kept(request: HttpRequest, body: str, kind: str, seconds: int) -> HttpResponseBase:
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:20]}"'
    response = HttpResponse(body, content_type=kind)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={seconds}" + (
        ", immutable" if seconds == _YEAR else ""
    )
    return get_conditional_response(request, etag=etag, response=response) or response
