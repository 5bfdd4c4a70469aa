"""A worklist as a CSV file."""

import csv
import io

from moothall.faces.workspace.tests.offices import ANSWERS, Person, an_office, text


def table(officer: Person, **query: str) -> list[dict[str, str]]:
    file = text(officer.get("/workspace/export.csv", **query))
    assert file.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(file.removeprefix("\ufeff"))))


def test_every_case_of_the_list_is_a_line_with_its_answers() -> None:
    office = an_office()
    officer, case = office.officer(), office.case(ward="SB01")
    (line,) = table(officer)
    assert line["reference"] == case.reference
    assert line["state"] == "received"
    assert line["state_label"] == "Received"
    assert line["team"] == "streets"
    assert line["ward"] == "SB01"
    assert line["opened"] == case.opened_at.isoformat(timespec="seconds")
    assert line["description"] == "A hole as wide as a wheel.\nIt fills with water."
    assert line["location_lat"] == "52.3213"


def test_the_file_holds_what_the_list_holds() -> None:
    office = an_office()
    officer = office.officer()
    for n in range(30):
        office.case(title=f"Case {n}", ward=f"SB{n % 2:02}")
    assert len(table(officer)) == 30
    assert len(table(officer, ward="SB01")) == 15
    assert table(officer, open="closed") == []


def test_a_spreadsheet_finds_no_formula_in_it() -> None:
    office = an_office()
    officer = office.officer()
    evil = '=HYPERLINK("https://evil.example")'
    office.case(title=evil, answers={**ANSWERS, "description": evil})
    (line,) = table(officer)
    assert line["title"] == f"'{evil}"
    assert line["description"] == f"'{evil}"
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in line.values())


def test_the_file_is_saved_under_a_name_with_its_day_and_kept_nowhere() -> None:
    answer = an_office().officer().get("/workspace/export.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="office-')
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_welsh_file_has_welsh_labels() -> None:
    office = an_office()
    officer = office.officer()
    office.case(title="Hole")
    file = text(officer.get("/cy/workspace/export.csv"))
    assert "Hole (cy)" in file
    assert "Wedi dod i law" in file
