"""Short ways through expressions: Python functions in place of closures for what is usual.

They know names, literals, sums, comparisons, `and`, `or`, `if`, `between`, `in`, rounding,
`min`, `max` and `sum`, and a context of such lines. Other forms are left to the closures; so
is any evaluation in which something is amiss.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from moothall.feel import generated as python
from moothall.feel import tree
from moothall.feel.checks import Check, check_of, native
from moothall.feel.functions.figures import ROUNDINGS
from moothall.feel.generated import Code, Kind, Made, Step, Unfit
from moothall.feel.literals import literal
from moothall.feel.structures import FEW
from moothall.feel.values import MISSING, Range, Value

MOST_PLACES = 12
OF_NUMBERS = frozenset((*ROUNDINGS, "abs", "min", "max", "sum"))
CONDITIONS = (tree.Logic, tree.Compare, tree.Between, tree.In)


class Writer:
    """Writes the code of one tree. Raises Unfit where it cannot."""

    def __init__(self, functions: Collection[str], known: Collection[str] | None) -> None:
        self.functions = functions
        self.known = known
        self.inputs: dict[str, tuple[str, Kind]] = {}
        self.entries: dict[str, tuple[str, Kind]] = {}
        self.constants: dict[str, object] = {}
        self.kept = 0
        self.steps = 0
        self.sums = False

    def kind(self, node: tree.Node) -> Kind | None:
        """The class of a node's value as far as it shows before inputs are known."""
        if isinstance(node, tree.Name):
            found = self.entries.get(node.name) or self.inputs.get(node.name)
            return found[1] if found else None
        if isinstance(node, tree.If):
            return self.kind(node.then) or self.kind(node.otherwise)
        if isinstance(node, CONDITIONS):
            return bool
        if isinstance(node, (tree.Arithmetic, tree.Negate)):
            return Decimal
        value = literal(node)
        if value is not MISSING:
            of_literal: Kind = native(value).__class__
            return of_literal
        return _kind_of_call(node)

    def write(self, node: tree.Node, wanted: Kind) -> Code:
        """The code of a node whose value must be of that class."""
        value = self.literal(node)
        if value is not MISSING:
            return self.constant(native(value), wanted)
        writer, kind = WRITERS.get(type(node), (None, None))
        if writer is None or (kind is not None and kind is not wanted):
            raise Unfit
        return writer(self, node, wanted)

    def literal(self, node: tree.Node) -> Value:
        """As `literal`; but where date(...) may mean something else here, it is none."""
        if isinstance(node, tree.Call) and (self.entries or self.known):
            return MISSING
        value = literal(node)
        return MISSING if value.__class__ is Range else value

    def constant(self, value: Value, wanted: Kind) -> Code:
        if value.__class__ is not wanted:
            raise Unfit
        if wanted is str or wanted is bool:
            return python.constant(value)
        identifier = f"c{len(self.constants)}"
        self.constants[identifier] = value
        return python.name(identifier)

    def fresh(self) -> str:
        self.kept += 1
        return f"k{self.kept}"

    def name(self, node: tree.Name, wanted: Kind) -> Code:
        if node.name in self.entries:
            identifier, kind = self.entries[node.name]
        else:
            is_input = (
                node.name in self.known
                if self.known is not None
                else node.name not in self.functions
            )
            if not is_input:
                raise Unfit
            fresh = (f"i{len(self.inputs)}", wanted)
            identifier, kind = self.inputs.setdefault(node.name, fresh)
        if kind is not wanted:
            raise Unfit
        return python.name(identifier)

    def logic(self, node: tree.Logic, _wanted: Kind) -> Code:
        return python.logic(node.op, [self.write(item, bool) for item in node.items])

    def compare(self, node: tree.Compare, _wanted: Kind) -> Code:
        kind = self.kind(node.left) or self.kind(node.right) or Decimal
        left, right = self.write(node.left, kind), self.write(node.right, kind)
        return python.compare(left, (_sign(node.op, kind), right))

    def sum(self, node: tree.Arithmetic, _wanted: Kind) -> Code:
        if node.op == "**":
            raise Unfit
        self.sums = True
        left, right = self.write(node.left, Decimal), self.write(node.right, Decimal)
        return python.binary(left, node.op, right)

    def negate(self, node: tree.Negate, _wanted: Kind) -> Code:
        self.sums = True
        return python.minus(self.write(node.operand, Decimal))

    def between(self, node: tree.Between, _wanted: Kind) -> Code:
        """Both ends are always worked out, as in the closures."""
        parts = (node.value, node.low, node.high)
        kinds: list[Kind] = [kind for kind in map(self.kind, parts) if kind is not None]
        kind: Kind = kinds[0] if kinds else Decimal
        kept = self.fresh()
        value, low, high = (self.write(part, kind) for part in parts)
        above = python.compare(python.keep(kept, value), (_sign(">=", kind), low))
        below = python.compare(python.name(kept), (_sign("<=", kind), high))
        return python.binary(above, "both", below)

    def choice(self, node: tree.If, wanted: Kind) -> Code:
        condition = self.write(node.condition, bool)
        then, otherwise = self.write(node.then, wanted), self.write(node.otherwise, wanted)
        return python.choose(condition, then, otherwise)

    def within(self, node: tree.In, _wanted: Kind) -> Code:
        """A value against tests that are all literals."""
        checks = [check for test in node.tests for check in self.checks(test)]
        kind, kept = checks[0].kind, self.fresh()
        subject = python.keep(kept, self.write(node.value, kind))
        made = []
        for check in checks:
            made.append(self.check(subject, check, kind))
            subject = python.name(kept)
        return made[0] if len(made) == 1 else python.logic("or", made)

    def checks(self, node: tree.Node) -> list[Check]:
        if (self.entries or self.known) and _has_call(node):
            raise Unfit
        if not isinstance(node, tree.ListLiteral):
            return [check_of(node)]
        self.steps += 2 * len(node.items)
        if not node.items:
            raise Unfit
        return [check_of(item) for item in node.items]

    def check(self, subject: Code, check: Check, kind: Kind) -> Code:
        low = self.constant(check.low, kind)
        if check.op != "in":
            return python.compare(subject, (_sign(check.op, kind), low))
        above, below = ("<=" if closed else "<" for closed in check.closed)
        high = self.constant(check.high, kind)
        return python.binary(
            python.compare(subject, (">=" if above == "<=" else ">", low)),
            "both",
            python.compare(_again(subject), (below, high)),
        )

    def call(self, node: tree.Call, wanted: Kind) -> Code:
        called = node.function.name if isinstance(node.function, tree.Name) else ""
        if node.named or called in self.entries or called in (self.known or ()):
            raise Unfit
        if called == "not" and wanted is bool and len(node.arguments) == 1:
            return python.opposite(self.write(node.arguments[0], bool))
        if called not in OF_NUMBERS or wanted is not Decimal or not node.arguments:
            raise Unfit
        if called in ROUNDINGS:
            return self.rounding(called, node.arguments)
        if called != "abs":
            return self.many(called, node.arguments)
        if len(node.arguments) > 1:
            raise Unfit
        return python.method(self.write(node.arguments[0], Decimal), "copy_abs")

    def many(self, called: str, arguments: Sequence[tree.Node]) -> Code:
        """min, max or sum, of arguments or of one list of them."""
        if len(arguments) == 1:
            only = arguments[0]
            if not isinstance(only, tree.ListLiteral) or not only.items:
                raise Unfit
            arguments = only.items
            self.steps += len(arguments) if len(arguments) > FEW else 0
        self.steps += len(arguments)
        made, *others = [self.write(argument, Decimal) for argument in arguments]
        for other in others:
            made = (
                self.added(made, other) if called == "sum" else self.best(called, made, other)
            )
        return made

    def added(self, one: Code, other: Code) -> Code:
        self.sums = True
        return python.binary(one, "+", other)

    def best(self, called: str, one: Code, other: Code) -> Code:
        """The second only if it is better: of two that are equal the first stays."""
        first, second = self.fresh(), self.fresh()
        worse = "<" if called == "max" else ">"
        pair = python.compare(python.keep(first, one), (worse, python.keep(second, other)))
        return python.choose(pair, python.name(second), python.name(first))

    def rounding(self, called: str, arguments: Sequence[tree.Node]) -> Code:
        """`quantize`, and the function itself where the form of the number might differ."""
        mode, needs_places = ROUNDINGS[called]
        if not 1 + needs_places <= len(arguments) <= 2:
            raise Unfit
        places = self.literal(arguments[1]) if len(arguments) == 2 else Decimal(0)
        if places.__class__ is not Decimal or places not in range(MOST_PLACES + 1):
            raise Unfit
        self.sums = True
        number, made = self.fresh(), self.fresh()
        unit = self.constant(Decimal(1).scaleb(-int(places)), Decimal)
        value = python.keep(number, self.write(arguments[0], Decimal))
        quick = python.keep(made, python.method(value, "quantize", unit, python.constant(mode)))
        differs = python.compare(python.name(made), ("!=", python.name(number)))
        scale = self.constant(places, Decimal)
        exact = python.call("rounded", python.name(number), scale, python.constant(mode))
        return python.choose(python.logic("and", [quick, differs]), python.name(made), exact)


def _has_call(node: tree.Node) -> bool:
    return isinstance(node, tree.Call) or any(map(_has_call, tree.children(node)))


def _again(subject: Code) -> Code:
    """The name that a value was kept under, or the name itself."""
    return python.name(getattr(getattr(subject, "target", subject), "id", ""))


def _sign(op: str, kind: Kind) -> str:
    if kind is not bool:
        return op
    if op not in ("=", "!="):
        raise Unfit
    return "is" if op == "=" else "is not"


def _kind_of_call(node: tree.Node) -> Kind | None:
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name):
        if node.function.name in OF_NUMBERS:
            return Decimal
        if node.function.name == "not":
            return bool
    return None


WRITERS: dict[type[tree.Node], tuple[Callable[..., Code], Kind | None]] = {
    tree.Name: (Writer.name, None),
    tree.Logic: (Writer.logic, bool),
    tree.Compare: (Writer.compare, bool),
    tree.Between: (Writer.between, bool),
    tree.In: (Writer.within, bool),
    tree.If: (Writer.choice, None),
    tree.Arithmetic: (Writer.sum, Decimal),
    tree.Negate: (Writer.negate, Decimal),
    tree.Call: (Writer.call, None),
}


@dataclass(frozen=True, slots=True)
class ShortWay:
    """What was made of an expression: its value; its value with its inputs; and whether that is
    true or false."""

    made: Made
    told: Made
    is_condition: bool


def short_way(
    node: tree.Node, functions: Collection[str], known: Collection[str] | None, steps: int
) -> ShortWay:
    """The short way of an expression in strict mode. Raises Unfit for what is left to the
    closures, such as all that could take more than so many steps."""
    writer = Writer(functions, known)
    try:
        lines, value, kind = _body(node, writer)
    except RecursionError:
        raise Unfit from None
    if writer.steps > steps:
        raise Unfit
    taken = [
        step
        for key, (identifier, of_input) in writer.inputs.items()
        for step in python.taken_in(identifier, key, of_input)
    ]
    inputs = {key: python.name(made) for key, (made, _) in writer.inputs.items()}
    told = python.several([value, python.context(inputs)])
    make = partial(python.assembled, constants=writer.constants, sums=writer.sums)
    plain = make([*taken, *lines, python.give(value)])
    return ShortWay(plain, make([*taken, *lines, python.give(told)]), kind is bool)


def _body(node: tree.Node, writer: Writer) -> tuple[list[Step], Code, Kind | None]:
    """Statements that come first, the value, and its class if it is no context."""
    if isinstance(node, tree.ContextLiteral):
        lines = _lines(node, writer)
        parts = {key: python.name(made) for key, (made, _) in writer.entries.items()}
        return lines, python.context(parts), None
    if isinstance(node, tree.Path) and isinstance(node.source, tree.ContextLiteral):
        lines = _lines(node.source, writer)
        if node.member not in writer.entries:
            raise Unfit
        identifier, kind = writer.entries[node.member]
        return lines, python.name(identifier), kind
    found = writer.kind(node)
    if found is None:
        raise Unfit
    return [], writer.write(node, found), found


def _lines(node: tree.ContextLiteral, writer: Writer) -> list[Step]:
    """Each entry under a name of its own."""
    writer.steps += 2 * len(node.entries)
    made: list[Step] = []
    for number, (key, value) in enumerate(node.entries):
        kind = writer.kind(value)
        if kind is None or key in writer.entries or key in writer.inputs:
            raise Unfit
        made.append(python.store(f"e{number}", writer.write(value, kind)))
        writer.entries[key] = (f"e{number}", kind)
    return made
