"""Days as people write them in English and Welsh, and limits such as ``-18 years``."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_LONDON = ZoneInfo("Europe/London")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_RELATIVE = re.compile(r"([+-]?\d{1,4}) (day|week|month|year)s?", re.ASCII)
_DIGITS = re.compile(r"\d{1,2}", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_SHORTEST = 3
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}
_NAMES = (
    ("january", "ionawr"),
    ("february", "chwefror"),
    ("march", "mawrth"),
    ("april", "ebrill"),
    ("may", "mai"),
    ("june", "mehefin"),
    ("july", "gorffennaf"),
    ("august", "awst"),
    ("september", "medi"),
    ("october", "hydref"),
    ("november", "tachwedd"),
    ("december", "rhagfyr"),
)


def today(at: datetime) -> date:
    """The day that it is in the place at the moment ``at``."""
    return at.astimezone(_LONDON).date()


def iso_day(text: str) -> date | None:
    """The day that ``2026-03-27`` names; ``None`` for any other way of writing, or no day."""
    if not _ISO.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day_of(*, day: str, month: str, year: str) -> date | None:
    """The day that three fields name; the month as a number or a name. ``None`` for no day."""
    number = month_number(month)
    if number is None or not _DIGITS.fullmatch(day) or not is_year(year):
        return None
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def is_year(text: str) -> bool:
    """Whether ``text`` is a year of four figures."""
    return _YEAR.fullmatch(text) is not None


def month_number(text: str) -> int | None:
    """1 to 12 for ``3``, ``03``, ``March``, ``mar``, ``Mawrth``; else ``None``."""
    if _DIGITS.fullmatch(text):
        return int(text) if 1 <= int(text) <= len(_NAMES) else None
    start = text.casefold().rstrip(".")
    if len(start) < _SHORTEST:
        return None
    found = [
        number
        for number, names in enumerate(_NAMES, start=1)
        if any(name.startswith(start) for name in names) or start == "sept" == names[0][:4]
    ]
    return found[0] if len(found) == 1 else None


def is_limit(text: str) -> bool:
    """Whether ``text`` is a limit: ``today``, ``-18 years``, ``+28 days``, ``2030-01-31``."""
    return text == "today" or iso_day(text) is not None or bool(_RELATIVE.fullmatch(text))


def limit_day(limit: str, *, today: date) -> date:
    """The day that a limit means on the day ``today``."""
    if limit == "today":
        return today
    relative = _RELATIVE.fullmatch(limit)
    if relative is None:
        return date.fromisoformat(limit)
    amount, unit = int(relative[1]), relative[2]
    if unit in _MONTHS:
        return _months_later(today, amount * _MONTHS[unit])
    return _days_later(today, amount * _DAYS[unit])


def _days_later(day: date, days: int) -> date:
    within = max(1, min(date.max.toordinal(), day.toordinal() + days))
    return day + timedelta(days=within - day.toordinal())


def _months_later(day: date, months: int) -> date:
    """The same day of another month, or the last one that month has."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
