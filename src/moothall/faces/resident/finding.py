"""Finding a service: the place's home page, search by words and by need, and each organisation.
"""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from moothall.faces.resident.visitors import PURPOSE, visitor
from moothall.journeys import catalogue, search
from moothall.journeys.contracts import Listed, NeedSearched
from moothall.kernel import events, organisations
from moothall.kernel.actors import acting
from moothall.kernel.language import current_language
from moothall.kernel.pages import render
from moothall.kernel.words import Words

_LONGEST = 100


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What people can do here, by need, and who serves them."""
    with acting(visitor(request).actor(), purpose=PURPOSE):
        services = _on_the_web(catalogue.listed())
    groups = search.groups(folder=_folder())
    used = {listed.need for listed in services}
    content = {
        "services": [_shown(listed) for listed in services],
        "groups": [g for g in groups if any(n.id in used for n in g.needs)],
        "other_groups": [g for g in groups if not any(n.id in used for n in g.needs)],
        "organisations": organisations.everyone(),
    }
    return render(request, "resident/home.html", content)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Services and needs for what somebody typed; that nothing was found goes on the log."""
    text = request.GET.get("q", "").strip()[:_LONGEST]
    steward = organisations.steward()
    with acting(visitor(request).actor(served_by=steward.id), purpose=PURPOSE):
        services = _on_the_web(catalogue.listed())
        found = search.find(
            services=services,
            needs=search.needs(folder=_folder()),
            text=text,
            language=current_language(),
        )
        if text:
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
        "needs": [n for n in found.needs if n.id not in {s.need for s in found.services}],
        "organisations": organisations.everyone(),
        "back": reverse("resident:home"),
    }
    return render(request, "resident/search.html", content)


@require_safe
def need_group(request: HttpRequest, group: str) -> HttpResponse:
    """All that the place offers for one group of needs."""
    found = search.group(folder=_folder(), group_id=group)
    with acting(visitor(request).actor(), purpose=PURPOSE):
        services = _on_the_web(catalogue.listed())
    ids = {need.id for need in found.needs}
    content = {
        "group": found,
        "services": [_shown(s) for s in services if s.need in ids],
        "needs": [n for n in found.needs if n.id not in {s.need for s in services}],
        "organisations": organisations.everyone(),
        "back": reverse("resident:home"),
    }
    return render(request, "resident/group.html", content)


@require_safe
def organisation(request: HttpRequest, owner: str) -> HttpResponse:
    """One organisation: what it does and the services it offers."""
    found = organisations.called(slug=owner)
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
        "steward": organisations.steward(),
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
        self.href = reverse("resident:start", args=[self._owner.slug, listed.service])


def _shown(listed: Listed) -> _Shown:
    return _Shown(listed)


def _folder() -> Path:
    return Path(settings.PLACE_FOLDER)
