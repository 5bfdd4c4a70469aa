"""What a page of questions shows: its fields, their values, mistakes, files and addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

from moothall.faces.resident.lookups import Lookup, can_find
from moothall.faces.resident.uploads import Pending
from moothall.faces.resident.wording import linked
from moothall.kernel.organisations import Organisation
from moothall.kernel.pages import render
from moothall.kernel.questions import Answers, Mistake, Question
from moothall.kernel.words import Said, Words, say

_KILO = 1024


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One page of questions, ready to be shown."""

    title: Words | None
    intro: Words | Said | None
    questions: Sequence[Question]
    values: Mapping[str, Sequence[str]]
    back: str
    service_name: Words
    service_url: str = ""
    save_url: str = ""
    leave_url: str = ""
    """Where somebody goes who would rather not send this."""
    button: Words | Said | None = None
    told: Words | None = None
    """What was said last, to be read again while answering."""
    files: Pending = field(default_factory=dict)
    lookup: Lookup = field(default_factory=Lookup)
    mistakes: Sequence[Mistake] = ()
    template: str | None = None
    """What a step shows above the button besides questions, from ``look``."""
    look: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_one_question(self) -> bool:
        """Whether the label of its only question is the heading of the page."""
        plain = not (self.title or self.intro or self.told)
        return plain and len(self.questions) == 1 and self.questions[0].for_one_heading

    @property
    def heading(self) -> Words:
        """What the page is about."""
        return self.title or self.questions[0].label


def values_of(questions: Sequence[Question], answers: Answers) -> dict[str, list[str]]:
    """What the fields show for answers that were given before."""
    found: dict[str, list[str]] = {}
    for question in questions:
        if answers.get(question.id) is not None:
            found |= question.fields(answer=answers[question.id])
    return found


def show(request: HttpRequest, page: Shown, *, organisation: Organisation) -> HttpResponse:
    """The page; with mistakes they stand on top and beside their fields, and it is a 422."""
    content = {
        "page": page,
        "fields": [(question, _context(page, question)) for question in page.questions],
        "values": page.values,
        "field_errors": {m.field: m.said for m in reversed(page.mistakes)},
        "errors": [{"text": m.said, "href": f"#{m.field}"} for m in page.mistakes],
        "intro": linked(page.intro),
        "told": linked(page.told),
        "back": page.back,
        "service_name": page.service_name,
        "service_url": page.service_url,
        "look": page.look,
    }
    if page.lookup.failed:
        said = say("We cannot look up addresses at the moment. Enter the address by hand.")
        content["notice"] = {"text": said}
    return render(
        request,
        "resident/question.html",
        content,
        status=422 if page.mistakes else 200,
        organisation=organisation,
    )


def _context(page: Shown, question: Question) -> dict[str, Any]:
    return {
        "files": [
            {"id": id_, "name": f["name"], "size_words": size_words(f["size"])}
            for id_, f in page.files.items()
            if f["question"] == question.id
        ],
        "addresses": page.lookup.addresses.get(question.id),
        "can_find": can_find() and not page.lookup.failed,
    }


def size_words(size: int) -> str:
    """A file's size as people read it."""
    if size < _KILO * _KILO:
        return f"{max(1, round(size / _KILO))} KB"
    return f"{size / _KILO / _KILO:.1f} MB"
