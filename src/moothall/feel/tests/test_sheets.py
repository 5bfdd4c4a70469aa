"""Decision tables as they are typed in a spreadsheet."""

from datetime import date
from decimal import Decimal

import pytest

from moothall.feel import FeelError, Undecided, read_sheet, write_csv
from moothall.feel.dmn.sheet_parts import POLICIES
from moothall.feel.tests.sheet_samples import GRANT, SMALL, column, sheet

MIDDLE = {"income": 120, "zone": "A", "disabled": False}


def applied(kind: str, *cells: str, value: object) -> list[int]:
    """The rows whose cell takes a value."""
    return list(column(kind, *cells, "-").decide({"a": value}).rows[:-1])


def test_a_sheet_says_what_was_typed() -> None:
    read = sheet(GRANT)
    assert (read.name, read.policy, read.aggregation) == ("grant", "UNIQUE", None)
    assert [(each.expression, each.type) for each in read.inputs] == [
        ("income", "number"),
        ("zone", "text"),
        ("disabled", "yes/no"),
    ]
    assert read.inputs[1].allowed == ("A", "B", "C")
    assert [each.name for each in read.outputs] == ["grade", "amount"]
    assert (read.rows[1].line, read.rows[1].name, read.rows[1].tests) == (
        4, "middle", ("[101..150]", "A, B", "-"),
    )  # fmt: skip
    assert (read.notes, read.rows[2].notes) == (("why",), ("never, mostly",))
    assert read.names == {"income", "zone", "disabled"}


def test_a_sheet_decides_and_names_the_rows_that_applied() -> None:
    decided = sheet(GRANT).decide(MIDDLE)
    assert decided.value == {"grade": "half", "amount": Decimal(240)}
    assert (decided.rows, decided.names) == ((2,), ("middle",))
    assert decided.explanation.value == decided.value


def test_the_model_is_made_once_and_decides_the_same() -> None:
    read = sheet(GRANT)
    assert read.model() is read.model()
    assert read.model().evaluate("grant", MIDDLE) == read.decide(MIDDLE).value


def test_what_was_not_given_is_not_decided() -> None:
    with pytest.raises(FeelError, match='"zone" has not been given'):
        sheet(GRANT).decide({"income": 120, "disabled": True})


def test_a_value_that_is_not_allowed_is_not_decided() -> None:
    with pytest.raises(FeelError, match="not allowed"):
        sheet(GRANT).decide({**MIDDLE, "zone": "D"})


def test_an_answer_worked_out_must_be_one_of_the_allowed() -> None:
    made = sheet('unique,if a,then b\ntype,text,x | y\n,,"""x"" + a"\n')
    assert made.decide({"a": ""}).value == "x"
    with pytest.raises(Undecided, match="not one of the values that are allowed") as raised:
        made.decide({"a": "z"})
    assert raised.value.row == 1


def test_no_row_and_two_rows_are_not_decided() -> None:
    made = column("number", "1", ">= 3", ">= 4", policy="unique")
    with pytest.raises(Undecided, match='No row of "grant" applies'):
        made.decide({"a": 2})
    with pytest.raises(Undecided, match="Rows 2 and 3 apply"):
        made.decide({"a": 4})


@pytest.mark.parametrize("empty", ["", "-", "–", " "])
def test_an_empty_cell_takes_anything(empty: str) -> None:
    assert applied("text", empty, value="whatever") == [1]


def test_words_need_no_quotes_in_a_column_of_texts() -> None:
    cells = ["zone A", "zone A, zone B", "not(zone A)", '"zone, B"', 'starts with(?, "zone")']
    assert applied("text", *cells, value="zone A") == [1, 2, 5]
    assert applied("text", *cells, value="zone B") == [2, 3, 5]
    assert applied("text", *cells, value="zone, B") == [3, 4, 5]


def test_yes_and_no_are_true_and_false() -> None:
    cells = ["yes", "No", "TRUE", "false", "not(yes)", "yes, no"]
    assert applied("yes/no", *cells, value=True) == [1, 3, 6]
    assert applied("yes/no", *cells, value=False) == [2, 4, 5, 6]


def test_dates_need_no_function() -> None:
    cells = ["2026-04-01", ">= 2026-04-01", "[2026-04-01..2027-03-31]", '< date("2026-04-01")']
    assert applied("date", *cells, value=date(2026, 4, 1)) == [1, 2, 3]
    assert applied("date", *cells, value=date(2026, 3, 31)) == [4]
    assert applied("date", *cells, value=date(2027, 4, 1)) == [2]


def test_numbers_are_as_in_the_language() -> None:
    cells = ["<= 100", "[101..150]", "> 150", "100, 101", "not(7)"]
    assert applied("number", *cells, value=100) == [1, 4, 5]
    assert applied("number", *cells, value=Decimal("150.1")) == [3, 5]


def test_answers_are_of_the_type_of_their_column() -> None:
    made = sheet(
        "first,if a,then t,then n,then y,then d\ntype,number,text,number,yes/no,date\n"
        ',1,"say ""hi"", -",a * 1.5,No,2026-04-01\n,2,"""x"" + ""y""",-1,a = 2,2026-04-02\n'
    )
    assert made.decide({"a": 1}).value == {
        "t": 'say "hi", -', "n": Decimal("1.5"), "y": False, "d": date(2026, 4, 1),
    }  # fmt: skip
    assert made.decide({"a": 2}).value == {
        "t": "xy", "n": Decimal(-1), "y": True, "d": date(2026, 4, 2),
    }  # fmt: skip


def test_an_input_may_be_an_expression() -> None:
    made = sheet("unique,if income - rent,then b\ntype,number,number\n,<= 0,0\n,> 0,rent\n")
    assert made.names == {"income", "rent"}
    assert made.decide({"income": 10, "rent": 3}).value == 3


@pytest.mark.parametrize(
    ("policy", "value"),
    [
        ("first", 3),
        ("collect", [3, 1]),
        ("collect sum", 4),
        ("Collect  MIN", 1),
        ("collect max", 3),
        ("collect count", 2),
        ("rule order", [3, 1]),
    ],
)
def test_every_hit_policy_has_words(policy: str, value: object) -> None:
    made = sheet(f"{policy},if a,then b\ntype,number,number\n,> 1,3\n,> 2,1\n,> 9,5\n")
    assert made.decide({"a": 5}).value == value
    assert set(POLICIES.values()) >= {(made.policy, made.aggregation)}


def test_the_order_of_the_allowed_texts_is_their_ranking() -> None:
    rows = "if a,then b\ntype,number,high | low\n,> 1,low\n,> 2,high\n"
    assert sheet(f"priority,{rows}").decide({"a": 5}).value == "high"
    assert sheet(f"output order,{rows}").decide({"a": 5}).value == ["high", "low"]
    assert (
        sheet("any,if a,then b\ntype,number,text\n,>1,x\n,>2,x").decide({"a": 5}).value == "x"
    )


def test_commas_and_semicolons_bom_quotes_and_line_ends_do_not_matter() -> None:
    plain = read_sheet(SMALL, name="t")
    assert read_sheet("\ufeff" + SMALL.replace("\n", "\r\n"), name="t") == plain
    assert read_sheet(SMALL.replace(",", ";"), name="t") == plain
    assert read_sheet(SMALL.replace(",", ",,,\n,,,\n", 0) + ",,,\n\n", name="t") == plain
    assert read_sheet(("\ufeff" + SMALL.replace(",x", ',"x"')).encode(), name="t") == plain


def test_the_line_of_a_row_is_that_of_its_first_letter() -> None:
    read = sheet('unique,if a,then b,note\ntype,number,text,\n\n,1,x,"two\nlines"\n,2,y,\n')
    assert [each.line for each in read.rows] == [4, 6]


def test_what_was_written_is_read_as_the_same() -> None:
    for text in (GRANT, SMALL, GRANT.replace(",", ";").replace('"A; B"', '"A, B"')):
        read = sheet(text)
        assert read_sheet(write_csv(read), name=read.name) == read


def test_a_note_full_of_semicolons_does_not_divide_cells() -> None:
    read = sheet("unique,if a,then b,note a;b;c;d;e\ntype,number,text,\n,1,x,;;;\n")
    assert read_sheet(write_csv(read), name="grant") == read


def test_no_cell_is_a_formula_to_a_spreadsheet() -> None:
    cells = ["=SUM(A1)", "+1", "-2+3", "@x", "'=x", "-", "-5", "it's"]
    rows = "".join(f",{number},x,'{cell}\n" for number, cell in enumerate(cells[:4]))
    rows += "".join(f",{number},x,{cell}\n" for number, cell in enumerate(cells[5:], start=5))
    read = sheet(f"unique,if a,then b,note\ntype,number,text,\n{rows},4,x,''=x\n")
    assert {each.notes[0] for each in read.rows} == set(cells)
    written = write_csv(read)
    for cell in ("'=SUM(A1)", "'+1", "'-2+3", "'@x", "''=x", "-", "-5", "it's"):
        assert f",x,{cell}\r\n" in written
    assert read_sheet(written, name="grant") == read


def test_a_gap_stands_at_the_head_with_an_example() -> None:
    (found,) = sheet(SMALL.replace("> 1", "> 2")).check()
    assert (found.line, found.code) == (1, "gap")
    assert found.words == "No row applies to a = 2."


def test_an_overlap_stands_at_the_line_of_the_later_row() -> None:
    (found,) = sheet(SMALL.replace("> 1", ">= 1")).check()
    assert (found.line, found.code) == (4, "overlap")
    assert (
        found.words == 'The rows in line 3 ("row 1") and line 4 ("row 2") both apply to a = 1.'
    )


def test_a_dead_row_stands_at_its_line() -> None:
    (found,) = sheet("first,if a,then b\ntype,number,text\n,-,x\n,1,y\n").check()
    assert (found.line, found.code) == (4, "dead_row")


def test_allowed_texts_and_yes_and_no_are_all_there_is() -> None:
    assert sheet("unique,if a,then b\ntype,A | B,text\n,A,x\n,B,y\n").check() == ()
    assert sheet("unique,if a,then b\ntype,yes/no,text\n,yes,x\n,no,y\n").check() == ()
    (found,) = sheet("unique,if a,then b\ntype,yes/no,text\n,yes,x\n").check()
    assert found.words == "No row applies to a = no."
    (found,) = sheet("unique,if a,then b\ntype,text,text\n,A,x\n").check()
    assert found.words == "No row applies to a = any other text."


def test_what_would_have_had_to_be_different_is_one_cell_of_a_row() -> None:
    near = sheet(GRANT).nearest(MIDDLE)
    assert [(row.name, cells) for row, cells in near] == [
        ("low", (("income", "<= 100"),)),
        ("high", (("income", "> 150"),)),
    ]


def test_no_more_than_five_rows_are_near() -> None:
    made = sheet("unique,if a,then b\ntype,number,number\n" + "".join(
        f",{number},{number}\n" for number in range(9)))  # fmt: skip
    assert [row.number for row, _ in made.nearest({"a": 1})] == [1, 3, 4, 5, 6]


def test_a_row_below_one_that_would_still_apply_is_not_near() -> None:
    rows = "if a,if b,then c\ntype,number,number,"
    first = sheet(f"first,{rows}text\n,1,,x\n,,2,y\n,2,,z\n")
    assert [row.number for row, _ in first.nearest({"a": 1, "b": 1})] == [3]
    ranked = sheet(f"priority,{rows}x | y | z\n,,2,y\n,1,,x\n,2,,z\n")
    assert [row.number for row, _ in ranked.nearest({"a": 1, "b": 1})] == [3]


def test_near_rows_of_a_list_answer_what_is_not_in_it() -> None:
    made = column("number", "> 1", "> 2", "> 9")
    assert [row.number for row, _ in made.nearest({"a": 5})] == [3]
