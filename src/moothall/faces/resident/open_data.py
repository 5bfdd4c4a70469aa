"""What people here need, for everybody; and the open data behind it, release by release."""

import hashlib
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from moothall.faces.resident.visitors import not_too_often
from moothall.journeys import search
from moothall.kernel import registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.pages import render
from moothall.kernel.template_words import neutral_url

DEMAND, PAGES = "demand.v1", "demand.pages.v1"
_PURPOSE = "open data"
_YEAR = 365 * 24 * 3600
_SHORT = 300
_Rest = ParamSpec("_Rest")


def _where_offered(
    view: Callable[Concatenate[HttpRequest, _Rest], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, _Rest], HttpResponseBase]:
    """A page that is not there where the place has no demand."""

    @wraps(view)
    def guarded(
        request: HttpRequest, /, *args: _Rest.args, **kwargs: _Rest.kwargs
    ) -> HttpResponseBase:
        if not registry.offers(DEMAND):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@_where_offered
def needs(request: HttpRequest) -> HttpResponse:
    """What people here need, in plain words, from protected figures of twelve months."""
    offered = registry.offer(PAGES)
    known = {need.id: need.title for need in search.needs(folder=Path(settings.PLACE_FOLDER))}
    with acting(Actor(), purpose=_PURPOSE):
        shown = offered.plain_answers(known=offered.Known(needs=known))
    content = {"shown": shown, "back": reverse("resident:home")}
    return render(request, "resident/needs.html", content)


@require_safe
@_where_offered
def data(request: HttpRequest) -> HttpResponse:
    """Every release of open data, with its files."""
    with acting(Actor(), purpose=_PURPOSE):
        found = registry.offer(DEMAND).releases()
    content = {
        "releases": [_shown(release) for release in found],
        "back": reverse("resident:needs"),
    }
    return render(request, "resident/data.html", content)


@require_safe
@_where_offered
def catalogue(request: HttpRequest) -> HttpResponseBase:
    """The catalogue of the open data, for other catalogues: DCAT as JSON-LD."""
    base = f"{request.scheme}://{request.get_host()}{neutral_url('resident:data')}"
    with acting(Actor(), purpose=_PURPOSE):
        found = registry.offer(DEMAND).catalogue(base_url=base)
    return _kept(request, found, "application/ld+json", f"public, max-age={_SHORT}")


@require_safe
@_where_offered
def file(request: HttpRequest, quarter: str, number: int, name: str) -> HttpResponseBase:
    """One file of a release. It never changes, so it may be kept for ever."""
    not_too_often(request, "open-data")
    with acting(Actor(), purpose=_PURPOSE):
        found = registry.offer(DEMAND).release_file(quarter=quarter, number=number, name=name)
    kept = f"public, max-age={_YEAR}, immutable"
    return _kept(request, found.content, found.media_type, kept)


def _shown(release: Any) -> dict[str, Any]:  # noqa: ANN401 - a ``PublishedRelease``
    files = release.manifest.get("files", [])
    return {
        "name": registry.offer(PAGES).quarter_words(release.quarter),
        "quarter": release.quarter,
        "number": release.number,
        "published_at": release.published_at,
        "files": [{"name": file["name"], "bytes": file.get("size")} for file in files],
    }


def _kept(request: HttpRequest, body: bytes, kind: str, kept: str) -> HttpResponseBase:
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=kind)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = kept
    response.headers["Access-Control-Allow-Origin"] = "*"
    return get_conditional_response(request, etag=tag, response=response) or response
