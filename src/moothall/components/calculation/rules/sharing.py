"""Sharing an amount out by days: what is due for a part of a year, a month or a week."""

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from moothall.components.calculation.contracts import CannotBeWorkedOut, Over, Unit

MOST_DAYS = 36_525
"""A hundred years: a period that is longer is a slip of the pen."""

_ONE = timedelta(days=1)
_WEEK = 7
_MONTH_AND_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
_COMMON_YEAR = 2001
_FIRST_YEAR, _LAST_YEAR = 1000, 9000
_ENGINE = Context(prec=34, rounding=ROUND_HALF_EVEN)
"""Numbers are handed on with as many digits as the engine's own divisions have."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """Days in a row that one amount, and one length of what it is for, holds for."""

    first: date
    last: date
    amount: Decimal
    """What is due for one whole."""
    length: int
    """How many days one whole has."""
    wholes: int = 0
    """How many wholes it is, where it is nothing but whole ones of whatever length."""

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def share(self) -> Fraction:
        """What is due for these days, exactly."""
        wholes = Fraction(self.wholes) if self.wholes else Fraction(self.days, self.length)
        return Fraction(self.amount) * wholes


def check_period(*, first: date, last: date) -> None:
    """Raise ``CannotBeWorkedOut`` for a period that is none, or that nobody can mean."""
    if last < first:
        words = (
            f"The last day, {last.isoformat()}, comes before the first, {first.isoformat()}."
        )
        raise CannotBeWorkedOut(code="calculation.period-reversed", words=words)
    within = first.year >= _FIRST_YEAR and last.year <= _LAST_YEAR
    if not within or (last - first).days >= MOST_DAYS:
        words = f"The period from {first.isoformat()} to {last.isoformat()} is too long."
        raise CannotBeWorkedOut(code="calculation.period-too-long", words=words)


def years_of(*, over: Over) -> tuple[int, int]:
    """Month and day on which its years begin; it does not matter where it has none.

    Raises ``CannotBeWorkedOut`` where that is not a day of every year.
    """
    if over.per != "year":
        return 1, 1
    text = over.year_from or ""
    try:
        begins = date.fromisoformat(f"{_COMMON_YEAR}-{text}")
    except ValueError:
        begins = None
    if begins is None or not _MONTH_AND_DAY.fullmatch(text):
        words = "The service does not say on which day its years begin."
        raise CannotBeWorkedOut(code="unfinished", words=words)
    return begins.month, begins.day


def shared(
    *,
    first: date,
    last: date,
    per: Unit,
    amounts: Mapping[date, Decimal],
    year_from: tuple[int, int] = (1, 1),
) -> list[Part]:
    """The parts of a period, in order and without gaps; their shares come to what is due.

    ``amounts`` are what is due for one whole, by the day from which it holds; one of them holds
    on the first day. Days on which neither the amount nor the length of a whole changes are
    one part, and so are whole ones that follow each other.
    """
    begun = sorted(day for day in amounts if day <= last)
    cuts = [day for day in begun if day > first]
    amount = amounts[max(day for day in begun if day <= first)]
    parts = list[Part]()
    for begin, end, length in _wholes(first, last, per, year_from):
        inside = list[Part]()
        for part_first, part_last in _cut(max(begin, first), min(end, last), cuts):
            amount = amounts.get(part_first, amount) if part_first > first else amount
            _join(
                inside,
                Part(first=part_first, last=part_last, amount=amount, length=length),
            )
        for part in inside:
            _join(parts, replace(part, wholes=1) if part.days == length else part)
    return parts


def came_to(*, parts: Sequence[Part]) -> Decimal:
    """All shares together: added exactly, and written with 34 digits where it takes more."""
    return as_decimal(number=sum((part.share for part in parts), Fraction(0)))


def as_decimal(*, number: Fraction) -> Decimal:
    """The number with all its digits, or with 34 where it takes more."""
    return _ENGINE.divide(Decimal(number.numerator), Decimal(number.denominator))


def _join(parts: list[Part], part: Part) -> None:
    """Add a part, together with the one before it where the two read as one."""
    before = parts[-1] if parts else None
    if before is None or before.amount != part.amount:
        parts.append(part)
    elif before.wholes and part.wholes:
        wholes = before.wholes + part.wholes
        parts[-1] = replace(before, last=part.last, wholes=wholes)
    elif not before.wholes and not part.wholes and before.length == part.length:
        parts[-1] = replace(before, last=part.last)
    else:
        parts.append(part)


def _wholes(
    first: date, last: date, per: Unit, year_from: tuple[int, int]
) -> Iterator[tuple[date, date, int]]:
    """The wholes in which the period lies: first day, last day, length."""
    if per in {"week", "day"}:
        # Every day of a week counts alike, so it does not matter where weeks begin.
        yield first, last, _WEEK if per == "week" else 1
        return
    begin = _begin_of(first, per, year_from)
    while begin <= last:
        following = _next(begin, per)
        yield begin, following - _ONE, (following - begin).days
        begin = following


def _begin_of(day: date, per: Unit, year_from: tuple[int, int]) -> date:
    if per == "month":
        return day.replace(day=1)
    begins = date(day.year, *year_from)
    return begins if begins <= day else date(day.year - 1, *year_from)


def _next(begin: date, per: Unit) -> date:
    if per == "month":
        return begin + timedelta(days=calendar.monthrange(begin.year, begin.month)[1])
    return begin.replace(year=begin.year + 1)


def _cut(first: date, last: date, cuts: Iterable[date]) -> Iterator[tuple[date, date]]:
    begin = first
    for cut in cuts:
        if first < cut <= last:
            yield begin, cut - _ONE
            begin = cut
    yield begin, last
