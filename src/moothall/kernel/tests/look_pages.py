"""The pages on which every piece of the house is shown, for tests and for who writes pages."""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from moothall.kernel import pages
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.organisations import Organisation
from moothall.kernel.refusals import Conflict, TooMany
from moothall.kernel.words import say

HOSTILE = "\"><script>alert('x')</script>"
COUNCIL = Organisation(
    id=OrgId(uuid7()),
    slug="place",
    name={"en": "Example Council", "cy": "Cyngor Enghraifft"},
    summary={},
    kind="council",
    colour="#0f5f59",
    contact={},
    teams=[],
    is_steward=False,
)
_GROUND = ("wards", "streets", "roads", "water")


def style(request: HttpRequest) -> HttpResponse:
    context = {
        **_shared(),
        "service_name": {"en": "Report a problem", "cy": "Rhoi gwybod am broblem"},
        "service_url": "/style",
        "back": "/",
        "errors": [
            {"text": "Enter your name", "href": "#name"},
            {"text": "Choose at least one", "href": "#how"},
        ],
        "notice": {"text": "We have kept your answers", "kind": "success"},
    }
    return pages.render(request, "kernel/style.html", context, organisation=COUNCIL)


def workspace(request: HttpRequest, *, case_open: bool = False) -> HttpResponse:
    if case_open and "signed_out" in request.COOKIES:
        return redirect("/none")
    context = {
        **_shared(),
        "case_open": case_open,
        "list_url": "/style/workspace",
        "navigation": [
            {"text": "Worklist", "href": "/style/workspace", "current": True},
            {"text": "Reports", "href": "/style"},
        ],
        "officer_name": "Robin Example",
        "sign_out_url": "/style",
    }
    return pages.render(request, "kernel/style_workspace.html", context, organisation=COUNCIL)


def ground(request: HttpRequest, name: str) -> HttpResponse:
    file = Path(settings.PLACE_FOLDER) / f"{name}.geojson"
    return HttpResponse(file.read_bytes(), content_type="application/geo+json")


def conflict(request: HttpRequest) -> HttpResponse:
    raise Conflict(say("This place has no steward yet."))


def too_many(request: HttpRequest) -> HttpResponse:
    raise TooMany(retry_after=120)


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("on purpose")


def _shared() -> dict[str, object]:
    return {
        "now": datetime(2030, 6, 3, 13, 5, tzinfo=UTC),
        "ground": [f"/ground/{name}" for name in _GROUND],
        "hostile": HOSTILE,
    }


handler400 = pages.bad_request
handler403 = pages.forbidden
handler404 = pages.not_found
handler500 = pages.server_error

urlpatterns = [
    path("", style, name="home"),
    path("style", style, name="style"),
    path("style/workspace", workspace),
    path("style/workspace/case", workspace, {"case_open": True}),
    path("ground/<slug:name>", ground),
    path("conflict", conflict),
    path("too-many", too_many),
    path("broken", broken),
    path("away", away),
    path("", include("moothall.kernel.urls")),
]
