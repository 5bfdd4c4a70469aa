"""The periods of summaries, findings and releases: whole months and quarters, in UTC."""

import re
from dataclasses import dataclass
from datetime import date, datetime

TWELVE_MONTHS = "12m"
QUARTERS = 12
"""As many whole quarters are kept in sight."""
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_MONTHS_OF_A_YEAR, _MONTHS_OF_A_QUARTER = 12, 3


@dataclass(frozen=True, kw_only=True)
class Period:
    """From one day up to another, which is not in it any more."""

    name: str
    since: date
    until: date

    @property
    def a_year_before(self) -> "Period":
        return Period(
            name=self.name,
            since=months_later(self.since, -_MONTHS_OF_A_YEAR),
            until=months_later(self.until, -_MONTHS_OF_A_YEAR),
        )

    @property
    def months(self) -> tuple[str, ...]:
        """Its months, ``2026-11``, in order."""
        found, month = [], self.since.replace(day=1)
        while month < self.until:
            found.append(f"{month:%Y-%m}")
            month = months_later(month, 1)
        return tuple(found)


def months_later(day: date, months: int) -> date:
    """The first of the month so many months later; earlier where it is less than 0."""
    at = day.year * _MONTHS_OF_A_YEAR + day.month - 1 + months
    return date(at // _MONTHS_OF_A_YEAR, at % _MONTHS_OF_A_YEAR + 1, 1)


def twelve_months(*, at: datetime) -> Period:
    """The twelve months up to the last whole one."""
    until = at.date().replace(day=1)
    return Period(
        name=TWELVE_MONTHS, since=months_later(until, -_MONTHS_OF_A_YEAR), until=until
    )


def quarter(name: str) -> Period:
    """A quarter by its name, ``2026-Q3``; ``ValueError`` for what is none."""
    found = _QUARTER.fullmatch(name)
    if found is None:
        raise ValueError(f"{name!r} is no quarter, such as 2026-Q3")
    first = date(int(found[1]), _MONTHS_OF_A_QUARTER * (int(found[2]) - 1) + 1, 1)
    return Period(name=name, since=first, until=months_later(first, _MONTHS_OF_A_QUARTER))


def quarters(*, at: datetime, many: int = QUARTERS) -> tuple[Period, ...]:
    """The last whole quarters, the earliest first."""
    begun = (at.month - 1) // _MONTHS_OF_A_QUARTER * _MONTHS_OF_A_QUARTER + 1
    until = date(at.year, begun, 1)
    return tuple(
        quarter(quarter_of(months_later(until, -_MONTHS_OF_A_QUARTER * back)))
        for back in range(many, 0, -1)
    )


def quarters_within(period: Period) -> tuple[Period, ...]:
    """The whole quarters that lie in a longer period; none in a quarter itself."""
    begins = [period.since.replace(day=1)]
    while begins[-1] < period.until:
        begins.append(months_later(begins[-1], 1))
    found = [
        quarter(quarter_of(day))
        for day in begins
        if (day.month - 1) % _MONTHS_OF_A_QUARTER == 0
    ]
    return tuple(
        one
        for one in found
        if one.since >= period.since
        and one.until <= period.until
        and len(one.months) < len(period.months)
    )


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month - 1) // _MONTHS_OF_A_QUARTER + 1}"
