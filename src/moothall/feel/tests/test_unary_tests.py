"""The cells of decision tables."""

import datetime
from decimal import Decimal

import pytest

from moothall.feel import FeelError, compile_unary_tests, to_text


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("-", None, True),
        ("5", 5, True),
        ("5", 6, False),
        ("< 5", 4, True),
        ("[1..5]", 5, True),
        ("[1..5)", 5, False),
        ("< 2, [4..6], 9", 9, True),
        ("not(< 2, 9)", 9, False),
        ("not(< 2, 9)", 5, True),
        ('"a", "b"', "b", True),
        ('not("a")', "b", True),
        ("true", True, True),
        ("false", True, False),
        ("null", None, True),
        ("null", 1, False),
        ("? > 3 and ? < 5", 4, True),
        ("even(?)", 4, True),
        ("limit", 7, True),
        ("> limit", 8, True),
        ('["a", "b"]', "a", True),
        ('date("2026-04-06")', datetime.date(2026, 4, 6), True),
        ('>= @"2026-04-06"', datetime.date(2026, 4, 7), True),
        ("not(5) or ? = 5", 5, True),
    ],
)
def test_a_cell_holds_or_not(cell: str, value: object, expected: object) -> None:
    expression = compile_unary_tests(cell, names=["limit"], mode="lenient")
    assert expression.evaluate({"?": value, "limit": 7}) is expected


def test_strictly_a_value_of_the_wrong_kind_is_an_error() -> None:
    with pytest.raises(FeelError) as refused:
        compile_unary_tests("< 5").evaluate({"?": "four"})
    assert refused.value.code == "type"


def test_cells_are_printed_as_they_are_read() -> None:
    for cell in ("-", "< 5", "not(1, 2)", "[1..5), > 9", '"a"'):
        assert to_text(compile_unary_tests(cell).tree) == cell


def test_a_number_is_equal_whatever_its_noughts() -> None:
    assert compile_unary_tests("1.50").evaluate({"?": Decimal("1.5")}) is True
