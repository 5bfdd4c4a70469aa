"""A day, given in three fields."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator

from moothall.components.forms.kinds.asked import Asked, sent
from moothall.components.forms.rules import dates
from moothall.components.forms.rules import text as rules
from moothall.kernel.questions import Answer, AnswersRefused, Asking, Fields
from moothall.kernel.steps import Problem
from moothall.kernel.words import Said, date_words, say

PARTS = ("day", "month", "year")
_LONGEST_PART = 20
_EARLIEST, _LATEST = "1900-01-01", "+100 years"
_MISSING = {
    ("day",): "The date must include a day",
    ("month",): "The date must include a month",
    ("year",): "The date must include a year",
    ("day", "month"): "The date must include a day and month",
    ("day", "year"): "The date must include a day and year",
    ("month", "year"): "The date must include a month and year",
}


def _a_limit(limit: str) -> str:
    if not dates.is_limit(limit):
        raise ValueError(
            f"`{limit}` is no limit of a date; write today, -18 years, +28 days or 2030-01-31"
        )
    return limit


_Limit = Annotated[str, AfterValidator(_a_limit)]


class Day(Asked):
    """``{kind: date, earliest, latest}``: each limit a day, or one counted from today."""

    kind: ClassVar[str] = "date"
    feel_type: ClassVar[str] = "date"
    template: ClassVar[str] = "forms/kinds/date.html"

    earliest: _Limit = _EARLIEST
    latest: _Limit = _LATEST
    birthday: bool = False
    """Whether it is the person's own date of birth, which their browser may fill in."""

    def read(self, *, fields: Fields, asking: Asking) -> Answer:
        parts = {
            part: rules.one_line(sent(fields, f"{self.id}-{part}"))[:_LONGEST_PART]
            for part in PARTS
        }
        missing = tuple(part for part in PARTS if not parts[part])
        if missing == PARTS:
            return None
        if missing:
            raise self.mistake(say(_MISSING[missing]), part=missing[0])
        day = dates.day_of(**parts)
        if day is None:
            raise self._no_day(parts)
        return self._within_limits(day, asking, part="day")

    def check(self, *, answer: Answer, asking: Asking) -> Answer:
        day = dates.iso_day(answer) if isinstance(answer, str) else None
        if day is None:
            raise self.mistake(say("Enter a real date, like 2026-03-27"))
        return self._within_limits(day, asking)

    def fields(self, *, answer: Answer) -> dict[str, list[str]]:
        if answer is None:
            return {}
        year, month, day = answer.split("-")
        return {
            f"{self.id}-day": [str(int(day))],
            f"{self.id}-month": [str(int(month))],
            f"{self.id}-year": [year],
        }

    def json_schema(self) -> dict[str, Any]:
        return self.described(type="string", format="date", examples=["2026-03-27"])

    def text(self, *, answer: Answer, language: str) -> str:
        return date_words(date.fromisoformat(answer), language)

    def cells(self, *, answer: Answer) -> list[str]:
        return ["" if answer is None else answer]

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        some_day = date(2026, 3, 27)
        earliest = dates.limit_day(self.earliest, today=some_day)
        if earliest > dates.limit_day(self.latest, today=some_day):
            yield Problem(
                path=("earliest",),
                code="forms.date-without-room",
                words=f"no day of `{self.id}` lies between `earliest` and `latest`",
                mend="let `earliest` come before `latest`",
            )

    def _no_day(self, parts: dict[str, str]) -> AnswersRefused:
        if not dates.is_year(parts["year"]) and parts["year"].isdigit():
            return self.mistake(say("Year must include 4 numbers"), part="year")
        part = "day" if dates.month_number(parts["month"]) else "month"
        return self.mistake(say("Enter a real date, like 27 3 2026"), part=part)

    def _within_limits(self, day: date, asking: Asking, part: str | None = None) -> str:
        today = dates.today(asking.at)
        earliest = dates.limit_day(self.earliest, today=today)
        latest = dates.limit_day(self.latest, today=today)
        if day < earliest:
            raise self.mistake(self._too_early(earliest), part=part)
        if day > latest:
            raise self.mistake(self._too_late(latest), part=part)
        return day.isoformat()

    def _too_early(self, earliest: date) -> Said:
        if self.earliest == "today":
            return say("The date must be today or in the future")
        return say("The date must be {day} or after", day=_in_words(earliest))

    def _too_late(self, latest: date) -> Said:
        if self.latest == "today":
            return say("The date must be today or in the past")
        return say("The date must be {day} or before", day=_in_words(latest))


def _in_words(day: date) -> dict[str, str]:
    return {language: date_words(day, language) for language in ("en", "cy")}
