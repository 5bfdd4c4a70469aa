"""Working days of a place: what is due when, and how long a clock has run."""

from collections.abc import Set
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

_DAY = timedelta(days=1)
_SATURDAY = 5
_END_OF_DAY = time(23, 59, 59)


@cache
def bank_holidays(*, country: str, subdivision: str | None, year: int) -> Set[date]:
    """The public holidays of one year, as the ``holidays`` package lists them."""
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))


class WorkingDays:
    """Monday to Friday without the bank holidays of one place, in its time zone."""

    def __init__(self, *, country: str, subdivision: str | None, time_zone: str) -> None:
        self._country, self._subdivision = country, subdivision
        self.zone = ZoneInfo(time_zone)

    def is_working(self, day: date) -> bool:
        return day.weekday() < _SATURDAY and day not in bank_holidays(
            country=self._country, subdivision=self._subdivision, year=day.year
        )

    def due(self, *, start: datetime, days: int) -> datetime:
        """The end of the ``days``-th working day after the day of ``start``.

        What comes in on a day off counts from the next working day's start, so the first
        working day after it is day one.
        """
        if days < 0:
            raise ValueError("a deadline cannot lie before its start")
        day = start.astimezone(self.zone).date()
        while days:
            day += _DAY
            days -= self.is_working(day)
        return datetime.combine(day, _END_OF_DAY, self.zone)

    def between(self, *, start: datetime, end: datetime) -> int:
        """How many working days begin after the day of ``start``, up to the day of ``end``."""
        day, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        count = 0
        while day < last:
            day += _DAY
            count += self.is_working(day)
        return count

    def resumed(self, *, due: datetime, paused: datetime, at: datetime) -> datetime:
        """The deadline ``due`` moved on by the working days that a pause has lasted."""
        return self.due(start=due, days=self.between(start=paused, end=at))
