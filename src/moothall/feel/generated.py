"""Makes Python functions by way of Python's own syntax trees: the one module that does.

No text is ever run: nodes of `ast` are put together here, names in them are numbers of our own,
and whatever came from a source is a constant or a key. What is made is a short way through what
is usual: inputs of the expected classes, no sum that fails. For anything else it hands over to
`slow`, which does the same by closures and says what is wrong and where.
"""

import ast
import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException, Overflow, getcontext, setcontext
from types import CodeType, FunctionType
from typing import Any

from moothall.feel.faults import Fault
from moothall.feel.functions.figures import rounded
from moothall.feel.numbers import EXACT
from moothall.feel.values import admit

Quick = Callable[[Mapping[str, object]], Any]
Kind = type[Decimal] | type[str] | type[bool] | type[datetime.date]
Code = ast.expr
"""What gives a value."""

Step = ast.stmt
TRAPPING = EXACT.copy()
"""What sums are worked out in. Unlike EXACT it also stops at what is too large."""

TRAPPING.traps[Overflow] = True
SIGNS: dict[str, type[ast.cmpop]] = {
    "=": ast.Eq, "!=": ast.NotEq, "<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE,
    "is": ast.Is, "is not": ast.IsNot,
}  # fmt: skip
SUMS: dict[str, type[ast.operator]] = {
    "+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div, "both": ast.BitAnd,
}  # fmt: skip


class Unfit(Exception):
    """What no short way is made for."""


class Unusual(Exception):
    """An input that the short way leaves alone."""


def _number(value: object) -> Decimal:
    """A whole number as a decimal; anything else is unusual."""
    if value.__class__ is int:
        made: Decimal = admit(value)
        return made
    raise Unusual


GIVEN: dict[str, object] = {
    "Decimal": Decimal,
    "date": datetime.date,
    "str": str,
    "dict": dict,
    "plus": EXACT.plus,
    "number": _number,
    "rounded": rounded,
    "getcontext": getcontext,
    "setcontext": setcontext,
    "TRAPPING": TRAPPING,
    "UNUSUAL": (KeyError, DecimalException, Fault, Unusual),
    "Unusual": Unusual,
}
"""What any function that is made may name, beside its own constants and variables."""


def name(identifier: str) -> Code:
    return ast.Name(identifier, ast.Load())


def constant(value: object) -> Code:
    """A constant of Python's own: a text, a whole number, true, false."""
    return ast.Constant(value)  # type: ignore[arg-type]


def call(function: str, *arguments: Code) -> Code:
    return ast.Call(name(function), list(arguments), [])


def method(of: Code, called: str, *arguments: Code) -> Code:
    return ast.Call(ast.Attribute(of, called, ast.Load()), list(arguments), [])


def compare(left: Code, *pairs: tuple[str, Code]) -> Code:
    """`left < right`, or a chain such as `low < left < high`."""
    return ast.Compare(left, [SIGNS[sign]() for sign, _ in pairs], [code for _, code in pairs])


def binary(left: Code, sign: str, right: Code) -> Code:
    """A sum; or `both`, which works out two conditions even when the first is false."""
    return ast.BinOp(left, SUMS[sign](), right)


def logic(op: str, parts: list[Code]) -> Code:
    return ast.BoolOp(ast.And() if op == "and" else ast.Or(), parts)


def choose(condition: Code, then: Code, otherwise: Code) -> Code:
    return ast.IfExp(condition, then, otherwise)


def minus(value: Code) -> Code:
    return ast.UnaryOp(ast.USub(), value)


def opposite(value: Code) -> Code:
    return ast.UnaryOp(ast.Not(), value)


def keep(identifier: str, value: Code) -> Code:
    """The value, kept under a name at the same time."""
    return ast.NamedExpr(ast.Name(identifier, ast.Store()), value)


def several(parts: Sequence[Code]) -> Code:
    return ast.Tuple(list(parts), ast.Load())


def context(parts: Mapping[str, Code]) -> Code:
    keys: list[ast.expr | None] = [ast.Constant(key) for key in parts]
    return ast.Dict(keys, list(parts.values()))


def at(mapping: str, key: Code) -> Code:
    return ast.Subscript(name(mapping), key, ast.Load())


def store(identifier: str, value: Code) -> Step:
    return ast.Assign([ast.Name(identifier, ast.Store())], value)


def give(value: Code) -> Step:
    return ast.Return(value)


def _class_of(identifier: str) -> Code:
    return ast.Attribute(name(identifier), "__class__", ast.Load())


def _unusual_if(condition: Code) -> Step:
    return ast.If(condition, [ast.Raise(name("Unusual"))], [])


def taken_in(identifier: str, key: str, kind: Kind) -> list[Step]:
    """Statements that take an input in as `admit` does, if it is of the class expected."""
    made = [store(identifier, at("inputs", constant(key)))]
    if kind is Decimal:
        exact = keep(identifier, call("plus", name(identifier)))
        is_exact = compare(_class_of(identifier), ("is", name("Decimal")))
        usual = logic("and", [is_exact, method(exact, "is_finite")])
        otherwise = store(identifier, call("number", name(identifier)))
        return [*made, ast.If(opposite(usual), [otherwise], [])]
    if kind is bool:
        neither = [compare(name(identifier), ("is not", constant(s))) for s in (True, False)]
        return [*made, _unusual_if(logic("and", neither))]
    other = compare(_class_of(identifier), ("is not", name(kind.__name__)))
    return [*made, _unusual_if(other)]


@dataclass(frozen=True, slots=True)
class Made:
    """A function before it is known what it hands over to."""

    code: CodeType
    constants: Mapping[str, object]

    def function(self, *, slow: Quick, **more: object) -> Quick:
        """The function, with what it hands over to."""
        return FunctionType(self.code, {**GIVEN, **self.constants, **more, "slow": slow})


def assembled(body: list[Step], constants: Mapping[str, object], *, sums: bool = False) -> Made:
    """A function of `inputs` that hands over to `slow` wherever `body` fails; with `sums`, in
    the context TRAPPING."""
    if sums:
        restore: Step = ast.Expr(call("setcontext", name("before")))
        body = [
            store("before", call("getcontext")),
            ast.Expr(call("setcontext", name("TRAPPING"))),
            ast.Try(body, [], [], [restore]),
        ]
    caught = ast.ExceptHandler(name("UNUSUAL"), None, [ast.Pass()])
    is_dict = compare(_class_of("inputs"), ("is", name("dict")))
    steps: list[Step] = [
        ast.If(is_dict, [ast.Try(body, [caught], [], [])], []),
        give(call("slow", name("inputs"))),
    ]
    parameters = ast.arguments([], [ast.arg("inputs")], None, [], [], None, [])
    function = ast.FunctionDef("quick", parameters, steps, [], None, None)
    module = ast.Module([function], [])
    try:
        code = compile(ast.fix_missing_locations(module), __name__, "exec", dont_inherit=True)
    except (RecursionError, MemoryError, OverflowError, ValueError):
        raise Unfit from None
    found = next(each for each in code.co_consts if isinstance(each, CodeType))
    return Made(found, dict(constants))
