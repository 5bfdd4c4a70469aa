"""Importing history through the command line: files as others give them, whole and broken."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import override_settings

from moothall.components.demand.commands import DONE, REFUSED, SOME_LEFT_OUT, run
from moothall.components.demand.models import Denominator, Import
from moothall.components.demand.queries import cubes
from moothall.components.demand.queries.engine import engine
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import an_org, slug_of, the_steward

ALL = {"since": date(1990, 1, 1), "until": date(2040, 1, 1)}
Said = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    the_steward()
    made = tmp_path / "demand"
    with override_settings(DEMAND_FOLDER=str(made), DEMAND_ENGINE="duckdb"):
        yield made


def mapping(tmp_path: Path, text: str = "") -> str:
    file = tmp_path / "mapping.yaml"
    text = text or (
        "need: {column: kind, table: {hole: street.pothole, food: food.parcel}}\n"
        "area: {column: area, vintage: Ward 2013}\n"
        "asked_at: {column: asked, format: '%d/%m/%Y'}\n"
        "outcome: {column: state, table: {yes: met, no: unmet_no_capacity}}\n"
        f"org: {slug_of(an_org())}\n"
    )
    file.write_text(text)
    return str(file)


HEADER = "kind,area,asked,state"
GOOD = ["hole,E1,03/02/2019,yes", "food,E2,04/02/2019,no", "hole,,05/03/2019,yes"]


def csv_of(tmp_path: Path, *rows: str, end: str = "\n") -> str:
    file = tmp_path / "history.csv"
    file.write_text("\n".join([HEADER, *rows]) + end)
    return str(file)


def counted(*by: str) -> dict[tuple[str, ...], int]:
    with engine() as at_hand:
        return {cell.keys: cell.needs for cell in cubes.counts(at_hand, by=by, **ALL)}  # type: ignore[arg-type]


def contents(folder: Path) -> dict[str, str]:
    return {
        str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest()
        for f in folder.rglob("*")
        if f.is_file()
    }


def note_of(name: str) -> Import | None:
    with acting(Actor(org=the_steward()), purpose="test"):
        return Import.objects.filter(name=name).first()


def test_history_stands_in_partitions_of_its_own(
    tmp_path: Path, folder: Path, capsys: Said
) -> None:
    arguments = ["import", csv_of(tmp_path, *GOOD), "--map", mapping(tmp_path)]
    assert run([*arguments, "--name", "crm-2019"]) == DONE
    assert capsys.readouterr().out == "3 rows read, 3 records, 0 refused\n"
    assert counted("source", "month", "need", "outcome") == {
        ("crm-2019", "2019-02", "food.parcel", "unmet_no_capacity"): 1,
        ("crm-2019", "2019-02", "street.pothole", "met"): 1,
        ("crm-2019", "2019-03", "street.pothole", "met"): 1,
    }
    assert "records/source=crm-2019/month=2019-02/part-0.parquet" in contents(folder)
    note = note_of("crm-2019")
    assert note is not None
    assert (note.rows, note.records, note.refused, note.vintage) == (3, 3, 0, "Ward 2013")


def test_the_same_file_again_changes_nothing(
    tmp_path: Path, folder: Path, capsys: Said
) -> None:
    arguments = [
        "import",
        csv_of(tmp_path, *GOOD),
        "--map",
        mapping(tmp_path),
        "--name",
        "again",
    ]
    run(arguments)
    before = contents(folder)
    assert run(arguments) == DONE
    assert capsys.readouterr().out.endswith("0 refused, nothing changed\n")
    assert contents(folder) == before


def test_the_same_file_again_puts_back_what_was_damaged(tmp_path: Path, folder: Path) -> None:
    arguments = [
        "import",
        csv_of(tmp_path, *GOOD),
        "--map",
        mapping(tmp_path),
        "--name",
        "back",
    ]
    run(arguments)
    before = contents(folder)
    (folder / "records/source=back/month=2019-03/part-0.parquet").unlink()
    assert run(arguments) == DONE
    assert contents(folder) == before


def test_another_file_by_the_same_name_replaces_the_import_whole(tmp_path: Path) -> None:
    told = mapping(tmp_path)
    run(["import", csv_of(tmp_path, *GOOD), "--map", told, "--name", "crm"])
    run(["import", csv_of(tmp_path, *GOOD), "--map", told, "--name", "other"])
    run(["import", csv_of(tmp_path, "food,,01/05/2020,no"), "--map", told, "--name", "crm"])
    assert counted("source", "month") == {
        ("crm", "2020-05"): 1,
        ("other", "2019-02"): 2,
        ("other", "2019-03"): 1,
    }
    note = note_of("crm")
    assert note is not None
    assert note.records == 1


def test_rows_that_cannot_be_taken_in_are_told_one_by_one(tmp_path: Path, capsys: Said) -> None:
    rows = [
        *GOOD,
        "cat,E1,03/02/2019,yes",
        "hole,E1,31/02/2019,yes",
        "hole,E1",
        '"hole,E1,03/02',
    ]
    file = csv_of(tmp_path, *rows, end="")
    assert run(["import", file, "--map", mapping(tmp_path), "--name", "b"]) == SOME_LEFT_OUT
    said = capsys.readouterr()
    assert said.out == "7 rows read, 3 records, 4 refused\n"
    assert said.err.splitlines() == [
        "line 5: kind: “cat” is not in the table.",
        "line 6: asked_at: “31/02/2019” is no date of this format.",
        "line 7: It has 2 columns, and the header 4.",
        "line 8: It is no whole line of CSV.",
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (b"area,asked\nE1,03/02/2019\n", "The file has no column “kind”, “state”."),
        (b"", "The file has no column “area”, “asked”, “kind”, “state”."),
        (b"kind,area,asked,state\n", "No row of the file can be taken in."),
        (b"kind,area,asked,state\nhole,\xff,03/02/2019,yes\n", "The file is not text in"),
        (None, "The file cannot be read: No such file or directory."),
    ],
)
def test_what_is_refused_as_a_whole_leaves_everything_as_it_was(
    tmp_path: Path, folder: Path, capsys: Said, rows: bytes | None, said: str
) -> None:
    told = mapping(tmp_path)
    run(["import", csv_of(tmp_path, *GOOD), "--map", told, "--name", "kept"])
    before = contents(folder)
    file = tmp_path / "other.csv"
    if rows is not None:
        file.write_bytes(rows)
    capsys.readouterr()
    assert run(["import", str(file), "--map", told, "--name", "kept"]) == REFUSED
    assert capsys.readouterr().err.startswith(said)
    assert contents(folder) == before
    note = note_of("kept")
    assert note is not None
    assert note.records == 3


@pytest.mark.parametrize("name", ["log", "../up", "A", "", "a b", "x" * 61, "a/b"])
def test_a_name_that_is_no_name_of_a_folder_is_refused(
    tmp_path: Path, folder: Path, name: str
) -> None:
    file = csv_of(tmp_path, *GOOD)
    assert run(["import", file, "--map", mapping(tmp_path), "--name", name]) == REFUSED
    assert contents(folder) == {}


@pytest.mark.parametrize("text", ["- a", "need: [", "need: {a", "\t", "a: &x [*x, *x]"])
def test_a_mapping_that_is_none_is_refused_in_one_line(
    tmp_path: Path, capsys: Said, text: str
) -> None:
    file = csv_of(tmp_path, *GOOD)
    assert run(["import", file, "--map", mapping(tmp_path, text), "--name", "m"]) == REFUSED
    assert capsys.readouterr().err.count("\n") == 1


OPEN311 = (
    "service_request_id,requested_datetime,updated_datetime,closed_date,status_description,"
    "status_notes,source,service_name,agency_responsible,address,lat,long\n"
    "1,2019-05-07T10:30:00+01:00,2019-05-09T09:00:00Z,2019-05-09T09:00:00Z,closed,Filled,"
    "phone,Pothole,Roads,,50.82,-0.41\n"
    "2,2019-06-07T10:30:00Z,2019-06-08T10:30:00Z,,open,,web,Litter,Parks,,,\n"
)


def test_the_columns_of_open311_bulk_files_are_taken_in(tmp_path: Path) -> None:
    (tmp_path / "needs.csv").write_text("name,need\nPothole,street.pothole\nLitter,litter\n")
    file = tmp_path / "open311.csv"
    file.write_text(OPEN311)
    told = mapping(
        tmp_path,
        "need: {column: service_name, table: {file: needs.csv, from: name, to: need}}\n"
        "asked_at: {column: requested_datetime}\n"
        "changed_at: {column: updated_datetime}\n"
        "ended_at: {column: closed_date}\n"
        "outcome: {column: status_description, table: {closed: met, open: open}}\n"
        "channel: {column: source}\n"
        "area: {lat: lat, lon: long, kind: ward}\n"
        f"org: {slug_of(an_org())}\n",
    )
    assert run(["import", str(file), "--map", told, "--name", "open311"]) == DONE
    assert counted("need", "outcome", "channel", "month") == {
        ("litter", "open", "web", "2019-06"): 1,
        ("street.pothole", "met", "phone", "2019-05"): 1,
    }


def test_the_real_counts_of_adur_and_worthing_add_up(tmp_path: Path, shared: Path) -> None:
    counts = shared / "data" / "fixmystreet_counts_adur_worthing_lsoa_month.csv"
    codes = shared / "data" / "fixmystreet_shef_b_codes.csv"
    told = mapping(
        tmp_path,
        "need: {column: category_shef_b, table:"
        f" {{file: {codes}, from: code, to: name}}, otherwise: unknown}}\n"
        "area: {column: lsoa11cd, vintage: LSOA 2011}\n"
        "asked_at: {column: month, format: '%Y-%m', zone: Europe/London}\n"
        "count: {column: reports}\n"
        "outcome: open\n"
        f"org: {slug_of(an_org())}\n",
    )
    assert run(["import", str(counts), "--map", told, "--name", "fixmystreet"]) == DONE
    rows = list(csv.DictReader(counts.read_text().splitlines()))
    names = {r["code"]: r["name"] for r in csv.DictReader(codes.read_text().splitlines())}
    wanted: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        need = names.get(row["category_shef_b"], "unknown")
        wanted[need, row["lsoa11cd"], row["month"]] += int(row["reports"])
    assert sum(wanted.values()) == 2_823
    assert counted("need", "area", "month") == dict(wanted)


def test_denominators_are_taken_in_once_and_changed_where_they_differ(
    tmp_path: Path, capsys: Said
) -> None:
    place = an_org().hex[:12]
    file = tmp_path / "people.csv"
    file.write_text(
        "area,band,year,population,source\n"
        f"{place}-1,all,2021,7400,Census 2021\n{place}-2,all,2021,8100,Census 2021\n"
    )
    assert run(["denominators", str(file)]) == DONE
    assert capsys.readouterr().out == "2 added, 0 changed, 0 unchanged, 0 refused\n"
    file.write_text(file.read_text().replace("8100", "8200"))
    assert run(["denominators", str(file)]) == DONE
    assert capsys.readouterr().out == "0 added, 1 changed, 1 unchanged, 0 refused\n"
    with acting(Actor(org=an_org()), purpose="test"):
        found = Denominator.readable.filter(area__startswith=place).order_by("area")
        assert list(found.values_list("population", flat=True)) == [7400, 8200]


def test_denominators_that_are_wrong_are_told_line_by_line(
    tmp_path: Path, capsys: Said
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "area,band,year,population,source\n"
        f"{an_org().hex},all,2021,10,S\n,all,2021,10,S\nA,all,next,10,S\nA,all,2021,-1,S\nA,all\n"
    )
    assert run(["denominators", str(file)]) == SOME_LEFT_OUT
    assert capsys.readouterr().err.splitlines() == [
        "line 3: area: “” is no code.",
        "line 4: year: “next” is no count.",
        "line 5: population: “-1” is no count.",
        "line 6: It has not as many columns as the header.",
    ]
    file.write_text("area,band\n")
    assert run(["denominators", str(file)]) == REFUSED
