"""Sums and rounding of exact decimals, wide enough that no digit is ever lost."""

from collections.abc import Iterable, Mapping
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    Inexact,
    InvalidOperation,
)

from moothall.components.calculation.contracts import RoundingMode

MOST_DIGITS = 12
"""Before the point: no amount of a calculation has more."""
MOST_DECIMALS = 60

_WIDE = Context(prec=100, traps=[InvalidOperation])
_LOSSLESS = Context(prec=100, traps=[InvalidOperation, Inexact])
_MODES: Mapping[RoundingMode, str] = {
    "half up": ROUND_HALF_UP,
    "half even": ROUND_HALF_EVEN,
    "half down": ROUND_HALF_DOWN,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
}


def is_an_amount(number: Decimal) -> bool:
    """Whether money can be so large, and written with so many digits."""
    exponent = number.as_tuple().exponent
    if not number or not isinstance(exponent, int):
        return number.is_finite()
    return number.adjusted() < MOST_DIGITS and exponent >= -MOST_DECIMALS


def added(*, amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    total = Decimal(0)
    for amount in amounts:
        total = _LOSSLESS.add(total, amount)
    return total


def rounded(*, amount: Decimal, digits: int, mode: RoundingMode) -> Decimal:
    """The amount with so many digits after the point; nought has no sign."""
    step = Decimal(1).scaleb(-digits)
    found = amount.quantize(step, rounding=_MODES[mode], context=_WIDE)
    return found if found else found.copy_abs()
