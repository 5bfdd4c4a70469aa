"""Spots on the earth, in degrees."""

from decimal import Decimal

from moothall.components.forms.rules import numbers

_FINE = Decimal("0.000001")  # eleven centimetres
_NORTHMOST, _EASTMOST = 90, 180

Spot = tuple[int | Decimal, int | Decimal]


def spot(lat: Decimal | None, lon: Decimal | None) -> Spot | None:
    """Latitude and longitude in normal form; ``None`` unless both are on the earth."""
    if lat is None or lon is None:
        return None
    if not (-_NORTHMOST <= lat <= _NORTHMOST and -_EASTMOST <= lon <= _EASTMOST):
        return None
    return numbers.plain(lat.quantize(_FINE)), numbers.plain(lon.quantize(_FINE))
