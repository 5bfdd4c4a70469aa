"""Regular jobs: enqueued once for each stretch of time, whichever worker comes first."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from moothall.kernel import jobs, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.manifest import Component
from moothall.kernel.testing import NOON

HOUR = timedelta(hours=1)
KETTLES = Component(
    name="kettles",
    title="Kettles",
    summary="Boil water.",
    package="kettles",
    jobs={"kettles.boil": "kettles:boil"},
    every={"kettles.boil": "1h"},
)


@pytest.fixture(autouse=True)
def _with_kettles() -> Iterator[None]:
    """A house with one more component, and without jobs of it."""
    components = registry.components()
    components["kettles"] = KETTLES
    yield
    del components["kettles"]
    told("delete from procrastinate_jobs where task_name = 'kettles.boil'")


def told(statement: str) -> list[tuple[str]]:
    with acting(Actor(), purpose="test"), connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def enqueue(*, hours: int = 0) -> int:
    """Enqueue what is due so many hours later; answer how many there are in all."""
    with acting(Actor(), purpose="test"):
        jobs.enqueue_regular(at=NOON + hours * HOUR)
    return len(told("select id from procrastinate_jobs where task_name = 'kettles.boil'"))


def end() -> None:
    told("update procrastinate_jobs set status = 'succeeded' where task_name = 'kettles.boil'")


def test_a_regular_job_is_enqueued_once_in_its_stretch_of_time() -> None:
    assert [enqueue(), enqueue()] == [1, 1]
    end()
    assert enqueue() == 1
    assert enqueue(hours=1) == 2


def test_a_regular_job_that_still_waits_is_not_enqueued_again() -> None:
    assert [enqueue(), enqueue(hours=5)] == [1, 1]


@pytest.mark.parametrize("text", ["", "h", "0h", "-1h", "1w", "1.5h", "٣h", "60"])
def test_what_says_no_time_between_jobs_is_refused(text: str) -> None:
    components = registry.components()
    wrong = {"kettles.boil": text}
    components["kettles"] = Component(
        name="kettles", title="", summary="", package="", every=wrong
    )
    with pytest.raises(ValueError, match="says no time"):
        registry.regular_jobs()


def test_times_between_jobs_are_minutes_hours_and_days() -> None:
    components = registry.components()
    every = {"a": "15m", "b": "2h", "c": "1d"}
    components["kettles"] = Component(
        name="kettles", title="", summary="", package="", every=every
    )
    found = registry.regular_jobs()
    assert [found[name] for name in "abc"] == [900, 7200, 86400]
