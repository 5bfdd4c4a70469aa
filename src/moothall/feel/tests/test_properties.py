"""What must hold of any expression whatever."""

from decimal import Decimal

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from moothall.feel import Bounds, FeelError, compile_expression, to_text, tree
from moothall.feel.compiler import function_names
from moothall.feel.making import Mode
from moothall.feel.parser import parse
from moothall.feel.tests.trees import trees

WIDE = Bounds(depth=400, source_length=200_000)
SCALARS = st.one_of(
    st.booleans(),
    st.integers(-10, 10),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-5, max_value=5),
    st.text(max_size=5),
    st.dates(),
    st.none(),
)
INPUTS = st.fixed_dictionaries(
    {"a": SCALARS, "b": SCALARS, "co2": st.integers(0, 300), "today": st.dates()},
    optional={"monthly income": st.lists(SCALARS, max_size=3)},
)
ANY_CASE = settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow]
)


def read(text: str) -> tree.Node:
    names = ["monthly income"]
    functions = function_names()
    for name in names:
        functions = type(functions)([*functions.names, name])
    return parse(text, functions=functions, bounds=WIDE)


@ANY_CASE
@given(trees())
def test_reading_what_was_printed_gives_the_same_tree(node: tree.Node) -> None:
    text = to_text(node)
    note(text)
    assert read(text) == node


def test_a_type_before_a_smaller_than_sign_is_read_as_it_was_meant() -> None:
    node = tree.Compare(
        "<", tree.InstanceOf(tree.Name("a"), tree.TypeName("list")), tree.Name("b")
    )
    assert read(to_text(node)) == node


@ANY_CASE
@given(trees(), INPUTS)
def test_evaluation_ends_in_a_value_or_a_refusal_and_twice_the_same(
    node: tree.Node, inputs: dict[str, object]
) -> None:
    modes: tuple[Mode, Mode] = ("strict", "lenient")
    for mode in modes:
        assert repr(outcome(node, inputs, mode)) == repr(outcome(node, inputs, mode))


PRESENT = st.one_of(st.booleans(), st.integers(-10, 10), st.text(max_size=5), st.dates())


@ANY_CASE
@given(trees(), st.fixed_dictionaries({"a": PRESENT, "b": PRESENT, "co2": st.integers(0, 9)}))
def test_strictly_null_comes_only_of_null(node: tree.Node, inputs: dict[str, object]) -> None:
    text = to_text(node)
    assert tried(text, inputs) is not None or "null" in text


def outcome(node: tree.Node, inputs: dict[str, object], mode: Mode) -> object:
    result = tried(to_text(node), inputs, mode)
    if isinstance(result, FeelError):
        return (result.code, result.words, result.line, result.column)
    return result


def tried(text: str, inputs: dict[str, object], mode: Mode = "strict") -> object:
    """The value, or the error as a value. Any other exception fails the test."""
    try:
        return compile_expression(text, mode=mode, bounds=WIDE).evaluate(inputs)
    except FeelError as error:
        return error


@ANY_CASE
@given(st.text(max_size=200))
def test_any_text_is_an_expression_or_refused_in_words(text: str) -> None:
    result = tried(text, {})
    if isinstance(result, FeelError):
        assert result.words
        assert result.line >= 1
        assert result.column >= 1


WORDS = (
    "a b ( ) [ ] { } , : . .. + - * / ** < <= = != and or not( if then else for in return"
    ' "x" 1 2.5 some satisfies between null true @"P1D" count( function( ? instance of'
)
PIECES = st.lists(st.sampled_from(WORDS.split(" ")), max_size=40)


@ANY_CASE
@given(PIECES)
def test_any_heap_of_pieces_is_an_expression_or_refused_in_words(pieces: list[str]) -> None:
    result = tried(" ".join(pieces), {"a": 1, "b": True})
    assert not isinstance(result, FeelError) or result.words


@ANY_CASE
@given(st.sampled_from(["+", "-", "*", "/"]), SCALARS, SCALARS)
def test_strictly_arithmetic_never_gives_null(op: str, a: object, b: object) -> None:
    result = tried(f"a {op} b", {"a": a, "b": b})
    assert result is not None
    if isinstance(result, FeelError):
        assert result.code in ("type", "null", "division_by_zero", "date")


@ANY_CASE
@given(st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), SCALARS, SCALARS)
def test_strictly_a_comparison_is_true_or_false(op: str, a: object, b: object) -> None:
    result = tried(f"a {op} b", {"a": a, "b": b})
    if isinstance(result, FeelError):
        assert result.code in ("type", "null")
    else:
        assert result is True or result is False


MONEY = st.decimals(min_value=0, max_value=10**9, places=2)


@ANY_CASE
@given(MONEY, MONEY)
def test_money_is_exact(a: Decimal, b: Decimal) -> None:
    inputs = {"a": a, "b": b}
    assert compile_expression("a + b - b = a").is_true(inputs)
    halves = compile_expression("round half up(a / 2, 2) + round half down(a / 2, 2) = a")
    assert halves.is_true(inputs)
