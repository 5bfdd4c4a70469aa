"""Trying a change on a population before anybody votes on it, and what came of it."""

import csv
import io
import re
from typing import Any
from uuid import UUID

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from moothall.components.people.contracts import Duty
from moothall.faces.workspace.exports import safe_cell
from moothall.faces.workspace.filters import wards
from moothall.faces.workspace.officers import Officer, for_officers, page
from moothall.faces.workspace.what_if_forms import DRAFT, Asked, Offered, offered, read
from moothall.faces.workspace.what_if_showing import compared, shown
from moothall.journeys import amendments, catalogue
from moothall.journeys.catalogue import Published
from moothall.journeys.services import what_ifs as services
from moothall.journeys.whatif.contracts import (
    MOST_BYTES,
    MOST_ROWS,
    AnotherRuns,
    State,
    WhatIf,
    WhatIfNotFound,
)
from moothall.journeys.whatif.populations import MOST_VALUES, too_large
from moothall.journeys.whatif.results import as_rows
from moothall.kernel.actors import acting, require_duty
from moothall.kernel.place import place
from moothall.kernel.words import say

PURPOSE = "what-if"
DUTIES = (Duty.SERVICE_DESIGNER.value, Duty.MANAGER.value)
_FORM_BYTES = 1024 * 1024
"""Room for the changed file and the fields around it."""
_NUMBER = re.compile(r"-?[0-9.]+")
_AGAIN = "3"
"""Seconds until the page of a what-if under way asks again."""
STATES = {
    State.WAITING: (say("Waiting"), "grey"),
    State.RUNNING: (say("Running"), "blue"),
    State.DONE: (say("Done"), "green"),
    State.FAILED: (say("Came to nothing"), "red"),
    State.CANCELLED: (say("Cancelled"), "yellow"),
}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def what_ifs(request: HttpRequest, officer: Officer, service: str) -> HttpResponseBase:
    """The form, and what was tried before. A population is larger than forms are elsewhere, so
    it goes to a file on its way in; the token of the form is looked at once that is set up.
    """
    if request.method == "POST":
        most = MOST_BYTES + _FORM_BYTES
        if int(request.META.get("CONTENT_LENGTH") or 0) > most:
            return _form(request, officer, service, too_much=True)
        request.upload_handlers = [TemporaryFileUploadHandler(request)]
    return csrf_protect(_what_ifs)(request, officer=officer, service=service)


def _what_ifs(request: HttpRequest, officer: Officer, service: str) -> HttpResponseBase:
    if request.method != "POST":
        return _form(request, officer, service)
    published = _live(officer, service)
    given = _offered(officer, published)
    today = officer.at.astimezone(place().working_days().zone).date()
    asked = read(request, given, today=today)
    if asked.errors or not given.decides:
        return _form(request, officer, service, asked=asked)
    try:
        with acting(officer.actor, purpose=PURPOSE):
            made = services.ask(
                published=published,
                files=asked.files,
                day=asked.day,
                trial=asked.trial,
                population=asked.population,
                rows=asked.rows,
                groupings=asked.groupings,
                warnings=asked.warnings,
                by=officer.membership.name,
                at=officer.at,
            )
    except AnotherRuns as refusal:
        asked.wrong("file", refusal.said)
        return _form(request, officer, service, asked=asked)
    return redirect(reverse("workspace:what-if", args=[service, made]))


@require_safe
@for_officers
def what_if(
    request: HttpRequest, officer: Officer, service: str, what_if_id: UUID
) -> HttpResponseBase:
    """How far a what-if has come, or what it came to."""
    found, published = _found(officer, service, what_if_id)
    with acting(officer.actor, purpose=PURPOSE):
        known = wards()
    content: dict[str, Any] = {
        "found": found,
        "state": STATES[found.state],
        "service": published.service,
        "version": published,
        "files": compared(found, published),
        "under_way": not found.state.is_over,
        "percent": found.done_rows * 100 // max(1, found.total_rows),
    }
    if found.state is State.DONE:
        content["result"] = shown(
            found, published=published, ward=lambda ward: known.get(ward, ward)
        )
    response = page(request, officer, "workspace/what_if.html", content, here="services")
    if not found.state.is_over:
        response.headers["Refresh"] = _AGAIN
    return response


@require_safe
@for_officers
def what_if_csv(
    request: HttpRequest, officer: Officer, service: str, what_if_id: UUID
) -> HttpResponseBase:
    """What a what-if came to, with every digit, as CSV."""
    found, _ = _found(officer, service, what_if_id)
    if found.result is None or found.state is not State.DONE:
        raise WhatIfNotFound(say("There is no result yet."))
    lines = [[_cell(cell) for cell in line] for line in as_rows(found.result)]
    return _csv(lines, f"what-if-{service}.csv")


@require_safe
@for_officers
def what_if_template(request: HttpRequest, officer: Officer, service: str) -> HttpResponseBase:
    """The headings of a population, with one line to begin with."""
    given = _offered(officer, _live(officer, service))
    lines = list(csv.reader(io.StringIO(given.template(), newline="")))
    return _csv(lines, f"population-{service}.csv")


@require_POST
@for_officers
def cancel_what_if(
    request: HttpRequest, officer: Officer, service: str, what_if_id: UUID
) -> HttpResponseBase:
    """Stop a what-if; the page says so."""
    _found(officer, service, what_if_id)
    with acting(officer.actor, purpose=PURPOSE):
        services.cancel(what_if_id=what_if_id, at=officer.at)
    return redirect(reverse("workspace:what-if", args=[service, what_if_id]))


def _live(officer: Officer, service: str) -> Published:
    with acting(officer.actor, purpose=PURPOSE):
        require_duty(*DUTIES)
        return catalogue.live(owner=officer.organisation.id, service=service)


def _offered(officer: Officer, published: Published) -> Offered:
    with acting(officer.actor, purpose=PURPOSE):
        amendment = amendments.of(published=published)
    return offered(published, amendment)


def _found(officer: Officer, service: str, what_if_id: UUID) -> tuple[WhatIf, Published]:
    with acting(officer.actor, purpose=PURPOSE):
        require_duty(*DUTIES)
        found = services.what_if(what_if_id=what_if_id)
        if found.service != service:
            raise WhatIfNotFound(say("We do not have this. It may have been removed."))
        return found, catalogue.version(version_id=found.version)


def _form(
    request: HttpRequest,
    officer: Officer,
    service: str,
    *,
    asked: Asked | None = None,
    too_much: bool = False,
) -> HttpResponse:
    published = _live(officer, service)
    given = _offered(officer, published)
    with acting(officer.actor, purpose=PURPOSE):
        earlier = services.what_ifs(service=service)
    errors = dict(asked.errors) if asked else {}
    if too_much:
        errors["population"] = [too_large()]
    content = {
        "service": published.service,
        "version": published,
        "offered": given,
        "columns": _columns(given),
        "earlier": [(one, STATES[one.state]) for one in earlier],
        "values": asked.values if asked else _begin(officer, given),
        "wrong": {name: said[0] for name, said in errors.items()},
        "errors": [
            {"text": each, "href": f"#{name}"} for name, said in errors.items() for each in said
        ],
        "most_rows": f"{MOST_ROWS:,}",
        "most_megabytes": MOST_BYTES // 1024**2,
        "most_values": MOST_VALUES,
    }
    status = 413 if too_much else 422 if errors else 200
    template = "workspace/what_ifs.html"
    return page(request, officer, template, content, here="services", status=status)


def _begin(officer: Officer, given: Offered) -> dict[str, str]:
    today = officer.at.astimezone(place().working_days().zone).date()
    only = next(iter(given.files)) if len(given.files) == 1 else ""
    only = DRAFT if given.draft else only
    amount = given.amounts[-1].name if given.amounts else ""
    return {"day": today.isoformat(), "file": only, "amount": amount, "source": "file"}


def _columns(given: Offered) -> list[str]:
    heads = next(csv.reader(io.StringIO(given.template(), newline="")), [])
    return [head for head in heads if head in given.asked]


def _cell(text: str) -> str:
    return text if _NUMBER.fullmatch(text) else safe_cell(text)


def _csv(lines: list[list[str]], name: str) -> HttpResponse:
    out = io.StringIO(newline="")
    out.write("\ufeff")
    csv.writer(out).writerows(lines)
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
