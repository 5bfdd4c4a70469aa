"""Where something is: coordinates that are some of the place's, or an address in words."""

import time
from dataclasses import dataclass

from moothall.faces.open311.problems import bad
from moothall.faces.open311.reading import Given
from moothall.kernel import registry
from moothall.kernel.words import say

_MOST_LAT, _MOST_LON = 90.0, 180.0
_MARGIN = 0.01
"""Degrees beyond the borders of the place that count as in it: maps are drawn unlike."""
_AREAS = "areas.v1"
_KEEP_SECONDS = 5.0


class _Borders:
    """The box around the place, read again every few seconds: it hardly ever changes."""

    def __init__(self) -> None:
        self._kept: tuple[float, object] = (float("-inf"), None)

    def extent(self) -> object:
        """None where nobody knows."""
        read_at, extent = self._kept
        if extent is None or time.monotonic() - read_at > _KEEP_SECONDS:
            offered = registry.offers(_AREAS)
            extent = registry.offer(_AREAS).extent() if offered else None
            self._kept = (time.monotonic(), extent)
        return extent


_borders = _Borders()


@dataclass(frozen=True, kw_only=True)
class Spot:
    lat: float | None = None
    lon: float | None = None
    address: str = ""


def spot(given: Given) -> Spot:
    """The spot of a new request, in one of three ways. Inside ``acting``."""
    found = coordinates(given)
    address = given.get("address_string") or given.get("address_id")
    if found is None:
        if not address:
            raise bad(say("Say where it is: lat and long, address_string or address_id."))
        return Spot(address=address)
    lat, lon = found
    _inside(lat, lon)
    return Spot(lat=lat, lon=lon, address=address)


def coordinates(given: Given) -> tuple[float, float] | None:
    """Latitude and longitude in WGS84, if they are given: both, and such as there are."""
    lat, lon = given.number("lat"), given.number("long")
    if lat is None and lon is None:
        return None
    if lat is None or lon is None:
        raise bad(say("lat and long belong together."))
    if abs(lat) > _MOST_LAT or abs(lon) > _MOST_LON:
        raise bad(say("lat is from -90 to 90, long from -180 to 180."))
    return lat, lon


def _inside(lat: float, lon: float) -> None:
    """Refuse what lies outside the place, as far as anybody knows where its borders are."""
    extent = _borders.extent()
    if extent is None or _within(extent, lat, lon):
        return
    if _within(extent, lon, lat):
        raise bad(say("lat and long seem to be swapped."))
    raise bad(say("lat and long lie outside this place."))


def _within(extent: object, lat: float, lon: float) -> bool:
    south, west, north, east = (
        float(getattr(extent, side)) for side in ("south", "west", "north", "east")
    )
    return south - _MARGIN <= lat <= north + _MARGIN and west - _MARGIN <= lon <= east + _MARGIN
