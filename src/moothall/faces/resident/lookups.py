"""Addresses that a page looks up before anything else: outside any transaction, and never an
error.
"""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from moothall.kernel import registry
from moothall.kernel.ids import OrgId
from moothall.kernel.refusals import Refused

BUTTON = "find-address"
_MOST = 50


def find_addresses(request: HttpRequest, *, org: OrgId) -> dict[str, Sequence[Any]] | None:
    """The addresses found for the question whose button was pressed; none if none was.

    Where no gazetteer answers, nothing is found: the address can be written by hand.
    """
    question = request.POST.get(BUTTON)
    if question is None:
        return None
    text = request.POST.get(f"{question}-find", "").strip()
    if not text or not registry.offers("areas.v1"):
        return {question: []}
    try:
        areas = registry.offer("areas.v1")
        found = areas.search_addresses(text=text, org=org, limit=_MOST)
        return {question: [address.parts for address in found]}
    except Refused:
        return {question: []}
