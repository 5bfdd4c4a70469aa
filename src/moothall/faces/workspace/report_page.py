"""What the page of a report shows to staff: what was told, what happened, what may be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from moothall.components.people.contracts import Duty
from moothall.components.reports.contracts import (
    Category,
    Near,
    PreparedText,
    Report,
    Status,
    Told,
    Update,
)
from moothall.components.reports.rules.statuses import ALLOWED
from moothall.components.reports.rules.wording import status_words
from moothall.faces.workspace.happenings import answers_shown
from moothall.faces.workspace.report_filters import Asked, reports
from moothall.faces.workspace.report_lists import Desk
from moothall.faces.workspace.report_showing import (
    category_name,
    changed,
    due_shown,
    happened,
    held_words,
    status_shown,
    who_works_on,
)
from moothall.faces.workspace.showing import day_words
from moothall.kernel import organisations
from moothall.kernel.refusals import NotFound
from moothall.kernel.template_words import plain
from moothall.kernel.words import LANGUAGES, Said, Words, say

WORKING = (Duty.CASEWORKER.value, Duty.ADVISER.value, Duty.MANAGER.value)
_CHANNELS = {
    "web": say("On the web"),
    "phone": say("By telephone"),
    "counter": say("At the counter"),
    "api": say("By another system"),
    "open311": say("By another system"),
}
_LANGUAGES = {"en": say("English"), "cy": say("Welsh")}


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """Something that an officer tried and that was not done: what they typed, and why not."""

    form: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    said: Said | None = None
    mistakes: Mapping[str, Said] = field(default_factory=dict)
    is_conflict: bool = False
    seen: int = 0
    """How many updates the page had shown."""


NOTHING = Attempt()


def report_page(
    report: Report, here: Desk, wanted: Asked, *, attempt: Attempt = NOTHING
) -> dict[str, Any]:
    """Everything about one report. Inside ``acting``."""
    officer, known = here.officer, {c.id: c for c in here.categories}
    said: list[Update] = reports().updates(report_id=report.id)
    others = _others(report, said, wanted)
    told: Told | None = reports().told(report_id=report.id)
    return {
        "report": report,
        "case_open": True,
        "title": category_name(report, known),
        "state": status_shown(report),
        "due": due_shown(report, officer.at),
        "who": who_works_on(report, here.names),
        "me": officer.actor.officer,
        "ours": report.assignee == officer.actor.officer,
        "where": _where(report, here),
        "told": _came(report, told),
        "answers": _answers(report, told, known),
        "held": held_words(report.held),
        "photos": [_photo(report, p.document, p.held) for p in report.photos],
        "followers": reports().followers(report_ids=[report.id])[report.id],
        "happened": [
            happened(
                u,
                here.names,
                others,
                release=wanted.report_url(report.reference, "report-release-update", u.id),
            )
            for u in reversed(said)
        ],
        "seen": len(said),
        "changes": changed(said[attempt.seen :], here.names) if attempt.is_conflict else [],
        "statuses": _statuses(report, attempt),
        "texts": _texts(report, attempt, at=officer.at),
        "desks": _desks(report, here, attempt),
        "elsewhere": _elsewhere(report, attempt),
        "same": _same(report, here, wanted) if report.is_open else [],
        "duplicates": [_other(r, wanted) for r in reports().duplicates(report_id=report.id)],
        "into": others.get(report.duplicate_of) if report.duplicate_of else None,
        "may": {"work": officer.has_duty(*WORKING)},
        "urls": _urls(report, wanted),
        "attempt": attempt,
    }


def filled(report: Report, text: str, *, at: datetime) -> dict[str, str]:
    """What the form of an update shows after a prepared text was chosen. In ``acting``."""
    found = next((t for t in _prepared(report) if t.id == text), None)
    if found is None:
        return {}
    words: Words = reports().fill(report=report, text=found, at=at)
    moves = found.status is not None and found.status is not report.status
    status = found.status.value if found.status and moves else ""
    texts = {f"words-{language}": words.get(language, "") for language in LANGUAGES}
    return {**texts, "status": status}


def _where(report: Report, here: Desk) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"key": say("Address or words"), "value": report.address},
        {"key": say("Street"), "value": report.street},
        {"key": say("Ward"), "value": here.names.ward(report.ward)},
    ]
    return [row for row in rows if row["value"]]


def _came(report: Report, told: Told | None) -> list[dict[str, Any]]:
    """Who told it, and how it came: for the organisation only."""
    contact = told.contact if told else None
    rows: list[dict[str, Any]] = [
        {"key": say("Name"), "value": contact.name if contact else ""},
        {"key": say("Email"), "value": contact.email if contact else "", "scheme": "mailto"},
        {"key": say("Telephone"), "value": contact.phone if contact else "", "scheme": "tel"},
        {"key": say("Language"), "value": _LANGUAGES.get(report.language, report.language)},
        {
            "key": say("Sent to us"),
            "value": say(
                "{how}, {day}",
                how=_CHANNELS.get(report.channel, report.channel),
                day=day_words(report.opened_at),
            ),
        },
        {"key": say("From"), "value": report.source},
    ]
    if report.asked != report.org:
        asked = organisations.known(org=report.asked).name
        rows.append({"key": say("First asked"), "value": asked})
    return [row for row in rows if row["value"]]


def _answers(
    report: Report, told: Told | None, known: Mapping[str, Category]
) -> list[dict[str, Any]]:
    """The answers to the category's own questions; of old ones that it no longer asks, none."""
    found = known.get(report.category)
    return answers_shown(found.ask, told.answers, {}) if found and told else []


def _photo(report: Report, document: UUID, held: bool) -> dict[str, Any]:  # noqa: FBT001
    href = reverse("workspace:report-photo", args=[report.reference, document])
    return {"id": str(document), "href": href, "held": held}


def _others(report: Report, said: Sequence[Update], wanted: Asked) -> dict[UUID, Any]:
    """The other reports that updates name, and the one that it was merged into."""
    ids = {u.other_id for u in said if u.other_id} | {report.duplicate_of}
    found: list[Report] = reports().reports(ids=[i for i in ids if i])
    return {r.id: _other(r, wanted, ours=report.org == r.org) for r in found}


def _other(other: Report, wanted: Asked, *, ours: bool = True) -> dict[str, Any]:
    address = reverse("reports:report", args=[other.reference])
    return {
        "reference": other.reference,
        "href": wanted.report_url(other.reference) if ours else address,
        "state": status_shown(other),
    }


def _statuses(report: Report, attempt: Attempt) -> list[dict[str, Any]]:
    """Where the report may go from here; first of all nowhere."""
    chosen = attempt.typed.get("status", "")
    stays = say("Leave it at: {status}", status=status_words(status=report.status))
    allowed = [s for s in Status if s in ALLOWED[report.status] and s is not report.status]
    found = [{"value": "", "text": plain(stays)}]
    found += [{"value": s.value, "text": plain(status_words(status=s))} for s in allowed]
    return [{**one, "selected": one["value"] == chosen} for one in found]


def _texts(report: Report, attempt: Attempt, *, at: datetime) -> list[dict[str, Any]]:
    """The prepared texts that lead where the report may go, with what each fills in."""
    chosen = attempt.typed.get("text", "")
    return [
        {
            "value": text.id,
            "text": plain(text.name),
            "fills": filled(report, text.id, at=at),
            "selected": text.id == chosen,
        }
        for text in _prepared(report)
        if text.status is None or text.status in ALLOWED[report.status]
    ]


def _prepared(report: Report) -> tuple[PreparedText, ...]:
    try:
        texts: tuple[PreparedText, ...] = reports().scheme().texts_for(report.category)
    except NotFound:
        return ()
    return texts


def _desks(report: Report, here: Desk, attempt: Attempt) -> list[dict[str, Any]]:
    """Who may be given the report: nobody, a team, or somebody; what was chosen stays so."""
    holder = f"officer:{report.assignee}" if report.assignee else ""
    team = f"team:{report.team}" if report.team and not report.assignee else ""
    wanted = attempt.typed.get("to", holder or team) if attempt.form == "assign" else None
    current = holder or team if wanted is None else wanted
    found: list[tuple[str, Said | Words | str]] = [("", say("Nobody"))]
    for one in here.officer.organisation.teams:
        found.append((f"team:{one['id']}", say("Team: {team}", team=one["name"])))
    found += [(f"officer:{m.person}", m.name) for m in here.colleagues]
    return [
        {"value": value, "text": plain(text), "selected": value == current}
        for value, text in found
    ]


def _elsewhere(report: Report, attempt: Attempt) -> list[dict[str, Any]]:
    """The organisations that a report can be passed to."""
    chosen = attempt.typed.get("organisation", "")
    return [
        {"value": o.slug, "text": plain(o.name), "selected": o.slug == chosen}
        for o in organisations.everyone()
        if o.id != report.org
    ]


def _same(report: Report, here: Desk, wanted: Asked) -> list[dict[str, Any]]:
    """Reports near by of the same category, that this one may be the same as."""
    if report.lat is None or report.lon is None:
        return []
    try:
        found: list[Near] = reports().nearby(
            category=report.category, lat=report.lat, lon=report.lon, at=here.officer.at
        )
    except NotFound:
        return []
    return [
        {
            **_other(near.report, wanted),
            "metres": near.metres,
            "text": near.report.description,
            "opened_at": near.report.opened_at,
        }
        for near in found
        if near.report.id != report.id and near.report.org == report.org
    ]


def _urls(report: Report, wanted: Asked) -> dict[str, str]:
    acts = ("update", "assign", "forward", "merge", "link", "reopen", "release")
    return {act: wanted.report_url(report.reference, f"report-{act}") for act in acts} | {
        "public": reverse("reports:report", args=[report.reference])
    }
