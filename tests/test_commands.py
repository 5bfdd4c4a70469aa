"""The command line tells what is wrong in clear lines, and leaves nothing lying about."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from moothall.kernel.tenancy import OWNER_ROLE
from moothall.site.command import main
from moothall.site.database import DatabaseProblem, refuse_served

HOST = "127.0.0.1"
RIGHT = Path(__file__).parents[1] / "catalogue/harbour-homes/ask-for-a-repair.yaml"

Said = pytest.CaptureFixture[str]


@pytest.fixture
def used_port() -> Iterator[str]:
    """A port that its listener would share, as our own web servers do."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind((HOST, 0))
        listener.listen()
        yield str(listener.getsockname()[1])


@pytest.fixture
def as_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    """``DATABASE_URL`` names a role that may create roles."""
    monkeypatch.setenv("DATABASE_URL", os.environ["MOOTHALL_ADMIN_URL"])


def test_a_right_definition_has_no_mistakes(capsys: Said) -> None:
    assert main(["check", str(RIGHT)]) == 0
    said = capsys.readouterr().out
    assert said == "1 document checked: no mistakes, every example holds.\n"


def test_every_mistake_is_told_with_its_file_and_line(capsys: Said, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(RIGHT.read_text() + "\nkettle: 1\n")
    assert main(["check", str(wrong)]) == 1
    line = len(wrong.read_text().splitlines())
    assert f"{wrong}:{line}:1: there is no setting `kettle` here." in capsys.readouterr().out


def test_a_folder_without_definitions_is_not_taken_for_right(
    capsys: Said, tmp_path: Path
) -> None:
    assert main(["check", str(tmp_path)]) == 1
    assert "there is no definition here" in capsys.readouterr().out


def test_tests_leave_alone_a_server_that_serves_a_place() -> None:
    admin = os.environ["MOOTHALL_ADMIN_URL"]
    name = f"served_{uuid4().hex[:8]}"
    with psycopg.connect(admin, autocommit=True) as boss:
        boss.execute(f"create database {name}")
        boss.execute(f"grant create on database {name} to {OWNER_ROLE}")
        try:
            with pytest.raises(DatabaseProblem, match=f"in its database {name}"):
                refuse_served(admin=admin)
        finally:
            boss.execute(f"drop database {name}")
    refuse_served(admin=admin)


def test_events_of_an_unknown_organisation_are_refused_in_one_line(
    capsys: Said, tmp_path: Path
) -> None:
    assert main(["events", "--organisation", "nobody", "--data", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert told == "moothall: There is no organisation of that name here.\n"


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_used_port_is_refused_in_one_line(
    command: str, used_port: str, capsys: Said, tmp_path: Path
) -> None:
    assert main([command, "--port", used_port, "--data", str(tmp_path / "place")]) == 1
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith(f"moothall: Port {used_port} is used by something else")


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_where_the_port_is_used_no_place_is_made(
    command: str, used_port: str, tmp_path: Path
) -> None:
    main([command, "--port", used_port, "--data", str(tmp_path / "place")])
    assert not (tmp_path / "place").exists()


def test_an_impossible_port_is_refused_in_one_line(capsys: Said, tmp_path: Path) -> None:
    assert main(["serve", "--port", "70000", "--data", str(tmp_path)]) == 1
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith(f"moothall: {HOST}, port 70000, cannot be served")


def test_a_component_s_command_explains_itself(capsys: Said) -> None:
    with pytest.raises(SystemExit) as end:
        main(["areas", "--help"])
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith("usage: moothall areas")


@pytest.mark.parametrize("line", [["--data", "{}", "lst"], ["lst", "--data", "{}"]])
def test_a_component_s_command_is_not_given_the_data_folder(
    line: list[str], capsys: Said, tmp_path: Path
) -> None:
    with pytest.raises(SystemExit):
        main(["areas", *(word.format(tmp_path) for word in line)])
    assert "invalid choice: 'lst'" in capsys.readouterr().err


def test_an_unknown_option_is_refused(capsys: Said) -> None:
    with pytest.raises(SystemExit):
        main(["check", str(RIGHT), "--kettle"])
    assert "unrecognized arguments: --kettle" in capsys.readouterr().err


@pytest.mark.usefixtures("as_administrator")
def test_a_database_is_set_up_again_without_harm(capsys: Said, tmp_path: Path) -> None:
    line = ["setup-database", "--data", str(tmp_path)]
    assert [main(line), main(line)] == [0, 0]
    assert "moothall_app is there; its password was set again" in capsys.readouterr().out


def test_the_app_role_cannot_set_a_database_up(capsys: Said, tmp_path: Path) -> None:
    assert main(["setup-database", "--data", str(tmp_path)]) == 1
    assert "DATABASE_URL names the app role" in capsys.readouterr().err
