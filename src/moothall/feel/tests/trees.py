"""Makes trees of every form, for tests that must hold of any expression."""

from collections.abc import Callable
from decimal import Decimal
from typing import Literal

from hypothesis import strategies as st

from moothall.feel import tree

Draw = st.DrawFn
NAMES = st.sampled_from(["a", "b", "co2", "monthly income", "today"])
KEYS = st.sampled_from(["x", "first name", "y1", "odd: key", "", "ünï"])
COMPARISONS: st.SearchStrategy[tree.Comparison] = st.sampled_from(
    ["=", "!=", "<", "<=", ">", ">="]
)
OPERATORS: st.SearchStrategy[tree.Operator] = st.sampled_from(["+", "-", "*", "/", "**"])
CONNECTIVES: st.SearchStrategy[Literal["and", "or"]] = st.sampled_from(["and", "or"])
QUANTIFIERS: st.SearchStrategy[Literal["some", "every"]] = st.sampled_from(["some", "every"])
BUILTINS = st.sampled_from(["count", "not", "date and time", "sum"])
TYPES = st.sampled_from(
    [
        tree.TypeName("number"),
        tree.TypeName("date and time"),
        tree.TypeName("list", (tree.TypeName("string"),)),
        tree.TypeName("context", members=(("a", tree.TypeName("number")),)),
        tree.TypeName("function", (tree.TypeName("Any"),), result=tree.TypeName("boolean")),
    ]
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(0, 10**30),
    st.integers(-20, 40),
)
LITERALS: st.SearchStrategy[tree.Node] = st.one_of(
    st.builds(tree.NumberLiteral, NUMBERS),
    st.builds(tree.TextLiteral, TEXTS),
    st.builds(tree.BooleanLiteral, st.booleans()),
    st.just(tree.NullLiteral()),
    st.sampled_from([tree.AtLiteral("2026-04-06"), tree.AtLiteral("P1D")]),
    st.builds(tree.Name, NAMES),
)


class Grower:
    """Draws the parts of one form, each a level less high."""

    def __init__(self, draw: Draw, depth: int) -> None:
        self.draw = draw
        self.depth = depth

    def node(self) -> tree.Node:
        return self.draw(trees(self.depth - 1))

    def nodes(self, least: int = 0) -> tuple[tree.Node, ...]:
        return tuple(self.node() for _ in range(self.draw(st.integers(least, 3))))

    def tests(self, least: int) -> tuple[tree.Node, ...]:
        return tuple(
            node if plain else tree.OperatorTest(self.draw(COMPARISONS), node)
            for node in self.nodes(least)
            for plain in (self.draw(st.booleans()),)
        )

    def entries(self) -> tuple[tuple[str, tree.Node], ...]:
        keys = self.draw(st.lists(KEYS, max_size=3, unique=True))
        return tuple((key, self.node()) for key in keys)

    def iterators(self) -> tuple[tree.Iterator, ...]:
        names = self.draw(st.sampled_from([["i"], ["i", "j"]]))
        return tuple(
            tree.Iterator(name, self.node(), self.node() if self.draw(st.booleans()) else None)
            for name in names
        )

    def call(self) -> tree.Node:
        function = self.node()
        if isinstance(function, tree.Name):
            function = tree.Name(self.draw(BUILTINS))
        if self.draw(st.booleans()):
            return tree.Call(function, named=(("list", self.node()),))
        return tree.Call(function, self.nodes())

    def function(self) -> tree.Node:
        names = self.draw(st.sampled_from([[], ["p"], ["p", "q"]]))
        parameters = tuple((name, self.draw(st.none() | TYPES)) for name in names)
        return tree.FunctionDefinition(parameters, self.node(), self.draw(st.booleans()))

    def range(self) -> tree.Node:
        closed = self.draw(st.tuples(st.booleans(), st.booleans()))
        return tree.RangeLiteral(self.node(), self.node(), *closed)


FORMS: list[Callable[[Grower], tree.Node]] = [
    lambda grow: tree.Path(grow.node(), grow.draw(st.sampled_from(["x", "year"]))),
    lambda grow: tree.Logic(grow.draw(CONNECTIVES), grow.nodes(2)),
    lambda grow: tree.Compare(grow.draw(COMPARISONS), grow.node(), grow.node()),
    lambda grow: tree.Arithmetic(grow.draw(OPERATORS), grow.node(), grow.node()),
    lambda grow: tree.Negate(grow.node()),
    lambda grow: tree.Between(grow.node(), grow.node(), grow.node()),
    lambda grow: tree.In(grow.node(), grow.tests(1)),
    lambda grow: tree.ListLiteral(grow.tests(0)),
    lambda grow: tree.ContextLiteral(grow.entries()),
    lambda grow: tree.If(grow.node(), grow.node(), grow.node()),
    lambda grow: tree.For(grow.iterators(), grow.node()),
    lambda grow: tree.Quantified(grow.draw(QUANTIFIERS), grow.iterators(), grow.node()),
    lambda grow: tree.Filter(grow.node(), grow.node()),
    lambda grow: tree.InstanceOf(grow.node(), grow.draw(TYPES)),
    Grower.call,
    Grower.function,
    Grower.range,
]


@st.composite
def trees(draw: Draw, depth: int = 4) -> tree.Node:
    """Any tree of at most so many levels."""
    if depth <= 1 or draw(st.integers(0, 4)) == 0:
        leaf: tree.Node = draw(LITERALS)
        return leaf
    form = draw(st.sampled_from(range(len(FORMS))))
    grown: tree.Node = FORMS[form](Grower(draw, depth))
    return grown
