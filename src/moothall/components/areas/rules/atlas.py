"""The areas of the place in memory, found by position in a few microseconds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

import shapely
from shapely.geometry.base import BaseGeometry

from moothall.components.areas.contracts import WARD, Area, Bounds, Point


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """An area and its shape in degrees, longitude first as shapely has it."""

    area: Area
    shape: BaseGeometry


class Atlas:
    """All areas at one moment. It never changes, so threads may share it."""

    def __init__(self, drawn: Iterable[Drawn]) -> None:
        self._by_code = {d.area.code: d for d in sorted(drawn, key=lambda d: d.area.code)}
        self._drawn = list(self._by_code.values())
        self._tree = shapely.STRtree([d.shape for d in self._drawn])
        self._tree.query(shapely.box(0, 0, 0, 0))  # the first query builds the tree: do it here

    def at(self, point: Point) -> list[Area]:
        """The areas in which a point lies, the largest first and at most one of each kind.

        A point on a border belongs to the one of its neighbours whose code sorts first.
        """
        found: dict[str, Drawn] = {}
        for drawn in self._touching(point):
            found.setdefault(drawn.area.kind, drawn)
        return [d.area for d in sorted(found.values(), key=lambda d: -d.shape.area)]

    def ward_at(self, point: Point) -> Area | None:
        return next((a for a in self.at(point) if a.kind == WARD), None)

    def find(self, code: str) -> Area | None:
        drawn = self._by_code.get(code)
        return drawn.area if drawn else None

    def is_ward(self, code: str) -> bool:
        area = self.find(code)
        return area is not None and area.kind == WARD

    def contains(self, code: str, point: Point) -> bool:
        """Whether a point lies in the area, or on its border."""
        return any(drawn.area.code == code for drawn in self._touching(point))

    def drawn(self, kind: str | None = None) -> list[Drawn]:
        """The areas of a kind, or all of them, by code."""
        return [d for d in self._drawn if kind in (None, d.area.kind)]

    def crossing(self, bounds: Bounds, kind: str | None = None) -> list[Area]:
        """The areas of which something lies in the box, by code."""
        box = shapely.box(bounds.west, bounds.south, bounds.east, bounds.north)
        hits = sorted(int(i) for i in self._tree.query(box, predicate="intersects"))
        return [self._drawn[i].area for i in hits if kind in (None, self._drawn[i].area.kind)]

    def extent(self, kind: str | None = None) -> Bounds | None:
        """The smallest box around the areas of a kind, or around all of them."""
        shapes = [d.shape for d in self.drawn(kind)]
        return bounds_of(shapes=shapes) if shapes else None

    def _touching(self, point: Point) -> list[Drawn]:
        """The areas in which or on whose border a point lies, by code."""
        if not (isfinite(point.lat) and isfinite(point.lon)):
            return []
        spot = shapely.Point(point.lon, point.lat)
        hits = self._tree.query(spot, predicate="intersects")
        return [self._drawn[i] for i in sorted(int(i) for i in hits)]


def bounds_of(*, shapes: Sequence[BaseGeometry]) -> Bounds:
    west, south, east, north = (float(x) for x in shapely.total_bounds(list(shapes)))
    return Bounds(south=south, west=west, north=north, east=east)


def label_of(*, shape: BaseGeometry) -> Point:
    """A point inside the shape, well away from its border where it can be."""
    inner = shapely.maximum_inscribed_circle(shape, tolerance=0.0002)
    lon, lat = inner.coords[0]
    return Point(lat=round(float(lat), 6), lon=round(float(lon), 6))
