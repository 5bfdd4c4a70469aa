"""Which reports an officer looks for: filters and sorting, as the address of the list says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from moothall.components.people.contracts import Membership
from moothall.components.reports.contracts import Category, Sort, Status, Work
from moothall.components.reports.rules.wording import status_words
from moothall.faces.workspace.filters import SORTS, Choice
from moothall.faces.workspace.officers import Officer
from moothall.kernel import registry
from moothall.kernel.ids import PersonId
from moothall.kernel.words import Said, Words, say

OFFERED = "reports.v1"
_LONGEST = 200
_LONGEST_CURSOR = 500
FILTERS: Mapping[str, Said] = {
    "status": say("Status"),
    "category": say("Category"),
    "team": say("Team"),
    "assignee": say("Assigned to"),
    "ward": say("Ward"),
    "due": say("Time"),
    "held": say("Held back"),
    "open": say("Open or closed"),
}
"""The filters with what they are called, in the order of the page."""
_NAMES = ("q", *FILTERS, "sort")
_FIXED = {
    "status": {s.value for s in Status},
    "due": {"overdue"},
    "held": {"held"},
    "open": {"open", "closed", "all"},
    "sort": {s.value for s in Sort},
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The list that an address asks for."""

    given: Mapping[str, str]
    filters: Work
    sort: Sort
    after: str | None

    def url(self, name: str = "reports", **changes: str | None) -> str:
        """An address of the same list with some of it changed, from its first page on."""
        return _address(reverse(f"workspace:{name}"), {**self.given, **changes})

    def without(self, name: str) -> str:
        """The address of the same list with one filter less."""
        return _address(reverse("workspace:reports"), {**self.given, name: None})

    def plain_url(self, **given: str) -> str:
        """The address of a list with nothing but this, in the same order."""
        return _address(reverse("workspace:reports"), {**given, "sort": self.given["sort"]})

    def report_url(self, reference: str, name: str = "report", *args: object) -> str:
        """The address of a report, or of something done with it, beside the list."""
        address = reverse(f"workspace:{name}", args=[reference, *args])
        return _address(address, {**self.given, "after": self.after})


def reports() -> Any:  # noqa: ANN401 - the component may be left out of a place
    """What can be done with reports. Raises ``NotOffered`` where the place has none."""
    return registry.offer(OFFERED)


def asked(request: HttpRequest, officer: Officer) -> Asked:
    """Read the address; what makes no sense in it is left out."""
    given = {name: _clean(request.GET.get(name, ""))[:_LONGEST] for name in _NAMES}
    given |= {name: "" for name, known in _FIXED.items() if given[name] not in known}
    status, category = given["status"], given["category"]
    assignee = officer.actor.officer if given["assignee"] == "me" else _id(given["assignee"])
    # A status says by itself whether its reports are open; else the list begins with open ones.
    is_open = {"open": True, "closed": False}.get(given["open"], None if status else True)
    filters = Work(
        open=None if given["open"] == "all" else is_open,
        statuses=(Status(status),) if status else (),
        categories=(category,) if category else (),
        team=given["team"] or None,
        assignee=assignee,
        unassigned=given["assignee"] == "nobody",
        overdue=given["due"] == "overdue",
        held=given["held"] == "held",
        ward=given["ward"] or None,
        q=given["q"],
    )
    return Asked(
        given=given,
        filters=filters,
        sort=Sort(given["sort"] or Sort.DUE),
        after=_clean(request.GET.get("after", ""))[:_LONGEST_CURSOR] or None,
    )


def choices(
    officer: Officer,
    categories: Sequence[Category],
    colleagues: Sequence[Membership],
    wards: Mapping[str, Words],
) -> dict[str, list[Choice]]:
    """What each filter offers."""
    return {
        "status": [Choice(value=s.value, text=status_words(status=s)) for s in Status],
        "category": [Choice(value=c.id, text=c.name) for c in categories],
        "team": [Choice(value=t["id"], text=t["name"]) for t in officer.organisation.teams],
        "assignee": [
            Choice(value="me", text=say("Me")),
            Choice(value="nobody", text=say("Nobody")),
            *(Choice(value=str(m.person), text=m.name) for m in colleagues),
        ],
        "ward": [Choice(value=code, text=name) for code, name in wards.items()],
        "due": [Choice(value="overdue", text=say("Overdue"))],
        "held": [Choice(value="held", text=say("Held back"))],
        "open": [
            Choice(value="open", text=say("Open reports")),
            Choice(value="closed", text=say("Closed reports")),
            Choice(value="all", text=say("Open and closed reports")),
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
    return "".join(c for c in text if c.isprintable()).strip()


def _id(text: str) -> PersonId | None:
    try:
        return PersonId(UUID(text))
    except ValueError:
        return None
