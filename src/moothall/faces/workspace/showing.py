"""How a case is shown: names for its ids, its state as a tag, its clock in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from babel.dates import format_date

from moothall.components.cases.contracts import CaseRow
from moothall.journeys import catalogue
from moothall.journeys.catalogue import Published
from moothall.kernel.language import current_language
from moothall.kernel.organisations import Organisation
from moothall.kernel.place import place
from moothall.kernel.words import Said, Words, date_words, say

_COUNTED = timedelta(days=60)
"""How far ahead and back working days are counted; beyond it a date says more."""
_TONES = {"open": "blue", "paused": "yellow", "closed": "grey"}
NOBODY_YET = say("Nobody yet")
NOT_HERE_ANY_MORE = say("Somebody who no longer works here")


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the ids of an organisation's work are called."""

    organisation: Organisation
    people: Mapping[UUID, str]
    wards: Mapping[str, Words]

    def person(self, person: UUID | None) -> str | Said:
        return self.people.get(person, NOT_HERE_ANY_MORE) if person else NOBODY_YET

    def team(self, team: str | None) -> Words | str:
        for known in self.organisation.teams:
            if known["id"] == team:
                name: Words = known["name"]
                return name
        return team or ""

    def ward(self, ward: str | None) -> Words | str:
        return self.wards.get(ward, ward) if ward else ""


def published(case: CaseRow) -> Published:
    """The version of the service by which the case lives. It is in memory once it was read."""
    return catalogue.version(version_id=case.version)


def who_has(case: CaseRow, names: Names) -> str | Said | Words:
    """Who works on a case: somebody, else a team, else nobody."""
    if case.assignee is None and case.team:
        return names.team(case.team)
    return names.person(case.assignee)


def who_works_on(case: CaseRow, names: Names) -> Said:
    """The same as words that stand by themselves."""
    if case.assignee:
        return say("Assigned to {name}", name=names.person(case.assignee))
    if case.team:
        return say("Team: {team}", team=names.team(case.team))
    return NOBODY_YET


def state_label(case: CaseRow, state: str) -> Words:
    """What a state of the case's life is called."""
    known = published(case).service.life.states.get(state)
    return known.label if known else {"en": state}


def state_shown(case: CaseRow) -> dict[str, Any]:
    """The state of a case as a tag."""
    kind = "closed" if case.closed_at else "paused" if case.is_paused else "open"
    return {"text": state_label(case, case.state), "tone": _TONES[kind]}


def due_shown(case: CaseRow, at: datetime) -> dict[str, Any] | None:
    """When a case is due, in words and colour; none where nothing is due."""
    if case.closed_at is not None:
        return None
    if case.is_paused:
        return {"text": "", "state": "paused"}
    if case.due_at is None:
        return None
    return due_words_of(case.due_at, at)


def due_words_of(due: datetime, at: datetime) -> dict[str, Any]:
    """A time limit in words and colour."""
    if due < at:
        return {"text": _late(due, at), "state": "overdue"}
    zone = place().working_days().zone
    day, today = due.astimezone(zone).date(), at.astimezone(zone).date()
    if day == today:
        return {"text": say("today"), "state": "soon"}
    if day == today + timedelta(days=1):
        return {"text": say("tomorrow"), "state": "soon"}
    return {"text": short_day(day, this_year=today.year), "state": ""}


def clock_words(case: CaseRow, at: datetime) -> Said | None:
    """What the clock of an open case is doing, in a sentence."""
    if case.closed_at is not None:
        return say("Closed on {day}", day=day_words(case.closed_at))
    if case.is_paused:
        if case.due_at is None:
            return say("Paused while we wait for the resident")
        return say(
            "Paused while we wait for the resident, until {day}", day=day_words(case.due_at)
        )
    if case.due_at is None:
        return say("No deadline")
    if case.is_overdue(at=at):
        return say("Was due on {day}", day=day_words(case.due_at))
    return _left(case.due_at, at)


def day_words(moment: datetime) -> str:
    """The day of a moment, in the place's time and the page's language."""
    local = moment.astimezone(place().working_days().zone)
    return date_words(local.date(), current_language())


def short_day(day: date, *, this_year: int) -> str:
    """A day for a narrow column: ``24 November``, and with its year where that is another."""
    locale = "cy_GB" if current_language() == "cy" else "en_GB"
    return format_date(day, "d MMMM" if day.year == this_year else "d MMM y", locale=locale)


def _late(due: datetime, at: datetime) -> Said:
    days = place().working_days()
    late = days.between(start=due, end=at) if at - due < _COUNTED else 0
    if late == 1:
        return say("1 working day")
    if late:
        return say("{days} working days", days=late)
    day, today = (moment.astimezone(days.zone).date() for moment in (due, at))
    if day == today:
        return say("since today")
    return say("since {day}", day=short_day(day, this_year=today.year))


def _left(due: datetime, at: datetime) -> Said:
    day = day_words(due)
    if due - at > _COUNTED:
        return say("Due on {day}", day=day)
    days = place().working_days().between(start=at, end=due)
    if days == 0:
        return say("Due today")
    if days == 1:
        return say("Due on {day}, 1 working day left", day=day)
    return say("Due on {day}, {days} working days left", day=day, days=days)
