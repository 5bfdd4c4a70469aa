"""The house stands without each optional part, and without all of them.

What is tried runs in processes of its own, for the parts of a house are found once.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from moothall.kernel import registry

ROOT = Path(__file__).parents[1]
OPTIONAL = tuple(name for name, c in registry.components().items() if c.optional)
ASKS_FOR_WHAT_IS_MISSING: Mapping[str, str] = {
    "src/moothall/faces/api/tests/test_files.py": "sends files",
    "src/moothall/faces/workspace/tests/test_case_page.py"
    "::test_messages_to_the_resident_are_shown_without_their_one_time_links": "sends messages",
    "src/moothall/kernel/tests/test_registry.py": "counts the parts themselves",
}
"""Tests that cannot pass without an optional part though they import none, and why."""


def tried(without: str, *what: str) -> "subprocess.CompletedProcess[str]":
    """Run tests in a house without some parts, on a database of its own of the same server."""
    hidden = {"OWNER_DATABASE_URL", "IDENTITY_DATABASE_URL", "MOOTHALL_FILES"}
    environment = {
        **{name: value for name, value in os.environ.items() if name not in hidden},
        "DATABASE_URL": os.environ["MOOTHALL_ADMIN_URL"],
        "MOOTHALL_WITHOUT": without,
    }
    pytest_ = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    return subprocess.run(  # noqa: S603 - our own tests
        [*pytest_, *what],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=1500,
    )


def test_there_are_parts_that_the_house_can_do_without() -> None:
    assert set(OPTIONAL) >= {"areas", "documents", "notifications"}


@pytest.mark.slow
@pytest.mark.parametrize("without", [*OPTIONAL, ",".join(OPTIONAL), ""])
def test_a_place_without_it_goes_from_its_home_page_to_a_closed_case(without: str) -> None:
    ran = tried(without, "tests/test_absent_parts.py")
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    assert "no tests ran" not in ran.stdout


@pytest.mark.slow
def test_everything_else_is_as_it_was() -> None:
    """What imports a part that is left out is left out as well: see the root's conftest."""
    left_aside = [f"--deselect={test}" for test in ASKS_FOR_WHAT_IS_MISSING]
    floors = [
        f"src/moothall/{floor}" for floor in ("kernel", "components", "faces", "journeys")
    ]
    ran = tried(",".join(OPTIONAL), "-m", "not slow and not browser", *left_aside, *floors)
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]


@pytest.mark.slow
def test_what_cannot_be_left_out_is_said_at_once() -> None:
    ran = tried("cases", "tests/test_absent_parts.py")
    assert ran.returncode != 0
    assert "MOOTHALL_WITHOUT names what is no optional component: ['cases']" in (
        ran.stdout + ran.stderr
    )
