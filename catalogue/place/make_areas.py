"""Draw Seaborough again from its sketch: ``python catalogue/place/make_areas.py FOLDER``.

``sketch.json`` holds what was drawn by hand, in metres: the outline, the river, the centre of
each neighbourhood, the names. The rest is made here, the same each time, and written to FOLDER:

- ``neighbourhoods.geojson``, ``wards.geojson``, ``place.geojson``, which tile the borough:
  borders are drawn as lines, roughened once, brought to one grid of a millionth of a degree,
  cut where they meet, and only then joined to areas, so that neighbours share every point of
  their border. A ward is the union of its neighbourhoods, the place of its wards;
- ``main-roads.geojson`` and ``estates.geojson``: the ground of main roads, 12 metres to each
  side of their middle, and that of blocks of flats, for who looks after what;
- ``streets.geojson``, ``roads.geojson``, ``water.geojson``: a backdrop for maps;
- ``addresses.csv`` along the streets, and ``postcodes.csv``, one for each street or block.

Nothing in it is real. The standard library and shapely are enough to run it.
"""

import csv
import json
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from math import cos, hypot, pi, radians, sin
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import LineString, MultiPoint, Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize

Spot = tuple[float, float]
Sketch = Mapping[str, Any]

GRID = 1e-6
METRES_PER_DEGREE = 111_320.0
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
"""The letters that may end a postcode."""
MAIN_ROAD, ESTATE = 12.0, 40.0
"""Metres from the middle of a main road, and of a block of flats, to where its ground ends."""
ROUGHNESS = {"coast": 0.10, "inland": 0.05, "river": 0.12, "border": 0.05, "road": 0.04}
FIRST_UPRN = 999_000_104_217
HOUSES = 4
"""How many houses of a street are listed, or one more or fewer, besides number 1."""
SPACING = {False: (560.0, 120.0), True: (620.0, 260.0)}
"""Rural or not -> the length of a street, and how far to the next one, in metres."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A neighbourhood: its place in the sketch, and its shape in degrees."""

    code: str
    ward: Sketch
    sketch: Sketch
    shape: Polygon


@dataclass(frozen=True, kw_only=True)
class Address:
    """One line of ``addresses.csv``."""

    uprn: str
    line1: str
    line2: str
    town: str
    postcode: str
    lat: float
    lon: float
    ward: str


def chance(sketch: Sketch, *about: object) -> random.Random:
    """Chance that falls the same way each time for the same thing."""
    return random.Random(f"{sketch['seed']} {about}")  # noqa: S311 - nothing secret is made


# From metres to degrees, and from straight to natural


def to_degrees(sketch: Sketch, spots: Iterable[Sequence[float]]) -> list[Spot]:
    lat, lon = sketch["origin"]["lat"], sketch["origin"]["lon"]
    east = METRES_PER_DEGREE * cos(radians(lat))
    return [(lon + x / east, lat + y / METRES_PER_DEGREE) for x, y in spots]


def to_metres(sketch: Sketch, spots: Iterable[Sequence[float]]) -> list[Spot]:
    lat, lon = sketch["origin"]["lat"], sketch["origin"]["lon"]
    east = METRES_PER_DEGREE * cos(radians(lat))
    return [((x - lon) * east, (y - lat) * METRES_PER_DEGREE) for x, y in spots]


def rounded_off(spots: Sequence[Spot]) -> list[Spot]:
    """The same line with its inner corners cut twice, as water and feet cut them."""
    for _ in range(2):
        cut = [spots[0]]
        for (ax, ay), (bx, by) in pairwise(spots):
            cut += [(0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by)]
            cut += [(0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by)]
        spots = [*cut, spots[-1]]
    return list(spots)


def roughened(spots: Sequence[Spot], chance: random.Random, roughness: float) -> list[Spot]:
    """The same line with each stretch bent at its middle, over and over, down to 60 metres."""
    rough = [spots[0]]
    for start, end in pairwise(spots):
        (ax, ay), (bx, by) = start, end
        if hypot(bx - ax, by - ay) > 60:
            aside = chance.uniform(-roughness, roughness)
            middle = ((ax + bx) / 2 - aside * (by - ay), (ay + by) / 2 + aside * (bx - ax))
            rough += roughened([start, middle, end], chance, 1.25 * roughness)[1:]
        else:
            rough.append(end)
    return rough


def natural(sketch: Sketch, kind: str, points: Sequence[Sequence[float]]) -> list[Spot]:
    spots = [(float(x), float(y)) for x, y in points]
    if kind == "quay":
        return spots
    bent = spots if kind == "inland" else rounded_off(spots)
    return roughened(bent, chance(sketch, kind, points), ROUGHNESS[kind])


# The areas


def sides(sketch: Sketch) -> tuple[Polygon, Polygon]:
    """The borough west and east of the river, in metres."""
    lines = [natural(sketch, part["kind"], part["points"]) for part in sketch["outline"]]
    river = natural(sketch, "river", sketch["river"]["points"])
    west = [spot for line in (*lines[:3], river, lines[5]) for spot in line[:-1]]
    east = [spot for line in (*lines[3:5], river[::-1]) for spot in line[:-1]]
    return Polygon(west), Polygon(east)


def borders(sketch: Sketch, side: Polygon, centres: Sequence[Spot]) -> Iterator[LineString]:
    """Lines half-way between neighbouring centres, a little longer than the side, in metres."""
    edges = shapely.voronoi_polygons(MultiPoint(centres), extend_to=side, only_edges=True)
    for edge in shapely.get_parts(shapely.node(edges)):
        for start, end in pairwise(edge.coords):
            spots = sorted([(round(x, 3), round(y, 3)) for x, y in (start, end)])
            rough = roughened(spots, chance(sketch, *spots), ROUGHNESS["border"])
            yield LineString(rough).intersection(side.buffer(0.5))


def cells(sketch: Sketch) -> list[Polygon]:
    """What the lines enclose once they are on one grid and cut where they meet, in degrees."""
    lines: list[BaseGeometry] = []
    for side in sides(sketch):
        centres = [
            spot
            for ward in sketch["wards"]
            for part in ward["parts"]
            if side.contains(Point(spot := tuple(part["at"])))
        ]
        lines += [side.exterior, *borders(sketch, side, centres)]
    in_degrees = [
        shapely.transform(line, lambda spots: to_degrees(sketch, spots)) for line in lines
    ]
    return list(polygonize(shapely.unary_union(in_degrees, grid_size=GRID)))


def parts(sketch: Sketch) -> list[Part]:
    """Each neighbourhood: the cell around its centre and the scraps cut off beside it."""
    known = [
        (f"{ward['code']}{letter}", ward, part)
        for ward in sketch["wards"]
        for letter, part in zip("ABCDEF", ward["parts"], strict=False)
    ]
    centres = {code: Point(*to_degrees(sketch, [part["at"]])) for code, _, part in known}
    shapes: dict[str, list[Polygon]] = {code: [] for code in centres}
    scraps = []
    for cell in cells(sketch):
        inside = [code for code, centre in centres.items() if cell.contains(centre)]
        if len(inside) > 1:
            raise ValueError(f"no border was drawn between {inside}")
        if inside:
            shapes[inside[0]].append(cell)
        else:
            scraps.append(cell)
    for scrap in scraps:
        beside = {code: scrap.intersection(found[0]).length for code, found in shapes.items()}
        shapes[max(beside, key=lambda code: beside[code])].append(scrap)
    return [
        Part(code=code, ward=ward, sketch=part, shape=joined(shapes[code]))
        for code, ward, part in known
    ]


def joined(shapes: Sequence[Polygon]) -> Polygon:
    whole = shapely.normalize(shapely.coverage_union_all(shapes))
    if whole.geom_type != "Polygon":
        raise ValueError("an area fell into pieces: mend the sketch")
    return whole


# Streets, addresses and postcodes


def streets(sketch: Sketch, part: Part) -> Iterator[tuple[str, LineString]]:
    """A small bent grid, in metres: named streets first, then the town's side streets."""
    length, apart = SPACING["rural" in part.ward]
    luck = chance(sketch, "streets", part.code)
    turn = luck.uniform(0, pi)
    names = part.sketch["streets"] + ([] if "rural" in part.ward else 10 * [""])
    for number, name in enumerate(names):
        angle = turn + (pi / 2 if number % 2 else 0)
        aside = (0, 1, -1, 2, -2, 3, -3)[number // 2] * apart + luck.uniform(-apart, apart) / 5
        bend, half = luck.uniform(-0.1, 0.1), length * luck.uniform(0.7, 1.1) / 2
        spots = []
        for step in (-1.0, -0.5, 0.0, 0.5, 1.0):
            forth, side = step * half, aside + bend * half * (1 - step * step)
            east = forth * cos(angle) - side * sin(angle)
            north = forth * sin(angle) + side * cos(angle)
            spots.append((part.sketch["at"][0] + east, part.sketch["at"][1] + north))
        yield name, within(sketch, part, LineString(spots))


def within(sketch: Sketch, part: Part, line: LineString) -> LineString:
    """The longest stretch of a street that lies in its part, well away from the border."""
    shape = shapely.transform(part.shape, lambda spots: to_metres(sketch, spots)).buffer(-35)
    stretches = shapely.get_parts(line.intersection(shape))
    longest: LineString = max(stretches, key=lambda stretch: stretch.length)
    return longest


def houses(
    register: "Register", ward: Sketch, street: str, line: LineString
) -> Iterator[tuple[str, Spot]]:
    """Some houses of a street, odd on one side and even on the other, and their spots."""
    plot = 26.0 if "rural" in ward else 13.0
    luck = chance(register.sketch, "houses", street)
    many = HOUSES + luck.choice([-1, 0, 0, 1])
    numbers = {1, *luck.sample(range(2, int(line.length / plot) * 2), many)}
    for number in sorted(numbers):
        yield f"{number} {street}", beside(line, (number + 1) // 2 * plot - plot / 2, number)


def beside(line: LineString, along: float, number: int) -> Spot:
    spot, ahead = line.interpolate(along), line.interpolate(along + 1)
    side = 11 if number % 2 else -11
    return (spot.x - side * (ahead.y - spot.y), spot.y + side * (ahead.x - spot.x))


class Register:
    """Gives each address its number, and each street or block its postcode."""

    def __init__(self, sketch: Sketch) -> None:
        self.sketch = sketch
        self.addresses: list[Address] = []
        self._uprn = FIRST_UPRN
        self._used: dict[str, int] = {}

    def postcode(self, ward: Sketch) -> str:
        """The next unused postcode of the ward; the wards of a district differ by the digit."""
        district = [w["code"] for w in self.sketch["wards"] if w["outward"] == ward["outward"]]
        digit = 1 + district.index(ward["code"])
        step = self._used[ward["code"]] = self._used.get(ward["code"], -1) + 1
        first, second = divmod(step * 23 + 41 * digit, len(LETTERS))
        return f"{ward['outward']} {digit}{LETTERS[first % len(LETTERS)]}{LETTERS[second]}"

    def enter(self, ward: Sketch, postcode: str, lines: tuple[str, str], spot: Spot) -> None:
        self._uprn += 7 + self._uprn % 13
        ((lon, lat),) = to_degrees(self.sketch, [spot])
        self.addresses.append(
            Address(
                uprn=str(self._uprn),
                line1=lines[0],
                line2=lines[1],
                town=self.sketch["town"],
                postcode=postcode,
                lat=round(lat, 6),
                lon=round(lon, 6),
                ward=ward["code"],
            )
        )


def enter_street(register: Register, part: Part, street: str, line: LineString) -> None:
    """The houses, landmarks and blocks of flats of one street."""
    sketch, ward, village = register.sketch, part.ward, part.sketch.get("village", "")
    postcode = register.postcode(ward)
    for house, spot in houses(register, ward, street, line):
        register.enter(ward, postcode, (house, village), spot)
    place = ", ".join(filter(None, [street, village]))
    for number, landmark in enumerate(x for x in sketch["landmarks"] if x["street"] == street):
        spot = beside(line, line.length * (0.35 + 0.3 * number), 2 * number + 1)
        register.enter(ward, postcode, (landmark["line1"], place), spot)
    for block in (x for x in sketch["flats"] if x["street"] == street):
        postcode = register.postcode(ward)
        spot = beside(line, line.length * 0.8, 2)
        for flat in range(1, block["count"] + 1):
            register.enter(ward, postcode, (f"Flat {flat}, {block['building']}", place), spot)


def postcodes(sketch: Sketch, addresses: Sequence[Address]) -> Iterator[dict[str, str | float]]:
    """Each postcode at the middle one of its addresses, as the real lists have it."""
    names = {ward["code"]: ward["name"] for ward in sketch["wards"]}
    together: dict[str, list[Address]] = {}
    for address in addresses:
        together.setdefault(address.postcode, []).append(address)
    for postcode, found in sorted(together.items()):
        middle = found[len(found) // 2]
        yield {
            "postcode": postcode,
            "lat": middle.lat,
            "lon": middle.lon,
            "ward_code": middle.ward,
            "ward_name": names[middle.ward],
        }


# Writing it all down


def feature(shape: BaseGeometry, **properties: str) -> dict[str, Any]:
    drawn = mapping(shapely.orient_polygons(shape))
    return {"type": "Feature", "properties": properties, "geometry": drawn}


def line_feature(
    sketch: Sketch, spots: Iterable[Sequence[float]], **properties: str
) -> dict[str, Any]:
    line = LineString([(round(x, 6), round(y, 6)) for x, y in to_degrees(sketch, spots)])
    return feature(line, **properties)


def write_features(path: Path, features: Iterable[dict[str, Any]]) -> None:
    """One feature a line, so that a change of one shows as one."""
    lines = ",\n".join(json.dumps(f, ensure_ascii=False) for f in features)
    path.write_text(f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n')


def write_rows(path: Path, rows: Sequence[Mapping[str, str | float]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_areas(folder: Path, sketch: Sketch, found: Sequence[Part]) -> None:
    write_features(
        folder / "neighbourhoods.geojson",
        [
            feature(p.shape, code=p.code, name=p.sketch["name"], ward=p.ward["code"])
            for p in found
        ],
    )
    wards, town = [], {"code": sketch["seed"], "name": sketch["town"]}
    for ward in sketch["wards"]:
        shape = joined([p.shape for p in found if p.ward["code"] == ward["code"]])
        words = {key: ward[key] for key in ("code", "name", "name_cy") if key in ward}
        wards.append(feature(shape, **words, place=town["code"]))
    write_features(folder / "wards.geojson", wards)
    write_features(
        folder / "place.geojson", [feature(joined([p.shape for p in found]), **town)]
    )


def ground(sketch: Sketch, shape: BaseGeometry, edge: float) -> BaseGeometry:
    """What lies within ``edge`` metres of a shape, in degrees on the grid."""
    around = shape.buffer(edge, quad_segs=2).simplify(1.0)
    in_degrees = shapely.transform(around, lambda spots: to_degrees(sketch, spots))
    return shapely.normalize(shapely.set_precision(in_degrees, GRID))


def slug(name: str) -> str:
    return "-".join(name.lower().replace("'", "").split())


def write_grounds(
    folder: Path, sketch: Sketch, drawn: Iterable[tuple[str, LineString]]
) -> None:
    """Whose ground it is: that of main roads, and of estates around blocks of flats."""
    place, lines = sketch["seed"], dict(drawn)
    roads = [
        feature(
            ground(sketch, LineString(natural(sketch, "road", road["points"])), MAIN_ROAD),
            code=f"road-{slug(road['name'])}",
            name=road["name"],
            place=place,
        )
        for road in sketch["roads"]
    ]
    write_features(folder / "main-roads.geojson", roads)
    estates = []
    for block in sketch["flats"]:
        line = lines[block["street"]]
        middle = Point(beside(line, line.length * 0.8, 2))
        code, name = f"estate-{slug(block['building'])}", block["building"]
        shape = ground(sketch, middle, ESTATE)
        estates.append(feature(shape, code=code, name=name, place=place))
    write_features(folder / "estates.geojson", estates)


def write_backdrop(
    folder: Path, sketch: Sketch, drawn: Iterable[tuple[str, LineString]]
) -> None:
    write_features(
        folder / "streets.geojson",
        [line_feature(sketch, line.coords, name=name) for name, line in drawn if line],
    )
    write_features(
        folder / "roads.geojson",
        [
            line_feature(sketch, natural(sketch, "road", road["points"]), name=road["name"])
            for road in sketch["roads"]
        ],
    )
    river = natural(sketch, "river", sketch["river"]["points"])
    water = [line_feature(sketch, river, kind="river", name=sketch["river"]["name"])]
    water += [line_feature(sketch, arm, kind="pier") for arm in sketch["harbour_arms"]]
    write_features(folder / "water.geojson", water)


def make(folder: Path) -> None:
    """Write every file of the place that this program makes into ``folder``."""
    sketch = json.loads(Path(__file__).with_name("sketch.json").read_text(encoding="utf-8"))
    found = parts(sketch)
    register = Register(sketch)
    drawn: list[tuple[str, LineString]] = []
    for part in found:
        for street, line in streets(sketch, part):
            drawn.append((street, line))
            if street:
                enter_street(register, part, street, line)
    folder.mkdir(parents=True, exist_ok=True)
    write_areas(folder, sketch, found)
    write_grounds(folder, sketch, drawn)
    write_backdrop(folder, sketch, drawn)
    write_rows(folder / "addresses.csv", [asdict(a) for a in register.addresses])
    write_rows(folder / "postcodes.csv", list(postcodes(sketch, register.addresses)))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
