"""Finds mistakes in an expression before it runs: unknown names, values that do not go
together.
"""

from collections.abc import Mapping

from moothall.feel import tree
from moothall.feel.expression import Expression
from moothall.feel.inference import CHECKS
from moothall.feel.judging import Checker, Problem, Scope
from moothall.feel.kinds import ANY, BOOLEAN, FeelType, in_words

__all__ = ["Problem", "check_types", "infer"]


def _checker(types: Mapping[str, FeelType | None]) -> Checker:
    return Checker([Scope({name: kind or ANY for name, kind in types.items()})], CHECKS)


def infer(expression: Expression | tree.Node, types: Mapping[str, FeelType | None]) -> FeelType:
    """The type of the value that an expression gives, Any when no one can know."""
    node = expression.tree if isinstance(expression, Expression) else expression
    return _checker(types).infer(node)


def check_types(
    expression: Expression | tree.Node,
    types: Mapping[str, FeelType | None],
    *,
    wanted: FeelType | None = None,
) -> list[Problem]:
    """All mistakes that can be seen without running, in the order of the text.

    `wanted` is what the whole must give; with BOOLEAN, anything that is not a condition is a
    mistake.
    """
    node = expression.tree if isinstance(expression, Expression) else expression
    checker = _checker(types)
    if wanted is not None and wanted.name == BOOLEAN.name:
        checker.condition(node)
    else:
        found = checker.infer(node)
        if wanted is not None and found.name not in ("Any", "Null", wanted.name):
            words = f"This gives {in_words(found)}, but {in_words(wanted)} is wanted."
            checker.note(node, "type", words)
    return sorted(checker.problems)
