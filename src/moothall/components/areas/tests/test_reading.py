"""Files as others publish them: what is taken from them, and what is said of the rest."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.components.areas.contracts import FileRefused
from moothall.components.areas.rules.features import Outlines, Properties, read_outlines
from moothall.components.areas.rules.rows import (
    PostcodeColumns,
    read_addresses,
    read_postcodes,
)

SQUARE = [[[2.0, 52.3], [2.1, 52.3], [2.1, 52.4], [2.0, 52.4], [2.0, 52.3]]]
BOW_TIE = [[[2.0, 52.3], [2.1, 52.4], [2.1, 52.3], [2.0, 52.4], [2.0, 52.3]]]
NAMING = Properties(code="code", name="name", parent="part_of")


def a_feature(**changed: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a file may hold
    properties = {"code": "A1", "name": "Oldtown"} | changed.pop("properties", {})
    geometry = {"type": "Polygon", "coordinates": SQUARE} | changed.pop("geometry", {})
    return {"type": "Feature", "properties": properties, "geometry": geometry} | changed


def read(*features: object, **collection: object) -> Outlines:
    whole = {"type": "FeatureCollection", "features": list(features)} | collection
    return read_outlines(text=json.dumps(whole), properties=NAMING)


def reasons(outlines: Outlines) -> list[tuple[int, str]]:
    return [(remark.number, remark.code) for remark in outlines.left_out]


def test_a_feature_becomes_an_outline() -> None:
    (outline,) = read(a_feature(properties={"part_of": "B"})).found
    assert (outline.code, outline.name["en"], outline.parent) == ("A1", "Oldtown", "B")
    assert outline.shape.bounds == (2.0, 52.3, 2.1, 52.4)


def test_a_name_in_welsh_is_taken_where_there_is_one() -> None:
    text = json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                a_feature(properties={"cy": "Hen Dref"}),
                a_feature(properties={"code": "A2"}),
            ],
        }
    )
    naming = Properties(code="code", name="name", name_cy="cy")
    named = [o.name["cy"] for o in read_outlines(text=text, properties=naming).found]
    assert named == ["Hen Dref", "Oldtown"]


def test_codes_that_are_numbers_are_taken_as_text() -> None:
    assert read(a_feature(properties={"code": 7})).found[0].code == "7"


@pytest.mark.parametrize(
    ("feature", "reason"),
    [
        (a_feature(properties={"code": None}), "no-code"),
        (a_feature(properties={"code": "  "}), "no-code"),
        (a_feature(properties={"code": "x" * 41}), "bad-code"),
        (a_feature(properties={"name": ""}), "no-name"),
        (a_feature(geometry={"type": "Point", "coordinates": [2.0, 52.3]}), "no-area"),
        (a_feature(geometry={"coordinates": BOW_TIE}), "bad-shape"),
        (a_feature(geometry={"coordinates": [SQUARE[0][:3]]}), "bad-shape"),
        (a_feature(geometry={"coordinates": [SQUARE[0][:-1]]}), "bad-shape"),
        (a_feature(geometry={"coordinates": [[["x", "y"]] * 4]}), "bad-shape"),
        (a_feature(geometry={"coordinates": [[[10**400, 52.3]] * 4]}), "bad-shape"),
        (a_feature(geometry={"coordinates": []}), "bad-shape"),
        (a_feature(geometry={"type": "MultiPolygon", "coordinates": []}), "no-area"),
        (
            a_feature(geometry={"coordinates": [[s[::-1] for s in SQUARE[0]]]}),
            "swapped",
        ),
        (
            a_feature(geometry={"coordinates": [[[x + 30, y] for x, y in SQUARE[0]]]}),
            "outside",
        ),
        (
            a_feature(geometry={"coordinates": [[[514862, y] for _, y in SQUARE[0]]]}),
            "not-degrees",
        ),
        (a_feature(properties_of="nothing") | {"properties": None}, "no-properties"),
        ("not a feature", "no-properties"),
    ],
)
def test_a_feature_that_will_not_do_is_left_out_with_its_reason(
    feature: object, reason: str
) -> None:
    outlines = read(a_feature(properties={"code": "GOOD"}), feature)
    assert [o.code for o in outlines.found] == ["GOOD"]
    assert reasons(outlines) == [(2, reason)]
    assert outlines.left_out[0].said.in_language("en")


def test_of_two_with_the_same_code_the_first_is_taken() -> None:
    outlines = read(a_feature(), a_feature(properties={"name": "Newtown"}))
    assert [o.name["en"] for o in outlines.found] == ["Oldtown"]
    assert reasons(outlines) == [(2, "twice")]


def test_words_for_a_broken_outline_say_where() -> None:
    (remark,) = read(a_feature(geometry={"coordinates": BOW_TIE})).left_out
    assert "52.35" in remark.said.in_language("en")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[" * 100_000,
        "[]",
        '{"type": "Feature"}',
        '{"type": "FeatureCollection"}',
        '{"type": "FeatureCollection", "features": []}',
        '{"type": "FeatureCollection", "features": [NaN]}',
        '{"type": "FeatureCollection", "features": [{}], "crs": {"name": "EPSG:27700"}}',
    ],
)
def test_a_file_that_is_no_map_is_refused(text: str) -> None:
    with pytest.raises(FileRefused):
        read_outlines(text=text, properties=NAMING)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "properties", "geometry", "coordinates", "code", "name"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(feature=JSON, coordinates=JSON, kind=st.sampled_from(["Polygon", "MultiPolygon"]))
def test_whatever_stands_in_a_feature_is_taken_or_told(
    feature: object, coordinates: object, kind: str
) -> None:
    strange = a_feature(geometry={"type": kind, "coordinates": coordinates})
    outlines = read(feature, strange)
    assert len(outlines.found) + len(outlines.left_out) == 2


def test_rows_of_postcodes_are_read_by_their_columns() -> None:
    text = "pcd,lat,long,ward,more\nsb11db,52.32,1.97,SB01,x\n\nSB1 1EF , 52.33,1.98,,y\n"
    columns = PostcodeColumns(postcode="pcd", lon="long", ward="ward")
    rows = read_postcodes(text=text, columns=columns)
    assert [(line, p.postcode, p.ward) for line, p in rows.found] == [
        (2, "SB1 1DB", "SB01"),
        (4, "SB1 1EF", None),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("SB1,52.3,2.0,SB01", "not-a-postcode"),
        ("SB1 1DB,,2.0,SB01", "no-position"),
        ("SB1 1DB,north,2.0,SB01", "no-position"),
        ("SB1 1DB,nan,2.0,SB01", "no-position"),
        ("SB1 1DB,2.0,52.3,SB01", "swapped"),
        ("SB1 1DB,42.3,2.0,SB01", "outside"),
        ("SB1 1DB,102884,514862,SB01", "not-degrees"),
        ("SB1 1DB", "no-position"),
        ("SB1 9ZZ,52.3,2.0,SB01", "twice"),
    ],
)
def test_a_row_that_will_not_do_is_left_out_with_its_line(row: str, reason: str) -> None:
    text = f"postcode,lat,lon,ward_code\nSB1 9ZZ,52.3,2.0,SB01\n{row}\n"
    rows = read_postcodes(text=text, columns=PostcodeColumns())
    assert [p.postcode for _, p in rows.found] == ["SB1 9ZZ"]
    assert [(r.number, r.code) for r in rows.left_out] == [(3, reason)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("x1,1 High Street,,Town,SB1 1DB,52.3,2.0,SB01", "no-uprn"),
        ("0,1 High Street,,Town,SB1 1DB,52.3,2.0,SB01", "no-uprn"),
        ("1234567890123,1 High Street,,Town,SB1 1DB,52.3,2.0,SB01", "no-uprn"),
        ("7,,,Town,SB1 1DB,52.3,2.0,SB01", "no-address"),
        ("7,1 High Street,,Town,,52.3,2.0,SB01", "not-a-postcode"),
        ("7,1 High Street,,Town,SB1 1DB,2.0,52.3,SB01", "swapped"),
        ("0009,9 High Street,,Town,SB1 1DB,52.3,2.0,SB01", "twice"),
    ],
)
def test_an_address_that_will_not_do_is_left_out(row: str, reason: str) -> None:
    text = (
        "uprn,line1,line2,town,postcode,lat,lon,ward\n"
        f"9,8 High Street,,Town,SB1 1DB,52.3,2.0,SB01\n{row}\n"
    )
    rows = read_addresses(text=text)
    assert [a.uprn for _, a in rows.found] == ["9"]
    assert [(r.number, r.code) for r in rows.left_out] == [(3, reason)]


@pytest.mark.parametrize(
    "text",
    ["", "postcode,lat\nSB1 1DB,52.3\n", 'postcode,lat,lon,ward_code\n"SB1 1DB'],
)
def test_a_file_that_is_no_such_list_is_refused(text: str) -> None:
    with pytest.raises(FileRefused):
        read_postcodes(text=text, columns=PostcodeColumns())


def test_a_missing_column_is_named() -> None:
    with pytest.raises(FileRefused, match="“lon”, “ward_code”"):
        read_postcodes(text="postcode,lat\nSB1 1DB,52.3\n", columns=PostcodeColumns())


@given(text=st.text(max_size=200))
def test_any_text_is_a_list_or_is_refused(text: str) -> None:
    try:
        read_postcodes(text="postcode,lat,lon,ward_code\n" + text, columns=PostcodeColumns())
    except FileRefused as refusal:
        assert "line" in str(refusal)  # noqa: PT017 - most texts are lists
