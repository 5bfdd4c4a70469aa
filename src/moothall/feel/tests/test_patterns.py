"""Patterns: the dialect of the standard, on an engine that cannot be made slow."""

import time
from contextlib import suppress

import pytest

from moothall.feel import EMPTY, FeelError, compile_expression


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "found"),
    [
        ("x", "[A-Z-[OI]]", "i", True),
        ("O", "[A-Z-[OI]]", "i", False),
        ("q", "[^Q]", "i", False),
        ("a\rb", "a.b", "", False),
        ("a\nb", "a.b", "s", True),
        ("\nabc\n\ndef", "^$", "m", True),
        ("hello world", "hello[ ]wor ld", "x", True),
        ("a.b", "a.b", "q", True),
        ("aXb", "a.b", "q", False),
        ("été", "^\\w+$", "", True),
        ("a-b", "^\\w+$", "", False),
        ("name-1", "^\\i\\c*$", "", True),
        ("1name", "^\\i\\c*$", "", False),
        ("Ελ", "^\\p{IsGreek}+$", "", True),
        ("Ab", "^\\p{Lu}\\p{Ll}$", "", True),
        ("٣", "^\\d$", "", True),
        ("b", "[\\w-[aeiou]]", "", True),
        ("e", "^[\\w-[aeiou]]$", "", False),
        ("a]b", "a[\\]]b", "", True),
        ("aaa", "^a{2,3}$", "", True),
        ("\u212a", "k", "i", True),
    ],
)
def test_a_pattern_finds_what_the_standard_says(
    text: str,
    pattern: str,
    flags: str,
    found: bool,  # noqa: FBT001 - what is expected
) -> None:
    expression = compile_expression("matches(text, pattern, flags)")
    inputs = {"text": text, "pattern": pattern, "flags": flags}
    assert expression.evaluate(inputs) is found


@pytest.mark.parametrize(
    "pattern",
    ["(", "[", "a{", "a{x}", "\\", "\\p{Nope}", "\\p{IsNowhere}", "(a)\\1", "(?=a)", "(?i)a",
     "]", "[a-[b]c]", "[z-a]", "\\ ", "a{100000}", "((a{900}){900}){900}", "a" * 2_000],
)  # fmt: skip
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(FeelError) as refused:
        compile_expression("matches(text, pattern)").evaluate({"text": "a", "pattern": pattern})
    assert refused.value.code == "pattern"


@pytest.mark.parametrize(
    "text",
    [
        'matches(long, "(a+)+$")',
        'matches(long, "^(a|a)*$")',
        'replace(long, "(a*)*b", "x")',
        'split(long, "(a|aa)+c")',
        'matches(long, "[\\w-[\\p{L}-[b]]]")',
        'matches(long, "' + "[\\w-[a]]" * 100 + '")',
        'matches(long, "' + "[\\W-" * 190 + "[a]" + "]" * 190 + '")',
        'matches(long, "' + "(a?){30}" * 30 + '")',
    ],
)
def test_a_pattern_that_other_engines_hang_on_is_quick(text: str) -> None:
    started = time.process_time()
    with suppress(FeelError):
        compile_expression(text).evaluate({"long": "a" * 20_000 + "!"})
    assert time.process_time() - started < 1.0


def test_a_replacement_cannot_make_a_text_too_long() -> None:
    expression = compile_expression('replace(long, "a", long)')
    with pytest.raises(FeelError) as refused:
        expression.evaluate({"long": "a" * 5_000})
    assert refused.value.code == "bound"


def test_dollars_and_backslashes_in_a_replacement() -> None:
    assert compile_expression('replace("5", "5", "\\\\$5")').evaluate(EMPTY) == "$5"
    for wrong in ("$", "$x", "\\\\x"):
        with pytest.raises(FeelError):
            compile_expression(f'replace("a", "a", "{wrong}")').evaluate(EMPTY)
