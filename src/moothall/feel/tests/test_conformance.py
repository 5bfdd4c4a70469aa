"""The cases of the DMN compatibility kit, where the shared folder is at hand."""

import os
from pathlib import Path

import pytest

from moothall.feel.conformance import by_case, main, run

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "feel-conformance.md"
LEVELS = {"compliance-level-2": 1.0, "compliance-level-3": 0.97}


def kit() -> Path:
    shared = os.environ.get("MOOTHALL_SHARED")
    if shared is None:
        pytest.skip("MOOTHALL_SHARED is not set, so there is no compatibility kit to run.")
    return Path(shared) / "data" / "dmn-tck"


def test_the_cases_of_the_kit_pass() -> None:
    passed = dict.fromkeys(LEVELS, 0)
    count = dict.fromkeys(LEVELS, 0)
    for name, outcomes in run(kit()):
        cases = by_case(outcomes)
        level = name.partition("/")[0]
        passed[level] += sum(cases.values())
        count[level] += len(cases)
    for level, share in LEVELS.items():
        assert count[level] > 0
        assert passed[level] >= share * count[level], (
            f"{passed[level]} of {count[level]} in {level}"
        )


def test_a_folder_without_a_kit_is_said_to_be_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 1
    assert "There is no kit" in capsys.readouterr().out
    assert main([]) == 2


def test_every_miss_is_told_with_its_reason() -> None:
    told = PAGE.read_text()
    missed = {
        case.split()[-1]
        for _, outcomes in run(kit())
        for case, passed in by_case(outcomes).items()
        if not passed
    }
    assert {case for case in missed if f"`{case}`" not in told} == set()
