"""How far places lie from one another, and who their neighbours are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from moothall.components.demand.rules.measures import checks

EARTH: Final = 6371.0088
"""The mean radius of the earth in kilometres (IUGG)."""


@dataclass(frozen=True)
class Place:
    """Somewhere on earth, in degrees: the centre of an area, or a provider's door."""

    id: str
    latitude: float
    longitude: float


def great_circle(froms: Sequence[Place], tos: Sequence[Place]) -> checks.Floats:
    """Kilometres from each place (a row) to each other (a column), by the haversine."""
    here, there = _radians(froms), _radians(tos)
    north = np.sin((here[:, None, 0] - there[None, :, 0]) / 2) ** 2
    east = np.sin((here[:, None, 1] - there[None, :, 1]) / 2) ** 2
    chord = north + np.cos(here[:, None, 0]) * np.cos(there[None, :, 0]) * east
    return np.asarray(2 * EARTH * np.arcsin(np.sqrt(np.clip(chord, 0, 1))))


def planar(points: Sequence[tuple[float, float]]) -> checks.Floats:
    """Distances between all points of a plane, in their own unit, such as metres of a grid."""
    east = checks.numbers("the points", [point[0] for point in points])
    north = checks.numbers("the points", [point[1] for point in points])
    return np.hypot(east[:, None] - east[None, :], north[:, None] - north[None, :])


def neighbours_within(distances: checks.Floats, reach: float) -> checks.Truths:
    """Who lies no further than that from whom; everybody is their own neighbour."""
    limit = checks.not_negative("the reach", reach)
    return np.asarray(square(distances) <= limit)


def nearest_neighbours(distances: checks.Floats, many: int) -> checks.Truths:
    """For each area (a row) itself and the nearest so many; ties go to the earlier area."""
    table = square(distances).copy()
    size = len(table)
    if not 1 <= checks.count("the number of neighbours", many) < size:
        raise ValueError(f"an area of {size} has 1 to {size - 1} neighbours: {many}")
    np.fill_diagonal(table, -1.0)
    order = np.argsort(table, axis=1, kind="stable")[:, : many + 1]
    near = np.zeros((size, size), dtype=np.bool_)
    np.put_along_axis(near, order, values=True, axis=1)
    return near


def square(distances: checks.Floats, *, of: int | None = None) -> checks.Floats:
    """The distances, if they are a table of all areas by all areas that can be one."""
    table = np.asarray(distances, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] != table.shape[1] or not table.size:
        raise ValueError("distances have to be a square table")
    if of is not None and len(table) != of:
        raise ValueError(f"there are {of} areas and distances of {len(table)}")
    if not np.isfinite(table).all() or (table < 0).any() or table.diagonal().any():
        raise ValueError(
            "distances have to be finite, not below 0, and 0 from an area to itself"
        )
    return table


def _radians(places: Sequence[Place]) -> checks.Floats:
    for place in places:
        north = checks.finite(f"the latitude of {place.id}", place.latitude)
        east = checks.finite(f"the longitude of {place.id}", place.longitude)
        if abs(north) > 90 or abs(east) > 180:
            raise ValueError(f"{place.id} does not lie on earth: {north:g}, {east:g}")
    rows = [(place.latitude, place.longitude) for place in places]
    return np.radians(np.asarray(rows, dtype=np.float64).reshape(-1, 2))
