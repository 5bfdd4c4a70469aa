"""What an officer looks for: filters and sorting, as the address of the worklist holds them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from moothall.components.cases.contracts import CaseFilters, Sort
from moothall.components.people.contracts import Membership
from moothall.faces.workspace.officers import Officer
from moothall.journeys.catalogue import Published
from moothall.kernel import registry
from moothall.kernel.ids import PersonId
from moothall.kernel.words import Said, Words, say

_LONGEST = 200
_LONGEST_CURSOR = 500
SORTS: Mapping[str, Said] = {
    Sort.DUE.value: say("Due first"),
    Sort.NEWEST.value: say("Newest first"),
    Sort.OLDEST.value: say("Oldest first"),
    Sort.UPDATED.value: say("Last changed first"),
}
FILTERS: Mapping[str, Said] = {
    "service": say("Service"),
    "state": say("State"),
    "team": say("Team"),
    "assignee": say("Assigned to"),
    "ward": say("Ward"),
    "due": say("Time"),
    "open": say("Open or closed"),
}
"""The filters with what they are called, in the order of the page."""
_NAMES = ("q", *FILTERS, "sort")
_FIXED = {"due": {"overdue"}, "open": {"open", "closed", "all"}, "sort": set(SORTS)}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One thing to choose in a filter."""

    value: str
    text: Words | Said | str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The worklist that an address asks for."""

    given: Mapping[str, str]
    filters: CaseFilters
    sort: Sort
    after: str | None

    def url(self, name: str = "worklist", **changes: str | None) -> str:
        """An address of the same worklist with some of it changed, from its first page on."""
        return _address(reverse(f"workspace:{name}"), {**self.given, **changes})

    def without(self, name: str) -> str:
        """The address of the same worklist with one filter less."""
        return _address(reverse("workspace:worklist"), {**self.given, name: None})

    def plain_url(self, **given: str) -> str:
        """The address of a worklist with nothing but this, in the same order."""
        return _address(reverse("workspace:worklist"), {**given, "sort": self.given["sort"]})

    def case_url(self, reference: str, name: str = "case", *args: str) -> str:
        """The address of a case, or of something done with it, beside this page of the list."""
        address = reverse(f"workspace:{name}", args=[reference, *args])
        return _address(address, {**self.given, "after": self.after})


def asked(request: HttpRequest, officer: Officer) -> Asked:
    """Read the address; what makes no sense in it is left out."""
    given = {name: _clean(request.GET.get(name, ""))[:_LONGEST] for name in _NAMES}
    given |= {name: "" for name, known in _FIXED.items() if given[name] not in known}
    state = given["state"] or None
    assignee = officer.actor.officer if given["assignee"] == "me" else _id(given["assignee"])
    # A state says by itself whether its cases are open; else the list begins with what is open.
    is_open = {"open": True, "closed": False}.get(given["open"], None if state else True)
    filters = CaseFilters(
        open=None if given["open"] == "all" else is_open,
        service=given["service"] or None,
        state=state,
        team=given["team"] or None,
        assignee=assignee,
        unassigned=given["assignee"] == "nobody",
        overdue=given["due"] == "overdue",
        ward=given["ward"] or None,
        q=given["q"],
    )
    return Asked(
        given=given,
        filters=filters,
        sort=Sort(given["sort"] or Sort.DUE),
        after=_clean(request.GET.get("after", ""))[:_LONGEST_CURSOR] or None,
    )


def wards() -> Mapping[str, Words]:
    """The names of the place's wards by their codes, from the areas in memory."""
    if not registry.offers("areas.v1"):
        return {}
    return {area.code: area.name for area in registry.offer("areas.v1").areas(kind="ward")}


def choices(
    officer: Officer,
    services: Sequence[Published],
    colleagues: Sequence[Membership],
    wards: Mapping[str, Words],
) -> dict[str, list[Choice]]:
    """What each filter offers."""
    states: dict[str, Words] = {}
    for published in services:
        for name, state in published.service.life.states.items():
            states.setdefault(name, state.label)
    return {
        "service": [Choice(value=p.service.service, text=p.service.title) for p in services],
        "state": [Choice(value=name, text=label) for name, label in states.items()],
        "team": [Choice(value=t["id"], text=t["name"]) for t in officer.organisation.teams],
        "assignee": [
            Choice(value="me", text=say("Me")),
            Choice(value="nobody", text=say("Nobody")),
            *(Choice(value=str(m.person), text=m.name) for m in colleagues),
        ],
        "ward": [Choice(value=code, text=name) for code, name in wards.items()],
        "due": [Choice(value="overdue", text=say("Overdue"))],
        "open": [
            Choice(value="open", text=say("Open cases")),
            Choice(value="closed", text=say("Closed cases")),
            Choice(value="all", text=say("Open and closed cases")),
        ],
        "sort": [Choice(value=value, text=text) for value, text in SORTS.items()],
    }


def chosen(wanted: Asked, offered: Mapping[str, Sequence[Choice]]) -> list[dict[str, Any]]:
    """The filters in force, each with the address that takes it away."""
    found: list[dict[str, Any]] = []
    if wanted.given["q"]:
        found.append({"text": f"“{wanted.given['q']}”", "href": wanted.without("q")})
    for name, called in FILTERS.items():
        value = wanted.given[name]
        if not value or (name, value) == ("open", "open"):
            continue
        text = next((o.text for o in offered[name] if o.value == value), value)
        said = say("{filter}: {choice}", filter=called, choice=text)
        found.append({"text": said, "href": wanted.without(name)})
    return found


def _address(path: str, given: Mapping[str, str | None]) -> str:
    full = {name: value for name, value in given.items() if value}
    return f"{path}?{urlencode(full)}" if full else path


def _clean(text: str) -> str:
    """What was typed, without what nobody can type and no database takes."""
    return "".join(c for c in text if c.isprintable()).strip()


def _id(text: str) -> PersonId | None:
    try:
        return PersonId(UUID(text))
    except ValueError:
        return None
