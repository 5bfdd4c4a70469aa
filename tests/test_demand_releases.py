"""Releases of demand: what goes out, what is refused, and what stays for good."""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import psycopg
import pytest
from tests.figures import events_of

from moothall.components.demand.contracts import (
    Record,
    ReleaseNotFound,
    ReleaseRefused,
)
from moothall.components.demand.services import offered
from moothall.components.demand.services.releasing import release
from moothall.components.demand.testing import MemoryCubes
from moothall.components.demand.tests.inventing import AT, invented
from moothall.kernel.actors import acting
from moothall.kernel.testing import a_resident, an_officer, an_org, the_steward

DAY = timedelta(days=1)


@pytest.fixture(autouse=True, scope="module")
def _a_place_with_whole_releases() -> None:
    """A steward, and no release of other tests that was put there without being made."""
    the_steward()
    bare = "select id from demand_release where not manifest ? 'overall'"
    with psycopg.connect(os.environ["MOOTHALL_ADMIN_URL"], autocommit=True) as admin:
        admin.execute(f"delete from demand_release_file where release_id in ({bare})")
        admin.execute("delete from demand_release where not manifest ? 'overall'")


def quarter_without_release() -> str:
    """A quarter of its own for each test: releases stay for good."""
    with acting(an_officer(), purpose="test"):
        taken = {one.quarter for one in offered.releases()}
    return next(
        name
        for year in range(2000, 2029)
        for name in (f"{year}-Q1", f"{year}-Q3")
        if name not in taken
    )


def asked_in(quarter: str, records: Sequence[Record]) -> list[Record]:
    begun = datetime.fromisoformat(
        f"{quarter[:4]}-{3 * int(quarter[-1]) - 2:02}-02T00:00+00:00"
    )
    return [replace(r, asked_at=begun + (at % 80) * DAY) for at, r in enumerate(records)]


def test_a_quarter_goes_out_with_all_its_files() -> None:
    name = quarter_without_release()
    cubes = MemoryCubes(asked_in(name, invented(1, many=600)))
    made = release(quarter=name, at=AT, cubes=cubes)
    assert (made.quarter, made.number) == (name, 1)
    assert made.manifest["audit"]["passed"]
    with acting(a_resident(an_org()), purpose="test"):
        files = {one["name"]: one for one in made.manifest["files"]}
        assert {f"needs-by-area.{e}" for e in ("csv", "parquet")} <= set(files)
        table = offered.release_file(quarter=name, number=1, name="needs-by-area.csv")
        kept = offered.release_file(quarter=name, number=1, name="manifest.json")
        listed = offered.catalogue(base_url="https://data.example.com/data/")
    assert table.media_type == "text/csv"
    assert table.content.startswith(b"quarter,need,area,asked,asked_hidden\r\n")
    assert b",*,true" in table.content
    assert json.loads(kept.content)["quarter"] == name
    assert f"https://data.example.com/data/demand/{name}/1/needs-by-area.csv" in listed.decode()
    said = events_of(the_steward(), "demand.release-published.v1")
    assert [e["number"] for e in said if e["quarter"] == name] == [1]


def test_why_counts_were_hidden_is_told_to_nobody() -> None:
    name = quarter_without_release()
    made = release(
        quarter=name, at=AT, cubes=MemoryCubes(asked_in(name, invented(1, many=600)))
    )
    said = json.dumps(made.manifest)
    assert '"why"' not in said
    assert '"told"' not in said
    assert '"small"' not in said


def test_a_correction_has_the_next_number_and_the_first_stays_as_it_was() -> None:
    name = quarter_without_release()
    records = asked_in(name, invented(1, many=600))
    release(quarter=name, at=AT, cubes=MemoryCubes(records))
    with acting(an_officer(), purpose="test"):
        first = offered.release_file(quarter=name, number=1, name="needs-by-area.csv")
    more = asked_in(name, invented(2, many=900))
    second = release(quarter=name, at=AT + DAY, cubes=MemoryCubes([*records, *more]))
    assert second.number == 2
    assert f"{name}/1" in " ".join(second.manifest["audit"]["beside"])
    with acting(an_officer(), purpose="test"):
        kept = offered.release_file(quarter=name, number=1, name="needs-by-area.csv")
    assert kept == first


@pytest.mark.parametrize("name", ["2030-Q3", "2040-Q1", "2030", "2001-Q2"])
def test_a_quarter_that_is_none_not_over_or_empty_is_not_released(name: str) -> None:
    with pytest.raises(ReleaseRefused):
        release(quarter=name, at=AT, cubes=MemoryCubes([]))


def test_a_file_that_was_not_released_is_not_found() -> None:
    with acting(an_officer(), purpose="test"), pytest.raises(ReleaseNotFound):
        offered.release_file(quarter="1999-Q1", number=1, name="needs-by-area.csv")
