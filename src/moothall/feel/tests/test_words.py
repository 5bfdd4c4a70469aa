"""What a service designer is told when a text is not an expression."""

import pytest

from moothall.feel import FeelSyntaxError, compile_expression

NAMES = ("zone", "co2", "pays_council_tax", "eligibility", "today")


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ('zone == "A"', 6, 'Write = for "is equal to".'),
        ('zone = "A" && co2 > 1', 12, "Write and."),
        ('zone = "A" || co2 > 1', 12, "Write or."),
        ('zone is "A"', 6, "Write = for is."),
        ("zone = 'A'", 8, "straight double quotes"),
        ("zone = “A”", 8, "straight double quotes"),
        ("zone = A", 8, "double quotes"),
        ("zone = not eligible", 12, "double quotes"),
        ("co2 ≥ 100", 5, 'Write >= for "at least".'),
        ("co2 => 100", 5, 'Write >= for "at least".'),
        ("co2 > £100", 7, "without the pound sign"),
        ("co2 > 1,000", 8, "Write a number without commas."),
        ("co2 > 100g", 10, "A number takes no unit"),
        ("co2 > 5%", 8, "5 / 100"),
        ("pays_council_tax = True", 20, "Write true."),
        ("pays_council_tax = yes", 20, "Write true for yes."),
        ("co > 100", 1, "Did you mean co2"),
        ("elligibility.outcome = 1", 1, "Did you mean eligibility?"),
        ("today() > 1", 1, "Use the input today."),
        ("now() > 1", 1, "Use the input today."),
        ("uper case(zone)", 1, "Did you mean upper case"),
        ("lenght(zone)", 1, 'no function called "lenght"'),
        ("if co2 > 1 then 2", 18, "else"),
        ("(co2 > 1", 9, "to close the bracket"),
        ('zone = "A', 8, "no closing quote"),
        ("co2 in [1..5", 13, "to close the range"),
        ("", 1, "nothing here"),
        ("substring(zone)", 1, "Write substring(string, start position, length)."),
        ("substring(strung: zone, start position: 1)", 1, "Write substring("),
        ("co2 >", 6, "the text ends here"),
        ("{a: 1, a: 2}", 8, "stands twice"),
    ],
)
def test_a_slip_is_named_with_its_place_and_a_mend(text: str, column: int, words: str) -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        compile_expression(text, names=NAMES)
    assert words in refused.value.words
    assert (refused.value.line, refused.value.column) == (1, column)


def test_the_line_counts_from_the_start_of_the_text() -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        compile_expression('zone = "A"\nand co2 == 1', names=NAMES)
    assert (refused.value.line, refused.value.column) == (2, 9)


def test_names_with_spaces_and_signs_are_read_as_one() -> None:
    names = ["monthly income", "monthly", "pre-tax", "date and time"]
    expression = compile_expression("monthly income + pre-tax + monthly", names=names)
    assert expression.names == {"monthly income", "pre-tax", "monthly"}
    spaced = compile_expression("a - b", names=["a", "b", "a-b"])
    assert spaced.names == {"a", "b"}


def test_without_names_any_name_will_do() -> None:
    assert compile_expression("whatever = 1").names == {"whatever"}


def test_a_name_may_begin_with_a_word_of_the_language() -> None:
    expression = compile_expression("if for sale then 1 else 2", names=["for sale"])
    assert expression.names == {"for sale"}
    assert expression.evaluate({"for sale": True}) == 1


def test_arguments_go_by_names_with_signs_too() -> None:
    text = "(function(pre-tax, rate) pre-tax * rate)(rate: 2, pre-tax: 3)"
    assert compile_expression(text).evaluate({}) == 6
