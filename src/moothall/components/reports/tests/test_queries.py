"""What lies near, what the map shows, and the lists."""

import base64
import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from moothall.components.reports import queries, services
from moothall.components.reports.contracts import (
    BadCursor,
    Bounds,
    Filters,
    Sort,
    Status,
    Work,
)
from moothall.components.reports.rules.exporting import COLUMNS, open_data_row
from moothall.components.reports.testing import a_category, a_report, a_scheme
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import NOON, a_person, a_resident, an_officer, an_org

METRE = 1 / 111_195
"""Degrees of latitude."""


def a_category_of_its_own(org: OrgId, **changed: object) -> str:
    """A category that no other test has reports of."""
    name = f"kind_{uuid4().hex[:12]}"
    a_scheme(a_category(org, name, **changed))
    return name


def near(category: str, lat: float, lon: float = 2.0) -> list[tuple[UUID, int]]:
    with acting(Actor(), purpose="test"):
        found = queries.nearby(category=category, lat=lat, lon=lon, at=NOON + timedelta(days=1))
    return [(one.report.id, one.metres) for one in found]


def test_open_reports_in_the_radius_come_nearest_first() -> None:
    org = an_org()
    kind = a_category_of_its_own(org, radius=50)
    lat = 52.3460005  # beside the border of a cell
    far, close, _ = (
        a_report(a_resident(org), category=kind, at_spot=(lat + n * METRE, 2.0)).report_id
        for n in (49, -30, 52)
    )
    assert near(kind, lat) == [(close, 30), (far, 49)]


@pytest.mark.parametrize(
    "changed", [{"radius": 0}, {"weeks": 1, "radius": 50}, {"private": True, "radius": 50}]
)
def test_a_category_may_look_for_no_others_or_only_for_young_ones(
    changed: dict[str, object],
) -> None:
    org = an_org()
    kind = a_category_of_its_own(org, **changed)
    a_report(a_resident(org), category=kind, at_spot=(52.0, 2.0), at=NOON - timedelta(weeks=1))
    assert near(kind, 52.0) == []


def test_closed_and_held_reports_are_not_near() -> None:
    org = an_org()
    kind = a_category_of_its_own(org)
    a_report(a_resident(org), category=kind, description="sam@example.com")
    closed = a_report(a_resident(org), category=kind)
    with acting(an_officer(org), purpose="test"):
        services.update(report_id=closed.report_id, status=Status.FIXED, at=NOON)
    assert near(kind, 52.343, 1.998) == []


def box(size: float = 0.01) -> Bounds:
    return Bounds(south=50.0, west=1.0, north=50.0 + size, east=1.0 + size)


def test_the_map_shows_pins_and_nothing_private() -> None:
    org = an_org()
    kind = a_category_of_its_own(org)
    made = a_report(a_resident(org), category=kind, at_spot=(50.005, 1.005))
    a_report(
        a_resident(org), category=kind, at_spot=(50.005, 1.005), description="a@example.com"
    )
    with acting(an_officer(org), purpose="test"):
        shown = queries.on_map(bounds=box(), filters=Filters(categories=(kind,)))
        elsewhere = queries.on_map(bounds=box(0.001), filters=Filters(categories=(kind,)))
    assert [pin.reference for pin in shown.pins] == [made.reference]
    assert (elsewhere.pins, elsewhere.clusters) == ((), ())


def test_more_than_three_hundred_are_counted_by_cells() -> None:
    org = an_org()
    kind = a_category_of_its_own(org)
    with acting(a_resident(org), purpose="test"):
        for n in range(301):
            lat, lon = (50.0001, 1.0001) if n < 200 else (50.0399, 1.0399)
            services.make(category=kind, description="A", lat=lat, lon=lon, at=NOON)
    with acting(Actor(), purpose="test"):
        shown = queries.on_map(bounds=box(0.04), filters=Filters(categories=(kind,)))
    assert shown.pins == ()
    assert sorted((c.count, c.more) for c in shown.clusters) == [(101, False), (200, False)]
    for cluster in shown.clusters:
        corner = (50.0001, 1.0001) if cluster.count == 200 else (50.0399, 1.0399)
        assert abs(cluster.lat - corner[0]) < 0.004
        assert abs(cluster.lon - corner[1]) < 0.004


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_of_a_list_miss_nothing_and_show_nothing_twice(sort: Sort) -> None:
    org = an_org()
    kind = a_category_of_its_own(org, due=None)
    made = [
        a_report(a_resident(org), category=kind, at=NOON + timedelta(minutes=n // 2)).report_id
        for n in range(7)
    ]
    seen, after = list[UUID](), None
    while True:
        with acting(an_officer(org), purpose="test"):
            page = queries.worklist(sort=sort, after=after, limit=3, at=NOON)
        seen += [row.id for row in page.rows]
        after = page.next
        if after is None:
            break
    assert sorted(seen) == sorted(made)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    "key",
    [
        "2020-W01-1T00:00:00+00:00",
        "2020-01-01T00:00:00,5+00:00",
        "2020-01-01T00:00:00+23:59:59.99",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
    ],
)
def test_a_cursor_with_a_moment_in_another_notation_breaks_nothing(key: str) -> None:
    place = json.dumps([Sort.NEWEST.value, 0, key, str(uuid4())])
    cursor = base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")
    with acting(Actor(), purpose="test"), suppress(BadCursor):
        assert queries.listing(after=cursor, limit=1) is not None


def test_a_cursor_of_another_list_or_nonsense_is_refused() -> None:
    for after in ("nonsense", "x" * 400, "e30"):
        with pytest.raises(BadCursor), acting(Actor(), purpose="test"):
            queries.listing(after=after)


def test_the_worklist_is_narrowed_by_everything_staff_look_by() -> None:
    org = an_org()
    kind = a_category_of_its_own(org, due=1)
    one = a_report(a_resident(org), category=kind, description="A hole by the chapel")
    a_report(a_resident(org), category=kind, description="Mail sam@example.com")
    me = a_person()
    with acting(an_officer(org), purpose="test"):
        services.assign(report_id=one.report_id, to=me, team="front", at=NOON)
    late, all_ = NOON + timedelta(days=3), Work()
    for narrowed, many in (
        (all_, 2),
        (replace(all_, assignee=me), 1),
        (replace(all_, unassigned=True), 1),
        (replace(all_, team="front"), 1),
        (replace(all_, held=True), 1),
        (replace(all_, overdue=True), 2),
        (replace(all_, q="chapel"), 1),
        (replace(all_, q="hole by the chap"), 1),
        (replace(all_, q=one.reference.lower()), 1),
        (replace(all_, q=one.reference[:7]), 1),
        (replace(all_, q="'; drop table"), 0),
        (replace(all_, q="&|!"), 0),
        (replace(all_, statuses=(Status.FIXED,)), 0),
        (replace(all_, categories=("other",)), 0),
        (replace(all_, ward="SB01"), 0),
        (replace(all_, since=late), 0),
        (replace(all_, open=False), 0),
    ):
        with acting(an_officer(org), purpose="test"):
            assert queries.count(filters=narrowed, at=late) == many, narrowed
            assert len(queries.worklist(filters=narrowed, at=late).rows) == many
    with acting(an_officer(org), purpose="test"):
        assert queries.count(filters=replace(all_, overdue=True), at=NOON) == 0


def test_the_worklist_is_one_organisation_s_and_the_public_list_has_nothing_held() -> None:
    org = an_org()
    kind = a_category_of_its_own(org)
    made = a_report(a_resident(org), category=kind)
    a_report(a_resident(org), category=kind, description="sam@example.com")
    with acting(an_officer(an_org()), purpose="test"):
        assert queries.worklist(at=NOON).rows == ()
    with acting(an_officer(org), purpose="test"):
        rows = queries.listing(filters=Filters(org=org)).rows
    assert [row.id for row in rows] == [made.report_id]


def test_a_reference_is_found_however_it_is_typed() -> None:
    org = an_org()
    a_scheme(a_category(org))
    made = a_report(a_resident(org))
    typed = made.reference.replace("-", " ").lower()
    with acting(Actor(), purpose="test"):
        assert queries.report(reference=typed).id == made.report_id


def test_open_data_has_a_cell_for_each_column_and_no_formulas() -> None:
    org = an_org()
    kind = a_category_of_its_own(org)
    made = a_report(a_resident(org), category=kind, description="=1+1", address="-2")
    with acting(Actor(), purpose="test"):
        found = queries.report(report_id=made.report_id)
    row = open_data_row(report=found, name="A hole", agency="Town")
    cells = dict(zip(COLUMNS, row, strict=True))
    assert (cells["description"], cells["address"]) == ("'=1+1", "'-2")
    assert (cells["lat"], cells["long"]) == ("52.343000", "1.998000")
    assert cells["requested_datetime"] == "2030-06-03T12:00:00+00:00"
