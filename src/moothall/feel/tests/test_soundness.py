"""Gaps, overlaps and dead rows of decision tables, against trying everything."""

from decimal import Decimal
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.feel.dmn import TableProblem, read_model
from moothall.feel.tests.models import decision, model, needs, table
from moothall.feel.tests.models import given as data

Domains = dict[str, list[object]]


def problems(
    rules: list[list[str]], policy: str = "UNIQUE", domains: Domains | None = None
) -> list[TableProblem]:
    inputs = ["age", "zone"][: len(rules[0]) - 1]
    document = model(
        *map(data, inputs),
        decision("answer", table(inputs, ["out"], rules, policy), needs(*inputs)),
    )
    return read_model(document).check("answer", dict(domains or {}))


def test_a_table_without_fault_has_no_problems() -> None:
    rules = [["< 18", "-", "1"], ["[18..65)", "-", "2"], [">= 65", "-", "3"]]
    assert problems(rules) == []


def test_a_gap_is_shown_by_an_example() -> None:
    (problem,) = problems([["< 18", "1"], ["> 18", "2"]])
    assert problem.code == "gap"
    assert problem.example == (("age", 18),)
    assert problem.words == "No row applies to age = 18."


def test_an_overlap_names_both_rows_and_an_example() -> None:
    (problem,) = problems([["<= 18", "1"], [">= 18", "2"]])
    assert (problem.code, problem.rows) == ("overlap", (1, 2))
    assert problem.example == (("age", 18),)


def test_a_row_that_can_never_apply_is_found() -> None:
    impossible = problems([["(5..5)", "1"], ["-", "2"]])
    assert [each.code for each in impossible] == ["dead_row"]
    shadowed = problems([["< 10", "1"], [">= 5", "2"], ["[5..20]", "3"]], "FIRST")
    assert [(each.code, each.rows) for each in shadowed] == [("dead_row", (3,))]


def test_texts_have_a_gap_unless_all_are_named() -> None:
    rules = [['"red"', "1"], ['"blue"', "2"]]
    assert [each.code for each in problems(rules)] == ["gap"]
    assert problems(rules, domains={"age": ["red", "blue"]}) == []


def test_nothing_is_said_of_what_cannot_be_foreseen() -> None:
    assert problems([["< zone", "-", "1"], ["> 5", "-", "2"]]) == []


NUMBERS = st.sampled_from(
    ["-", "1", "< 1", "<= 2", "[0..1]", "(0..2)", "> 1", "not(1)", "0, 2"]
)
ZONES = st.sampled_from(["-", '"a"', '"b"', 'not("a")', '"a", "b"'])
RULES = st.lists(st.tuples(NUMBERS, ZONES), min_size=1, max_size=4)


@settings(deadline=None)
@given(RULES)
def test_gaps_and_overlaps_agree_with_trying_everything(rules: list[tuple[str, str]]) -> None:
    cells = [[age, zone, str(number)] for number, (age, zone) in enumerate(rules, start=1)]
    inputs = ["age", "zone"]
    box = table(inputs, ["out"], cells, "RULE ORDER")
    document = model(*map(data, inputs), decision("all", box, needs(*inputs)))
    made = read_model(document, mode="lenient")
    ages = [Decimal(number) / 2 for number in range(-2, 7)]
    applied = [
        made.evaluate("all", {"age": age, "zone": zone}) or []
        for age, zone in product(ages, ["a", "b"])
    ]
    found = problems(cells, domains={"zone": ["a", "b"]})
    overlaps = {each.rows for each in found if each.code == "overlap"}
    assert overlaps == {
        pair
        for numbers in applied
        for pair in combinations(sorted(int(number) for number in numbers), 2)
    }
    assert any(each.code == "gap" for each in found) is any(not numbers for numbers in applied)
