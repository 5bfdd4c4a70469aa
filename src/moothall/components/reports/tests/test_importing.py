"""The command line: taking files in row by row, publishing a scheme, writing open data."""

import csv
import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from moothall.components.reports import queries
from moothall.components.reports.commands import DONE, REFUSED, SOME_REFUSED, run
from moothall.components.reports.contracts import Status, Work
from moothall.components.reports.testing import a_category, a_scheme
from moothall.kernel.actors import acting
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import NOON, an_officer, an_org, slug_of

HEADER = "ref,kind,what,opened,closed,state,note"
GOOD = "7,pothole,A hole,2024-01-02T10:00:00Z,,open,"
MAPPING = """
source: {source}
fields:
  source_id: ref
  category: {{column: kind, values: {{POT: pothole}}}}
  description: what
  opened_at: opened
  closed_at: closed
  status: {{column: state, values: {{done: fixed}}}}
  status_notes: note
  address: {{constant: Somewhere in the borough}}
"""


class Desk:
    """An organisation, and a folder of files to take in."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.org: OrgId = an_org()
        a_scheme(a_category(self.org))
        self.folder, self._capsys = folder, capsys
        self.source = f"old-{uuid4().hex[:8]}"

    def take(self, *rows: str, mapping: str = MAPPING, header: str = HEADER) -> tuple[int, str]:
        return self.take_bytes("\n".join([header, *rows, ""]).encode(), mapping)

    def take_bytes(self, content: bytes, mapping: str = MAPPING) -> tuple[int, str]:
        (self.folder / "old.csv").write_bytes(content)
        (self.folder / "map.yaml").write_text(mapping.format(source=self.source))
        words = ["import", "old.csv", "--map", "map.yaml", "--org", slug_of(self.org)]
        code = run([str(self.folder / w) if "." in w else w for w in words])
        told = self._capsys.readouterr()
        return code, told.err + told.out

    def reports(self) -> tuple[Any, ...]:
        with acting(an_officer(self.org), purpose="test"):
            return queries.worklist(filters=Work(), at=NOON).rows


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_a_file_taken_in_twice_is_there_once(desk: Desk) -> None:
    rows = (GOOD, "8,POT,Another,2024-01-02T10:00:00Z,2024-01-05T10:00:00Z,done,Filled")
    assert desk.take(*rows) == (DONE, "2 added, 0 there already, 0 refused\n")
    assert desk.take(*rows) == (DONE, "0 added, 2 there already, 0 refused\n")
    by_id = {row.source_id: row for row in desk.reports()}
    assert by_id["7"].status is Status.OPEN
    assert by_id["8"].status is Status.FIXED
    assert by_id["8"].closed_at.isoformat() == "2024-01-05T10:00:00+00:00"
    with acting(an_officer(desk.org), purpose="test"):
        (note,) = queries.updates(report_id=by_id["8"].id)
    assert note.words == {"en": "Filled"}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("7,pothole,A hole", "it has 3 cells where the header has 7"),
        ("7,volcano,A hole,2024-01-02T10:00:00Z,,open,", "no category “volcano”"),
        ("7,pothole,A hole,2024-01-02T10:00:00,,open,", "names no time zone"),
        ("7,pothole,A hole,02/01/2024,,open,", "no date as the mapping says"),
        ("7,pothole,A hole,2124-01-02T10:00:00Z,,open,", "a moment in the past"),
        ("7,pothole,A hole,2024-01-02T10:00:00Z,2023-01-01T10:00:00Z,done,", "before it was"),
        ("7,pothole,A hole,0001-01-01T00:00:00+14:00,,open,", "a moment in the past"),
        ("7,pothole,A hole,2024-01-02T10:00:00Z,9999-12-31T23:59:59-14:00,done,", "the future"),
        (f"7,pothole,{'x' * 140_000},2024-01-02T10:00:00Z,,open,", "is too long"),
        ("7,pothole,A\rhole,2024-01-02T10:00:00Z,,open,", "no row of CSV"),
        ('7,pothole,"A hole"x,2024-01-02T10:00:00Z,,open,', "no row of CSV"),
        ("7,pothole,A hole,2024-01-02T10:00:00Z,,lost,", "no status “lost”"),
        (",pothole,A hole,2024-01-02T10:00:00Z,,open,", "source_id must have"),
        (f"7,pothole,{'x' * 4001},2024-01-02T10:00:00Z,,open,", "longer than 4000"),
    ],
)
def test_a_row_with_a_mistake_is_refused_in_one_line_and_the_others_go_in(
    desk: Desk, row: str, why: str
) -> None:
    code, told = desk.take(row, GOOD.replace("7", "9", 1))
    assert code == SOME_REFUSED
    assert "1 added, 0 there already, 1 refused" in told
    (line,) = [found for found in told.splitlines() if found.startswith("line ")]
    assert line.startswith("line 2: ")
    assert why in line


def test_the_same_id_from_two_organisations_is_two_reports(desk: Desk) -> None:
    first, others = desk.take(GOOD), an_org()
    responsible, desk.org = desk.org, others
    assert desk.take(GOOD) == first == (DONE, "1 added, 0 there already, 0 refused\n")
    assert desk.take(GOOD) == (DONE, "0 added, 1 there already, 0 refused\n")
    desk.org = responsible
    assert [row.source_id for row in desk.reports()] == ["7", "7"]


def test_a_file_that_was_cut_off_gives_what_is_whole(desk: Desk) -> None:
    cut = f'{HEADER}\n{GOOD}\n8,pothole,"A hole that'.encode()
    code, told = desk.take_bytes(cut)
    assert code == SOME_REFUSED
    assert "the file ends in the middle of a row" in told
    assert len(desk.reports()) == 1


def test_text_that_is_no_utf_8_and_other_noise_is_refused_row_by_row(desk: Desk) -> None:
    noise = f"{HEADER}\n{GOOD}\n8,pothole,caf\xe9,2024-01-02T10:00:00Z,,open,\n".encode(
        "latin-1"
    )
    code, told = desk.take_bytes(b"\xef\xbb\xbf" + noise)
    assert code == SOME_REFUSED
    assert "line 3: description is not text in UTF-8" in told


@pytest.mark.parametrize(
    ("mapping", "why"),
    [
        (MAPPING.replace("what", "nowhere"), "has no column: nowhere"),
        (MAPPING + "  colour: red\n", "there are no such fields: colour"),
        (MAPPING.replace("  source_id: ref\n", ""), "these fields are needed: source_id"),
        (MAPPING + "time_zone: Mars/Olympus\n", "no time zone Mars/Olympus"),
        ("[unclosed", "is not YAML"),
        ("just words", "is not YAML"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_before_anything_is_taken_in(
    desk: Desk, mapping: str, why: str
) -> None:
    code, told = desk.take(GOOD, mapping=mapping)
    assert code == REFUSED
    assert why in told
    assert desk.reports() == ()


def test_dates_without_a_zone_are_read_in_the_zone_of_the_mapping(desk: Desk) -> None:
    mapping = MAPPING + 'time_zone: Europe/London\ndates: "%d/%m/%Y %H:%M"\n'
    assert desk.take("7,pothole,A hole,02/07/2024 10:00,,open,", mapping=mapping)[0] == DONE
    assert desk.reports()[0].opened_at.isoformat() == "2024-07-02T09:00:00+00:00"


def test_a_file_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", str(tmp_path / "none.csv")]) == REFUSED
    assert "cannot be read" in capsys.readouterr().err


def test_what_is_written_can_be_taken_in_by_whoever_reads_open311_bulk(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.take(GOOD)
    assert run(["export", "--org", slug_of(desk.org)]) == DONE
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["description"], row["status_description"]) == ("A hole", "open")
    assert "ref" not in row
