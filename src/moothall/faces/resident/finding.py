"""Finding a service: the home page, search by words and by need, and each organisation."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from moothall.faces.resident.visitors import PURPOSE, not_too_often, visitor
from moothall.journeys import catalogue, search
from moothall.journeys.contracts import Listed, NeedSearched
from moothall.kernel import events, organisations, registry
from moothall.kernel.actors import acting
from moothall.kernel.language import current_language
from moothall.kernel.organisations import Organisation, OrganisationNotFound
from moothall.kernel.pages import render
from moothall.kernel.words import Words

_LONGEST = 100
_MOST_NEEDS = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What people can do here, by need, and who serves them."""
    with acting(visitor(request).actor(), purpose=PURPOSE):
        services = _on_the_web(catalogue.listed())
    groups = search.groups(folder=_folder())
    content = {
        "services": [_shown(listed) for listed in services],
        "groups": groups,
        "organisations": organisations.everyone(),
        "problems": reverse("reports:list") if registry.offers("reports.v1") else None,
    }
    return render(request, "resident/home.html", content)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Services and needs for what somebody typed; that nothing was found goes on the log."""
    not_too_often(request, "search")
    text = request.GET.get("q", "").replace("\0", "").strip()[:_LONGEST]
    steward = _steward()
    served_by = steward.id if steward else None
    with acting(visitor(request).actor(served_by=served_by), purpose=PURPOSE):
        services = _on_the_web(catalogue.listed())
        found = search.find(
            services=services,
            needs=search.needs(folder=_folder()),
            text=text,
            language=current_language(),
        )
        if text and steward:
            events.record(
                NeedSearched(
                    found=len(found.services),
                    needs=[need.id for need in found.needs[:5]],
                    language=current_language(),
                ),
                at=now(),
            )
    content = {
        "text": text,
        "services": [_shown(listed) for listed in found.services],
        "needs": found.needs[:_MOST_NEEDS],
        "organisations": organisations.everyone(),
        "back": reverse("resident:home"),
    }
    return render(request, "resident/search.html", content)


@require_safe
def need_group(request: HttpRequest, group: str) -> HttpResponse:
    """All that the place offers for one group of needs, and the needs to look for."""
    found = search.group(folder=_folder(), group_id=group)
    with acting(visitor(request).actor(), purpose=PURPOSE):
        services = _on_the_web(catalogue.listed())
    ids = {need.id for need in found.needs}
    offered = {s.need for s in services}
    content = {
        "group": found,
        "services": [_shown(s) for s in services if s.need in ids],
        "needs": [n for n in found.needs if n.id not in offered],
        "organisations": organisations.everyone(),
        "back": reverse("resident:home"),
    }
    return render(request, "resident/group.html", content)


@require_safe
def organisation(request: HttpRequest, owner: str) -> HttpResponse:
    """One organisation: what it does and the services it offers."""
    try:
        found = organisations.called(slug=owner)
    except OrganisationNotFound:
        raise Http404 from None  # any address of one word leads here: say what helps then
    with acting(visitor(request).actor(), purpose=PURPOSE):
        services = [s for s in _on_the_web(catalogue.listed()) if s.owner == found.id]
    content = {
        "services": [_shown(listed) for listed in services],
        "back": reverse("resident:home"),
    }
    return render(request, "resident/organisation.html", content, organisation=found)


@require_safe
def about(request: HttpRequest, page: str) -> HttpResponse:
    """The pages about the place itself: help, privacy, accessibility, cookies."""
    content = {
        "organisations": organisations.everyone(),
        "steward": _steward(),
        "back": reverse("resident:home"),
    }
    return render(request, f"resident/about/{page}.html", content)


def _on_the_web(listed: Sequence[Listed]) -> list[Listed]:
    return [one for one in listed if "web" in one.channels]


class _Shown:
    """A service as a page lists it."""

    def __init__(self, listed: Listed) -> None:
        self._owner = organisations.known(org=listed.owner)
        self.title: Words = listed.title
        self.summary: Words = listed.summary
        self.need = listed.need
        self.owner_name: Words = self._owner.name
        self.owner_slug = self._owner.slug
        self.href = reverse("resident:start", args=[self._owner.slug, listed.service])


def _shown(listed: Listed) -> _Shown:
    return _Shown(listed)


def _steward() -> Organisation | None:
    try:
        return organisations.steward()
    except OrganisationNotFound:
        return None


def _folder() -> Path:
    return Path(settings.PLACE_FOLDER)
