"""Discovery: where the Open311 server is, in which forms it answers, and whom to ask."""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from moothall.faces.open311 import formats
from moothall.faces.open311.problems import told
from moothall.kernel import organisations
from moothall.kernel.place import place
from moothall.kernel.words import in_language, say

_SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
BASE = "/open311/v2"


@told("GET")
def discovery(request: HttpRequest, *, form: str) -> HttpResponse:
    """The document by which clients find everything else."""
    changed = _changed()
    steward = organisations.steward()
    content = {
        "changeset": changed,
        "contact": say(
            "{place}: {contact}",
            place=in_language(place().name, "en"),
            contact=steward.contact.get("email") or in_language(steward.name, "en"),
        ).in_language("en"),
        "key_service": say(
            "The organisation whose jurisdiction it is gives out keys: ask {contact}.",
            contact=steward.contact.get("email") or in_language(steward.name, "en"),
        ).in_language("en"),
        "endpoints": [
            {
                "specification": _SPECIFICATION,
                "url": f"{settings.ORIGIN}{BASE}",
                "changeset": changed,
                "type": "test" if settings.DEMONSTRATION else "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    return formats.answer(form, root="discovery", content=content)


def _changed() -> str:
    """When the server last changed: when this version of it was installed."""
    moment = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
