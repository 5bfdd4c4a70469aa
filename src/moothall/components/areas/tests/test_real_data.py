"""Adur and Worthing: the wards, LSOAs and postcodes that others publish, taken in as they are.

Tests read the folder that ``MOOTHALL_SHARED`` names, and undo what they did.
"""

import csv
from collections import Counter
from pathlib import Path

from moothall.components.areas import queries, services
from moothall.components.areas.contracts import Imported, Point
from moothall.components.areas.rules.features import Properties
from moothall.components.areas.testing import undone
from moothall.kernel.testing import NOON

WARDS = ("wards_adur_E07000223.geojson", "wards_worthing_E07000229.geojson")
LSOAS = ("lsoa_adur_E07000223.geojson", "lsoa_worthing_E07000229.geojson")
WARD = Properties(code="WD13CD", name="WD13NM", name_cy="WD13NMW")
LSOA = Properties(code="LSOA11CD", name="LSOA11NM")
POSTCODES = "postcodes_adur_worthing.csv"


def text_of(shared: Path, name: str) -> str:
    file = shared / "data" / name
    assert file.exists(), f"{name} is missing from the folder of real data"
    return file.read_text(encoding="utf-8")


def take_in(shared: Path, names: tuple[str, ...], kind: str, naming: Properties) -> int:
    told = [
        services.import_areas(text=text_of(shared, n), kind=kind, properties=naming, at=NOON)
        for n in names
    ]
    assert [t.left_out for t in told] == [(), ()]
    return sum(t.added for t in told)


def take_in_postcodes(shared: Path) -> Imported:
    return services.import_postcodes(text=text_of(shared, POSTCODES), at=NOON)


def test_all_wards_and_lsoas_are_taken_in(shared: Path) -> None:
    with undone():
        assert take_in(shared, WARDS, "ward", WARD) == 27
        assert take_in(shared, LSOAS, "lsoa", LSOA) == 107
        assert queries.area(code="E05007562").name["en"] == "Buckingham"


def test_of_4772_postcodes_nine_do_not_agree_with_the_polygons(shared: Path) -> None:
    with undone():
        take_in(shared, WARDS, "ward", WARD)
        told = take_in_postcodes(shared)
        assert (told.added, told.left_out) == (4_772, ())
        assert len(told.doubts) == 9
        assert take_in_postcodes(shared).unchanged == 4_772


def test_the_ward_of_every_postcode_is_the_one_on_the_list(shared: Path) -> None:
    with undone():
        take_in(shared, WARDS, "ward", WARD)
        take_in_postcodes(shared)
        listed = list(csv.DictReader(text_of(shared, POSTCODES).splitlines()))
        for row in listed[::97]:
            ward = queries.ward_of_postcode(postcode=row["postcode"])
            assert ward == row["ward_code"]


def test_without_the_wards_a_list_that_names_them_is_left_out_whole(shared: Path) -> None:
    with undone():
        told = take_in_postcodes(shared)
        assert told.added == 0
        assert Counter(r.code for r in told.left_out) == {"no-such-ward": 4_772}


def test_every_postcode_lies_in_one_lsoa_at_most(shared: Path) -> None:
    with undone():
        take_in(shared, LSOAS, "lsoa", LSOA)
        atlas = queries.atlas()
        listed = list(csv.DictReader(text_of(shared, POSTCODES).splitlines()))
        missed = 0
        for row in listed:
            found = Point(lat=float(row["lat"]), lon=float(row["lon"]))
            missed += not [a for a in atlas.at(found) if a.kind == "lsoa"]
        assert missed < len(listed) / 100
