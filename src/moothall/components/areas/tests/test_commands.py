"""The command line of areas, from a file on disk to what is told of it."""

from pathlib import Path

import pytest
from django.conf import settings

from moothall.components.areas.commands import DONE, REFUSED, SOME_LEFT_OUT, run
from moothall.components.areas.testing import seaborough
from moothall.kernel.testing import the_steward


def place(name: str) -> str:
    return str(Path(settings.PLACE_FOLDER) / name)


def test_a_map_is_taken_in_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    seaborough()
    arguments = ["import", place("wards.geojson"), "--kind", "ward", "--code", "code"]
    arguments += ["--name", "name", "--name-cy", "name_cy", "--parent", "place"]
    assert run(arguments) == DONE
    assert capsys.readouterr().out == (
        "0 added, 0 changed, 12 unchanged, 0 left out, 0 to look at\n"
    )
    assert run(["list"]) == DONE
    assert "neighbourhood: 36\n" in capsys.readouterr().out


def test_postcodes_and_addresses_are_taken_in(capsys: pytest.CaptureFixture[str]) -> None:
    seaborough()
    assert run(["import", place("postcodes.csv"), "--kind", "postcode"]) == DONE
    assert run(["import", place("addresses.csv"), "--kind", "address"]) == DONE
    assert "79 unchanged" in capsys.readouterr().out


def test_what_is_left_out_is_told_line_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seaborough()
    file = tmp_path / "postcodes.csv"
    bad = "\n".join(f"SB1 1D{letter},2.0,52.3,SB01" for letter in "ABDEFGHJLNPQRSTUWXYZ" * 2)
    file.write_text(f"pcd,lat,long,osward\n{bad}\n")
    arguments = ["import", str(file), "--kind", "postcode", "--postcode", "pcd"]
    assert run([*arguments, "--lon", "long", "--ward", "osward"]) == SOME_LEFT_OUT
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "0 added, 0 changed, 0 unchanged, 40 left out, 0 to look at"
    assert said[1] == (
        "  left out: line 2 (SB1 1DA): Latitude and longitude are the wrong way round."
    )
    assert said[-1] == "  left out: and 20 more"


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (None, ["--kind", "postcode"], "The file cannot be read: No such file or directory."),
        (b"", ["--kind", "postcode"], "The file has no column “postcode”, “lat”"),
        (b"\xff\xfe", ["--kind", "postcode"], "The file is not text in UTF-8."),
        (b"[]", ["--kind", "ward"], "Say which properties hold code and name"),
        (
            b"[]",
            ["--kind", "ward", "--code", "c", "--name", "n"],
            "The file is not a GeoJSON FeatureCollection.",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_in_is_refused_in_one_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: bytes | None,
    options: list[str],
    words: str,
) -> None:
    the_steward()
    file = tmp_path / "given"
    if content is not None:
        file.write_bytes(content)
    assert run(["import", str(file), *options]) == REFUSED
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(words)
    assert said.err.count("\n") == 1
