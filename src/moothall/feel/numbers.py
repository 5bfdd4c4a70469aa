"""Numbers: decimals of 34 digits, as the standard has them, and nothing that is not a
number."""

from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
)

LARGEST_EXPONENT = 6_144

EXACT = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6_143,
    Emax=LARGEST_EXPONENT,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[InvalidOperation, DivisionByZero],
)
"""Overflow is not trapped: it gives an infinity, which `is_sound` refuses."""

ZERO = Decimal(0)
ONE = Decimal(1)


def is_sound(value: Decimal) -> bool:
    """Is it a finite number of a size that the standard knows?"""
    return value.is_finite() and -6_176 <= value.adjusted() <= LARGEST_EXPONENT


def is_whole(value: Decimal) -> bool:
    """Has it no part after the point?"""
    return value == value.to_integral_value(context=EXACT)


def plain(value: Decimal, *, keep: bool = False) -> str:
    """A number as people write it: no exponent unless it is very large or small.

    Idle zeros after the point stay only on request, so that 10.50 is still 10.50.
    """
    if value == 0 and not keep:
        return "0"
    if not -40 < value.adjusted() < 40:
        return str(value.normalize(EXACT))
    text = format(value, "f")
    return text if keep or "." not in text else text.rstrip("0").rstrip(".")
