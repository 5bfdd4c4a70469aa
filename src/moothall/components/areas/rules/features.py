"""Reading GeoJSON: the outlines of areas, or words about what is wrong with each feature."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, NoReturn

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from moothall.components.areas.contracts import FileRefused, Point, Remark
from moothall.components.areas.rules.whereabouts import what_is_wrong
from moothall.kernel.words import Said, Words, say

_LONGEST_CODE = 40
_LONGEST_NAME = 200
_OUR_SYSTEMS = ("CRS84", "4326", "4258")


@dataclass(frozen=True, kw_only=True)
class Properties:
    """Which properties of a feature hold what."""

    code: str
    name: str
    name_cy: str | None = None
    parent: str | None = None


@dataclass(frozen=True, kw_only=True)
class Outline:
    """An area as a file draws it."""

    number: int
    code: str
    name: Words
    parent: str | None
    shape: BaseGeometry


@dataclass(kw_only=True)
class Outlines:
    found: list[Outline] = field(default_factory=list)
    left_out: list[Remark] = field(default_factory=list)


class _Wrong(Exception):
    """One feature will not do."""

    def __init__(self, code: str, said: Said) -> None:
        self.code, self.said = code, said
        super().__init__(code)


def read_outlines(*, text: str, properties: Properties) -> Outlines:
    """The outlines in a GeoJSON FeatureCollection; raises ``FileRefused`` if it is none."""
    outlines, seen = Outlines(), set[str]()
    for number, feature in enumerate(_features(text), start=1):
        code = ""
        try:
            said = _properties(feature)
            code = _code(said, properties.code)
            if code in seen:
                raise _Wrong("twice", say("This code stands in the file twice."))
            seen.add(code)
            outlines.found.append(
                Outline(
                    number=number,
                    code=code,
                    name=_name(said, properties),
                    parent=_text(said, properties.parent) or None,
                    shape=_shape(feature),
                )
            )
        except _Wrong as wrong:
            outlines.left_out.append(
                Remark(number=number, key=code, code=wrong.code, said=wrong.said)
            )
    return outlines


def _features(text: str) -> list[Any]:
    try:
        found = json.loads(text.removeprefix("\ufeff"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise FileRefused(say("The file is not JSON.")) from None
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection":
        raise FileRefused(say("The file is not a GeoJSON FeatureCollection."))
    features = found.get("features")
    if not isinstance(features, list) or not features:
        raise FileRefused(say("The file has no features."))
    system = found.get("crs")
    if system is not None and not any(ours in json.dumps(system) for ours in _OUR_SYSTEMS):
        raise FileRefused(
            say("The file is not in degrees of longitude and latitude. Convert it to WGS84.")
        )
    return features


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _properties(feature: object) -> Mapping[str, Any]:
    said = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(said, dict):
        raise _Wrong("no-properties", say("It is not a feature with properties."))
    return said


def _text(said: Mapping[str, Any], name: str | None) -> str:
    value = said.get(name) if name else None
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()


def _code(said: Mapping[str, Any], name: str) -> str:
    code = _text(said, name)
    if not code:
        raise _Wrong("no-code", say("It has no code: “{property}” is empty.", property=name))
    if len(code) > _LONGEST_CODE or not code.isprintable():
        raise _Wrong("bad-code", say("Its code is too long, or is no text."))
    return code


def _name(said: Mapping[str, Any], properties: Properties) -> Words:
    english = _text(said, properties.name)
    if not english:
        raise _Wrong(
            "no-name", say("It has no name: “{property}” is empty.", property=properties.name)
        )
    welsh = _text(said, properties.name_cy) or english
    return {"en": english[:_LONGEST_NAME], "cy": welsh[:_LONGEST_NAME]}


def _shape(feature: Mapping[str, Any]) -> BaseGeometry:
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in {"Polygon", "MultiPolygon"}:
        raise _Wrong("no-area", say("It has no area: its shape is no polygon."))
    drawn = geometry.get("coordinates")
    try:
        shape = _polygon(drawn) if kind == "Polygon" else _polygons(drawn)
    except (TypeError, ValueError, LookupError, OverflowError, ShapelyError):
        raise _Wrong("bad-shape", say("Its outline cannot be read.")) from None
    if shape.is_empty:
        raise _Wrong("no-area", say("It has no area: its shape is no polygon."))
    west, south, east, north = shape.bounds
    for corner in (Point(lat=south, lon=west), Point(lat=north, lon=east)):
        if wrong := what_is_wrong(at=corner):
            raise _Wrong(*wrong)
    if not shape.is_valid:
        raise _Wrong("bad-shape", _reason(shape))
    return shape


def _polygons(drawn: Any) -> MultiPolygon:  # noqa: ANN401 - whatever stood in the file
    return MultiPolygon([_polygon(rings) for rings in drawn])


def _polygon(drawn: Any) -> Polygon:  # noqa: ANN401 - whatever stood in the file
    shell, *holes = [list(_ring(ring)) for ring in drawn]
    return Polygon(shell, holes)


def _ring(ring: Any) -> Iterator[tuple[float, float]]:  # noqa: ANN401 - whatever stood in the file
    spots = [(_number(spot[0]), _number(spot[1])) for spot in ring]
    if len(spots) < 4 or spots[0] != spots[-1]:
        raise ValueError("a ring has four positions at least, and ends where it began")
    yield from spots


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError("a position is made of numbers")
    return float(value)


def _reason(shape: BaseGeometry) -> Said:
    """Where the outline is broken, as near as shapely can say."""
    words, _, where = str(shapely.is_valid_reason(shape)).partition("[")
    lon, _, lat = where.rstrip("]").partition(" ")
    return say(
        "Its outline is broken ({reason}) near latitude {lat}, longitude {lon}.",
        reason=words.strip(),
        lat=lat,
        lon=lon,
    )
