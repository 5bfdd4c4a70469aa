"""The rates of a service: which are in force, and new ones from a day on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from moothall.components.calculation.contracts import (
    PROPOSED,
    OpenRates,
    RateRow,
    RatesChange,
    RatesRefused,
    RatesSheet,
)
from moothall.components.people import queries as people
from moothall.components.people.contracts import Duty
from moothall.faces.workspace.officers import PURPOSE, Officer, for_officers, page
from moothall.journeys import catalogue
from moothall.journeys.catalogue import Published
from moothall.journeys.contracts import Listed
from moothall.kernel import registry
from moothall.kernel.actors import acting
from moothall.kernel.ids import uuid7
from moothall.kernel.refusals import NotFound, Refused
from moothall.kernel.words import Said, say

_CAPABILITY = "rates.v1"
_DAY = ("day", "month", "year")
_LONGEST = 100


class NoSuchRates(NotFound):
    code = "workspace.no-such-rates"


@dataclass(kw_only=True)
class _Form:
    """What was typed, and what is wrong with it: by the name of the field."""

    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, Said] = field(default_factory=dict)
    which: dict[str, str] = field(default_factory=dict)
    """The key that a wrong number is for, by the name of its field."""
    change: UUID = field(default_factory=uuid7)

    @property
    def valid_from(self) -> str:
        """The day as it is kept, as far as it is one."""
        day, month, year = (self.typed.get(f"valid_from-{part}", "") for part in _DAY)
        return f"{year.zfill(4)}-{month.zfill(2)}-{day.zfill(2)}" if day else ""


def rate_links(one: Listed) -> list[dict[str, str]]:
    """Where the rates of a live service are, for the list of services. Inside ``acting``."""
    if not registry.offers(_CAPABILITY):
        return []
    published = catalogue.version(version_id=one.version)
    return [
        {"name": found.table.file, "href": _address(one.service, found)}
        for found in registry.offer(_CAPABILITY).tables(steps=published.service.steps)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def rates(request: HttpRequest, officer: Officer, service: str, name: str) -> HttpResponseBase:
    """The table with what was added to it; a form for new rates, and what they would change."""
    with acting(officer.actor, purpose=PURPOSE):
        published, open_ = _find(officer, service, name)
        sheet = _sheet(officer, service, open_)
    if request.method != "POST":
        return _show(request, officer, published, open_, sheet, _prefilled(sheet))
    form = _received(request)
    given = {
        "service": service,
        "rates": open_,
        "valid_from": form.valid_from,
        "numbers": _numbers(sheet, form),
        "at": officer.at,
    }
    offered = registry.offer(_CAPABILITY)
    try:
        with acting(officer.actor, purpose=PURPOSE):
            if request.POST.get("act") == "confirm":
                two_people = officer.organisation.two_people
                offered.add_rates(**given, change=form.change, two_people=two_people)
                return redirect(_address(service, open_))
            changed = offered.preview(**given)
    except RatesRefused as refusal:
        for mistake in refusal.mistakes:
            name = _field(sheet, mistake.key, mistake.column)
            form.errors.setdefault(name, mistake.said)
            if mistake.key:
                form.which[name] = mistake.key
        return _show(request, officer, published, open_, sheet, form, status=refusal.status)
    except NotFound:
        raise
    except Refused as refusal:
        form.errors["valid_from"] = refusal.said
        return _show(request, officer, published, open_, sheet, form, status=refusal.status)
    content = {
        **_about(officer, published, open_),
        "form": form,
        "day": date.fromisoformat(form.valid_from),
        "changed": [
            {
                "key": one.key,
                "column": one.column,
                "before": _plain(one.before) if one.before is not None else "",
                "after": _plain(one.after),
            }
            for one in changed
        ],
    }
    return page(request, officer, "workspace/rates_check.html", content, here="services")


@require_POST
@for_officers
def rule(
    request: HttpRequest, officer: Officer, service: str, name: str, change: UUID
) -> HttpResponseBase:
    """Agree to rates that somebody else has proposed, or withdraw what is not in force yet."""
    with acting(officer.actor, purpose=PURPOSE):
        published, open_ = _find(officer, service, name)
        offered = registry.offer(_CAPABILITY)
        found: RatesChange = offered.change(change=change)
        if (found.service, found.file) != (service, open_.table.file):
            raise _missing()
        sheet = _sheet(officer, service, open_)
    act = offered.rule if request.POST.get("act") == "agree" else offered.withdraw
    try:
        with acting(officer.actor, purpose=PURPOSE):
            act(change=change, at=officer.at)
    except NotFound:
        raise
    except Refused as refusal:
        form = _prefilled(sheet)
        form.errors["changes"] = refusal.said
        return _show(request, officer, published, open_, sheet, form, status=refusal.status)
    return redirect(_address(service, open_))


def _find(officer: Officer, service: str, name: str) -> tuple[Published, OpenRates]:
    offered = registry.offer(_CAPABILITY)
    published = catalogue.live(owner=officer.organisation.id, service=service)
    for found in offered.tables(steps=published.service.steps):
        if found.name == name:
            return published, found
    raise _missing()


def _missing() -> NoSuchRates:
    return NoSuchRates(say("This service has no such table of rates."))


def _sheet(officer: Officer, service: str, open_: OpenRates) -> RatesSheet:
    offered = registry.offer(_CAPABILITY)
    sheet: RatesSheet = offered.sheet(
        org=officer.organisation.id,
        service=service,
        rates=open_,
        on=offered.day_at(at=officer.at),
    )
    return sheet


def _address(service: str, open_: OpenRates) -> str:
    return reverse("workspace:rates", args=[service, open_.name])


def _received(request: HttpRequest) -> _Form:
    typed = {
        name: text.strip()[:_LONGEST]
        for name, text in request.POST.items()
        if isinstance(text, str) and name.startswith(("valid_from-", "number-"))
    }
    try:
        return _Form(typed=typed, change=UUID(request.POST.get("change", "")[:_LONGEST]))
    except ValueError:
        return _Form(typed=typed)


def _prefilled(sheet: RatesSheet) -> _Form:
    return _Form(
        typed={
            _field(sheet, key, column): _plain(number)
            for key, columns in sheet.now.items()
            if key in sheet.keys
            for column, number in columns.items()
            if column in sheet.columns
        }
    )


def _numbers(sheet: RatesSheet, form: _Form) -> dict[str, dict[str, str]]:
    """The rows in which something was typed that did not stand there before."""
    offered, found = _prefilled(sheet), dict[str, dict[str, str]]()
    for key in sheet.keys:
        names = {column: _field(sheet, key, column) for column in sheet.columns}
        row = {column: form.typed.get(name, "") for column, name in names.items()}
        if row != {column: offered.typed.get(name, "") for column, name in names.items()}:
            found[key] = row
    return found


def _field(sheet: RatesSheet, key: str | None, column: str) -> str:
    """The name of the field of a number, or of the day."""
    if key is None or key not in sheet.keys or column not in sheet.columns:
        return "valid_from" if column == "valid_from" else "numbers"
    return f"number-{list(sheet.keys).index(key)}-{list(sheet.columns).index(column)}"


def _plain(number: Decimal | int) -> str:
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


def _show(
    request: HttpRequest,
    officer: Officer,
    published: Published,
    open_: OpenRates,
    sheet: RatesSheet,
    form: _Form,
    *,
    status: int = 200,
) -> HttpResponseBase:
    with acting(officer.actor, purpose=PURPOSE):
        names = {one.person: one.name for one in people.officers(at=officer.at)}
    today = registry.offer(_CAPABILITY).day_at(at=officer.at)
    anchors = {"valid_from": "valid_from-day"}
    content = {
        **_about(officer, published, open_),
        "form": form,
        "errors": [
            {"text": _error(form, name, said), "href": f"#{anchors.get(name, name)}"}
            for name, said in form.errors.items()
        ],
        "columns": sheet.columns,
        "is_keyed": list(sheet.keys) != [""],
        "rows": [_row(row, sheet, today, names) for row in sheet.rows],
        "fields": [
            {
                "key": key,
                "numbers": [
                    {"name": _field(sheet, key, column), "column": column}
                    for column in sheet.columns
                ],
            }
            for key in sheet.keys
        ],
        "waiting": [
            _waiting(one, officer, published, open_, names)
            for one in sheet.changes
            if one.valid_from > today or one.state == PROPOSED
        ],
    }
    return page(
        request, officer, "workspace/rates.html", content, here="services", status=status
    )


def _error(form: _Form, name: str, said: Said) -> Said:
    """What is wrong, and with which number where there are several."""
    key = form.which.get(name)
    return say("{which}: {wrong}", which=key, wrong=said) if key else said


def _about(officer: Officer, published: Published, open_: OpenRates) -> dict[str, Any]:
    return {
        "title": published.service.title,
        "of_step": open_.title,
        "file": open_.table.file,
        "back": reverse("workspace:services") + f"#{published.service.service}",
        "here_url": _address(published.service.service, open_),
        "may_change": officer.has_duty(Duty.SERVICE_DESIGNER, Duty.MANAGER),
        "two_people": officer.organisation.two_people,
    }


def _row(
    row: RateRow, sheet: RatesSheet, today: date, names: Mapping[Any, str]
) -> dict[str, Any]:
    change = next((one for one in sheet.changes if one.id == row.change), None)
    return {
        "key": row.key,
        "valid_from": row.valid_from,
        "numbers": _shown(row, sheet.columns),
        "state": _state(row, today),
        "by": _by(names, change.by) if change else None,
        "at": change.at if change else None,
    }


def _shown(row: RateRow, columns: Sequence[str]) -> list[str]:
    return [_plain(row.numbers[c]) if c in row.numbers else "" for c in columns]


def _state(row: RateRow, today: date) -> dict[str, Any]:
    """A word and a colour for where a row stands."""
    if row.is_replaced:
        return {"text": say("Replaced"), "tone": "grey"}
    if row.state == PROPOSED:
        return {"text": say("Proposed"), "tone": "yellow"}
    if row.is_in_force:
        return {"text": say("In force"), "tone": "green"}
    if row.valid_from > today:
        return {"text": say("To come"), "tone": "blue"}
    return {"text": say("Past"), "tone": "grey"}


def _waiting(
    one: RatesChange,
    officer: Officer,
    published: Published,
    open_: OpenRates,
    names: Mapping[Any, str],
) -> dict[str, Any]:
    """A change that is not in force yet, with what the officer may do about it."""
    args = [published.service.service, open_.name, one.id]
    return {
        "day": one.valid_from,
        "rows": [
            {"key": key, "column": column, "number": _plain(number)}
            for key, columns in one.numbers.items()
            for column, number in columns.items()
        ],
        "is_proposed": one.state == PROPOSED,
        "may_agree": one.state == PROPOSED and one.by != officer.actor.officer,
        "by": _by(names, one.by),
        "at": one.at,
        "url": reverse("workspace:rates-rule", args=args),
    }


def _by(names: Mapping[Any, str], officer: UUID) -> Said | str:
    return names.get(officer) or say("Somebody who no longer works here")
