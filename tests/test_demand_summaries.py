"""Summaries of demand, with PostgreSQL at work: who reads which, and when they are made."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from tests.figures import of

from moothall.components.demand.contracts import (
    Busy,
    Summary,
    SummaryNotFound,
)
from moothall.components.demand.queries.health import health
from moothall.components.demand.services import offered
from moothall.components.demand.services.summarising import only_one, summarise
from moothall.components.demand.testing import MemoryCubes, a_record
from moothall.components.demand.tests.inventing import AT, ORGS, invented
from moothall.kernel import registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.refusals import Forbidden
from moothall.kernel.testing import a_resident, an_officer, an_org, the_steward

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_place_without_figures() -> None:
    """A steward, and no summaries, findings and releases of other tests."""
    steward = the_steward()
    with acting(Actor(org=steward), purpose="test"), connection.cursor() as cursor:
        cursor.execute("delete from demand_summary")


def read(actor: Actor, name: str, period: str = "12m", *, own: bool = False) -> Summary:
    with acting(actor, purpose="test"):
        return offered.summary(name=name, period=period, own=own)


def test_anybody_reads_the_protected_summaries_of_the_place() -> None:
    orgs = [an_org() for _ in ORGS]
    made = summarise(at=AT, cubes=MemoryCubes(of(orgs, invented(1))))
    assert made.periods[0] == "12m"
    assert len(made.periods) == 13
    found = read(a_resident(orgs[0]), "overview")
    assert found.body["asked"]["value"] == 4000
    assert found.made_at == AT


def test_an_organisation_reads_its_own_summaries_and_nobody_elses() -> None:
    orgs = [an_org() for _ in ORGS]
    records = of(orgs, invented(1))
    summarise(at=AT, cubes=MemoryCubes(records))
    told_ = [read(an_officer(org), "overview", own=True).body["asked"]["value"] for org in orgs]
    assert told_ == [sum(org in (r.org, r.asked_org) for r in records) for org in orgs]
    with pytest.raises(SummaryNotFound):
        read(an_officer(an_org()), "overview", own=True)
    with acting(an_officer(orgs[0]), purpose="test"), connection.cursor() as cursor:
        cursor.execute("select distinct org_id from demand_summary where not is_public")
        assert cursor.fetchall() == [(orgs[0],)]


def test_a_resident_has_no_figures_of_their_own() -> None:
    with pytest.raises(Forbidden):
        read(a_resident(an_org()), "overview", own=True)


def test_before_anything_was_made_there_are_no_figures() -> None:
    with pytest.raises(SummaryNotFound):
        read(an_officer(), "overview")


def test_a_place_in_which_nothing_was_asked_has_summaries_of_nothing() -> None:
    summarise(at=AT, cubes=MemoryCubes([]))
    assert read(an_officer(), "overview").body["asked"]["value"] == 0


def test_the_year_before_tells_no_more_than_its_own_figures_did() -> None:
    """17 needs are 15 rounded, and with 8, 8 and 1 in its months that would give the 1 away."""
    begun = datetime(2029, 4, 2, 12, tzinfo=UTC)
    asked = [begun + timedelta(days=31 * month) for month in [0] * 8 + [1] * 8 + [2]]
    summarise(at=AT, cubes=MemoryCubes([a_record(asked_at=moment) for moment in asked]))
    then = read(an_officer(), "overview", "2029-Q2").body
    before = read(an_officer(), "overview", "2030-Q2").body["before"]
    assert before == {name: then[name] for name in before}


def test_an_organisation_that_has_nothing_any_longer_loses_its_figures() -> None:
    orgs = [an_org() for _ in ORGS]
    summarise(at=AT, cubes=MemoryCubes(of(orgs, invented(1))))
    summarise(at=AT + DAY, cubes=MemoryCubes([]))
    with pytest.raises(SummaryNotFound):
        read(an_officer(orgs[0]), "overview", own=True)


def test_only_one_refresh_is_at_work_in_a_place() -> None:
    with only_one(), pytest.raises(Busy), only_one():
        pass
    with only_one():
        pass


def test_health_says_when_figures_were_last_made() -> None:
    summarise(at=AT, cubes=MemoryCubes([]))
    with acting(Actor(), purpose="health"):
        told_ = health()
    assert told_["refreshed_at"] == AT.isoformat()
    assert told_["partitions_missing"] == 0


def test_what_faces_load_of_demand_loads_nothing_heavy() -> None:
    heavy = ("scipy", "numpy", "duckdb", "ibis", "pyarrow", "pandas", "statsmodels")
    script = (
        "import os, sys, django;"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'moothall.site.settings';"
        "os.environ['MOOTHALL_SECRET_KEY'] = 'test'; django.setup();"
        "from moothall.kernel import registry; registry.offer('demand.v1');"
        "import moothall.components.demand.jobs, moothall.components.demand.readers;"
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    ran = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


def test_the_refresh_is_done_every_hour() -> None:
    assert registry.regular_jobs()["demand.refresh"] == 3600
