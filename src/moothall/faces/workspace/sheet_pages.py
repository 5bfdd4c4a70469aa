"""A table on a page: its cells to change, what is wrong beside them, and files up and down."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from moothall.faces.workspace.changes import (
    Here,
    file_url,
    fit,
    here,
    keep,
    revision_in,
    title_of,
)
from moothall.faces.workspace.grids import HEADS, Grid, done, read_grid
from moothall.faces.workspace.officers import PURPOSE, Officer, for_officers, page
from moothall.faces.workspace.sheet_files import FORMS, LARGEST, brought, taken
from moothall.feel import SheetError
from moothall.journeys.amendments import Held
from moothall.journeys.contracts import AmendmentChanged
from moothall.kernel.actors import acting
from moothall.kernel.refusals import NotFound, Refused
from moothall.kernel.steps import Problem

_LONGEST_CELL = 4_001
"""One more than a table takes, so that a cell that is too long is told and not cut."""
_POLICIES = (
    "unique", "first", "any", "priority", "rule order", "output order", "collect",
    "collect sum", "collect min", "collect max", "collect count",
)  # fmt: skip
_MOST_FOUND = 50
_NARROW = 14


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What an officer tried with a file and what was said to it."""

    grid: Grid | None = None
    refusal: Refused | None = None
    field: str = "cells"


_NOTHING = Attempt()


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def sheet(
    request: HttpRequest, officer: Officer, service: str, folder: str, name: str
) -> HttpResponseBase:
    """The cells of a file; POST keeps them after what the button says."""
    with acting(officer.actor, purpose=PURPOSE):
        found = here(officer, service)
        held = found.held(folder, name)
    if request.method != "POST":
        return _shown(request, officer, found, held, _NOTHING)
    grid = _typed(request, _grid(held))
    what, _, place = request.POST.get("do", "").rpartition("-")
    changed = done(grid, what, int(place)) if place.isdecimal() and len(place) < 6 else grid
    try:
        with acting(officer.actor, purpose=PURPOSE):
            keep(found, held, changed.text, revision_in(request, found), officer)
    except NotFound:
        raise
    except Refused as refusal:
        return _again(request, officer, found, held, Attempt(grid=grid, refusal=refusal))
    return redirect(f"{file_url(held, service)}?from={_begin(request)}{_anchor(what, place)}")


@require_POST
@for_officers
def bring(
    request: HttpRequest, officer: Officer, service: str, folder: str, name: str
) -> HttpResponseBase:
    """Take the cells of a file that the officer has filled in elsewhere."""
    with acting(officer.actor, purpose=PURPOSE):
        found = here(officer, service)
        held = found.held(folder, name)
    file = request.FILES.get("file")
    try:
        content = file.read(LARGEST + 1) if file else b""
        text = brought(content=content, name=(file.name or "") if file else "")
        with acting(officer.actor, purpose=PURPOSE):
            keep(found, held, text, revision_in(request, found), officer)
    except NotFound:
        raise
    except Refused as refusal:
        return _again(request, officer, found, held, Attempt(refusal=refusal, field="file"))
    return redirect(file_url(held, service))


@require_safe
@for_officers
def take(
    request: HttpRequest, officer: Officer, service: str, folder: str, name: str, form: str
) -> HttpResponseBase:
    """The file as it is to be, to take away."""
    if form not in FORMS:
        raise Http404
    with acting(officer.actor, purpose=PURPOSE):
        held = here(officer, service).held(folder, name)
    response = HttpResponse(taken(file=held.file, form=form), content_type=FORMS[form])
    file = f"{held.file.stem}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _again(
    request: HttpRequest, officer: Officer, found: Here, held: Held, attempt: Attempt
) -> HttpResponseBase:
    """The page with what was typed; where somebody else changed it, as it now is besides."""
    if isinstance(attempt.refusal, AmendmentChanged):
        with acting(officer.actor, purpose=PURPOSE):
            found = here(officer, found.service)
            held = found.held(*held.file.file.split("/"))
    return _shown(request, officer, found, held, attempt)


def _shown(
    request: HttpRequest, officer: Officer, found: Here, held: Held, attempt: Attempt
) -> HttpResponseBase:
    grid = attempt.grid or _grid(held)
    problems = held.problems() if attempt.grid is None else []
    marks = list(_marks(grid, problems))
    service, refusal = found.service, attempt.refusal
    rows = grid.window(_begin(request))
    content = {
        "title": title_of(held),
        "service": found.live.service,
        "name": held.file.file,
        "setting": held.setting,
        "is_changed": held.is_changed,
        "may_change": found.may_change,
        "revision": found.amendment.revision,
        "live": found.live.number,
        "head": [_row(grid, row, marks) for row in range(min(grid.head, len(grid.cells)))],
        "rows": [_row(grid, row, marks) for row in rows],
        "columns": [_column(grid, column) for column in range(grid.width)],
        "policies": _POLICIES if held.setting == "table" else (),
        "begin": rows.start,
        "pages": _pages(grid, held, service),
        "problems": marks[:_MOST_FOUND],
        "more_problems": max(0, len(marks) - _MOST_FOUND),
        "errors": [{"text": refusal.said, "href": f"#{attempt.field}"}] if refusal else [],
        "file_error": refusal.said if refusal and attempt.field == "file" else None,
        "post_url": file_url(held, service),
        "bring_url": file_url(held, service, "bring"),
        "forms": {form: _form_url(held, service, form) for form in _forms(held)},
        "scenarios": file_url(held, service, "scenarios") if held.setting == "table" else None,
        "compare": file_url(held, service, "compare"),
        "back": reverse("workspace:changes", args=[service]),
    }
    status = refusal.status if refusal else 200
    return page(
        request, officer, "workspace/sheet.html", content, here="services", status=status
    )


def _grid(held: Held) -> Grid:
    try:
        return read_grid(held.file.text, head=HEADS.get(held.setting, 1))
    except SheetError:
        return Grid(cells=(("",),), head=1)


def _typed(request: HttpRequest, grid: Grid) -> Grid:
    """The cells with what stands in the fields ``c-<row>-<column>`` of the form."""
    texts: dict[tuple[int, int], str] = {}
    for name, text in request.POST.items():
        kind, _, place = name.partition("-")
        row, _, column = place.partition("-")
        if kind == "c" and all(n.isdecimal() and len(n) < 6 for n in (row, column)):
            texts[int(row), int(column)] = fit(str(text), most=_LONGEST_CELL)
    return grid.put(texts)


def _begin(request: HttpRequest) -> int:
    text = request.POST.get("from") or request.GET.get("from") or ""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 6 else 0


def _anchor(what: str, place: str) -> str:
    """Where the page is opened again: at the row or column that a button was about, or on top,
    where the mistakes are."""
    if not place.isdecimal() or len(place) > 5:
        return ""
    number = int(place) + {"row-add": 1, "row-up": -1, "row-down": 1}.get(what, 0)
    number += {"column-add": 1, "column-left": -1, "column-right": 1}.get(what, 0)
    return f"#c-{number}-0" if what.startswith("row") else f"#c-0-{number}"


def _marks(grid: Grid, problems: Sequence[Problem]) -> Iterator[dict[str, Any]]:
    """What is wrong, with the cell that it is about."""
    for problem in problems:
        row = grid.row_at(problem.line)
        column = min(max(0, problem.column - 1), max(0, grid.width - 1))
        yield {
            "row": row,
            "column": column,
            "words": problem.words,
            "mend": problem.mend,
            "href": f"#c-{row or 0}-{column}",
        }


def _row(grid: Grid, row: int, marks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "number": row,
        "label": grid.cells[row][0],
        "is_first": row == grid.head,
        "is_last": row == len(grid.cells) - 1,
        "cells": [
            {
                "name": f"c-{row}-{column}",
                "text": text,
                "column": column,
                "wrong": [m for m in marks if (m["row"], m["column"]) == (row, column)],
            }
            for column, text in enumerate(grid.cells[row])
        ],
    }


def _column(grid: Grid, column: int) -> dict[str, Any]:
    """A column with the texts that its cells may have, for the field to offer."""
    kinds = grid.cells[1][column] if grid.head == 2 and len(grid.cells) > 1 else ""
    allowed = [each.strip() for each in kinds.split("|")] if "|" in kinds else []
    if kinds == "yes/no":
        allowed = ["yes", "no"]
    heading = grid.cells[0][column] if grid.cells else ""
    is_asked = heading.startswith("if ")
    return {
        "number": column,
        "heading": heading,
        "is_wide": max((len(row[column]) for row in grid.cells), default=0) > _NARROW,
        "offers": [*allowed, *(["-"] if is_asked and allowed else [])],
        "is_first": column <= 1,
        "is_last": column == grid.width - 1,
    }


def _pages(grid: Grid, held: Held, service: str) -> list[dict[str, Any]]:
    """The parts in which a long table is shown; none if it is shown whole."""
    begins, found = grid.head, []
    while begins < len(grid.cells):
        rows = grid.window(begins)
        found.append(
            {
                "first": rows.start - grid.head + 1,
                "last": rows.stop - grid.head,
                "href": f"{file_url(held, service)}?from={rows.start}",
                "begin": rows.start,
            }
        )
        begins = rows.stop
    return found if len(found) > 1 else []


def _forms(held: Held) -> list[str]:
    return [form for form in FORMS if form != "dmn" or held.setting == "table"]


def _form_url(held: Held, service: str, form: str) -> str:
    return reverse("workspace:take-file", args=[service, *held.file.file.split("/"), form])
