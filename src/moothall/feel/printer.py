"""Writes a tree as text, so that reading the text gives the same tree again."""

from collections.abc import Callable

from moothall.feel import tree
from moothall.feel.numbers import plain
from moothall.feel.parser import COMPARISON, LEVELS, LOWEST, SUM
from moothall.feel.tokens import escape
from moothall.feel.vocabulary import parts_of

NEGATION, POSTFIX, ATOM = range(7, 10)

Printed = tuple[int, str]


def to_text(node: tree.Node) -> str:
    """The text of a tree, with no more brackets than it needs."""
    return _print(node)[1]


def _print(node: tree.Node) -> Printed:
    return PRINTERS[type(node)](node)


def _at(level: int, node: tree.Node) -> str:
    own, text = _print(node)
    return text if own >= level else f"({text})"


def _list(nodes: tuple[tree.Node, ...]) -> str:
    return ", ".join(map(to_text, nodes))


def _number(node: tree.NumberLiteral) -> Printed:
    return ATOM, plain(node.value)


def _logic(node: tree.Logic) -> Printed:
    level = LEVELS[node.op]
    return level, f" {node.op} ".join(_at(level + 1, item) for item in node.items)


def _compare(node: tree.Compare) -> Printed:
    return COMPARISON, f"{_at(COMPARISON, node.left)} {node.op} {_at(SUM, node.right)}"


def _arithmetic(node: tree.Arithmetic) -> Printed:
    level = LEVELS[node.op]
    return level, f"{_at(level, node.left)} {node.op} {_at(level + 1, node.right)}"


def _between(node: tree.Between) -> Printed:
    ends = f"{_at(SUM, node.low)} and {_at(SUM, node.high)}"
    return COMPARISON, f"{_at(COMPARISON, node.value)} between {ends}"


def _in(node: tree.In) -> Printed:
    value = _at(COMPARISON, node.value)
    only = node.tests[0]
    if len(node.tests) > 1:
        return COMPARISON, f"{value} in ({_list(node.tests)})"
    level, text = _print(only)
    plain = level >= SUM and not text.startswith("(")
    bare = plain or isinstance(only, tree.RangeLiteral)
    return COMPARISON, f"{value} in {text}" if bare else f"{value} in ({text})"


def _range(node: tree.RangeLiteral) -> Printed:
    start, end = "[" if node.low_closed else "(", "]" if node.high_closed else ")"
    low = to_text(node.low)
    return ATOM, f"{start}{low}..{_at(SUM, node.high)}{end}"


def _context(node: tree.ContextLiteral) -> Printed:
    entries = (f"{_key(name)}: {to_text(value)}" for name, value in node.entries)
    return ATOM, "{" + ", ".join(entries) + "}"


def _key(name: str) -> str:
    simple = all(text.isidentifier() for text, _ in parts_of(name)) and name.strip() == name
    return name if simple and name and "  " not in name else f'"{escape(name)}"'


def _iterators(iterators: tuple[tree.Iterator, ...]) -> str:
    return ", ".join(_iterator(each)[1] for each in iterators)


def _iterator(node: tree.Iterator) -> Printed:
    end = f"..{_at(SUM, node.end)}" if node.end else ""
    return LOWEST, f"{node.name} in {to_text(node.domain)}{end}"


def _call(node: tree.Call) -> Printed:
    named = ", ".join(f"{name}: {to_text(value)}" for name, value in node.named)
    return POSTFIX, f"{_at(POSTFIX, node.function)}({_list(node.arguments) or named})"


def _definition(node: tree.FunctionDefinition) -> Printed:
    parameters = ", ".join(
        f"{name}: {_type(kind)}" if kind else name for name, kind in node.parameters
    )
    external = " external" if node.external else ""
    return 0, f"function({parameters}){external} {to_text(node.body)}"


def _type(kind: tree.TypeName) -> str:
    if kind.members:
        members = ", ".join(f"{name}: {_type(inner)}" for name, inner in kind.members)
        return f"{kind.name}<{members}>"
    if not kind.arguments and kind.result is None:
        return kind.name
    result = f" -> {_type(kind.result)}" if kind.result else ""
    return f"{kind.name}<{', '.join(map(_type, kind.arguments))}>{result}"


def _tests(node: tree.UnaryTests) -> Printed:
    inner = _list(node.tests) or "-"
    return 0, f"not({inner})" if node.negated else inner


PRINTERS: dict[type[tree.Node], Callable[..., Printed]] = {
    tree.NumberLiteral: _number,
    tree.TextLiteral: lambda node: (ATOM, f'"{escape(node.value)}"'),
    tree.BooleanLiteral: lambda node: (ATOM, "true" if node.value else "false"),
    tree.NullLiteral: lambda node: (ATOM, "null"),
    tree.AtLiteral: lambda node: (ATOM, f'@"{escape(node.text)}"'),
    tree.Name: lambda node: (ATOM, node.name),
    tree.Path: lambda node: (POSTFIX, f"{_at(POSTFIX, node.source)}.{node.member}"),
    tree.Logic: _logic,
    tree.Compare: _compare,
    tree.Arithmetic: _arithmetic,
    tree.Negate: lambda node: (NEGATION, f"-{_at(NEGATION, node.operand)}"),
    tree.Between: _between,
    tree.OperatorTest: lambda node: (0, f"{node.op} {_at(SUM, node.operand)}"),
    tree.In: _in,
    tree.UnaryTests: _tests,
    tree.RangeLiteral: _range,
    tree.ListLiteral: lambda node: (ATOM, f"[{_list(node.items)}]"),
    tree.ContextLiteral: _context,
    tree.If: lambda node: (
        0,
        f"if {to_text(node.condition)} then {to_text(node.then)}"
        f" else {to_text(node.otherwise)}",
    ),
    tree.Iterator: _iterator,
    tree.For: lambda node: (
        0,
        f"for {_iterators(node.iterators)} return {to_text(node.result)}",
    ),
    tree.Quantified: lambda node: (
        0,
        f"{node.kind} {_iterators(node.iterators)} satisfies {to_text(node.condition)}",
    ),
    tree.Filter: lambda node: (
        POSTFIX,
        f"{_at(POSTFIX, node.source)}[{to_text(node.condition)}]",
    ),
    tree.Call: _call,
    tree.FunctionDefinition: _definition,
    tree.InstanceOf: lambda node: (
        LOWEST,
        f"{_at(POSTFIX, node.value)} instance of {_type(node.type)}",
    ),
}
