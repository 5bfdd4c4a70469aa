"""Decision tables under each hit policy, and what is refused strictly."""

from decimal import Decimal

import pytest

from moothall.feel.dmn import read_model
from moothall.feel.faults import FeelError, FeelSyntaxError, Undecided
from moothall.feel.tests.models import decision, given, model, needs, table

BANDS = [["< 10", '"low"'], ["[5..20]", '"middle"'], ["> 15", '"high"']]


def answer(box: str, value: object, mode: str = "strict") -> object:
    document = model(given("score"), decision("band", box, needs("score")))
    made = read_model(document, mode="strict" if mode == "strict" else "lenient")
    return made.evaluate("band", {"score": value})


def bands(policy: str, rules: list[list[str]] = BANDS, **more: str) -> str:
    return table(["score"], ["band"], rules, policy, **more)


def test_unique_answers_with_the_only_row_that_applies() -> None:
    assert answer(bands("UNIQUE"), 3) == "low"
    assert answer(bands("UNIQUE"), 30) == "high"


def test_unique_refuses_two_rows_and_says_which() -> None:
    with pytest.raises(FeelError, match="Rows 1 and 2 apply") as refused:
        answer(bands("UNIQUE"), 7)
    assert refused.value.code == "several_rows"
    assert answer(bands("UNIQUE"), 7, "lenient") is None


def test_any_wants_the_same_answer_of_all() -> None:
    same = [["< 10", '"low"'], ["< 5", '"low"'], ["< 2", '"none"']]
    assert answer(bands("ANY", same), 3) == "low"
    with pytest.raises(FeelError) as refused:
        answer(bands("ANY", same), 1)
    assert refused.value.code == "several_rows"


def test_priority_goes_by_the_order_of_the_values() -> None:
    ranked = '"high", "middle", "low"'
    assert answer(bands("PRIORITY", ranked=ranked), 18) == "high"
    assert answer(bands("PRIORITY", ranked=ranked), 7) == "middle"


def test_first_takes_the_first_row() -> None:
    assert answer(bands("FIRST"), 7) == "low"


def test_rule_order_and_output_order_give_lists() -> None:
    assert answer(bands("RULE ORDER"), 7) == ["low", "middle"]
    assert answer(bands("OUTPUT ORDER", ranked='"middle", "low"'), 7) == ["middle", "low"]


@pytest.mark.parametrize(
    ("aggregation", "expected"), [("SUM", 60), ("MIN", 10), ("MAX", 30), ("COUNT", 3)]
)
def test_collect_adds_up_or_counts(aggregation: str, expected: int) -> None:
    rules = [["> 0", "10"], ["> 1", "20"], ["> 2", "30"], ["> 9", "40"]]
    box = bands("COLLECT", rules, aggregation=aggregation)
    assert answer(box, 5) == Decimal(expected)
    assert answer(bands("COLLECT", rules), 5) == [10, 20, 30]


def test_no_row_is_refused_unless_there_is_a_default() -> None:
    rules = [["> 100", '"top"']]
    with pytest.raises(FeelError) as refused:
        answer(bands("UNIQUE", rules), 5)
    assert refused.value.code == "no_row"
    assert answer(bands("UNIQUE", rules), 5, "lenient") is None
    assert answer(bands("UNIQUE", rules, default='"none"'), 5) == "none"


def test_several_columns_give_a_context() -> None:
    rules = [["-", '"a"', "score * 2"]]
    assert answer(table(["score"], ["name", "points"], rules), 5) == {"name": "a", "points": 10}


def test_an_error_names_the_decision_the_row_and_the_column() -> None:
    rules = [["< 3", '"a"'], ['"three"', '"b"']]
    with pytest.raises(Undecided) as refused:
        answer(bands("UNIQUE", rules), 5)
    assert refused.value.decision == "band"
    assert refused.value.row == 2
    assert refused.value.table_column == "score"
    assert refused.value.code == "type"


def test_a_missing_input_is_an_error_and_not_a_no() -> None:
    document = model(given("score"), decision("band", bands("UNIQUE"), needs("score")))
    with pytest.raises(Undecided) as refused:
        read_model(document).evaluate("band", {})
    assert refused.value.code == "missing"
    assert read_model(document, mode="lenient").evaluate("band", {}) is None


def test_a_value_outside_the_allowed_ones_is_refused() -> None:
    box = bands("UNIQUE", allowed="[0..20]")
    assert answer(box, 3) == "low"
    with pytest.raises(FeelError) as refused:
        answer(box, 21)
    assert refused.value.code == "value"


def test_a_cell_that_cannot_be_read_is_refused_when_the_model_is_read() -> None:
    with pytest.raises(FeelSyntaxError, match="band, row 1: I expected"):
        answer(bands("UNIQUE", [["? == 3", '"a"']]), 5)


def test_a_row_with_too_few_cells_is_refused() -> None:
    with pytest.raises(FeelError):
        answer(table(["score"], ["a", "b"], [["-", "1"]]), 5)


def test_a_table_has_a_bounded_number_of_rows() -> None:
    with pytest.raises(FeelSyntaxError, match="at most 2000 rows"):
        answer(bands("FIRST", [["-", "1"]] * 2_001), 5)


def test_a_decision_can_be_explained_row_by_row() -> None:
    box = table(
        ["score", "true"], ["band"], [["< 3", "-", "1"], ["-", "false", "2"], ["-", "-", "3"]]
    )
    document = model(
        given("score"),
        decision("band", box, needs("score")),
        decision("answer", "<literalExpression><text>band + 1</text></literalExpression>",
                 needs(decisions=("band",))),
    )  # fmt: skip
    told = read_model(document).explain("answer", {"score": 5})
    assert told.value == 4
    assert [each.name for each in told.decisions] == ["band", "answer"]
    (note,) = told.decisions[0].tables
    assert note.inputs == (("score", 5), ("true", True))
    assert note.applied == (3,)
    assert note.failed == ((1, "score"), (2, "true"))
