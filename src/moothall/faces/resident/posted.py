"""What comes with one page of questions: its fields, its buttons, its files, its lookups."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from moothall.faces.resident.lookups import Lookup, look_up
from moothall.faces.resident.uploads import Received, asks_to_stay, receive
from moothall.kernel.ids import OrgId
from moothall.kernel.questions import Fields, Question


@dataclass(frozen=True, kw_only=True)
class Posted:
    """A page as it came, before any of it is taken as an answer."""

    fields: Fields
    received: Received
    lookup: Lookup
    stays: bool
    """Whether a button was pressed that leaves one on the page."""
    again: bool
    """Whether the page may simply be asked for again, since it holds nothing but files."""


def read(request: HttpRequest, questions: Sequence[Question], *, org: OrgId) -> Posted:
    """Read what came, storing files and looking up addresses. Call outside ``acting``."""
    fields = fields_of(request)
    pressed = _after_button(fields, questions)
    lookup = look_up(request, questions, org=org)
    stays = pressed is not None or asks_to_stay(request) or lookup.stays
    return Posted(
        fields=fields if pressed is None else pressed,
        received=receive(request, questions),
        lookup=lookup,
        stays=stays,
        again=all(question.kind == "file" for question in questions),
    )


def fields_of(request: HttpRequest) -> Fields:
    """What the browser sent, all values of each field."""
    return {name: request.POST.getlist(name) for name in request.POST}


def _after_button(fields: Fields, questions: Sequence[Question]) -> Fields | None:
    """The fields after a button of a question's own, such as "add another"."""
    for question in questions:
        press = getattr(question, "pressed", None)
        after = press(fields=fields) if press else None
        if after is not None:
            return dict(after)
    return None
