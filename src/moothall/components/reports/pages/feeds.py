"""Atom feeds (RFC 4287) of what everybody may read, the latest change first."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as Xml

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from moothall.components.reports import queries
from moothall.components.reports.contracts import Report, Sort
from moothall.components.reports.forms import showing
from moothall.components.reports.forms.asking import Asked, asked
from moothall.components.reports.pages.lists import PURPOSE
from moothall.components.reports.rules.wording import status_words
from moothall.kernel.actors import Actor, acting
from moothall.kernel.language import current_language
from moothall.kernel.place import place
from moothall.kernel.template_words import plain
from moothall.kernel.words import say

_ATOM, _GEORSS = "http://www.w3.org/2005/Atom", "http://www.georss.org/georss"
_ENTRIES = 50
_KEPT_SECONDS = 300
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""When a feed without entries was last changed."""
# What XML 1.0 cannot hold, though a text may.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """``/reports/feed.atom``, of everything, of a ward, a category, or both."""
    wanted = asked(request)
    # A feed tells of what has ended as well, unless it is asked for one status.
    filters = wanted.filters
    if not wanted.given["status"]:
        filters = replace(filters, open=None)
    with acting(Actor(), purpose=PURPOSE):
        rows = queries.listing(filters=filters, sort=Sort.UPDATED, limit=_ENTRIES).rows
        known = showing.names()
    changed = max((report.updated_at for report in rows), default=_BEGINNING)
    body = _written(wanted, rows, known, changed)
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    answer = get_conditional_response(request, etag=tag)
    if answer is None:
        answer = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = f"public, max-age={_KEPT_SECONDS}"
    return answer


def _written(
    wanted: Asked, rows: Sequence[Report], known: showing.Names, changed: datetime
) -> bytes:
    Xml.register_namespace("", _ATOM)
    Xml.register_namespace("georss", _GEORSS)
    root = Xml.Element(f"{{{_ATOM}}}feed")
    root.set("{http://www.w3.org/XML/1998/namespace}lang", current_language())
    _add(root, "id", uuid5(NAMESPACE_URL, _address(wanted)).urn)
    _add(root, "title", _title(wanted, known))
    _add(root, "updated", changed.isoformat())
    _add(_add(root, "author"), "name", plain(place().name))
    _link(root, "self", _address(wanted), "application/atom+xml")
    _link(root, "alternate", f"{settings.ORIGIN}{wanted.url()}", "text/html")
    for report in rows:
        _entry(root, report, known)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: Xml.Element, report: Report, known: showing.Names) -> None:
    address = reverse("reports:report", args=[report.reference])
    status = plain(status_words(status=report.status))
    name = plain(known.category(report.category))
    title = ", ".join(part for part in (name, showing.where(report, known)) if part)
    entry = _add(root, "entry")
    _add(entry, "id", report.id.urn)
    _add(entry, "title", title)
    _add(entry, "published", report.opened_at.isoformat())
    _add(entry, "updated", report.updated_at.isoformat())
    _link(entry, "alternate", f"{settings.ORIGIN}{address}", "text/html")
    category = _add(entry, "category")
    category.set("term", report.category)
    category.set("label", _clean(name))
    _add(entry, "summary", f"{status}: {report.description}")
    if report.lat is not None and report.lon is not None:
        Xml.SubElement(entry, f"{{{_GEORSS}}}point").text = f"{report.lat} {report.lon}"


def _title(wanted: Asked, known: showing.Names) -> str:
    """What the feed is of, in words."""
    parts = [plain(say("Problems in {place}", place=plain(place().name)))]
    if wanted.filters.ward:
        parts.append(plain(known.ward(wanted.filters.ward)) or wanted.filters.ward)
    parts += [plain(known.category(category)) for category in wanted.filters.categories]
    return ": ".join(parts)


def _address(wanted: Asked) -> str:
    """The one address of a feed, however it was asked for."""
    given = {name: wanted.given[name] for name in ("category", "ward", "status")}
    chosen = sorted((name, value) for name, value in given.items() if value)
    query = f"?{urlencode(chosen)}" if chosen else ""
    return f"{settings.ORIGIN}{reverse('reports:feed')}{query}"


def _add(parent: Xml.Element, name: str, text: str | None = None) -> Xml.Element:
    made = Xml.SubElement(parent, f"{{{_ATOM}}}{name}")
    made.text = None if text is None else _clean(text)
    return made


def _link(parent: Xml.Element, rel: str, href: str, media: str) -> None:
    made = _add(parent, "link")
    made.set("rel", rel)
    made.set("href", href)
    made.set("type", media)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
