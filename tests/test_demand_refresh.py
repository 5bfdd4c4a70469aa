"""A refresh from end to end: the log read, stored as Parquet, summarised and looked through."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings
from tests.telling import caught_up, closed, opened, told

from moothall.components.demand.services import offered
from moothall.components.demand.services.refreshing import refresh
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import uuid7
from moothall.kernel.testing import NOON, an_officer, an_org, the_steward

LATER = NOON + timedelta(days=40)


@pytest.fixture
def _empty(tmp_path: Path) -> object:
    the_steward()
    caught_up()
    with acting(Actor(), purpose="reader"), connection.cursor() as cursor:
        cursor.execute("delete from demand_record")
    with override_settings(DEMAND_FOLDER=str(tmp_path), DEMAND_ENGINE="duckdb"):
        yield


@pytest.mark.usefixtures("_empty")
def test_what_is_on_the_log_comes_to_the_pages() -> None:
    org = an_org()
    cases = [uuid7() for _ in range(12)]
    for case in cases:
        told(org, opened(case, person=uuid7()), at=NOON)
    told(org, *(closed(case) for case in cases[:9]), at=NOON + timedelta(days=3))
    caught_up()
    stored, made, _ = refresh(at=LATER)
    assert stored.rows == 12
    assert "12m" in made.periods
    with acting(an_officer(org), purpose="test"):
        own = offered.summary(name="overview", period="12m", own=True).body
        place = offered.summary(name="overview", period="12m").body
        quality = offered.summary(name="quality", period="12m").body
    assert (own["asked"]["value"], own["met"]["value"]) == (12, 9)
    assert own["median_days"]["value"] == 3
    assert place["asked"]["value"] == 10
    assert (quality["engine"], quality["partitions"]["missing"]) == ("duckdb", [])
    with acting(an_officer(org), purpose="test"):
        own_quality = offered.summary(name="quality", period="12m", own=True).body
    assert own_quality["without_area"]["value"] is not None


@pytest.mark.usefixtures("_empty")
def test_a_quarter_that_has_not_changed_is_not_made_again() -> None:
    org = an_org()
    told(org, opened(uuid7(), person=uuid7()), at=NOON)
    caught_up()
    refresh(at=LATER)
    _, made, _ = refresh(at=LATER)
    assert made.periods == ("12m", "2030-Q1", "2030-Q2")
