"""What areas can be asked: the capability ``areas.v1``.

Whoever is acting in the place may ask all of it, and is answered in contracts. The search of
addresses is the exception: it may leave the process, so it is called outside ``acting``.
"""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import shapely
from django.db import connection

from moothall.components.areas import contracts, models
from moothall.components.areas.contracts import Address, Area, Bounds, Point
from moothall.components.areas.ports import AddressSearch
from moothall.components.areas.rules.atlas import Atlas, Drawn
from moothall.components.areas.rules.postcodes import normal_postcode
from moothall.components.areas.rules.rows import is_uprn
from moothall.components.areas.rules.wording import Sought, sought
from moothall.kernel import capabilities
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.refusals import Refused
from moothall.kernel.words import say

_log = logging.getLogger(__name__)
ADDRESSES = "addresses.v1"
MOST_ADDRESSES = 100

_COLUMNS = ("uprn", "line1", "line2", "town", "postcode", "lat", "lon", "ward_code")
_EDITION = """
select token from areas_edition where org_id = (select id from organisation where is_steward)
"""
_FOUND = """
select {columns}
  from areas_address
 where org_id = (select id from organisation where is_steward)
   and {conditions}
 order by {exactness} desc, listing, uprn
 limit %(limit)s
"""
_BY_WORDS = "array_to_tsvector(string_to_array(words, ' ')) @@ %(beginnings)s::tsquery"
_BY_POSTCODE = "postcode = %(postcode)s"
_EXACTNESS = (
    "(select count(*) from unnest(%(words)s::text[]) as word"
    " where word = any(string_to_array(words, ' ')))"
)


class _Kept:
    """The atlas of this process, made anew when the areas have another edition."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[UUID | None, Atlas] = (None, Atlas([]))

    def atlas(self) -> Atlas:
        token = _edition()
        kept, atlas = self._kept
        if kept == token:
            return atlas
        with self._lock:
            kept, atlas = self._kept
            if kept != token:
                # Read after the token: if areas change in between, the next call reads again.
                atlas = Atlas(_drawn())
                self._kept = (token, atlas)
            return atlas


_kept = _Kept()


def atlas() -> Atlas:
    """All areas as they are now. For this component's services."""
    return _kept.atlas()


def areas_at(*, lat: float, lon: float) -> list[Area]:
    """The areas in which a point lies: the largest first, at most one of each kind."""
    return atlas().at(Point(lat=lat, lon=lon))


def ward_at(*, lat: float, lon: float) -> str | None:
    """The code of the ward in which a point lies; none outside the place."""
    ward = atlas().ward_at(Point(lat=lat, lon=lon))
    return ward.code if ward else None


def within(*, area_code: str, lat: float, lon: float) -> bool:
    """Whether a point lies in an area. Raises ``AreaNotFound``."""
    area(code=area_code)
    return atlas().contains(area_code, Point(lat=lat, lon=lon))


def areas(*, kind: str | None = None, parent: str | None = None) -> list[Area]:
    """The areas of a kind, or of a parent, or all of them, by code."""
    found = [drawn.area for drawn in atlas().drawn(kind)]
    return [a for a in found if parent in (None, a.parent)]


def area(*, code: str) -> Area:
    """The area with this code. Raises ``AreaNotFound``."""
    found = atlas().find(code)
    if found is None:
        raise contracts.AreaNotFound(say("There is no area with the code {code}.", code=code))
    return found


def areas_in(*, bounds: Bounds, kind: str | None = None) -> list[Area]:
    """The areas of which something lies in a box on the map, by code."""
    return atlas().crossing(bounds, kind)


def extent(*, kind: str | None = None) -> Bounds | None:
    """The smallest box around the areas of a kind, or around all; none where there are none."""
    return atlas().extent(kind)


def shapes(*, kind: str, tolerance: float = 0.0) -> dict[str, Any]:
    """The areas of a kind as a GeoJSON FeatureCollection (RFC 7946), for maps.

    With a ``tolerance`` in degrees outlines are simplified, and neighbours still share borders.
    """
    drawn = atlas().drawn(kind)
    outlines = [d.shape for d in drawn]
    if tolerance > 0 and outlines:
        outlines = list(shapely.coverage_simplify(outlines, tolerance))
    return {
        "type": "FeatureCollection",
        "features": [
            _feature(d.area, outline) for d, outline in zip(drawn, outlines, strict=True)
        ],
    }


def postcode(*, postcode: str) -> contracts.Postcode:
    """A postcode of the place, however it is written.

    Raises ``NotAPostcode``, or ``PostcodeNotFound`` for one that is not on the place's list.
    """
    found = _postcode(postcode)
    if found is None:
        raise contracts.PostcodeNotFound(say("This postcode is not in this place."))
    return found


def ward_of_postcode(*, postcode: str) -> str | None:
    """The code of a postcode's ward; none for text that is no postcode of the place."""
    try:
        found = _postcode(postcode)
    except contracts.NotAPostcode:
        return None
    return found.ward if found else None


def search_addresses(*, text: str, org: OrgId, limit: int = 20) -> list[Address]:
    """The addresses that ``text`` may mean, for a service of ``org``, the likeliest first.

    Call it outside ``acting``. Raises ``AddressesUnavailable``.
    """
    at_most = max(1, min(limit, MOST_ADDRESSES))
    search = _search_of(org)
    with _unavailable_if_it_fails():
        found = list(search.search(text=text, limit=at_most))[:at_most]
        return [_checked(address) for address in found]


def address(*, uprn: str, org: OrgId) -> Address:
    """The address with this UPRN, for a service of ``org``.

    Call it outside ``acting``. Raises ``AddressNotFound`` and ``AddressesUnavailable``.
    """
    search = _search_of(org)
    with _unavailable_if_it_fails():
        found = search.address(uprn=uprn)
        found = _checked(found) if found is not None else None
    if found is None:
        raise contracts.AddressNotFound(say("We cannot find this address."))
    return found


def kept_addresses(*, text: str, limit: int) -> list[Address]:
    """The addresses in this place's own list that ``text`` may mean, the likeliest first.

    Where no address at a postcode has the other words, all addresses at the postcode are given.
    """
    looked_for = sought(text=text)
    found = _kept_addresses(looked_for, limit)
    if not found and looked_for.postcode and looked_for.words:
        return _kept_addresses(Sought(postcode=looked_for.postcode, words=()), limit)
    return found


def kept_address(*, uprn: str) -> Address | None:
    """The address with this UPRN in this place's own list."""
    if not is_uprn(text=uprn):
        return None
    rows = models.Address.readable.filter(org__is_steward=True, uprn=uprn.lstrip("0"))
    row = rows.values_list(*_COLUMNS).first()
    return _address(*row) if row else None


def _postcode(text: str) -> contracts.Postcode | None:
    row = models.Postcode.readable.filter(
        org__is_steward=True, postcode=normal_postcode(text=text)
    ).first()
    if row is None:
        return None
    at = Point(lat=row.lat, lon=row.lon)
    return contracts.Postcode(postcode=row.postcode, at=at, ward=row.ward_code)


def _kept_addresses(looked_for: Sought, limit: int) -> list[Address]:
    if not looked_for:
        return []
    conditions = [_BY_POSTCODE] if looked_for.postcode else []
    conditions += [_BY_WORDS] if looked_for.words else []
    values = {
        "postcode": looked_for.postcode,
        "words": list(looked_for.words),
        "beginnings": " & ".join(f"'{word}':*" for word in looked_for.words),
        "limit": limit,
    }
    statement = _FOUND.format(
        columns=", ".join(_COLUMNS),
        conditions=" and ".join(conditions),
        exactness=_EXACTNESS,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [_address(*row) for row in cursor.fetchall()]


def _address(*row: Any) -> Address:  # noqa: ANN401 - the columns above
    uprn, line1, line2, town, code, lat, lon, ward = row
    return Address(
        uprn=uprn,
        line1=line1,
        line2=line2,
        town=town,
        postcode=code,
        at=Point(lat=lat, lon=lon),
        ward=ward,
    )


def _search_of(org: OrgId) -> AddressSearch:
    with acting(Actor(served_by=org), purpose="address search"):
        choice = capabilities.chosen(capability=ADDRESSES)
    search: AddressSearch = capabilities.adapter(capability=ADDRESSES, choice=choice)
    return search


@contextmanager
def _unavailable_if_it_fails() -> Iterator[None]:
    """Whatever is wrong with a search, people can write their address."""
    try:
        yield
    except Refused:
        raise
    except Exception as failure:
        _log.exception("a search of addresses failed in a way that none must")
        raise contracts.AddressesUnavailable(
            say("We cannot look up addresses here. Write the address instead.")
        ) from failure


def _checked(found: object) -> Address:
    if not isinstance(found, Address):
        raise TypeError(f"expected an address, found a {type(found).__name__}")
    return found


def _edition() -> UUID | None:
    """Which edition of the areas is the one in force: plain SQL, for every question asks it."""
    with connection.cursor() as cursor:
        cursor.execute(_EDITION)
        row = cursor.fetchone()
    return row[0] if row else None


def _drawn() -> list[Drawn]:
    rows = models.Area.readable.filter(org__is_steward=True).order_by("code")
    return [Drawn(area=to_area(row), shape=shapely.from_wkb(bytes(row.shape))) for row in rows]


def to_area(row: models.Area) -> Area:
    return Area(
        code=row.code,
        kind=row.kind,
        name=row.name,
        parent=row.parent_code,
        bounds=Bounds(south=row.south, west=row.west, north=row.north, east=row.east),
        label=Point(lat=row.label_lat, lon=row.label_lon),
    )


def _feature(area: Area, outline: Any) -> dict[str, Any]:  # noqa: ANN401 - a shapely geometry
    return {
        "type": "Feature",
        "properties": {
            "code": area.code,
            "kind": area.kind,
            "name": dict(area.name),
            "parent": area.parent,
            "label": [area.label.lat, area.label.lon],
        },
        "geometry": json.loads(shapely.to_geojson(shapely.orient_polygons(outline))),
    }
