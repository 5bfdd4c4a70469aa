"""Addresses that a page looks up before anything else: outside any transaction, and never an
error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from moothall.kernel import registry
from moothall.kernel.ids import OrgId
from moothall.kernel.questions import Question
from moothall.kernel.refusals import Refused

BUTTON = "find-address"
_MOST = 50
_LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """What was looked up for one page."""

    addresses: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """Question -> the addresses found, none if none fits; without a key nobody looked."""
    stays: bool = False
    """Whether the person waits for the list, and has not yet answered."""
    failed: bool = False
    """Whether nobody could look."""


def can_find() -> bool:
    """Whether anybody here can look addresses up."""
    return registry.offers("areas.v1")


def look_up(request: HttpRequest, questions: Sequence[Question], *, org: OrgId) -> Lookup:
    """Look up what was typed to find an address by: when the button for it was pressed, and
    when somebody went on without it. Where no gazetteer answers, the address is written by
    hand.
    """
    found: dict[str, Sequence[Any]] = {}
    stays = failed = False
    for question in questions if can_find() else ():
        text = request.POST.get(f"{question.id}-find", "")[:_LONGEST].strip()
        if question.kind != "address" or not _is_wanted(request, question.id, text):
            continue
        stays = stays or not _saw_list(request, question.id)
        try:
            found[question.id] = _found(text, org)
        except Refused:
            failed = True
    return Lookup(addresses={} if failed else found, stays=stays, failed=failed)


def _found(text: str, org: OrgId) -> Sequence[Any]:
    if not text:
        return []
    areas = registry.offer("areas.v1")
    return [found.parts for found in areas.search_addresses(text=text, org=org, limit=_MOST)]


def _is_wanted(request: HttpRequest, question: str, text: str) -> bool:
    """Whether the button was pressed, or words to find an address are all there is."""
    if request.POST.get(BUTTON) == question:
        return True
    parts = ("choice", "line1", "line2", "town", "postcode")
    given = any(request.POST.get(f"{question}-{part}", "").strip() for part in parts)
    return bool(text) and not given


def _saw_list(request: HttpRequest, question: str) -> bool:
    """Whether a list was there to choose from, and nothing was chosen: that is a mistake."""
    pressed = request.POST.get(BUTTON) == question
    return not pressed and request.POST.get(f"{question}-choice") == ""
