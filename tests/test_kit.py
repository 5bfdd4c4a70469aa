"""``make conformance`` runs the kit, says there is none, or fails where one was promised."""

from pathlib import Path

import pytest
from tests.kit import main


def test_a_kit_that_is_missing_where_it_was_promised_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOOTHALL_SHARED", str(tmp_path))
    assert main([]) == 1
    assert main([str(tmp_path)]) == 1


def test_where_nobody_promised_a_kit_its_absence_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("MOOTHALL_SHARED", raising=False)
    monkeypatch.chdir(tmp_path)
    assert main([]) == 0
    assert capsys.readouterr().out.startswith("Skipped: there is no compatibility kit here.")
