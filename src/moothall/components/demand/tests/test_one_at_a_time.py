"""Only one process at a time writes the data set, or audits beside what is published."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from moothall.components.demand.commands import DONE, run
from moothall.components.demand.jobs import BUSY
from moothall.components.demand.services.summarising import only_one
from moothall.kernel.testing import the_steward


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    the_steward()
    made = tmp_path / "demand"
    with override_settings(DEMAND_FOLDER=str(made), DEMAND_ENGINE="duckdb"):
        yield made


@pytest.mark.parametrize(
    "arguments",
    [
        ["store"],
        ["mend"],
        ["trim"],
        ["import", "history.csv", "--map", "map.yaml", "--name", "crm"],
        ["refresh"],
        ["summarise"],
        ["find"],
        ["release", "2020-Q1"],
    ],
)
def test_what_writes_waits_until_whoever_is_at_work_is_done(
    arguments: list[str], folder: Path
) -> None:
    with only_one():
        assert run(arguments) == BUSY
    assert not folder.exists()


def test_looking_does_not_wait() -> None:
    with only_one():
        assert run(["check"]) == DONE
