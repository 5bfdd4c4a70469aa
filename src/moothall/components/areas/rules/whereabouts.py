"""Whether a position can be meant: degrees, the right way round, in the United Kingdom."""

from math import isfinite

from moothall.components.areas.contracts import Bounds, Point
from moothall.kernel.words import Said, say

UNITED_KINGDOM = Bounds(south=49.0, west=-9.0, north=61.5, east=3.0)


def lies_in(*, at: Point, bounds: Bounds) -> bool:
    return bounds.south <= at.lat <= bounds.north and bounds.west <= at.lon <= bounds.east


def what_is_wrong(*, at: Point) -> tuple[str, Said] | None:
    """A code and words for a position that cannot be meant; nothing for one that can."""
    if not (isfinite(at.lat) and isfinite(at.lon)):
        return "no-position", say("It has no position.")
    if lies_in(at=at, bounds=UNITED_KINGDOM):
        return None
    if lies_in(at=Point(lat=at.lon, lon=at.lat), bounds=UNITED_KINGDOM):
        return "swapped", say("Latitude and longitude are the wrong way round.")
    if abs(at.lat) > 90 or abs(at.lon) > 180:
        return "not-degrees", say(
            "The position is not in degrees. Convert the file to WGS84 first."
        )
    return "outside", say("The position is outside the United Kingdom.")
