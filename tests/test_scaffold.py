"""``moothall new``: what it writes is good as it is, and what it cannot write it says."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from moothall.site.command import main

ROOT = Path(__file__).parents[1]
LEFT_BEHIND = (
    ".git",
    ".venv",
    ".place",
    "node_modules",
    "*_cache",
    "__pycache__",
    ".hypothesis",
)
OF_THIS_RUN = {"DATABASE_URL", "IDENTITY_DATABASE_URL", "OWNER_DATABASE_URL"}
NAMES = ("kettles", "cup", "cupboardsandsaucepan")
"""One to look at closely, and the shortest and the longest that there can be."""
KETTLES = "src/moothall/components/kettles"
PERMIT = "catalogue/seaborough-council/cycle-permit.yaml"
BESIDE_THIS_PYTHON = Path(sys.executable).parent


class Clone:
    """A copy of the tree, in which commands are run as in a clone of one's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
        kept = {name: text for name, text in os.environ.items() if name not in OF_THIS_RUN}
        self._environment = {
            **kept,
            "PYTHONPATH": str(folder / "src"),
            "DATABASE_URL": os.environ["MOOTHALL_ADMIN_URL"],
            "MOOTHALL_CATALOGUE": str(folder / "catalogue"),
        }

    def run(self, command: str, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(  # noqa: S603 - our own commands
            [str(BESIDE_THIS_PYTHON / command), *words],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def passes(self, command: str, *words: str) -> bool:
        ran = self.run(command, *words)
        assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"
        return True


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    made = Clone(tmp_path_factory.mktemp("clone") / "moothall")
    for name in NAMES:
        assert made.passes("python", "-m", "moothall", "new", "component", name)
    assert made.passes(
        "python", "-m", "moothall", "new", "service", "seaborough-council", "cycle-permit"
    )
    return made


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_new_component_is_written_as_the_house_writes(clone: Clone, name: str) -> None:
    folder = f"src/moothall/components/{name}"
    assert clone.passes("ruff", "check", folder)
    assert clone.passes("ruff", "format", "--check", folder)


@pytest.mark.slow
def test_a_new_component_is_strictly_typed(clone: Clone) -> None:
    assert clone.passes("mypy", KETTLES)


@pytest.mark.slow
def test_a_new_component_keeps_to_the_floors_and_rooms(clone: Clone) -> None:
    assert clone.passes("lint-imports")


@pytest.mark.slow
def test_the_tests_of_a_new_component_pass(clone: Clone) -> None:
    assert clone.passes("pytest", KETTLES)


@pytest.mark.slow
@pytest.mark.parametrize("about", ["house", "locks", "words", "docs"])
def test_the_house_stands_with_a_new_component(clone: Clone, about: str) -> None:
    assert clone.passes("pytest", f"tests/test_{about}.py")


@pytest.mark.slow
@pytest.mark.parametrize(
    "owner",
    [
        "seaborough-council", "coastshire-county", "nhs-seaborough", "harbour-homes",
        "seaborough-welcome",
    ],
)  # fmt: skip
def test_a_new_service_has_no_mistakes_and_its_examples_hold(clone: Clone, owner: str) -> None:
    assert clone.passes("python", "-m", "moothall", "new", "service", owner, "new-permit")
    assert clone.passes(
        "python", "-m", "moothall", "check", f"catalogue/{owner}/new-permit.yaml"
    )


@pytest.mark.slow
def test_what_is_there_already_is_not_written_again(clone: Clone) -> None:
    before = (clone.folder / PERMIT).read_text()
    again = clone.run(
        "python", "-m", "moothall", "new", "service", "seaborough-council", "cycle-permit"
    )
    assert again.returncode == 1
    assert again.stdout == f"{PERMIT} is there already.\n"
    assert (clone.folder / PERMIT).read_text() == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cases", "The name cases is taken; choose another."),
        ("publish", "The name publish is taken; choose another."),
        ("sessions", "The name sessions is taken; choose another."),
        ("lambda", "The name lambda is taken; choose another."),
        ("helpers", "helpers says nothing about what it is for; choose another name."),
        ("../cases", "A component is named in 3 to 20 small letters, such as kettles."),
        ("Kettles", "A component is named in 3 to 20 small letters, such as kettles."),
    ],
)
def test_a_component_is_not_written_under_such_a_name(
    name: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "component", name]) == 1
    assert capsys.readouterr().out == f"{words}\n"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["seaborough-council", "../permit"], "A service is named in small letters, such as"),
        (["seaborough-council", "Permit"], "A service is named in small letters, such as"),
        (["nobody", "cycle-permit"], "There is no organisation nobody; there are coastshire-"),
        (
            ["harbour-homes", "cycle-permit", "--need", "no.such"],
            "There is no need no.such in ",
        ),
    ],
)
def test_a_service_is_not_written_for_nobody_or_nothing(
    given: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "service", *given]) == 1
    assert capsys.readouterr().out.startswith(words)
