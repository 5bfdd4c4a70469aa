"""DuckDB and a real Spark cluster, asked the same of the same files, answer the same."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from moothall.components.demand.queries import cubes
from moothall.components.demand.queries.engine import Engine, engine
from moothall.components.demand.testing import a_record
from moothall.components.demand.tests.cluster import spark_cluster, what_is_missing
from moothall.components.demand.tests.stored import at_random, stored
from moothall.kernel.testing import NOON

MISSING = what_is_missing()
SOCKETS = "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
"""Spark's own client leaves the closing of its sockets to the garbage collector."""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=MISSING),
    pytest.mark.filterwarnings(SOCKETS),
]
SINCE, UNTIL = date(2029, 1, 1), date(2034, 1, 1)
MANY = 50_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("demand")
    stored(made, at_random(MANY))
    return made


@pytest.fixture(scope="module")
def both(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Engine]]:
    with (
        pytest.MonkeyPatch.context() as environment,
        spark_cluster(tmp_path_factory.mktemp("cluster")) as master,
        engine(kind="duckdb", root=str(folder)) as here,
    ):
        environment.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        with engine(kind=master, root=str(folder)) as there:
            yield [here, there]


@pytest.mark.parametrize("dimension", sorted(cubes.DIMENSIONS))
def test_both_count_the_same_by_each_dimension(both: list[Engine], dimension: str) -> None:
    here, there = (cubes.counts(one, by=(dimension,), since=SINCE, until=UNTIL) for one in both)
    assert here == there
    assert sum(cell.needs for cell in here) > MANY


@pytest.mark.parametrize(
    ("since", "until"), [(SINCE, UNTIL), (date(2030, 9, 3), date(2031, 2, 14))]
)
def test_both_count_the_same_by_many(both: list[Engine], since: date, until: date) -> None:
    where = {"need": ['it\'s \\ "odd"', "Ŵ £"], "channel": ["", "web"]}
    by = ("need", "area", "quarter", "kind")
    here, there = (
        cubes.counts(one, by=by, since=since, until=until, where=where) for one in both
    )
    assert here == there
    assert {cell.keys[0] for cell in here} == set(where["need"])


def test_both_wait_the_same(both: list[Engine]) -> None:
    at = NOON + timedelta(days=500)
    here, there = (
        cubes.waits(one, by=("need", "source"), since=SINCE, until=UNTIL, at=at) for one in both
    )
    assert here == there
    assert len(here) > 100


@pytest.mark.parametrize("within", [7, 28])
def test_both_see_the_same_repeats(both: list[Engine], within: int) -> None:
    since = date(2030, 8, 9)
    here, there = (
        cubes.repeats(one, by=("area",), since=since, until=UNTIL, within=within)
        for one in both
    )
    assert here == there
    assert sum(one.chases for one in here) > 0
    assert sum(one.premature for one in here) > 0


def test_both_see_the_same_flows_months_and_organisations(both: list[Engine]) -> None:
    for ask in (cubes.flows, cubes.organisations):
        here, there = (ask(one, since=SINCE, until=UNTIL) for one in both)
        assert here == there
    here_months, there_months = map(cubes.months, both)
    assert here_months == there_months


def test_spark_on_this_machine_reads_an_empty_folder_as_nothing(
    tmp_path: Path, both: list[Engine]
) -> None:
    here, there = both
    stored(tmp_path, [a_record()])
    assert cubes.counts(there, by=(), since=UNTIL, until=date(2035, 1, 1)) == []
    assert cubes.counts(here, by=(), since=UNTIL, until=date(2035, 1, 1)) == []
