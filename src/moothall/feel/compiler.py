"""Makes of a tree a function of inputs: names are given numbers, each node becomes a
closure."""

from collections.abc import Callable, Mapping
from functools import cache

from moothall.feel import tree
from moothall.feel.bounds import Bounds
from moothall.feel.calls import IS_DEFINED, make_call, make_function, make_instance_of
from moothall.feel.conditions import make_between, make_compare, make_if, make_logic
from moothall.feel.functions import (
    contexts,
    conversions,
    dates,
    figures,
    lists,
    patterns,
    spans,
    texts,
    totals,
    truth,
)
from moothall.feel.kinds import FeelType
from moothall.feel.literals import make_at, make_literal
from moothall.feel.loops import make_for, make_quantified
from moothall.feel.making import Maker, Mode
from moothall.feel.membership import make_in, make_operator_test, make_unary_tests
from moothall.feel.registry import REGISTRY, as_function
from moothall.feel.structures import (
    make_arithmetic,
    make_context,
    make_filter,
    make_list,
    make_name,
    make_negate,
    make_path,
    make_range,
)
from moothall.feel.values import Function, Run
from moothall.feel.vocabulary import Vocabulary

ROOMS_OF_FUNCTIONS = (
    *(contexts, conversions, dates, figures, lists, patterns, spans, texts, totals, truth),
)
"""Imported so that their functions are registered."""

MAKERS: dict[type[tree.Node], Callable[..., Run]] = {
    tree.NumberLiteral: make_literal,
    tree.TextLiteral: make_literal,
    tree.BooleanLiteral: make_literal,
    tree.NullLiteral: make_literal,
    tree.AtLiteral: make_at,
    tree.Name: make_name,
    tree.Path: make_path,
    tree.Logic: make_logic,
    tree.Compare: make_compare,
    tree.Arithmetic: make_arithmetic,
    tree.Negate: make_negate,
    tree.Between: make_between,
    tree.OperatorTest: make_operator_test,
    tree.In: make_in,
    tree.UnaryTests: make_unary_tests,
    tree.RangeLiteral: make_range,
    tree.ListLiteral: make_list,
    tree.ContextLiteral: make_context,
    tree.If: make_if,
    tree.For: make_for,
    tree.Quantified: make_quantified,
    tree.Filter: make_filter,
    tree.Call: make_call,
    tree.FunctionDefinition: make_function,
    tree.InstanceOf: make_instance_of,
}


@cache
def function_names() -> Vocabulary:
    """The names of all functions of the language."""
    return Vocabulary([*REGISTRY, IS_DEFINED])


@cache
def functions_as_values() -> dict[str, Function]:
    """All functions of the language, as values."""
    return {name: as_function(name, forms) for name, forms in REGISTRY.items()}


def new_maker(
    mode: Mode,
    bounds: Bounds,
    inputs: frozenset[str] | None,
    types: Mapping[str, FeelType] | None = None,
) -> Maker:
    """A maker of closures for one expression."""
    functions = functions_as_values()
    return Maker(
        MAKERS, mode=mode, bounds=bounds, inputs=inputs, functions=functions, types=types
    )
