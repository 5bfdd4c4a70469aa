"""What the map answers: where a point lies, a postcode's ward, which address is meant."""

import json
from functools import cache

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from moothall.components.areas import contracts, queries
from moothall.components.areas.contracts import Area, Bounds, Point
from moothall.components.areas.rules.atlas import Atlas, Drawn, bounds_of, label_of
from moothall.components.areas.testing import place_file, seaborough
from moothall.kernel import registry
from moothall.kernel.actors import Actor, AlreadyActing, acting
from moothall.kernel.testing import an_org, at_once

LAT = st.floats(min_value=52.30, max_value=52.39)
LON = st.floats(min_value=1.90, max_value=2.10)


@cache
def atlas() -> Atlas:
    """Seaborough in memory, with no database."""
    return Atlas(
        [
            Drawn(area=an_area(f["properties"]["code"], kind, shape), shape=shape)
            for kind in ("place", "ward", "neighbourhood")
            for f in features(kind)
            for shape in [shapely.from_geojson(json.dumps(f["geometry"]))]
        ]
    )


def features(kind: str) -> list[dict[str, dict[str, str]]]:
    name = {"place": "place", "ward": "wards", "neighbourhood": "neighbourhoods"}[kind]
    found = json.loads(place_file(f"{name}.geojson"))["features"]
    return list(found)


def an_area(code: str, kind: str, shape: BaseGeometry) -> Area:
    return Area(
        code=code,
        kind=kind,
        name={"en": code},
        parent=None,
        bounds=bounds_of(shapes=[shape]),
        label=label_of(shape=shape),
    )


@given(lat=LAT, lon=LON)
def test_a_point_in_the_borough_lies_in_one_ward_and_in_one_of_its_parts(
    lat: float, lon: float
) -> None:
    (whole,) = atlas().drawn("place")
    found = [a.code for a in atlas().at(Point(lat=lat, lon=lon))]
    if whole.shape.covers(shapely.Point(lon, lat)):
        assert found[0] == "seaborough"
        assert len(found) == 3
        assert found[2].startswith(found[1])
    else:
        assert found == []


@given(lat=LAT, lon=LON)
def test_the_tree_finds_what_a_walk_over_all_areas_finds(lat: float, lon: float) -> None:
    spot = shapely.Point(lon, lat)
    walked = {d.area.code for d in atlas().drawn("ward") if d.shape.covers(spot)}
    ward = atlas().ward_at(Point(lat=lat, lon=lon))
    assert ({ward.code} if ward else set()) == set(sorted(walked)[:1])


@given(which=st.integers(min_value=0), kind=st.sampled_from(["ward", "neighbourhood"]))
def test_a_corner_on_a_border_belongs_to_one_neighbour_only(which: int, kind: str) -> None:
    corners = shapely.get_coordinates([d.shape for d in atlas().drawn(kind)])
    lon, lat = corners[which % len(corners)]
    found = [a.kind for a in atlas().at(Point(lat=lat, lon=lon))]
    assert sorted(found) == ["neighbourhood", "place", "ward"]


@pytest.mark.parametrize("lat", [float("nan"), float("inf"), 90.5, -1e300])
def test_a_position_that_is_nowhere_lies_in_nothing(lat: float) -> None:
    assert atlas().at(Point(lat=lat, lon=2.0)) == []


def test_the_label_of_an_area_lies_inside_it() -> None:
    for drawn in atlas().drawn():
        assert atlas().contains(drawn.area.code, drawn.area.label)


def test_areas_are_found_by_the_box_that_a_map_shows() -> None:
    seaborough()
    with acting(Actor(), purpose="test"):
        harbour = queries.area(code="SB01")
        assert harbour in queries.areas_in(bounds=harbour.bounds, kind="ward")
        corner = Bounds(south=52.30, west=1.90, north=52.301, east=1.901)
        assert queries.areas_in(bounds=corner, kind="ward") == []


def test_the_extent_of_the_wards_is_that_of_the_place() -> None:
    seaborough()
    with acting(Actor(), purpose="test"):
        assert queries.extent(kind="ward") == queries.area(code="seaborough").bounds
        assert queries.extent(kind="planet") is None
        assert queries.extent() is not None


def test_the_hierarchy_goes_from_the_place_to_its_wards_and_their_parts() -> None:
    seaborough()
    with acting(Actor(), purpose="test"):
        assert len(queries.areas(parent="seaborough")) == 12
        parts = queries.areas(kind="neighbourhood", parent="SB01")
        assert [a.code for a in parts] == ["SB01A", "SB01B", "SB01C"]
        at = parts[0].label
        codes = [a.code for a in queries.areas_at(lat=at.lat, lon=at.lon)]
        assert codes == ["seaborough", "SB01", "SB01A"]


def test_ward_at_and_within_say_where_a_point_lies() -> None:
    seaborough()
    with acting(Actor(), purpose="test"):
        at = queries.area(code="SB01").label
        assert queries.ward_at(lat=at.lat, lon=at.lon) == "SB01"
        assert queries.within(area_code="seaborough", lat=at.lat, lon=at.lon)
        assert not queries.within(area_code="SB02", lat=at.lat, lon=at.lon)
        with pytest.raises(contracts.AreaNotFound):
            queries.within(area_code="NOWHERE", lat=at.lat, lon=at.lon)


@pytest.mark.parametrize("tolerance", [0.0, 0.0005])
def test_shapes_for_maps_tile_the_place_simplified_or_not(tolerance: float) -> None:
    seaborough()
    with acting(Actor(), purpose="test"):
        found = queries.shapes(kind="ward", tolerance=tolerance)
    mine = [f for f in found["features"] if f["properties"]["parent"] == "seaborough"]
    outlines = [shapely.from_geojson(json.dumps(f["geometry"])) for f in mine]
    assert len(outlines) == 12
    assert shapely.coverage_is_valid(outlines)
    assert all(outline.exterior.is_ccw for outline in outlines)


def test_shapes_of_a_kind_that_is_not_there_are_an_empty_collection() -> None:
    with acting(Actor(), purpose="test"):
        assert queries.shapes(kind="planet", tolerance=0.1)["features"] == []


def test_what_is_no_postcode_of_the_place_has_no_ward() -> None:
    with acting(Actor(), purpose="test"):
        assert queries.ward_of_postcode(postcode="SB9 9ZZ") is None
        assert queries.ward_of_postcode(postcode="harbour") is None
        with pytest.raises(contracts.PostcodeNotFound):
            queries.postcode(postcode="SB9 9ZZ")
        with pytest.raises(contracts.NotAPostcode):
            queries.postcode(postcode="harbour")


def test_an_unchanged_map_costs_one_query() -> None:
    seaborough()
    with acting(Actor(), purpose="test"):
        queries.atlas()
        with CaptureQueriesContext(connection) as asked:
            assert queries.areas_at(lat=52.34, lon=2.0)
        assert len(asked) == 1


def test_threads_share_one_atlas() -> None:
    seaborough()

    def ask() -> int:
        with acting(Actor(), purpose="test"):
            return id(queries.atlas())

    assert len(set(at_once(8, ask))) == 1


def test_an_address_is_searched_through_the_connector_that_the_place_has_chosen() -> None:
    seaborough()
    org = an_org()
    found = queries.search_addresses(text="1 harbour st", org=org, limit=3)
    assert found[0].one_line == "1 Harbour Street, Seaborough, SB1 1DB"
    assert found[0].ward == "SB01"
    assert queries.address(uprn=found[0].uprn, org=org) == found[0]
    with pytest.raises(contracts.AddressNotFound):
        queries.address(uprn="1", org=org)


def test_a_limit_is_kept_within_bounds() -> None:
    seaborough()
    org = an_org()
    assert len(queries.search_addresses(text="seaborough", org=org, limit=10_000)) == 100
    assert len(queries.search_addresses(text="seaborough", org=org, limit=-1)) == 1


def test_where_the_other_words_are_wrong_the_whole_postcode_is_offered() -> None:
    seaborough()
    found = queries.search_addresses(text="1 Arbour Streat, SB1 1DB", org=an_org())
    assert {a.postcode for a in found} == {"SB1 1DB"}
    assert len(found) > 2


def test_addresses_are_not_searched_inside_acting() -> None:
    with pytest.raises(AlreadyActing), acting(Actor(), purpose="test"):
        queries.search_addresses(text="1 Harbour Street", org=an_org())


def test_areas_are_offered_to_the_house_by_name() -> None:
    assert registry.offer("areas.v1") is queries
