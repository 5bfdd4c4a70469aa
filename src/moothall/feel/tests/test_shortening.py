"""Short ways answer as the closures do, and so does what a table remembers."""

import datetime
import pickle
import re
import time
from collections.abc import Callable
from decimal import Context, Decimal, getcontext, localcontext
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from moothall.feel import generated, tree
from moothall.feel.bounds import Bounds
from moothall.feel.dmn import read_model, recalling
from moothall.feel.dmn.sheet_csv import read_sheet
from moothall.feel.expression import Expression, compile_expression
from moothall.feel.faults import FeelError, Undecided
from moothall.feel.printer import to_text
from moothall.feel.tests.models import decision, model, needs, table
from moothall.feel.tests.models import given as input_of
from moothall.feel.tests.sheet_samples import GRANT
from moothall.feel.tests.test_bounds import HOSTILE
from moothall.feel.tests.trees import trees

Inputs = dict[str, object]
NUMBERS = st.one_of(
    st.decimals(allow_nan=True, allow_infinity=True),
    st.builds(
        lambda digits, places: Decimal(digits).scaleb(places),
        st.integers(-(10**36), 10**36),
        st.integers(-40, 6_000),
    ),
    st.integers(-5, 5).map(Decimal),
    st.integers(-500, 500).map(lambda n: Decimal(n) / 100),
    st.integers(-5, 5),
)
USUAL = st.one_of(NUMBERS, st.booleans(), st.sampled_from(["a", "b", ""]))
DATES = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 1, 9))
ANYTHING = st.one_of(
    USUAL, DATES, st.none(), st.just(1.5), st.lists(st.integers(0, 3), max_size=2)
)
LITTLE = st.integers(-3, 3).map(Decimal) | st.integers(-300, 300).map(
    lambda n: Decimal(n) / 100
)
LEAVES = {
    "number": [f"n{each}" for each in range(3)],
    "text": ["t0", "t1"],
    "truth": ["b0", "b1"],
    "date": ["d0", "d1"],
}


def outcome(work: Callable[[Inputs], object], inputs: Inputs) -> object:
    """The value with its exact form, or what is said of the mistake and where."""
    try:
        return repr(work(inputs))
    except FeelError as error:
        table = error if isinstance(error, Undecided) else None
        where = (table.decision, table.row, table.table_column) if table else ()
        return (error.code, error.words, error.line, error.column, *where)


def told(work: Callable[[Inputs], tuple[object, Inputs]]) -> Callable[[Inputs], object]:
    """The same with its inputs in the order of their names."""

    def sorted_out(inputs: Inputs) -> object:
        value, looked = work(inputs)
        return value, sorted(looked.items())

    return sorted_out


def short(text: str, *, must: bool = True) -> Expression:
    made = compile_expression(text)
    assert made.shorten() or not must
    return made


def agree(made: Expression, inputs: Inputs) -> None:
    assert outcome(made.evaluate, inputs) == outcome(made.worked_out, inputs)
    assert outcome(made.is_true, inputs) == outcome(made.is_found_true, inputs)
    assert outcome(told(made.explain), inputs) == outcome(told(made.explained), inputs)


@st.composite
def written(draw: st.DrawFn, kind: str, depth: int) -> str:
    """The text of an expression of this kind, made of what the short way knows."""

    def part(of: str) -> str:
        return draw(written(of, depth - 1))

    if depth == 0 or draw(st.integers(0, 4)) == 0:
        if draw(st.booleans()):
            return draw(st.sampled_from(LEAVES[kind]))
        return {
            "number": str(draw(LITTLE)),
            "text": draw(st.sampled_from(['"a"', '"b"', '""'])),
            "truth": draw(st.sampled_from(["true", "false"])),
            "date": draw(st.sampled_from(['@"2026-01-02"', 'date("2026-01-05")'])),
        }[kind]
    if kind != "truth" and (kind != "number" or draw(st.booleans())):
        return f"(if {part('truth')} then {part(kind)} else {part(kind)})"
    if kind == "number":
        return draw(_numbers(part))
    return draw(_truths(part))


def _numbers(part: Callable[[str], str]) -> st.SearchStrategy[str]:
    def with_sign(sign: str) -> str:
        return f"({part('number')} {sign} {part('number')})"

    def rounded(name: str) -> str:
        return f"{name}({part('number')}, {len(part('text'))})"

    def many(name: str) -> str:
        return f"{name}({part('number')}, {part('number')}, {part('number')})"

    roundings = ["decimal", "floor", "ceiling", "round up", "round down", "round half up"]
    return st.one_of(
        st.sampled_from("+-*/").map(with_sign),
        st.sampled_from(roundings).map(rounded),
        st.sampled_from(["min", "max", "sum"]).map(many),
        st.sampled_from(["abs", "-", "floor"]).map(lambda name: f"{name}({part('number')})"),
    )


def _truths(part: Callable[[str], str]) -> st.SearchStrategy[str]:
    kinds = st.sampled_from(["number", "text", "date"])
    signs = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])

    def within(kind: str) -> str:
        tests = {
            "number": "([-1..1), > 2.5, 2)", "text": '["a", "b"]',
            "date": '[@"2026-01-02"..@"2026-01-04"]',
        }[kind]  # fmt: skip
        return f"({part(kind)} in {tests})"

    return st.one_of(
        st.tuples(kinds, signs).map(lambda two: f"({part(two[0])} {two[1]} {part(two[0])})"),
        st.sampled_from(["and", "or", "=", "!="]).map(
            lambda op: f"({part('truth')} {op} {part('truth')})"
        ),
        st.just("not").map(lambda op: f"{op}({part('truth')})"),
        kinds.map(lambda kind: f"({part(kind)} between {part(kind)} and {part(kind)})"),
        kinds.map(within),
    )


@st.composite
def of_their_kind(draw: st.DrawFn) -> Inputs:
    """Inputs of the kinds that the names say, now and then of another, now and then none."""
    made: Inputs = {}
    kinds = {"number": NUMBERS, "text": st.sampled_from("ab"), "truth": st.booleans()}
    for kind, names in LEAVES.items():
        for name in names:
            chance = draw(st.integers(0, 19))
            if chance:
                made[name] = draw(ANYTHING if chance == 1 else kinds.get(kind, DATES))
    return made


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(LEAVES)).flatmap(lambda kind: written(kind, 3)), of_their_kind())
@example("round half up(n0, 2)", {"n0": Decimal("1e-9")})
@example("round half up(n0, 2)", {"n0": Decimal("10.500")})
@example("n0 * n1", {"n0": Decimal("9e6000"), "n1": Decimal("9e6000")})
@example("n0 / n1", {"n0": Decimal(1), "n1": Decimal(0)})
@example("n0 <= 100", {"n0": Decimal("100." + "0" * 40 + "1")})
@example("max(n0, n1)", {"n0": Decimal(0), "n1": Decimal("0.00")})
@example("min(n0, n1)", {"n0": Decimal("0.00"), "n1": Decimal(0)})
@example("n0 between 1 and 1 / n1", {"n0": Decimal(0), "n1": Decimal(0)})
def test_the_short_way_and_the_closures_say_the_same(text: str, inputs: Inputs) -> None:
    agree(short(text, must=False), inputs)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.sampled_from(["number", "truth"]).flatmap(lambda kind: written(kind, 2)),
        min_size=1,
        max_size=4,
    ),
    of_their_kind(),
)
def test_so_they_do_for_a_calculation_of_several_lines(
    lines: list[str], inputs: Inputs
) -> None:
    entries = ", ".join(f"l{number}: {line}" for number, line in enumerate(lines))
    text = f"{{{entries}, last: l0}}"
    agree(short(text, must=False), inputs)
    agree(short(f"{text}.last", must=False), inputs)


@settings(max_examples=120, deadline=None)
@given(trees(3), st.dictionaries(st.sampled_from(["a", "b", "co2", "today"]), ANYTHING))
def test_so_they_do_for_any_expression_there_is(node: tree.Node, inputs: Inputs) -> None:
    try:
        made = compile_expression(to_text(node))
    except FeelError:
        return
    made.shorten()
    agree(made, inputs)


def test_what_is_usual_has_a_short_way() -> None:
    for text in (
        "pays_council_tax = false and co2 <= 100",
        'zone in ("A", "B") or not(disabled)',
        "round half up(fee / 12 * months, 2)",
        "{net: pay - tax, taper: max(net - 100, 0) * 0.2, award: min(taper, cap)}.award",
        'born <= date("2008-04-06")',
    ):
        assert short(text)


def _evaluated_shortly(text: str) -> object:
    made = compile_expression(text)
    made.shorten()
    return made.evaluate({})


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_expression_is_refused_no_less(text: str) -> None:
    started = time.process_time()
    with pytest.raises(FeelError):
        _evaluated_shortly(text)
    assert time.process_time() - started < 0.5


def test_a_large_expression_or_table_is_made_short_quickly_or_not_at_all() -> None:
    line = "max(" + ", ".join(["a + 1"] * 400) + ")"
    made = compile_expression("{" + ", ".join(f"l{each}: {line}" for each in range(6)) + "}")
    rows = [[f"[{n % 120}..{n}]", f"{n}, > {n + 9}", "1"] for n in range(2_000)]
    document = model(
        input_of("a"), input_of("b"),
        decision("answer", table(["a", "b"], ["r"], rows, "FIRST"), needs("a", "b")),
    )  # fmt: skip
    large = read_model(document)
    started = time.process_time()
    made.shorten()
    large.begin_to_remember("answer")
    assert time.process_time() - started < 0.5


def test_what_is_not_known_has_none() -> None:
    for text in ("for i in 1..3 return i", "[1, 2][1]", "rates.single + 1", "2 ** 3"):
        assert not compile_expression(text).shorten()
    assert not compile_expression("1 + 1", mode="lenient").shorten()
    assert not compile_expression("max(a, 1)", bounds=Bounds(steps=1)).shorten()


def test_python_keeps_its_own_way_with_decimals() -> None:
    made = short("a / 3")
    with localcontext(Context(prec=5)) as mine:
        assert len(made.evaluate({"a": Decimal(1)}).as_tuple().digits) == 34
        assert getcontext() is mine
        with pytest.raises(FeelError):
            made.evaluate({"a": "x"})
        assert getcontext() is mine


def test_an_expression_gets_its_short_way_by_itself() -> None:
    made = compile_expression("a + 1 > 2")
    for _ in range(100):
        assert made.is_true({"a": 2})
    assert made.is_true.__name__ == "quick"


CELLS = {
    "n": ["-", "1", "< 2", "[2..4]", "(2..4)", "not(3, > 5)", "<= 3", "!= 2, 9", ">= -1.5"],
    "t": ["-", '"a"', '"a", "b"', 'not("b")', '>= "b"'],
    "b": ["-", "true", "false", "not(true)", "true, false"],
    "d": ["-", '@"2026-01-02"', '< date("2026-01-05")', '[@"2026-01-02"..@"2026-01-05")'],
}
ANSWERS = ["1", '"x"', "null", "2.50", '@"2026-01-01"']
TYPED = [["number", "string", "boolean", "date"], [""] * 4]
POLICIES = ["FIRST", "UNIQUE", "ANY", "COLLECT", "RULE ORDER"]


@st.composite
def rules(draw: st.DrawFn) -> list[list[str]]:
    cells = [st.sampled_from(cells) for cells in CELLS.values()]
    answers = st.sampled_from(ANSWERS)
    row = st.tuples(*cells, answers).map(list)
    return draw(st.lists(row, min_size=1, max_size=6))


@settings(max_examples=80, deadline=None)
@given(rules(), st.sampled_from(POLICIES), st.sampled_from(TYPED), st.data())
def test_a_table_remembers_what_its_closures_say(
    rows: list[list[str]], policy: str, kinds: list[str], data: st.DataObject
) -> None:
    document = model(
        *(input_of(name, kind) for name, kind in zip(CELLS, kinds, strict=True)),
        decision("answer", table(list(CELLS), ["r"], rows, policy), needs(*CELLS)),
    )
    made = read_model(document)
    made.begin_to_remember("answer")
    usual = {
        "n": st.sampled_from([-2, Decimal("1.0"), 2, 3, Decimal("3.5"), 4, 5, 7, 9]),
        "t": st.sampled_from("abc"), "b": st.booleans(), "d": DATES,
    }  # fmt: skip
    for _ in range(6):
        inputs: Inputs = {
            name: data.draw(usual[name] if data.draw(st.integers(0, 9)) else ANYTHING)
            for name in CELLS
        }
        for _twice in range(2):
            for ask, anew in (
                (made.evaluate, made.worked_out_anew),
                (made.explain, made.explained_anew),
            ):
                assert outcome(lambda i, ask=ask: ask("answer", i), inputs) == outcome(  # type: ignore[misc]
                    lambda i, anew=anew: anew("answer", i),  # type: ignore[misc]
                    inputs,
                )


def test_a_sheet_answers_the_same_when_it_remembers() -> None:
    fixed = GRANT.replace("income * 2", "7")
    sheet, known = read_sheet(fixed, name="grant"), {"zone": "A", "disabled": False}
    assert sheet.model().begin_to_remember("grant")
    for income in (50, 120, 50, Decimal("50.5"), 120, 200):
        inputs = {**known, "income": income}
        decided, anew = sheet.decide(inputs), sheet.model().explained_anew("grant", inputs)
        assert decided.value == anew.value
        assert decided.explanation == anew
        assert decided.rows == anew.decisions[0].tables[0].applied
        assert pickle.loads(pickle.dumps(decided.explanation)) == anew  # noqa: S301
        decided.value["grade"] = "changed by who asked"
    assert sheet.decide({**known, "income": 50}).value["grade"] == "full"


def test_a_table_whose_answers_are_worked_out_is_not_remembered() -> None:
    sheet = read_sheet(GRANT, name="grant")
    assert not sheet.model().begin_to_remember("grant")
    assert not read_model(GRANT_MODEL, mode="lenient").begin_to_remember("answer")


GRANT_MODEL = model(
    input_of("score"),
    decision("answer", table(["score"], ["r"], [["-", "1"]]), needs("score")),
)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[str(number), str(number)] for number in range(100)]
    document = model(
        input_of("a"), input_of("b"),
        decision("answer", table(["a", "b"], ["r"], [[n, n, n] for n, _ in rows], "COLLECT"),
                 needs("a", "b")),
    )  # fmt: skip
    made = read_model(document)
    assert made.begin_to_remember("answer")
    recall = made.recall("answer")
    assert recall is not None
    monkeypatch.setattr(recalling, "MOST_PLANS", 10)
    for a in range(100):
        assert made.evaluate("answer", {"a": a, "b": a}) == [a]
    assert len(recall._plans) == 10


def test_only_one_module_makes_code() -> None:
    for path in Path(generated.__file__).parent.rglob("*.py"):
        if "tests" not in path.parts and path.name != "generated.py":
            text = path.read_text()
            assert "import ast" not in text, path
            assert not re.search(r"(?<![\w.])(compile|exec|eval)\(", text), path
