"""Scenarios of a table, run on the page; and two versions of it, cell by cell."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from moothall.faces.workspace.changes import Here, file_url, here, title_of
from moothall.faces.workspace.comparing import Comparison, compare, told
from moothall.faces.workspace.grids import HEADS, read_grid
from moothall.faces.workspace.officers import PURPOSE, Officer, for_officers, page
from moothall.feel import SheetError
from moothall.journeys import amendments, catalogue, decisions, queries
from moothall.journeys.amendments import Held
from moothall.journeys.contracts import Amendment, VersionLine
from moothall.kernel.actors import acting

_KEYS = {"rates": 2}
_DRAFT, _MOST_ROWS = "draft", 2_100


@require_safe
@for_officers
def scenarios(
    request: HttpRequest, officer: Officer, service: str, folder: str, name: str
) -> HttpResponseBase:
    """What each scenario comes to with the table as it is to be, and which rows none tries."""
    with acting(officer.actor, purpose=PURPOSE):
        found = here(officer, service)
        held = found.held(folder, name)
    beside = found.beside(held, "scenarios")
    came: dict[str, Any] | None = None
    if beside is not None:
        came = decisions.offered().scenarios_of(table=held.file, scenarios=beside)
    written = next((each for each in found.files if beside and each.file == beside), None)
    content = {
        "title": title_of(held),
        "service": found.live.service,
        "name": held.file.file,
        "came": came,
        "holds": sum(not run["wrong"] for run in came["runs"]) if came else 0,
        "outcomes": getattr(held.step, "outcomes", {}),
        "edit": file_url(written, service) if written else None,
        "table": file_url(held, service),
        "back": reverse("workspace:changes", args=[service]),
    }
    return page(request, officer, "workspace/scenarios.html", content, here="services")


@require_safe
@for_officers
def compared(
    request: HttpRequest, officer: Officer, service: str, folder: str, name: str
) -> HttpResponseBase:
    """Two versions of a file: the live one and what is to be, or any two by their numbers."""
    with acting(officer.actor, purpose=PURPOSE):
        found = here(officer, service)
        held = found.held(folder, name)
        lines = queries.versions(owner=officer.organisation.id, service=service)
        old = _chosen(request.GET.get("old"), str(found.live.number), lines)
        new = _chosen(request.GET.get("new"), _DRAFT, lines)
        texts = [_text(found, held, lines, which) for which in (old, new)]
    comparison = _comparison(held, *texts)
    choices = [_DRAFT, *(str(line.number) for line in lines)]
    content = {
        "title": title_of(held),
        "service": found.live.service,
        "name": held.file.file,
        "old": old,
        "new": new,
        "choices": choices,
        "is_there": [text is not None for text in texts],
        "comparison": comparison,
        "told": told(comparison) if comparison else {},
        "here": file_url(held, service, "compare"),
        "table": file_url(held, service),
        "back": reverse("workspace:changes", args=[service]),
    }
    return page(request, officer, "workspace/compare.html", content, here="services")


def _chosen(asked: str | None, otherwise: str, lines: list[VersionLine]) -> str:
    known = {_DRAFT, *(str(line.number) for line in lines)}
    return asked if asked in known else otherwise


def _text(found: Here, held: Held, lines: list[VersionLine], which: str) -> str | None:
    """The text of the file in a version; none if that has no such file."""
    if which == _DRAFT:
        return held.file.text
    line = next(line for line in lines if str(line.number) == which)
    version = catalogue.version(version_id=line.id)
    untouched = Amendment(service=found.service, version=version.id)
    for each in amendments.held(published=version, amendment=untouched):
        if each.file.file == held.file.file:
            return each.live
    return None


def _comparison(held: Held, old: str | None, new: str | None) -> Comparison | None:
    head = HEADS.get(held.setting, 1)
    try:
        before, after = (
            read_grid(text, head=head).cells if text else () for text in (old, new)
        )
    except SheetError:
        return None
    if len(before) > _MOST_ROWS or len(after) > _MOST_ROWS:
        return None
    return compare(before, after, head=head, keys=_KEYS.get(held.setting, 1))
