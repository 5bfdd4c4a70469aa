"""Hostile and oversized expressions are refused, quickly and in words."""

import time

import pytest

from moothall.feel import EMPTY, Bounds, FeelError, compile_expression

DOUBLING = ", ".join(
    f"{name}: [{before}, {before}]"
    for before, name in zip(
        "abcdefghijklmnopqrstuvwxy", "bcdefghijklmnopqrstuvwxyz", strict=True
    )
)
HOSTILE = [
    "[" * 5_000,
    "(" * 100_000,
    "(" * 15_000,
    "{a:" * 5_000,
    "-" * 15_000,
    "not(" * 4_000,
    "if " * 5_000,
    "x in (" * 3_000,
    "]" * 10_000,
    "< " * 9_000,
    "function(a) " * 1_500,
    '"a' + '\\"' * 9_000,
    "a" + ".b" * 9_000,
    "a" + "[1]" * 6_000,
    "f" + "()" * 9_000,
    "1" + "+1" * 9_000,
    "1" + " = 1" * 4_000,
    "1" + "**9" * 5_000,
    '"a"' + '+"a"' * 4_000,
    "x instance of " + "list<" * 3_000,
    "10**99999",
    "10**6144 * 10**6144",
    "1e99999",
    "for i in 1..1000000000 return i",
    "for i in [1..1000000000] return i",
    "some i in 1..1000000000 satisfies i < 0",
    "for i in 1..9999, j in 1..9999 return i",
    "every a in 1..9000, b in 1..9000, c in 1..9000 satisfies true",
    "for i in 1..9999 return partial",
    f"{{a: [1, 1], {DOUBLING}, r: flatten(z)}}.r",
    f"{{a: [1, 1], {DOUBLING}, r: z = y}}.r",
    f"{{a: [1, 1], {DOUBLING}, r: z = z}}.r",
    f"{{a: [1, 1], {DOUBLING}, r: list contains(z, z)}}.r",
    f"{{a: [1, 1], {DOUBLING}}}",
    "{f: function(n) f(n), r: f(1)}.r",
    "{f: function(n) f(n) + f(n), r: f(1)}.r",
    "{f: function(n) if n = 0 then 0 else f(n - 1) + f(n - 1), r: f(25)}.r",
    'string join(for i in 1..9999 return "aaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb")',
    "distinct values(for i in 1..9999 return i)",
    'for i in 1..9999 return string join(for j in 1..9 return "' + "x" * 9_000 + '")',
    'for i in 1..9999 return "' + "x" * 9_000 + '" + "y"',
    'for i in 1..9999 return upper case("' + "x" * 9_000 + '")',
    'for i in 1..9999 return matches("' + "x" * 9_000 + '", "(x+x+)+y")',
    "{l: for i in 1..9999 return i, r: for i in l return reverse(l)}",
    "for i in 1..9999 return [" + "1, " * 4_000 + "1]",
    "for i in 1..9999, j in 1..9999 return exp(i / 7)",
    "for i in 1..9999, j in 1..9999 return i ** 1.5",
    "{l: for i in 1..9999 return i, r: for i in l return l[item = 1]}",
    "{l: for i in 1..9999 return i, r: for i in l return {a: l, b: sum(l)}}",
    "round up(1, 99999999999)",
    "decimal(1e6000, 6000) + modulo(1e6000, 1e-6000)",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_expression_is_refused_in_under_half_a_second(text: str) -> None:
    started = time.process_time()
    with pytest.raises(FeelError) as refused:
        compile_expression(text).evaluate(EMPTY)
    assert time.process_time() - started < 0.5
    assert refused.value.words


def test_each_bound_can_be_set() -> None:
    small = Bounds(list_size=3, steps=20, text_length=4, exponent=2, source_length=60, depth=5)
    for text in (
        "for i in 1..4 return i",
        "append([1, 2, 3], 4)",
        '"abc" + "de"',
        "2 ** 3",
        "((((((1))))))",
        "some i in [1,2,3], j in [1,2,3], k in [1,2,3] satisfies false",
        "1" + " " * 60,
    ):
        with pytest.raises(FeelError) as refused:
            compile_expression(text, bounds=small, mode="lenient").evaluate(EMPTY)
        assert refused.value.code in ("bound", "depth", "source_length")


def test_an_ordinary_recursion_has_room() -> None:
    text = "{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(20)}.r"
    assert compile_expression(text).evaluate(EMPTY) == 2432902008176640000


def test_nested_input_is_bounded() -> None:
    deep: list[object] = []
    for _ in range(5_000):
        deep = [deep]
    loop: list[object] = []
    loop.append(loop)
    for value in (deep, loop, [0] * 20_000):
        with pytest.raises(FeelError):
            compile_expression("a = 1").evaluate({"a": value})
