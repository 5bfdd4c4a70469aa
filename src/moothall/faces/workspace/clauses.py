"""Conditions as people put them together, from fields, tests and values, and as FEEL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from moothall.feel import FeelError, FeelSyntaxError, compile_expression
from moothall.feel.tree import (
    BooleanLiteral,
    Call,
    Compare,
    In,
    Logic,
    Name,
    Negate,
    Node,
    NullLiteral,
    NumberLiteral,
    Path,
    TextLiteral,
)
from moothall.kernel.refusals import Refused
from moothall.kernel.steps import Named
from moothall.kernel.words import Said, say

TESTS: Mapping[str, Said] = {
    "=": say("is"),
    "!=": say("is not"),
    "in": say("is one of"),
    ">": say("is more than, or after"),
    ">=": say("is at least, or on or after"),
    "<": say("is less than, or before"),
    "<=": say("is at most, or on or before"),
    "contains": say("includes"),
    "answered": say("is answered"),
    "unanswered": say("is not answered"),
}
_OF_NUMBERS: Mapping[str, Said] = {
    ">": say("is more than"),
    ">=": say("is at least"),
    "<": say("is less than"),
    "<=": say("is at most"),
}
_OF_DATES: Mapping[str, Said] = {
    ">": say("is after"),
    ">=": say("is on or after"),
    "<": say("is before"),
    "<=": say("is on or before"),
}
_FLIPPED = {"answered": "!=", "unanswered": "="}
_ORDERS = (">", ">=", "<", "<=")
_YES_NO = {
    "yes": "true", "true": "true", "ie": "true", "no": "false", "false": "false", "na": "false",
}  # fmt: skip
_MOST_DIGITS = 30

Join = Literal["and", "or"]


class BadCondition(Refused):
    """What was put together or written is no condition here."""

    code = "workspace.bad-condition"


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One test: ``savings``, ``>``, ``16000``."""

    name: str
    test: str
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Clauses:
    """Tests that have to hold all together (``and``), or one of them (``or``)."""

    join: Join = "and"
    items: tuple[Clause, ...] = ()


def test_words(test: str, about: Named | None) -> Said:
    """A test as people say it of what it is about."""
    of_type = _OF_DATES if about and about.type == "date" else _OF_NUMBERS
    return of_type.get(test, TESTS[test])


def written(clauses: Clauses, nameable: Sequence[Named]) -> str:
    """The clauses as FEEL; empty for none. Raises ``BadCondition`` in words."""
    known = {each.name: each for each in nameable}
    texts = [_written(clause, known.get(clause.name)) for clause in clauses.items]
    return f" {clauses.join} ".join(texts)


def read(text: str) -> Clauses | None:
    """FEEL as clauses; none if it says more than they can."""
    if not text:
        return Clauses()
    try:
        tree = compile_expression(text).tree
    except FeelSyntaxError:
        return None
    join, nodes = (tree.op, tree.items) if isinstance(tree, Logic) else ("and", (tree,))
    items = [_read(node) for node in nodes]
    known = [item for item in items if item is not None]
    return Clauses(join=join, items=tuple(known)) if len(known) == len(items) else None


def checked(text: str, nameable: Sequence[Named]) -> str:
    """A condition that somebody has written, if it can be one here. Raises ``BadCondition``."""
    if not text:
        return ""
    try:
        expression = compile_expression(text)
    except FeelError as failure:
        raise BadCondition(say("This is no condition: {why}", why=str(failure))) from None
    known = {each.name.partition(".")[0] for each in nameable} | {"today"}
    unknown = sorted(expression.names - known)
    if unknown:
        raise BadCondition(say("Nothing here is called {name}", name=unknown[0][:60]))
    return text


def _written(clause: Clause, about: Named | None) -> str:
    if about is None:
        raise BadCondition(say("Choose what to ask about, in each line that you use"))
    if clause.test not in TESTS:
        raise BadCondition(say("Choose a test, in each line that you use"))
    if clause.test in _FLIPPED:
        return f"{about.name} {_FLIPPED[clause.test]} null"
    if clause.test == "contains":
        _require(about, "list", clause)
        return f"list contains({about.name}, {_quoted(clause.value)})"
    if clause.test == "in":
        values = [_value(part.strip(), about) for part in clause.value.split(",")]
        return f"{about.name} in ({', '.join(values)})"
    if clause.test in _ORDERS and about.type not in ("number", "date"):
        _require(about, "number", clause)
    return f"{about.name} {clause.test} {_value(clause.value, about)}"


def _require(about: Named, kind: str, clause: Clause) -> None:
    if about.type != kind:
        raise BadCondition(
            say("“{test}” does not fit {label}", test=TESTS[clause.test], label=about.label)
        )


def _value(text: str, about: Named) -> str:
    """A value as FEEL writes it, of the type of what it is compared with."""
    match about.type:
        case "number":
            return _number(text.replace(",", "").removeprefix("£"), about)
        case "boolean" if text.lower() in _YES_NO:
            return _YES_NO[text.lower()]
        case "boolean":
            raise BadCondition(say("{label}: write yes or no", label=about.label))
        case "date":
            return _date(text, about)
        case "string" if about.values and text not in about.values:
            raise BadCondition(
                say(
                    "{label} can be: {values}",
                    label=about.label,
                    values=", ".join(about.values),
                )
            )
    if not text:
        raise BadCondition(say("{label}: write a value", label=about.label))
    return _quoted(text)


def _number(text: str, about: Named) -> str:
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    plain = digits.replace(".", "", 1)
    if not (plain.isdecimal() and plain.isascii() and len(plain) <= _MOST_DIGITS):
        raise BadCondition(say("{label}: write a number", label=about.label))
    return f"{sign}{Decimal(digits):f}"


def _date(text: str, about: Named) -> str:
    try:
        return f'date("{date.fromisoformat(text).isoformat()}")'
    except ValueError:
        raise BadCondition(
            say("{label}: write a date such as 2026-04-01", label=about.label)
        ) from None


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _read(node: Node) -> Clause | None:
    match node:
        case Compare(op=("=" | "!=") as op, left=left, right=NullLiteral()):
            test = next(name for name, sign in _FLIPPED.items() if sign == op)
            return _clause(left, test, "")
        case Compare(op=op, left=left, right=right):
            return _clause(left, op, _read_value(right))
        case In(value=value, tests=tests):
            values = [_read_value(test) for test in tests]
            known = [text for text in values if text is not None and "," not in text]
            return _clause(value, "in", ", ".join(known)) if len(known) == len(values) else None
        case Call(function=Name(name="list contains"), arguments=(left, right), named=()):
            return _clause(left, "contains", _read_value(right))
    return None


def _clause(node: Node, test: str, value: str | None) -> Clause | None:
    name = _name(node)
    if name is None or value is None or test not in TESTS:
        return None
    return Clause(name=name, test=test, value=value)


def _name(node: Node) -> str | None:
    match node:
        case Name(name=name):
            return name
        case Path(source=Name(name=name), member=member):
            return f"{name}.{member}"
    return None


def _read_value(node: Any) -> str | None:  # noqa: ANN401 - any node
    match node:
        case TextLiteral(value=text):
            return str(text)
        case NumberLiteral(value=number):
            return f"{number:f}"
        case Negate(operand=NumberLiteral(value=number)):
            return f"-{number:f}"
        case BooleanLiteral(value=value):
            return "yes" if value else "no"
        case Call(function=Name(name="date"), arguments=(TextLiteral(value=text),), named=()):
            return str(text)
    return None
