"""How a service decides: its table for anyone to read, try with their own answers, and take."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from moothall.faces.resident.visitors import PURPOSE, not_too_often, visitor
from moothall.journeys import decisions
from moothall.journeys.decisions import Decides
from moothall.kernel import organisations
from moothall.kernel.actors import acting
from moothall.kernel.language import current_language
from moothall.kernel.organisations import Organisation
from moothall.kernel.pages import render
from moothall.kernel.questions import Question
from moothall.kernel.refusals import Refused
from moothall.kernel.registry import NotOffered
from moothall.kernel.words import Said, say

_POLICIES: Mapping[str, Said] = {
    "unique": say("Exactly one row fits, and that one decides."),
    "first": say("We go from the top: the first row that fits decides."),
    "any": say("Several rows may fit; they say the same."),
}


@dataclass(frozen=True, kw_only=True)
class Here:
    """One table, as one visitor looks at it."""

    organisation: Organisation
    found: Decides
    asked: Mapping[str, Question]

    @property
    def table(self) -> Any:  # noqa: ANN401 - of whichever maker
        return self.found.table

    @property
    def described(self) -> dict[str, Any]:
        told: dict[str, Any] = decisions.offered().described(table=self.table)
        return told


@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest, owner: str, name: str) -> HttpResponse:
    """The table in words; POST tries it, and keeps nothing of what was typed."""
    here = _here(request, owner, name)
    told, typed = here.described, dict[str, str]()
    content: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        not_too_often(request, "try")
        typed = {name: request.POST.get(name, "")[:200] for name in told["asks"]}
        content, status = _tried(here, typed)
    content |= {
        "title": here.table.title,
        "service_name": here.found.published.service.title,
        "service_url": reverse(
            "resident:start", args=[owner, here.found.published.service.service]
        ),
        "policy": _POLICIES.get(told["hit_policy"]),
        "columns": [_label(here, each["expression"]) for each in told["inputs"]],
        "rows": [_row(here, told, row) for row in told["rows"]],
        "fields": [_field(here, told, each, typed.get(each, "")) for each in _in_order(told)],
        "back": reverse("resident:organisation", args=[owner]),
        "version": here.found.published.number,
        "forms": {
            form: reverse("resident:decision-form", args=[owner, name, form])
            for form in decisions.offered().FORMS
        },
    }
    return render(
        request, "resident/table.html", content, status=status, organisation=here.organisation
    )


@require_safe
def taken(request: HttpRequest, owner: str, name: str, form: str) -> HttpResponse:
    """The table to take away."""
    here = _here(request, owner, name)
    offered = decisions.offered()
    if form not in offered.FORMS:
        raise Http404
    content = offered.written(table=here.table, form=form)
    response = HttpResponse(content, content_type=offered.FORMS[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _here(request: HttpRequest, owner: str, name: str) -> Here:
    organisation = organisations.called(slug=owner)
    try:
        decisions.offered()
    except NotOffered:
        raise Http404 from None
    with acting(visitor(request).actor(served_by=organisation.id), purpose=PURPOSE):
        found = decisions.table(owner=organisation.id, name=name)
    asked = {question.id: question for question in found.published.service.questions()}
    return Here(organisation=organisation, found=found, asked=asked)


def _tried(here: Here, typed: Mapping[str, str]) -> tuple[dict[str, Any], int]:
    offered, language = decisions.offered(), current_language()
    try:
        inputs = offered.read_inputs(table=here.table, typed=typed)
    except Refused as refusal:
        wrong = str(refusal.details.get("input", ""))
        return {"errors": [{"text": refusal.said, "href": f"#{wrong}"}]}, refusal.status
    came = offered.evaluated(table=here.table, inputs=inputs)
    outcome = here.table.outcomes.get(came["outcome"])
    return {
        "came": {
            "outcome": outcome or came["outcome"],
            "reason": came["reason"].get(language) or came["reason"].get("en"),
            "undecided": came["undecided"],
            "rows": came["rows"],
        }
    }, 200


def _row(here: Here, told: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    offered, language = decisions.offered(), current_language()
    answers = dict(zip([o["name"] for o in told["outputs"]], row["answers"], strict=True))
    outcome = answers.get("outcome", "")
    return {
        "name": row["name"],
        "cells": [
            offered.in_words(
                table=here.table,
                column=column["expression"],
                cell=cell,
                question=here.asked.get(column["expression"]),
                language=language,
            )
            for column, cell in zip(told["inputs"], row["tests"], strict=True)
        ],
        "outcome": here.table.outcomes.get(outcome) or outcome,
        "reason": str(answers.get(f"reason_{language}") or "").strip('"'),
    }


def _in_order(told: Mapping[str, Any]) -> list[str]:
    """What has to be given, as it stands in the columns; then what they work with besides."""
    columns = [each["expression"] for each in told["inputs"]]
    return sorted(
        told["asks"], key=lambda n: columns.index(n) if n in columns else len(columns)
    )


def _field(here: Here, told: Mapping[str, Any], name: str, value: str) -> dict[str, Any]:
    column = next((c for c in told["inputs"] if c["expression"] == name), None)
    options = list(column["allowed"]) if column else []
    if column and column["type"] == "yes/no":
        options = ["yes", "no"]
    offered, question = decisions.offered(), here.asked.get(name)
    return {
        "name": name,
        "label": _label(here, name),
        "value": value,
        "options": [
            {
                "value": option,
                "text": offered.in_words(
                    table=here.table,
                    column=name,
                    cell=option,
                    question=question,
                    language=current_language(),
                ),
                "selected": option == value,
            }
            for option in options
        ],
    }


def _label(here: Here, name: str) -> Any:  # noqa: ANN401 - words, or the name itself
    question = here.asked.get(name)
    return here.table.labels.get(name) or (question.label if question else name)
