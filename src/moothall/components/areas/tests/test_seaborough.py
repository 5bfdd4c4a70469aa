"""The demonstration place: its map tiles, its lists agree with it, and it can be redrawn."""

import csv
import io
import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import shapely
from django.conf import settings
from ruamel.yaml import YAML
from shapely.geometry.base import BaseGeometry

from moothall.components.areas import queries
from moothall.components.areas.rules.postcodes import normal_postcode
from moothall.components.areas.testing import place_file, seaborough
from moothall.kernel.actors import Actor, acting

DRAWN = ("place.geojson", "wards.geojson", "neighbourhoods.geojson")
LINES = ("streets.geojson", "roads.geojson", "water.geojson")
GROUNDS = ("main-roads.geojson", "estates.geojson")
LISTED = ("addresses.csv", "postcodes.csv")
NEEDED_ELSEWHERE = {
    "street.problem",
    "street.pothole",
    "street.rubbish",
    "street.lamp",
    "home.repair",
    "home.cold",
    "home.damp",
    "home.housing_register",
    "parking.permit",
    "money.council_tax",
    "transport.blue_badge",
}


@cache
def outlines(name: str) -> dict[str, tuple[dict[str, str], BaseGeometry]]:
    features = json.loads(place_file(name))["features"]
    return {
        f["properties"]["code"]: (
            f["properties"],
            shapely.from_geojson(json.dumps(f["geometry"])),
        )
        for f in features
    }


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(place_file(name))))


@pytest.mark.parametrize("name", ["wards.geojson", "neighbourhoods.geojson"])
def test_the_areas_tile_the_borough_without_gap_or_overlap(name: str) -> None:
    shapes = [shape for _, shape in outlines(name).values()]
    assert shapely.coverage_is_valid(shapes, gap_width=0.01)
    ((_, whole),) = outlines("place.geojson").values()
    assert shapely.normalize(shapely.coverage_union_all(shapes)) == shapely.normalize(whole)


def test_every_ward_is_exactly_its_neighbourhoods() -> None:
    for code, (_, ward) in outlines("wards.geojson").items():
        parts = [s for p, s in outlines("neighbourhoods.geojson").values() if p["ward"] == code]
        assert len(parts) == 3
        assert shapely.normalize(shapely.coverage_union_all(parts)) == shapely.normalize(ward)


def test_everything_of_the_place_is_taken_in_without_a_doubt() -> None:
    for told in seaborough():
        assert (told.left_out, told.doubts) == ((), ())
    with acting(Actor(), purpose="test"):
        assert queries.area(code="seaborough").kind == "place"


def test_a_postcode_lies_in_one_ward_and_has_several_addresses() -> None:
    addresses = rows("addresses.csv")
    wards = {(a["postcode"], a["ward"]) for a in addresses}
    listed = {(p["postcode"], p["ward_code"]) for p in rows("postcodes.csv")}
    assert wards == listed
    assert len({postcode for postcode, _ in wards}) == len(wards)
    assert min(Counter(a["postcode"] for a in addresses).values()) >= 3
    for postcode, _ in wards:
        assert normal_postcode(text=postcode) == postcode


def test_addresses_are_invented_and_differ() -> None:
    addresses = rows("addresses.csv")
    assert 350 <= len(addresses) <= 450
    assert all(re.fullmatch("9990[0-9]{8}", a["uprn"]) for a in addresses)
    assert len({a["uprn"] for a in addresses}) == len(addresses)
    assert len({(a["line1"], a["line2"]) for a in addresses}) == len(addresses)
    assert any(a["line1"] == "1 Harbour Street" for a in addresses)


def test_the_place_is_drawn_again_from_its_sketch(tmp_path: Path) -> None:
    program = Path(settings.PLACE_FOLDER) / "make_areas.py"
    subprocess.run([sys.executable, str(program), str(tmp_path)], check=True, timeout=60)  # noqa: S603 - our own program
    for name in LISTED:
        assert (tmp_path / name).read_text(encoding="utf-8") == place_file(name)
    for name in (*DRAWN, *LINES, *GROUNDS):
        again = shapely.from_geojson((tmp_path / name).read_text(encoding="utf-8"))
        assert again.equals_exact(shapely.from_geojson(place_file(name)), tolerance=2e-6)


def test_needs_have_words_in_both_languages_and_a_group() -> None:
    found = YAML(typ="safe", pure=True).load(place_file("needs.yaml"))
    groups = {group["id"] for group in found["groups"]}
    ids = [need["id"] for need in found["needs"]]
    assert len(set(ids)) == len(ids)
    assert set(ids) >= NEEDED_ELSEWHERE
    for need in found["needs"]:
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", need["id"])
        assert need["group"] in groups
        for language in ("en", "cy"):
            assert need["title"][language]
            assert need["keywords"][language]


def test_the_organisations_have_what_the_house_reads_of_them() -> None:
    found = YAML(typ="safe", pure=True).load(place_file("place.yaml"))
    assert [o["slug"] for o in found["organisations"] if o.get("steward")] == [
        "seaborough-council"
    ]
    for org in found["organisations"]:
        teams = {team["id"] for team in org["teams"]}
        assert org["contact"]["phone"].startswith("01632 960")
        for officer in org["officers"]:
            assert officer["email"].endswith(f"@{org['slug']}.example")
            assert set(officer["teams"]) <= teams
            assert officer["duties"]
