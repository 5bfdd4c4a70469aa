"""What can be seen to be wrong before an expression runs."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.feel import (
    BOOLEAN,
    DATE,
    NUMBER,
    STRING,
    FeelType,
    always_holds,
    can_hold,
    check_types,
    compile_expression,
    context_of,
    infer,
    list_of,
)

Domains = dict[str, Sequence[object]]
TYPES: dict[str, FeelType | None] = {
    "electric": BOOLEAN,
    "co2": NUMBER,
    "category": STRING.among(["pothole", "street light"]),
    "born": DATE,
    "vans": list_of(context_of({"axles": NUMBER, "name": STRING})),
    "eligibility": context_of({"outcome": STRING}),
    "anything": None,
}


@pytest.mark.parametrize(
    ("text", "code", "column", "words"),
    [
        ('electric = "yes"', "type", 1, "Write true without quotes."),
        ('electric = "x"', "type", 1, "yes or no (true or false) with text"),
        ('co2 > "3"', "type", 1, "Write the number without quotes."),
        ("category = 3", "type", 1, "Put the text in double quotes."),
        ('category = "pothle"', "value", 12, "Did you mean pothole?"),
        ('category in ("pothole", "graffiti")', "value", 25, "never the value"),
        ('born > "2026-01-01"', "type", 1, '@"2026-01-01"'),
        ("co2", "not_boolean", 1, "A condition is true or false"),
        ("electric and co2", "not_boolean", 14, "A condition is true or false"),
        ("electric > true", "type", 1, "has no order"),
        ('eligibility.outcom = "x"', "no_part", 1, "Did you mean outcome?"),
        ("born.yeer = 3", "no_part", 1, "Did you mean year?"),
        ("co2 + category = 1", "type", 1, "does not work on"),
        ('@"2026-02-30" = born', "date", 1, "There is no date"),
        ('date("2026-02-30") = born', "date", 1, "There is no date"),
        ('upper case(co2) = "A"', "type", 12, "must be text"),
        ('co2 in [1.."a"]', "type", 8, "compares a number with text"),
        ("co2 between 1 and born", "type", 19, "compares a number with a date"),
        ("co2 > null", "type", 1, "null"),
        ("if co2 then true else false", "not_boolean", 4, "A condition"),
        ("count(vans[axels > 2]) > 1", "unknown_name", 12, "Did you mean axles?"),
        ("some van in vans satisfies van.axles", "not_boolean", 28, "A condition"),
    ],
)
def test_a_mistake_is_found_before_it_runs(
    text: str, code: str, column: int, words: str
) -> None:
    problems = check_types(compile_expression(text, names=TYPES), TYPES, wanted=BOOLEAN)
    assert [(found.code, found.column) for found in problems] == [(code, column)]
    assert words in problems[0].words


@pytest.mark.parametrize(
    "text",
    [
        "electric and co2 <= 100",
        'category = "pothole"',
        'category in ("pothole", "street light")',
        "anything = 3 and anything.part > 2",
        'born >= date("2008-04-06") and born.year > 2000',
        "count(vans[axles > 2]) > 1",
        "co2 in (< 5, [10..20])",
        "not(electric)",
        'eligibility.outcome = "eligible"',
        'born + duration("P18Y") <= born',
        "category = null",
    ],
)
def test_nothing_is_said_about_what_is_right(text: str) -> None:
    expression = compile_expression(text, names=TYPES)
    assert check_types(expression, TYPES, wanted=BOOLEAN) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("co2 + 1", "number"),
        ("if electric then 1 else 2", "number"),
        ('if electric then 1 else "a"', "Any"),
        ("vans.name", "list<string>"),
        ("vans[1].name", "string"),
        ("{a: 1, b: [co2]}", "context<a: number, b: list<number>>"),
        ("born - born", "days and time duration"),
        ("for v in vans return v.axles", "list<number>"),
        ("upper case(category)", "string"),
        ("sum(vans.axles)", "number"),
        ("max(co2, 1)", "number"),
        ("min(born, born)", "date"),
        ("reverse(vans.name)", "list<string>"),
    ],
)
def test_the_type_of_what_an_expression_gives_is_known(text: str, kind: str) -> None:
    assert str(infer(compile_expression(text, names=TYPES), TYPES)) == kind


def test_a_condition_that_can_never_hold_is_foreseen() -> None:
    domains: Domains = {"kind": ["a", "b"], "sure": [True, False]}
    assert (
        can_hold(compile_expression('kind = "a" and kind = "b" and other > 3'), domains)
        is False
    )
    assert can_hold(compile_expression('kind = "c"'), domains) is False
    assert can_hold(compile_expression('kind = "a" and sure'), domains) is True
    unknown = compile_expression('kind = "a" and other + 1 > 3')
    assert can_hold(unknown, domains) is None
    assert can_hold(compile_expression("sure and not(sure)"), domains) is False


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("co2 > 100 and co2 < 50", False),
        ("co2 > 100 and co2 < 101", True),
        ("co2 in [1..5] and co2 > 5", False),
        ("co2 between 1 and 5 and not(co2 <= 5)", False),
        ('zone = "A" and zone in ("B", "C")', False),
        ('zone != "A" and zone != "B"', True),
        ("electric and not(electric)", False),
        ("electric = true and electric", True),
        ('born > @"2020-01-01" and born < @"2020-01-02"', False),
        ('born > @"2020-01-01" and born < @"2020-01-03"', True),
        ('zone > "A" and zone < "B"', True),
        ("co2 > limit and co2 < limit", None),
        ("co2 > 3 and co2 + 1 < 2", None),
    ],
)
def test_without_domains_comparisons_with_literals_are_still_foreseen(
    text: str, holds: object
) -> None:
    assert can_hold(compile_expression(text), {}) is holds


SIGNS = st.sampled_from(["<", "<=", "=", "!=", ">=", ">"])
SIMPLE = st.builds(lambda sign, value: f"x {sign} {value}", SIGNS, st.integers(0, 4))
CONDITIONS = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds(lambda a, b: f"({a} and {b})", inner, inner),
        st.builds(lambda a, b: f"({a} or {b})", inner, inner),
        st.builds(lambda a: f"not({a})", inner),
    ),
    max_leaves=6,
)


@given(CONDITIONS)
def test_foreseeing_agrees_with_trying_everything(text: str) -> None:
    expression = compile_expression(text)
    tried = [expression.is_true({"x": Decimal(step) / 2}) for step in range(-4, 14)]
    assert can_hold(expression, {}) is any(tried)
    assert always_holds(expression, {}) is all(tried)


def test_a_condition_that_always_holds_is_foreseen() -> None:
    domains: Domains = {"kind": ["a", "b"], "sure": [True, False]}
    assert always_holds(compile_expression('kind in ("a", "b")'), domains) is True
    assert always_holds(compile_expression("sure or not(sure) or other"), domains) is True
    assert always_holds(compile_expression("sure"), domains) is False
    assert always_holds(compile_expression("other = 1"), domains) is False
    assert always_holds(compile_expression("other = another"), domains) is None


def test_too_many_combinations_are_not_tried() -> None:
    domains: Domains = {name: list(range(100)) for name in "abcd"}
    assert can_hold(compile_expression("a = b and c = d"), domains) is None
