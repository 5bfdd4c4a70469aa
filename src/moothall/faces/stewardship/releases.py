"""Releases as the steward sees them: what is out, what each is, and how the next is made."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from moothall.faces.stewardship.figures import PAGES
from moothall.faces.stewardship.findings import DEMAND
from moothall.faces.stewardship.officers import PURPOSE, Officer, for_officers, page
from moothall.kernel import registry
from moothall.kernel.actors import acting


@require_safe
@for_officers
def releases(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """Every release of open data, the newest first, with its files."""
    with acting(officer.actor, purpose=PURPOSE):
        found = registry.offer(DEMAND).releases()
    content = {
        "releases": [shown(release) for release in found],
        "quarter": registry.offer(PAGES).last_whole_quarter(today=officer.today),
    }
    return page(request, officer, "stewardship/releases.html", content, here="releases")


def shown(release: Any) -> dict[str, Any]:  # noqa: ANN401 - a ``PublishedRelease``
    """A release with its files, as its page shows it."""
    return {
        "name": registry.offer(PAGES).quarter_words(release.quarter),
        "quarter": release.quarter,
        "number": release.number,
        "published_at": release.published_at,
        "files": files_of(release.manifest),
    }


def files_of(manifest: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    """The files that a manifest names, with their sizes where it says them."""
    return [
        {"name": file["name"], "bytes": file.get("size"), "sha256": file.get("sha256", "")}
        for file in manifest.get("files", [])
    ]
