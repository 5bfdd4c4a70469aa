"""The words of areas: what callers pass in, get back, catch, and hear about."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, NamedTuple

from moothall.kernel.facts import Event
from moothall.kernel.refusals import Forbidden, NotFound, Refused, Unavailable
from moothall.kernel.words import Said, Words

PLACE = "place"
WARD = "ward"
"""The two kinds of area that every place has; it may import others under names of its own."""


class Point(NamedTuple):
    """A position in WGS84, in the order in which people say it."""

    lat: float
    lon: float


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """A box on the map, in WGS84."""

    south: float
    west: float
    north: float
    east: float

    @property
    def centre(self) -> Point:
        return Point(lat=(self.south + self.north) / 2, lon=(self.west + self.east) / 2)


@dataclass(frozen=True, kw_only=True)
class Area:
    """A piece of the place: the whole, a ward, a neighbourhood, or what else was imported."""

    code: str
    kind: str
    name: Words
    parent: str | None
    """The code of the area that this one is a part of."""
    bounds: Bounds
    label: Point
    """A point inside the area, where its name may stand on a map."""


@dataclass(frozen=True, kw_only=True)
class Postcode:
    """A postcode of the place: where it lies, and in which ward."""

    postcode: str
    at: Point
    ward: str | None
    """The code of its ward; none when it lies in no ward that was imported."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """A building or a part of one, as a gazetteer knows it."""

    uprn: str
    """The unique property reference number: up to twelve digits, without leading zeros."""
    line1: str
    line2: str
    town: str
    postcode: str
    at: Point
    ward: str | None = None
    """The code of its ward, where the gazetteer knows it."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The address as it is written on an envelope, without empty lines."""
        return tuple(x for x in (self.line1, self.line2, self.town, self.postcode) if x)

    @property
    def one_line(self) -> str:
        return ", ".join(self.lines)

    @property
    def parts(self) -> dict[str, str | Decimal]:
        """The address by its parts, without empty ones: the form in which it is an answer."""
        lines = {
            "line1": self.line1,
            "line2": self.line2,
            "town": self.town,
            "postcode": self.postcode,
            "uprn": self.uprn,
        }
        lat, lon = (Decimal(str(round(x, 6))) for x in self.at)
        return {**{name: text for name, text in lines.items() if text}, "lat": lat, "lon": lon}


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What an import has to say about one feature or row of a file."""

    number: int
    """Which feature it is, counted from 1; for rows the line of the file."""
    key: str
    """The code, postcode or UPRN that stands there, as far as one does."""
    code: str
    """What is wrong, for programs: ``no-code``, ``bad-shape``, ``swapped`` and so on."""
    said: Said


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import did."""

    added: int
    changed: int
    unchanged: int
    left_out: tuple[Remark, ...]
    """What was not taken in, and why."""
    doubts: tuple[Remark, ...]
    """What was taken in though it looks odd."""


class AreaNotFound(NotFound):
    code = "areas.not-found"


class PostcodeNotFound(NotFound):
    code = "areas.postcode-not-found"


class AddressNotFound(NotFound):
    code = "areas.address-not-found"


class NotAPostcode(Refused):
    code = "areas.not-a-postcode"


class NotAKind(Refused):
    code = "areas.not-a-kind"


class FileRefused(Refused):
    """The file as a whole cannot be read; nothing of it was taken in."""

    code = "areas.file-refused"


class OnlyTheSteward(Forbidden):
    code = "areas.only-the-steward"


class AddressesUnavailable(Unavailable):
    """No addresses can be searched now: let people write theirs instead."""

    code = "areas.addresses-unavailable"


@dataclass(frozen=True, kw_only=True)
class AreasImported(Event):
    """Areas of one kind were added or changed."""

    name: ClassVar[str] = "areas.areas-imported.v1"

    kind: str
    added: int
    changed: int


@dataclass(frozen=True, kw_only=True)
class PostcodesImported(Event):
    name: ClassVar[str] = "areas.postcodes-imported.v1"

    added: int
    changed: int


@dataclass(frozen=True, kw_only=True)
class AddressesImported(Event):
    name: ClassVar[str] = "areas.addresses-imported.v1"

    added: int
    changed: int
