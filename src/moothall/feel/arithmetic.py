"""Adding, subtracting, multiplying, dividing and powers, for numbers, text, dates and lengths
of time."""

from collections.abc import Callable
from decimal import Decimal, DecimalException

from moothall.feel.bounds import Meter
from moothall.feel.faults import BoundReached, Fault
from moothall.feel.numbers import EXACT
from moothall.feel.temporal import (
    DAY,
    LAST_YEAR,
    NANO,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    add_months,
    from_day_number,
)
from moothall.feel.values import Value, said

VERBS = {
    "+": "be added to", "-": "be taken from", "*": "be multiplied by", "/": "be divided by",
    "**": "be raised to",
}  # fmt: skip
COST_OF_A_POWER = 20
CHARACTERS_A_STEP = 64
LONGEST = LAST_YEAR * 366 * DAY * NANO


def sound(value: Decimal) -> Decimal:
    """The result of a sum, unless it is too large to be a number."""
    if not value.is_finite():
        raise Fault("number", "The result is too large to be a number.")
    return value


def days(nanos: int) -> DaysDuration:
    if abs(nanos) > LONGEST:
        raise Fault("duration", "The result is too long a time.")
    return DaysDuration(nanos)


def months(count: int) -> MonthsDuration:
    if abs(count) > LAST_YEAR * 12:
        raise Fault("duration", "The result is too long a time.")
    return MonthsDuration(count)


def _add_numbers(a: Decimal, b: Decimal) -> Decimal:
    return sound(EXACT.add(a, b))


def _subtract_numbers(a: Decimal, b: Decimal) -> Decimal:
    return sound(EXACT.subtract(a, b))


def _multiply_numbers(a: Decimal, b: Decimal) -> Decimal:
    return sound(EXACT.multiply(a, b))


def _divide_numbers(a: Decimal, b: Decimal) -> Decimal:
    if not b:
        raise Fault("division_by_zero", "This divides by zero.")
    return sound(EXACT.divide(a, b))


def power(a: Decimal, b: Decimal, exponent: int) -> Decimal:
    """A number to a power, the power within its bound."""
    if abs(b) > exponent:
        raise BoundReached("exponent", f"A power may be at most {exponent}.")
    try:
        result = EXACT.power(a, b)
    except DecimalException:
        raise Fault("number", "This power is not a number.") from None
    return sound(result)


def nanos_of(number: Decimal) -> int:
    """A decimal count of nanoseconds as a whole one, if it is within reason."""
    if number.adjusted() > 30:
        raise Fault("duration", "The result is too long a time.")
    return int(number)


def _scale_days(a: DaysDuration, b: Decimal) -> DaysDuration:
    return days(nanos_of(EXACT.multiply(Decimal(a.nanos), b)))


def _scale_months(a: MonthsDuration, b: Decimal) -> MonthsDuration:
    return months(nanos_of(EXACT.multiply(Decimal(a.months), b)))


def _divide_days(a: DaysDuration, b: Decimal) -> DaysDuration:
    return days(nanos_of(_divide_numbers(Decimal(a.nanos), b)))


def _divide_months(a: MonthsDuration, b: Decimal) -> MonthsDuration:
    return months(nanos_of(_divide_numbers(Decimal(a.months), b)))


def _move_date(a: Date, b: DaysDuration) -> Date:
    return from_day_number((a.number * DAY * NANO + b.nanos) // (DAY * NANO))


def _move_time(a: Time, b: DaysDuration) -> Time:
    return Time.of_nanos((a.nanos + b.nanos) % (DAY * NANO), a.zone)


def _move_moment(a: DateTime, b: DaysDuration) -> DateTime:
    return DateTime.of_nanos(a.local_nanos + b.nanos, a.zone)


def _between_moments(a: DateTime, b: DateTime) -> DaysDuration:
    if (a.zone is None) != (b.zone is None):
        raise Fault("type", "One of these times has a time zone and the other has none.")
    return days(a.instant - b.instant)


def _between_times(a: Time, b: Time) -> DaysDuration:
    if (a.zone is None) != (b.zone is None):
        raise Fault("type", "One of these times has a time zone and the other has none.")
    shift = 0
    if isinstance(a.zone, int) and isinstance(b.zone, int):
        shift = (a.zone - b.zone) * NANO
    return days(a.nanos - b.nanos - shift)


def midnight(date: Date) -> DateTime:
    """A date as the standard counts with it beside a date and time: its midnight at
    Greenwich."""
    return DateTime(date, Time(0, 0, zone=0))


def _move_months(a: DateTime, b: MonthsDuration) -> DateTime:
    return DateTime(add_months(a.date, b.months), a.time)


Operation = Callable[..., Value]
Table = dict[tuple[type, type], Operation]

ADD: Table = {
    (Decimal, Decimal): _add_numbers,
    (str, str): lambda a, b: a + b,
    (Date, DaysDuration): _move_date,
    (DaysDuration, Date): lambda a, b: _move_date(b, a),
    (Date, MonthsDuration): lambda a, b: add_months(a, b.months),
    (MonthsDuration, Date): lambda a, b: add_months(b, a.months),
    (Time, DaysDuration): _move_time,
    (DaysDuration, Time): lambda a, b: _move_time(b, a),
    (DateTime, DaysDuration): _move_moment,
    (DaysDuration, DateTime): lambda a, b: _move_moment(b, a),
    (DateTime, MonthsDuration): _move_months,
    (MonthsDuration, DateTime): lambda a, b: _move_months(b, a),
    (DaysDuration, DaysDuration): lambda a, b: days(a.nanos + b.nanos),
    (MonthsDuration, MonthsDuration): lambda a, b: months(a.months + b.months),
}
SUBTRACT: Table = {
    (Decimal, Decimal): _subtract_numbers,
    (Date, Date): lambda a, b: days((a.number - b.number) * DAY * NANO),
    (DateTime, DateTime): _between_moments,
    (Date, DateTime): lambda a, b: _between_moments(midnight(a), b),
    (DateTime, Date): lambda a, b: _between_moments(a, midnight(b)),
    (Time, Time): _between_times,
    (Date, DaysDuration): lambda a, b: _move_date(a, DaysDuration(-b.nanos)),
    (Date, MonthsDuration): lambda a, b: add_months(a, -b.months),
    (Time, DaysDuration): lambda a, b: _move_time(a, DaysDuration(-b.nanos)),
    (DateTime, DaysDuration): lambda a, b: _move_moment(a, DaysDuration(-b.nanos)),
    (DateTime, MonthsDuration): lambda a, b: _move_months(a, MonthsDuration(-b.months)),
    (DaysDuration, DaysDuration): lambda a, b: days(a.nanos - b.nanos),
    (MonthsDuration, MonthsDuration): lambda a, b: months(a.months - b.months),
}
MULTIPLY: Table = {
    (Decimal, Decimal): _multiply_numbers,
    (DaysDuration, Decimal): _scale_days,
    (Decimal, DaysDuration): lambda a, b: _scale_days(b, a),
    (MonthsDuration, Decimal): _scale_months,
    (Decimal, MonthsDuration): lambda a, b: _scale_months(b, a),
}
DIVIDE: Table = {
    (Decimal, Decimal): _divide_numbers,
    (DaysDuration, Decimal): _divide_days,
    (MonthsDuration, Decimal): _divide_months,
    (DaysDuration, DaysDuration): lambda a, b: _divide_numbers(
        Decimal(a.nanos), Decimal(b.nanos)
    ),
    (MonthsDuration, MonthsDuration): lambda a, b: _divide_numbers(
        Decimal(a.months), Decimal(b.months)
    ),
}
TABLES = {"+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE}


def calculate(op: str, left: Value, right: Value, meter: Meter) -> Value:
    """The result of an operator. Raises Fault where there is none."""
    kinds = (left.__class__, right.__class__)
    if op == "**":
        if kinds == (Decimal, Decimal):
            meter.spend(COST_OF_A_POWER)
            return power(left, right, meter.bounds.exponent)
    else:
        if kinds == (str, str) and op == "+":
            size = len(left) + len(right)
            meter.length(size)
            meter.spend(size // CHARACTERS_A_STEP)
        operation = TABLES[op].get(kinds)
        if operation is not None:
            return operation(left, right)
    if left is None or right is None:
        raise Fault("null", f"There is no value on one side of {op}.")
    if op == "-":
        left, right = right, left
    raise Fault("type", f"{said(left).capitalize()} cannot {VERBS[op]} {said(right)}.")


def negate(value: Value) -> Value:
    """The value with the other sign."""
    if value.__class__ is Decimal:
        return EXACT.minus(value)
    if value.__class__ is DaysDuration:
        return DaysDuration(-value.nanos)
    if value.__class__ is MonthsDuration:
        return MonthsDuration(-value.months)
    if value is None:
        raise Fault("null", "There is no value after the minus sign.")
    raise Fault("type", f"{said(value).capitalize()} has no minus.")
