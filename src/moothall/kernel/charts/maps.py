"""A map of areas coloured by a measure, with a second sign where the figure is not certain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from markupsafe import Markup

from moothall.kernel.charts.svg import About, drawing, element, linked, path, text

CLASSES = 5
_WIDTH = 520.0
_EDGE = 8.0

Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, kw_only=True)
class Patch:
    """One area: its GeoJSON geometry, its figure, and whether that has to be read with care."""

    geometry: Mapping[str, Any]
    name: str
    words: str
    """What it says in full: read out, and shown where somebody points."""
    label: tuple[float, float]
    """Latitude and longitude of a point inside it."""
    short: str = ""
    """What stands on it."""
    value: float | None = None
    is_uncertain: bool = False
    href: str | None = None


class _Sheet:
    """Degrees to the page: equirectangular, true to scale at the middle latitude."""

    def __init__(self, patches: Sequence[Patch]) -> None:
        points = [p for patch in patches for ring in _rings(patch.geometry) for p in ring]
        self.west, self.north = min(p[0] for p in points), max(p[1] for p in points)
        east, south = max(p[0] for p in points), min(p[1] for p in points)
        self.shrink = cos(radians((self.north + south) / 2))
        across = (east - self.west) * self.shrink or 1.0
        self.scale = (_WIDTH - 2 * _EDGE) / across
        self.height = (self.north - south) * self.scale + 2 * _EDGE

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        x = _EDGE + (lon - self.west) * self.shrink * self.scale
        return x, _EDGE + (self.north - lat) * self.scale


def class_limits(values: Sequence[float]) -> list[float]:
    """The upper limits of five classes with as many areas in each as can be.

    The last is the largest value. Fewer where there are fewer different values.
    """
    if not values:
        return []
    ordered = sorted(values)
    limits = [ordered[max(0, -(-len(ordered) * i // CLASSES) - 1)] for i in range(1, 6)]
    return sorted(set(limits))


def class_of(value: float, limits: Sequence[float]) -> int:
    """The class of a value, from 1, the lowest, to 5."""
    place = next((i for i, limit in enumerate(limits) if value <= limit), len(limits) - 1)
    return CLASSES - (len(limits) - 1 - place)


def ward_map(about: About, patches: Sequence[Patch], *, limits: Sequence[float]) -> Markup:
    """The areas, the darker the larger; hatched where the figure is hidden or not certain."""
    if not patches:
        return Markup("")
    sheet = _Sheet(patches)
    return drawing(
        about,
        element("defs", _hatch(f"{about.id}-hatch"), _hatch(f"{about.id}-light", light=True)),
        *(_patch(about, sheet, patch, limits) for patch in patches),
        *(_label(sheet, patch, limits) for patch in patches),
        width=_WIDTH,
        height=sheet.height,
        kind="map",
        has_links=any(patch.href for patch in patches),
    )


def _patch(about: About, sheet: _Sheet, patch: Patch, limits: Sequence[float]) -> Markup:
    outline = "".join(
        path([sheet.at(lon, lat) for lon, lat, *_ in ring], closed=True)
        for ring in _rings(patch.geometry)
    )
    level = 0 if patch.value is None else class_of(patch.value, limits)
    said = f"{patch.name}: {patch.words}"
    drawn = [
        element(
            "path", element("title", said), d=outline, fill_rule="evenodd",
            class_=f"chart__area chart__area--{level}",
        )
    ]  # fmt: skip
    if patch.value is None or patch.is_uncertain:
        ink = "light" if level > CLASSES - 2 else "hatch"
        drawn.append(
            element(
                "path", d=outline, fill=f"url(#{about.id}-{ink})", fill_rule="evenodd",
                class_="chart__over",
            )
        )  # fmt: skip
    return linked(patch.href, said, *drawn)


def _label(sheet: _Sheet, patch: Patch, limits: Sequence[float]) -> Markup:
    lat, lon = patch.label
    x, y = sheet.at(lon, lat)
    return text(
        patch.short, x=x, y=y + 6, class_="chart__middle chart__on-area", aria_hidden="true"
    )


def _hatch(name: str, *, light: bool = False) -> Markup:
    ink = "chart__hatch chart__hatch--light" if light else "chart__hatch"
    return element(
        "pattern",
        element("line", x1=0, y1=0, x2=0, y2=9, class_=ink),
        id=name,
        width=9,
        height=9,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def _rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    many = geometry["coordinates"]
    for polygon in [many] if geometry["type"] == "Polygon" else many:
        yield from polygon
