"""How a report is shown to staff: its name, status, desk and clock, and what happened."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from moothall.components.reports.contracts import Category, Report, Status, Update, UpdateKind
from moothall.components.reports.rules.wording import status_words
from moothall.faces.workspace.showing import NOBODY_YET, Names, due_words_of
from moothall.kernel.template_words import plain
from moothall.kernel.words import Said, Words, say

HELD = {
    "text": say("Every report of this category is looked at first."),
    "words": say("There is a word in it that this category holds back."),
    "email": say("There may be an email address in it."),
    "telephone": say("There may be a telephone number in it."),
    "registration": say("There may be the registration of a vehicle in it."),
}
"""Why something is held back, by the code of the rule."""
_OTHER_REASON = say("A rule holds it back.")
_TONES = {
    Status.OPEN: "blue",
    Status.FOR_TRIAGE: "blue",
    Status.INVESTIGATING: "yellow",
    Status.IN_PROGRESS: "yellow",
    Status.PLANNED: "purple",
    Status.ACTION_SCHEDULED: "purple",
}
_TOLD = {
    UpdateKind.SAID: say("Update"),
    UpdateKind.REOPENED: say("Opened again"),
    UpdateKind.FORWARDED: say("Passed to another organisation"),
    UpdateKind.MERGED: say("Closed as the same as another report"),
    UpdateKind.LINKED: say("Linked with another report"),
    UpdateKind.FIXED_ASKED: say("Asked whether it was fixed"),
    UpdateKind.FIXED_ANSWERED: say("Answered whether it was fixed"),
}
_SHORT = 60


def category_name(report: Report, known: Mapping[str, Category]) -> Words:
    """The name of its category; of one that the scheme no longer has, its code in words."""
    found = known.get(report.category)
    plain_code = report.category.replace("_", " ")
    return found.name if found else {"en": plain_code, "cy": plain_code}


def title_of(report: Report, known: Mapping[str, Category]) -> str:
    """Category and the beginning of what was told, in one line."""
    line = " ".join(report.description.split())
    start = line if len(line) <= _SHORT else line[:_SHORT].rpartition(" ")[0] + " …"
    return f"{plain(category_name(report, known))}: {start}"


def status_shown(report: Report) -> dict[str, Any]:
    """Where a report stands, as a tag."""
    return {
        "text": status_words(status=report.status),
        "tone": _TONES.get(report.status, "grey"),
    }


def due_shown(report: Report, at: datetime) -> dict[str, Any] | None:
    """When a report is due, in words and colour; none where nothing is due."""
    if not report.is_open or report.due_at is None:
        return None
    return due_words_of(report.due_at, at)


def who_has(report: Report, names: Names) -> str | Said | Words:
    """Who works on a report: somebody, else a team, else nobody."""
    if report.assignee is None and report.team:
        return names.team(report.team)
    return names.person(report.assignee)


def who_works_on(report: Report, names: Names) -> Said:
    """The same as words that stand by themselves."""
    if report.assignee:
        return say("Assigned to {name}", name=names.person(report.assignee))
    if report.team:
        return say("Team: {team}", team=names.team(report.team))
    return NOBODY_YET


def held_words(code: str) -> Said | None:
    return HELD.get(code, _OTHER_REASON) if code else None


def by_whom(update: Update, names: Names) -> str | Said:
    """Who it was, by name where there is one."""
    if update.by_kind == "officer":
        return names.person(update.by_id) if update.by_id else say("Another organisation")
    if update.by_kind == "client":
        return say("A program, by API")
    return say("A resident") if update.by_kind == "resident" else say("By itself")


def happened(
    update: Update, names: Names, others: Mapping[Any, str], *, release: str = ""
) -> dict[str, Any]:
    """An update as the page shows it. ``release`` is where it is let be seen, if it is held."""
    moved = update.from_status is not update.to_status
    before, after = (status_words(status=s) for s in (update.from_status, update.to_status))
    other = others.get(update.other_id) if update.other_id else None
    return {
        "title": _TOLD[update.kind] if update.is_public else _private_title(update),
        "when": update.at,
        "by": by_whom(update, names),
        "private": not update.is_public,
        "moved": say("{before} → {after}", before=before, after=after) if moved else None,
        "text": plain(update.words) if update.words else "",
        "other": other,
        "held": held_words(update.held),
        "release": release if update.held else "",
    }


def changed(updates: Sequence[Update], names: Names) -> list[dict[str, Any]]:
    """What others did meanwhile, for whoever was about to act on an older picture."""
    return [
        {
            "what": _TOLD[update.kind],
            "who": by_whom(update, names),
            "when": update.at,
            "state": status_words(status=update.to_status)
            if update.from_status is not update.to_status
            else None,
        }
        for update in updates
    ]


def _private_title(update: Update) -> Said:
    return say("Note") if update.kind is UpdateKind.SAID else _TOLD[update.kind]
