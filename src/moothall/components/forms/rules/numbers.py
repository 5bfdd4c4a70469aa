"""Exact numbers: read as people type them, never through a float."""

import re
from decimal import Decimal

MOST_DIGITS = 15
"""Before the point: beyond that nobody counts anything here."""
MOST_DECIMALS = 9

_GROUPED = re.compile(r"([+-]?\d{1,3}(?:,\d{3})+)(\.\d*)?", re.ASCII)
_PLAIN = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,9})?|\.\d{1,9})", re.ASCII)
_TOO_LONG_TO_BE_A_NUMBER = 60


def typed(text: str, *, before: str = "", after: str = "") -> Decimal | None:
    """The number in ``text``, without the signs around it; ``None`` if it is no number."""
    if len(text) > _TOO_LONG_TO_BE_A_NUMBER:
        return None
    bare = re.sub(r"\s", "", text).replace("−", "-").casefold()
    bare = bare.removesuffix(re.sub(r"\s", "", after).casefold())
    sign = bare[: len(bare) - len(bare.lstrip("+-"))]
    bare = sign + bare[len(sign) :].removeprefix(before)
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
    return Decimal(bare) if _PLAIN.fullmatch(bare) else None


def exact(answer: object) -> Decimal | None:
    """The exact value of a JSON number; ``None`` for a float, a bool or what is no number."""
    if isinstance(answer, bool) or not isinstance(answer, int | Decimal):
        return None
    value = Decimal(answer)
    return value if value.is_finite() else None


def is_far_too_large(value: Decimal) -> bool:
    return bool(value) and value.adjusted() >= MOST_DIGITS


def decimals(value: Decimal) -> int:
    """How many decimal places ``value`` needs, as far as that matters."""
    exponent = value.as_tuple().exponent
    if not value or not isinstance(exponent, int) or exponent >= 0:
        return 0
    if value.adjusted() < -MOST_DECIMALS or -exponent > 2 * MOST_DECIMALS:
        return MOST_DECIMALS + 1
    _, _, fraction = f"{value:f}".partition(".")
    return len(fraction.rstrip("0"))


def plain(value: Decimal) -> int | Decimal:
    """The normal form: a whole number as ``int``, any other without zeros at its end."""
    return int(value) if value == value.to_integral_value() else value.normalize()


def in_words(value: Decimal | int) -> str:
    """``1,234.5``: with commas, without an exponent."""
    return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
