"""Pictures of figures: what they show, what they say, and that nothing is drawn wrongly."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from moothall.kernel import charts
from moothall.kernel.charts.svg import ticks

ABOUT = charts.About(id="one", title="Needs <asked>", text="What it says & shows")
SVG = "{http://www.w3.org/2000/svg}"
SQUARE = {"type": "Polygon", "coordinates": [[[0, 60], [1, 60], [1, 61], [0, 61], [0, 60]]]}


def parsed(drawn: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawn)  # noqa: S314 - our own drawing


def a_patch(value: float | None, **changed: object) -> charts.Patch:
    given: dict[str, object] = {
        "geometry": SQUARE, "name": "Harbour", "words": "12 per 1,000", "label": (60.5, 0.5),
        "value": value, **changed,
    }  # fmt: skip
    return charts.Patch(**given)  # type: ignore[arg-type]


def a_line(*values: float | None, **limits: float) -> ElementTree.Element:
    points = [charts.Reading(label=str(i), value=v, words=str(v)) for i, v in enumerate(values)]
    given = charts.Limits(words=("high", "mean", "low"), **limits) if limits else None
    return parsed(charts.readings(ABOUT, points, limits=given))


def test_a_picture_is_named_and_described_and_escapes_what_it_is_given() -> None:
    drawn = charts.ward_map(ABOUT, [a_patch(1.0)], limits=[1.0])
    root = parsed(drawn)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "one-title"
    assert "Needs &lt;asked&gt;" in drawn
    assert "What it says &amp; shows" in drawn


def test_a_picture_with_links_is_a_group_whose_links_have_names() -> None:
    root = parsed(charts.ward_map(ABOUT, [a_patch(1.0, href="/ward")], limits=[1.0]))
    assert root.get("role") == "group"
    link = root.find(f"{SVG}a")
    assert link is not None
    assert link.get("aria-label") == "Harbour: 12 per 1,000"


def test_no_picture_has_a_style_of_its_own() -> None:
    flow = charts.Flow(column=0, source="a", target="b", value=3, words="a to b: 3")
    drawn = [
        charts.ward_map(ABOUT, [a_patch(None)], limits=[]),
        charts.bars(ABOUT, [charts.Bar(label="a", words="1", value=1, low=0.5, high=2)]),
        charts.flows(ABOUT, [flow], labels=[{"a": "A"}, {"b": "B"}], heads=["x", "y"]),
    ]
    assert not any(re.search(r"\s(style|on\w+)=", each) for each in drawn)


def test_a_map_is_narrower_by_the_cosine_of_its_latitude() -> None:
    box = parsed(charts.ward_map(ABOUT, [a_patch(1.0)], limits=[1.0])).get("viewBox") or ""
    _, _, width, height = (float(n) for n in box.split())
    assert (width - 16) / (height - 16) == pytest.approx(0.4924, abs=0.001)


@pytest.mark.parametrize(
    ("value", "is_uncertain", "hatched"), [(1.0, False, 0), (1.0, True, 1), (None, False, 1)]
)
def test_what_is_hidden_or_not_certain_is_hatched(
    value: float | None,
    is_uncertain: bool,  # noqa: FBT001
    hatched: int,
) -> None:
    drawn = charts.ward_map(ABOUT, [a_patch(value, is_uncertain=is_uncertain)], limits=[1.0])
    assert drawn.count("chart__over") == hatched


def test_a_map_of_nothing_is_nothing() -> None:
    assert charts.ward_map(ABOUT, [], limits=[]) == ""


@pytest.mark.parametrize(
    ("values", "limits"),
    [
        (range(1, 11), [2, 4, 6, 8, 10]),
        ([3, 3, 3], [3]),
        ([1, 2], [1, 2]),
        ([], []),
    ],
)
def test_classes_hold_as_many_areas_each_as_can_be(
    values: list[float], limits: list[float]
) -> None:
    assert charts.class_limits(list(values)) == limits


def test_the_largest_value_is_in_the_darkest_class() -> None:
    assert [charts.class_of(v, [2, 4, 6, 8, 10]) for v in (1, 2, 3, 10)] == [1, 1, 2, 5]
    assert charts.class_of(3, [3]) == 5


@pytest.mark.parametrize(
    ("top", "expected"), [(0, [0, 1]), (9, [0, 5, 10]), (505, [0, 200, 400, 600])]
)
def test_a_scale_has_round_numbers_that_reach_the_top(
    top: float, expected: list[float]
) -> None:
    assert ticks(top) == expected


def test_a_line_is_broken_where_a_month_is_hidden() -> None:
    root = a_line(1, 2, None, 3, 4)
    lines = [p for p in root.iter(f"{SVG}path") if p.get("class") == "chart__line"]
    assert len(lines) == 2


def test_limits_are_drawn_where_they_are() -> None:
    root = a_line(10, 10, centre=10.0, low=0.0, high=20.0)
    at = {
        line.get("y1") for line in root.iter(f"{SVG}line") if "limit" in str(line.get("class"))
    }
    assert at == {"18", "260"}


def test_words_of_limits_that_are_close_do_not_cover_one_another() -> None:
    root = a_line(100, 100, centre=100.0, low=99.9, high=100.1)
    said = [
        float(t.get("y", 0)) for t in root.iter(f"{SVG}text") if t.get("class") == "chart__note"
    ]
    assert all(b - a > 16.9 for a, b in pairwise(said))


def test_a_point_outside_has_a_form_of_its_own_and_its_value() -> None:
    outside = charts.Reading(label="May", value=9, words="nine", mark=charts.Mark.OUTSIDE)
    drawn = charts.readings(ABOUT, [outside])
    assert "chart__point--outside" in drawn
    assert ">nine</text>" in drawn


def test_a_bar_that_is_hidden_has_no_length() -> None:
    drawn = charts.bars(ABOUT, [charts.Bar(label="a", words="Hidden", value=None)])
    assert "<rect" not in drawn
    assert "Hidden" in drawn


def test_bars_and_whiskers_are_shares_of_the_top() -> None:
    bar = charts.Bar(label="a", words="25%", value=0.25, low=0.2, high=0.3)
    drawn = charts.bars(ABOUT, [bar], top=1.0)
    assert 'width="25.00%"' in drawn
    assert 'x1="20.00%" x2="30.00%"' in drawn


def test_bands_are_as_wide_as_what_they_carry_and_end_where_nodes_do() -> None:
    carried = [
        charts.Flow(column=0, source="a", target="a", value=30, words=""),
        charts.Flow(column=0, source="a", target="b", value=10, words=""),
    ]
    names = {"a": "A", "b": "B"}
    root = parsed(charts.flows(ABOUT, carried, labels=[names, names], heads=["x", "y"]))
    bands = [float(p.get("stroke-width", 0)) for p in root.iter(f"{SVG}path")]
    nodes = [float(r.get("height", 0)) for r in root.iter(f"{SVG}rect")]
    assert bands == [255, 85]
    assert nodes == [340, 255, 85]


def test_a_curve_ends_where_hardly_anybody_waits() -> None:
    steps = [(0.0, 1.0, None, None), (10.0, 0.03, None, None), (365.0, 0.0, None, None)]
    panel = charts.Panel(about=ABOUT, steps=steps, days="days")
    drawn = charts.curves([panel])
    assert ">10</text>" in drawn
    assert ">400</text>" not in drawn
