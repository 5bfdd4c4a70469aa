"""Distances on the earth, and the cells of the map in which to look for what is near."""

from math import asin, cos, floor, radians, sin, sqrt

EARTH = 6_371_008.8
"""Its mean radius in metres (IUGG)."""
CELL = 0.002
"""Degrees: the cells by which the table is indexed, as its migration says."""
_METRES_A_DEGREE = radians(1) * EARTH


def metres(*, lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """The great-circle distance by the haversine formula (Sinnott 1984): good to 0.5 %."""
    a, b = radians(lat), radians(to_lat)
    across = sin((b - a) / 2) ** 2
    along = cos(a) * cos(b) * sin(radians(to_lon - lon) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(across + along)))


def box(*, lat: float, lon: float, radius: float) -> tuple[float, float, float, float]:
    """South, west, north and east of a box that holds a circle of ``radius`` metres."""
    high = radius / _METRES_A_DEGREE
    wide = high / max(cos(radians(min(89.0, abs(lat) + high))), 0.01)
    return lat - high, lon - wide, lat + high, lon + wide


def cell(degrees: float) -> int:
    """The number of the row or column of cells in which a latitude or longitude lies."""
    return floor(degrees / CELL)
