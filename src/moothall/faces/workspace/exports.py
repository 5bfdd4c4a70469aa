"""A worklist as a CSV file: every case that matches, with its answers."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import Case
from moothall.faces.workspace.filters import asked
from moothall.faces.workspace.officers import Officer, for_officers
from moothall.faces.workspace.showing import Names, published, state_label
from moothall.faces.workspace.worklist import desk
from moothall.kernel.actors import acting
from moothall.kernel.place import place
from moothall.kernel.template_words import plain

MOST = 10_000
"""As many cases as one file holds, the oldest."""
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_OWN = [
    "reference", "service", "title", "state", "state_label", "outcome", "team", "assignee",
    "ward", "ward_name", "channel", "language", "opened", "updated", "due", "paused", "closed",
]  # fmt: skip


@require_safe
@for_officers
def export(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """The cases of a worklist as CSV; what a spreadsheet would take for a formula is text."""
    wanted = asked(request, officer)
    with acting(officer.actor, purpose="export"):
        names = desk(officer).names
        found = list(cases.rows_for_csv(filters=wanted.filters, most=MOST, at=officer.at))
        columns = _columns(found)
        own = [_own_cells(case, names) for case in found]
        answers = [_answer_cells(case, columns) for case in found]
    text = _written([_OWN + columns, *([*a, *b] for a, b in zip(own, answers, strict=True))])
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    day = officer.at.astimezone(place().working_days().zone).date().isoformat()
    name = f"{officer.organisation.slug}-{day}.csv"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _columns(found: Sequence[Case]) -> list[str]:
    """The columns of all questions of all versions that the cases live by, each once."""
    versions = {case.version: published(case) for case in found}
    questions = [q for version in versions.values() for q in version.service.questions()]
    return list(dict.fromkeys(column for q in questions for column in q.columns()))


def _own_cells(case: Case, names: Names) -> list[str]:
    cells = [
        case.reference,
        case.service,
        plain(case.title),
        case.state,
        plain(state_label(case, case.state)),
        case.outcome.value if case.outcome else "",
        case.team or "",
        plain(names.person(case.assignee)) if case.assignee else "",
        case.ward or "",
        plain(names.ward(case.ward)),
        case.channel,
        case.language,
    ]
    moments = [case.opened_at, case.updated_at, case.due_at, case.paused_at, case.closed_at]
    return [*map(safe_cell, cells), *map(_moment, moments)]


def _answer_cells(case: Case, columns: Sequence[str]) -> list[str]:
    cells: dict[str, str] = {}
    for question in published(case).service.questions():
        answer = case.answers.get(question.id)
        cells |= zip(question.columns(), question.cells(answer=answer), strict=True)
    return [cells.get(column, "") for column in columns]


def _moment(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _written(lines: Iterable[Sequence[str]]) -> str:
    """Lines of CSV; the mark at the beginning tells spreadsheets that it is UTF-8."""
    out = io.StringIO()
    out.write("\ufeff")
    csv.writer(out).writerows(lines)
    return out.getvalue()
