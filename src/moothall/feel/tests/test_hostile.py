"""Hostile content of every kind is refused in words, at once, and in little room."""

import csv
import gc
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from moothall.feel import (
    FeelError,
    FeelSyntaxError,
    SheetError,
    compile_expression,
    read_dmn_sheet,
    read_model,
    read_sheet,
    read_xlsx,
    to_text,
    write_csv,
    write_dmn,
    write_model,
    write_xlsx,
)
from moothall.feel.tests import bombs
from moothall.feel.tests.fuzz import Fuzz
from moothall.feel.tests.hostility import DOORS, LONGEST, Door, wrong_with
from moothall.feel.tests.models import decision, given, literal, model, table

SEEDS = sorted((Path(__file__).parent / "hostile").glob("*/*"))
LARGEST_FOLDER = 300_000


@pytest.fixture(autouse=True)
def _memory_of_before_is_left_alone() -> Iterator[None]:
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def refused(step: Callable[..., object], *given: object, **named: object) -> bool:
    """Is it refused in words, quickly enough?"""
    door = Door()
    found = door.go(step, *given, **named)
    assert door.longest < LONGEST, f"{door.longest:.2f} s"
    return found is None


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_was_once_met_badly_is_met_well(path: Path) -> None:
    assert wrong_with(path.parent.name, path.read_bytes()) is None


def test_the_hostile_files_are_small() -> None:
    assert {path.parent.name for path in SEEDS} <= {*DOORS}
    assert 0 < sum(path.stat().st_size for path in SEEDS) < LARGEST_FOLDER


@pytest.mark.parametrize("name", bombs.WORKBOOKS)
def test_a_hostile_workbook_is_refused(name: str) -> None:
    assert refused(read_xlsx, bombs.WORKBOOKS[name](), name="t")


@pytest.mark.parametrize("name", bombs.HARMLESS_WORKBOOKS)
def test_what_a_workbook_only_declares_is_not_believed(name: str) -> None:
    assert len(read_xlsx(bombs.HARMLESS_WORKBOOKS[name](), name="t").rows) == 1


@pytest.mark.parametrize("name", bombs.MODELS)
def test_a_hostile_model_is_refused(name: str) -> None:
    document = bombs.MODELS[name]()
    assert refused(read_model, document)
    assert refused(read_dmn_sheet, document)


@pytest.mark.parametrize("name", bombs.HARMLESS_MODELS)
def test_a_model_that_only_looks_hostile_is_read(name: str) -> None:
    assert not refused(read_model, bombs.HARMLESS_MODELS[name]())


@pytest.mark.parametrize("name", bombs.SHEETS)
def test_a_hostile_sheet_is_refused(name: str) -> None:
    assert refused(read_sheet, bombs.SHEETS[name](), name="t")


DANGEROUS_SIGNS = "=+-@\t\r＝＋－＠"
DANGEROUS = (
    "=1+1",
    "+1+x",
    "-1+x",
    "@x",
    "\t=x",
    "\r=x",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "''=1",
)


@pytest.mark.parametrize("words", DANGEROUS, ids=repr)
def test_no_cell_goes_out_as_a_formula(words: str) -> None:
    quoted = words.replace('"', '""')
    head = "unique,if a,then b,note n\ntype,number,text,\n"
    text = f'{head}"{quoted}",1,"""{quoted}""","{quoted}"\n'
    made = read_sheet(text, name=words)
    written = csv.reader(io.StringIO(write_csv(made)))
    assert not any(each[:1] in DANGEROUS_SIGNS for row in written for each in row if each)
    page = load_workbook(io.BytesIO(write_xlsx(made))).worksheets[0]
    for cell in (cell for line in page.iter_rows() for cell in line if cell.value):
        assert cell.data_type == "s"
        assert str(cell.value)[0] not in DANGEROUS_SIGNS
    assert read_sheet(write_csv(made), name=words) == made
    assert read_dmn_sheet(write_dmn(made)).rows[0].notes == made.rows[0].notes


def test_an_unknown_hit_policy_is_refused_when_it_is_reached() -> None:
    for box in (
        table(["x"], ["b"], [["1", "2"]], "PRIITY"),
        table(["x"], ["b"], [["1", "2"]], "COLLECT", aggregation="AVERAGE"),
    ):
        document = model(given("x"), decision("a", box, '<informationRequirement>'
                         '<requiredInput href="#x"/></informationRequirement>'))  # fmt: skip
        with pytest.raises(FeelError) as raised:
            read_model(document).evaluate("a", {"x": 1})
        assert raised.value.code == "policy"


def test_an_encoding_that_is_not_known_is_refused() -> None:
    document = f'<?xml version="1.0" encoding="utf-7"?>{model()}'.encode()
    with pytest.raises(FeelSyntaxError) as raised:
        read_model(document)
    assert raised.value.code == "encoding"
    with pytest.raises(SheetError):
        read_dmn_sheet(document)


def test_tests_within_tests_are_printed_in_a_moment() -> None:
    made = compile_expression("x in (" * 40 + "1" + ")" * 40)
    assert not refused(to_text, made.tree)


def test_a_model_of_too_much_work_is_refused_leniently_too() -> None:
    wrong = "".join(literal(f"{number} +") for number in range(5_000))
    assert refused(read_model, model(decision("a", f"<list>{wrong}</list>")), mode="lenient")


def test_a_model_with_namespaces_without_number_is_written_in_a_moment() -> None:
    marks = "".join(f'<m xmlns="urn:{number}"/>' for number in range(30_000))
    made = read_model(model(f"<extensionElements>{marks}</extensionElements>"))
    assert not refused(write_model, made)


def test_random_changes_find_nothing_in_a_moment(tmp_path: Path) -> None:
    run = Fuzz(seed=7, keep=tmp_path)
    for _ in range(150):
        run.once()
    assert not run.found
