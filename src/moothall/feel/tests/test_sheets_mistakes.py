"""Every mistake in a sheet is found, with its place, words and a mend; hostile ones at once."""

import time

import pytest

from moothall.feel import SheetError, SheetMistake, read_sheet
from moothall.feel.dmn.sheet_parts import MOST_MISTAKES
from moothall.feel.tests.sheet_samples import SMALL, codes, mistakes

HEAD = "unique,if a,then b\ntype,number,number\n"
FAST = 0.5


def test_all_mistakes_are_found_in_the_order_of_the_sheet() -> None:
    text = (
        "uniqe,if income,then a,iff x,note,then a,if zone\n"
        "type,numbr,A|B,,text,number,A | B\n"
        "x,<= 100,C,,,1+,Z,more\n"
    )
    assert codes(text) == [
        (1, 1, "policy"),
        (1, 4, "heading"),
        (1, 6, "duplicate_output"),
        (1, 7, "order"),
        (2, 2, "type"),
        (2, 5, "type"),
        (3, 3, "value"),
        (3, 6, "syntax"),
        (3, 7, "value"),
        (3, 8, "too_many_cells"),
    ]


def test_a_mistake_has_words_and_a_mend() -> None:
    (found,) = mistakes(SMALL.replace("<= 1", "£1"))
    assert isinstance(found, SheetMistake)
    assert "pound sign" in found.words
    assert found.mend == "Write a number such as 100, or in a test <= 100 or [101..150]."
    with pytest.raises(SheetError, match=r"line 3, column 2: .* pound sign"):
        read_sheet(SMALL.replace("<= 1", "£1"), name="t")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, 1, "empty")]),
        ("\n,,,\n", [(1, 1, "empty")]),
        ("unique", [(1, 1, "no_input"), (1, 1, "no_output"), (2, 1, "type_row")]),
        ("unique,if a,then b\n,1,2\n", [(2, 1, "type_row")]),
        ("unique,if,then\ntype,number,number\n,1,2", [(1, 1, "no_input"), (1, 1, "no_output"),
            (1, 2, "empty_name"), (1, 3, "empty_name")]),
        (HEAD, [(1, 1, "no_rows")]),
        ("unique,if a b,then c\ntype,number,number\n,1,2\n", [(1, 2, "syntax")]),
        ("unique,if a > 1,then c\ntype,number,number\n,1,2\n", [(1, 2, "type")]),
        ("unique,if a,then b\ntype,,number\n,1,2\n", [(2, 2, "type")]),
        ("unique,if a,then b\ntype,A | A,number\n,A,2\n", [(2, 2, "duplicate_value")]),
        ("unique,if a,then b\ntype,|,number\n,A,2\n", [(2, 2, "type")]),
        ("priority,if a,then b\ntype,number,number\n,1,2\n", [(2, 3, "ranking")]),
        ("collect sum,if a,then b\ntype,number,text\n,1,2\n", [(2, 3, "sum")]),
        (f"{HEAD},1,\n,2,-\n", [(3, 3, "empty"), (4, 3, "empty")]),
        (f"{HEAD},1,x\n", [(3, 3, "unknown_name")]),
        (f"{HEAD},1,\"\"\"x\"\"\"\n", [(3, 3, "type")]),
        (f"{HEAD},\"1,000\",2\n", [(3, 2, "comma")]),
        (f"{HEAD},yes,2\n", [(3, 2, "unknown_name")]),
        ('unique,if a\n"x"y,', [(2, 1, "csv")]),
        (f"{HEAD},1,2\x00\n", [(3, 3, "syntax"), (3, 3, "character")]),
    ],
)  # fmt: skip
def test_a_mistake_has_its_place_and_a_code(
    text: str, expected: list[tuple[int, int, str]]
) -> None:
    assert sorted(codes(text)) == sorted(expected)


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        ("text", "!= A", "sign"),
        ("text", "“A”", "quotes"),
        ("text", "A,,B", "empty"),
        ("A | B", "a", "value"),
        ("A | B", "not(C)", "value"),
        ("date", "01/04/2026", "type"),
        ("date", "2026-4-1", "type"),
        ("date", "2026-02-30", "date"),
        ("yes/no", "maybe", "unknown_name"),
        ("yes/no", "1", "type"),
    ],
)
def test_what_would_never_hold_is_a_mistake(kind: str, cell: str, code: str) -> None:
    text = f'unique,if a,then b\ntype,{kind},number\n,"{cell}",1\n'
    assert codes(text) == [(3, 2, code)]


def test_what_is_not_utf_8_is_refused() -> None:
    assert codes(SMALL.replace("x", "£").encode("latin-1")) == [(1, 1, "encoding")]


def test_no_more_mistakes_are_told_than_anybody_can_use() -> None:
    assert len(mistakes(HEAD + ",(,1\n" * 1_000)) == MOST_MISTAKES


HOSTILE = {
    "a megabyte in a cell": f"{HEAD},{'9' * 1_000_000},1\n",
    "a cell as long as a sheet": f'{HEAD},"{"9" * 400_000}",1\n',
    "a cell that is too long": f"{HEAD},{'9' * 4_001},1\n",
    "a million commas": "," * 1_000_000,
    "half a million commas": "," * 500_000,
    "a line of commas below a head": HEAD + "," * 500_000,
    "very many headings": "x," * 250_000,
    "very many cells": HEAD + "1," * 250_000,
    "deep brackets": f"{HEAD},{'(' * 3_999},1\n",
    "deep lists everywhere": HEAD + f",{'[' * 200},1\n" * 1_900,
    "minus upon minus": f"{HEAD},1,{'-' * 3_999}1\n",
    "only quotes": '"' * 500_000,
    "an open quote": f'{HEAD},"' + "1\n" * 200_000,
    "more rows than there may be": HEAD + ",1,1\n" * 60_000,
    "empty lines": HEAD + "\n" * 400_000,
    "a heading without end": f"unique,if {'a.' * 200_000}b,then c\n",
    "letters that are none": HEAD + ",\ud800,1\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_sheet_is_refused_at_once(name: str) -> None:
    begun = time.perf_counter()
    assert mistakes(HOSTILE[name])
    assert time.perf_counter() - begun < FAST


def test_a_table_with_too_many_different_cells_is_refused() -> None:
    heads = ",".join(f"if a{number}" for number in range(30))
    text = f"unique,{heads},then b\ntype{',text' * 31}\n"
    rows = (",".join(f"{row}x{number}" for number in range(30)) for row in range(900))
    text += "".join(f",{row},x\n" for row in rows)
    assert [each[2] for each in codes(text)] == ["too_large"]


def test_a_table_too_large_to_look_through_says_so() -> None:
    made = read_sheet(HEAD + "".join(f",{row},1\n" for row in range(1_001)), name="t")
    assert [each.code for each in made.check()] == ["too_large"]
