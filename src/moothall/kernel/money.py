"""Exact money: whole pence, never a float."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

_MOST_DIGITS = 20
"""No amount has more; beyond it, even reading one could take long."""


@dataclass(frozen=True, kw_only=True, order=True)
class Money:
    """An amount in pounds sterling, counted in pence."""

    pence: int

    @classmethod
    def of(cls, pounds: Decimal) -> "Money":
        """Pounds as a decimal; a fraction of a penny is a ``ValueError``, never rounded."""
        if not pounds.is_finite() or pounds.adjusted() > _MOST_DIGITS:
            raise ValueError(f"{pounds} is not a whole number of pence")
        pence = Fraction(pounds) * 100
        if pence.denominator != 1:
            raise ValueError(f"{pounds} is not a whole number of pence")
        return cls(pence=int(pence))

    @property
    def pounds(self) -> Decimal:
        return Decimal(self.pence) / 100

    def __add__(self, other: "Money") -> "Money":
        return Money(pence=self.pence + other.pence)

    def __sub__(self, other: "Money") -> "Money":
        return Money(pence=self.pence - other.pence)

    def __str__(self) -> str:
        """As people write it: ``£1,234.50``, and ``£40`` for whole pounds."""
        sign = "-" if self.pence < 0 else ""
        pounds, pence = divmod(abs(self.pence), 100)
        return f"{sign}£{pounds:,}" + (f".{pence:02}" if pence else "")
