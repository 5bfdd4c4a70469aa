"""Functions of numbers."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    DecimalException,
)

from moothall.feel.arithmetic import sound
from moothall.feel.faults import Fault
from moothall.feel.functions.texts import whole
from moothall.feel.numbers import EXACT, is_whole
from moothall.feel.registry import builtin
from moothall.feel.temporal import DaysDuration, MonthsDuration
from moothall.feel.values import Value

COSTLY = 20
"""How many steps a root or a logarithm is worth."""

ROUNDINGS = {
    "decimal": (ROUND_HALF_EVEN, True),
    "floor": (ROUND_FLOOR, False),
    "ceiling": (ROUND_CEILING, False),
    "round up": (ROUND_UP, True),
    "round down": (ROUND_DOWN, True),
    "round half up": (ROUND_HALF_UP, True),
    "round half down": (ROUND_HALF_DOWN, True),
    "round half even": (ROUND_HALF_EVEN, True),
}
"""The functions below that round: how, and whether the places must be said."""

MOST_PLACES, FEWEST_PLACES = 6_176, -6_111


def rounded(number: Decimal, scale: Decimal, mode: str) -> Decimal:
    """A number rounded to so many places after the point."""
    places = whole(scale, "scale")
    if not FEWEST_PLACES <= places <= MOST_PLACES:
        raise Fault("number", "A number cannot be rounded to that many places.")
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= places:
        return number
    if places < -number.adjusted() - 2:
        return (
            Decimal(0)
            if mode not in (ROUND_UP, ROUND_CEILING, ROUND_FLOOR)
            else _far(number, places, mode)
        )
    try:
        return number.quantize(Decimal(1).scaleb(-places, EXACT), rounding=mode, context=EXACT)
    except DecimalException:
        raise Fault("number", "A number cannot be rounded to that many places.") from None


def _far(number: Decimal, places: int, mode: str) -> Decimal:
    """Rounding away from zero to far left of the first digit."""
    up = {ROUND_UP: number != 0, ROUND_CEILING: number > 0, ROUND_FLOOR: number < 0}[mode]
    return Decimal(1).scaleb(-places, EXACT).copy_sign(number) if up else Decimal(0)


@builtin("decimal(n: number, scale: number) -> number")
def decimal(number: Decimal, scale: Decimal) -> Decimal:
    return rounded(number, scale, ROUND_HALF_EVEN)


@builtin("floor(n: number) -> number", "floor(n: number, scale: number) -> number")
def floor(number: Decimal, scale: Decimal = Decimal(0)) -> Decimal:
    return rounded(number, scale, ROUND_FLOOR)


@builtin("ceiling(n: number) -> number", "ceiling(n: number, scale: number) -> number")
def ceiling(number: Decimal, scale: Decimal = Decimal(0)) -> Decimal:
    return rounded(number, scale, ROUND_CEILING)


@builtin("round up(n: number, scale: number) -> number")
def round_up(number: Decimal, scale: Decimal) -> Decimal:
    return rounded(number, scale, ROUND_UP)


@builtin("round down(n: number, scale: number) -> number")
def round_down(number: Decimal, scale: Decimal) -> Decimal:
    return rounded(number, scale, ROUND_DOWN)


@builtin("round half up(n: number, scale: number) -> number")
def round_half_up(number: Decimal, scale: Decimal) -> Decimal:
    return rounded(number, scale, ROUND_HALF_UP)


@builtin("round half down(n: number, scale: number) -> number")
def round_half_down(number: Decimal, scale: Decimal) -> Decimal:
    return rounded(number, scale, ROUND_HALF_DOWN)


@builtin("round half even(n: number, scale: number) -> number")
def round_half_even(number: Decimal, scale: Decimal) -> Decimal:
    return rounded(number, scale, ROUND_HALF_EVEN)


@builtin("abs(n: Any) -> Any")
def absolute(value: Value) -> Value:
    if value.__class__ is Decimal:
        return value.copy_abs()
    if value.__class__ is DaysDuration:
        return DaysDuration(abs(value.nanos))
    if value.__class__ is MonthsDuration:
        return MonthsDuration(abs(value.months))
    raise Fault(
        "null" if value is None else "type", '"n" must be a number or a length of time.'
    )


@builtin("modulo(dividend: number, divisor: number) -> number")
def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """What is left of a division rounded down, so it has the sign of the divisor."""
    if not divisor:
        raise Fault("division_by_zero", "This divides by zero.")
    if dividend.adjusted() - divisor.adjusted() > 33:
        raise Fault("number", "These numbers are too far apart in size.")
    left = EXACT.remainder(dividend, divisor)
    return EXACT.add(left, divisor) if left and (left < 0) != (divisor < 0) else left


@builtin("sqrt(number: number) -> number", cost=COSTLY)
def square_root(number: Decimal) -> Decimal:
    if number < 0:
        raise Fault("number", "A negative number has no square root.")
    return EXACT.sqrt(number)


@builtin("log(number: number) -> number", cost=COSTLY)
def logarithm(number: Decimal) -> Decimal:
    if number <= 0:
        raise Fault("number", "Only a number above 0 has a logarithm.")
    return EXACT.ln(number)


@builtin("exp(number: number) -> number", cost=COSTLY)
def exponential(number: Decimal) -> Decimal:
    return sound(EXACT.exp(number))


@builtin("odd(number: number) -> boolean")
def odd(number: Decimal) -> bool:
    return _parity(number) == 1


@builtin("even(number: number) -> boolean")
def even(number: Decimal) -> bool:
    return _parity(number) == 0


def _parity(number: Decimal) -> int:
    if not is_whole(number):
        raise Fault("type", "Only a whole number is odd or even.")
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        return 0
    return int(EXACT.remainder(number, Decimal(2)).copy_abs())
