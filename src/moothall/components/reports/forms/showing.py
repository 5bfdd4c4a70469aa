"""How reports look on a page: their category, place and status in words, and their links."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from moothall.components.reports.contracts import Category, Near, Report, Status
from moothall.components.reports.ports import AREAS, NamedAreas
from moothall.components.reports.queries import categories
from moothall.components.reports.rules.wording import status_words
from moothall.kernel import registry
from moothall.kernel.place import place
from moothall.kernel.template_words import date_words, plain
from moothall.kernel.words import Said, Words, say

TONES = {
    Status.OPEN: "blue",
    Status.FOR_TRIAGE: "blue",
    Status.INVESTIGATING: "yellow",
    Status.IN_PROGRESS: "yellow",
    Status.PLANNED: "purple",
    Status.ACTION_SCHEDULED: "purple",
    Status.FIXED: "green",
    Status.FIXED_BY_OTHERS: "green",
}
_GROUPS = (
    ("open", say("Open")),
    ("closed", say("Closed")),
    ("all", say("Open and closed")),
)
_SHORT = 120


@dataclass(frozen=True, kw_only=True)
class Names:
    """What codes of the place are called."""

    categories: Mapping[str, Category]
    wards: Mapping[str, Words]

    def category(self, category: str) -> Words | str:
        """The name of a category; of one that the scheme no longer has, its code in words."""
        known = self.categories.get(category)
        return known.name if known else category.replace("_", " ")

    def ward(self, ward: str | None) -> Words | str:
        return self.wards.get(ward, "") if ward else ""


def names() -> Names:
    """What is in force now. Inside ``acting``."""
    wards: dict[str, Words] = {}
    if registry.offers(AREAS):
        offered: NamedAreas = registry.offer(AREAS)
        wards = {area.code: area.name for area in offered.areas(kind="ward")}
    return Names(categories={c.id: c for c in categories()}, wards=wards)


def status_shown(status: Status) -> dict[str, Any]:
    """A status as a tag."""
    return {"text": status_words(status=status), "tone": TONES.get(status, "grey")}


def where(report: Report, known: Names) -> str:
    """Where it is, in the words that were given; else the ward."""
    told = " ".join(report.address.split()) or report.street
    return told or plain(known.ward(report.ward))


def short(text: str) -> str:
    """The beginning of a text, cut between words."""
    line = " ".join(text.split())
    if len(line) <= _SHORT:
        return line
    return line[:_SHORT].rpartition(" ")[0].rstrip(",.;:") + " …"


def card(report: Report, known: Names, *, followers: int = 0) -> dict[str, Any]:
    """A report in a list."""
    return {
        "reference": report.reference,
        "href": reverse("reports:report", args=[report.reference]),
        "title": known.category(report.category),
        "text": short(report.description),
        "where": where(report, known),
        "status": status_shown(report.status),
        "opened_at": report.opened_at,
        "follow": follow_words(followers),
    }


def near_card(near: Near, known: Names) -> dict[str, Any]:
    """A report near a spot, as the step ``nearby`` shows it."""
    shown = card(near.report, known, followers=near.followers)
    return {
        **shown,
        "metres": near.metres,
        "followers": near.followers,
        "follow_href": reverse("reports:follow", args=[near.report.reference]) + "?instead=1",
    }


def day_words(moment: datetime) -> str:
    """The day of a moment, in the place's time and the page's language."""
    return date_words(moment.astimezone(place().working_days().zone).date())


def follow_words(followers: int) -> Said | None:
    if not followers:
        return None
    if followers == 1:
        return say("1 person follows this")
    return say("{count} people follow this", count=followers)


def category_choices(known: Names, *, chosen: str = "") -> list[dict[str, Any]]:
    """The categories to choose from, by name in the language of the page."""
    shown = sorted(known.categories.values(), key=lambda c: plain(c.name).casefold())
    found = [{"value": c.id, "text": plain(c.name)} for c in shown if c.is_reported_here]
    return _with(found, chosen)


def ward_choices(known: Names, *, chosen: str = "") -> list[dict[str, Any]]:
    """The wards to choose from, by name."""
    found = [{"value": code, "text": plain(name)} for code, name in known.wards.items()]
    return _with(sorted(found, key=lambda c: c["text"].casefold()), chosen)


def status_choices(*, chosen: str) -> list[dict[str, Any]]:
    """Open, closed or all, and each status that a report can have."""
    each: Iterable[tuple[str, Said]] = ((s.value, status_words(status=s)) for s in Status)
    found = [{"value": v, "text": plain(text)} for v, text in _GROUPS]
    found += [{"value": v, "text": plain(text)} for v, text in each if v != Status.OPEN]
    return _with(found, chosen or "open")


def _with(found: Sequence[dict[str, Any]], chosen: str) -> list[dict[str, Any]]:
    """The choices, one of them chosen: even one that is not offered, for it is in force."""
    known = {one["value"] for one in found}
    extra = [{"value": chosen, "text": chosen}] if chosen and chosen not in known else []
    return [{**one, "selected": one["value"] == chosen} for one in [*found, *extra]]
