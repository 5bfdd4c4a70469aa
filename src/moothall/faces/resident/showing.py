"""What a page of questions shows: its fields with their values, mistakes, files and addresses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

from moothall.kernel.organisations import Organisation
from moothall.kernel.pages import render
from moothall.kernel.questions import Answers, AnswersRefused, Fields, Question
from moothall.kernel.words import Said, Words

_KILO = 1024


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One page of questions, ready to be shown."""

    title: Words | None
    intro: Words | None
    questions: Sequence[Question]
    values: Mapping[str, Sequence[str]]
    back: str
    service_name: Words
    service_url: str = ""
    save_url: str = ""
    button: Said | None = None
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    addresses: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    refusal: AnswersRefused | None = None
    notice: Said | None = None
    searched: str = ""


def values_of(questions: Sequence[Question], answers: Answers) -> dict[str, list[str]]:
    """What the fields show for answers that were given before."""
    found: dict[str, list[str]] = {}
    for question in questions:
        if answers.get(question.id) is not None:
            found |= question.fields(answer=answers[question.id])
    return found


def show(
    request: HttpRequest,
    page: Shown,
    *,
    organisation: Organisation,
    template: str = "resident/question.html",
    status: int = 200,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The page; with a refusal its mistakes stand on top and beside their fields."""
    mistakes = page.refusal.mistakes if page.refusal else ()
    first = {m.field: m.said for m in reversed(mistakes)}
    content = {
        "page": page,
        "fields": [(q, _context(page, q)) for q in page.questions],
        "values": page.values,
        "field_errors": first,
        "errors": [{"text": m.said, "href": f"#{m.field}"} for m in mistakes],
        "back": page.back,
        "service_name": page.service_name,
        "service_url": page.service_url,
        "one_question": len(page.questions) == 1 and page.questions[0].for_one_heading,
        **(more or {}),
    }
    return render(request, template, content, status=status, organisation=organisation)


def _context(page: Shown, question: Question) -> dict[str, Any]:
    return {
        "files": [
            {"id": id_, "name": f["name"], "size_words": size_words(f["size"])}
            for id_, f in page.files.items()
            if f.get("question") == question.id
        ],
        "addresses": page.addresses.get(question.id),
        "searched": page.searched,
    }


def size_words(size: int) -> str:
    """A file's size as people read it."""
    if size < _KILO * _KILO:
        return f"{max(1, round(size / _KILO))} kB"
    return f"{size / _KILO / _KILO:.1f} MB"


def fields_of(request: HttpRequest) -> Fields:
    """What the browser sent, all values of each field."""
    return {name: request.POST.getlist(name) for name in request.POST}
