"""Functions that make one kind of value of another: text, numbers, ranges."""

import re
from decimal import Decimal

from moothall.feel.bounds import Meter
from moothall.feel.comparing import ordered
from moothall.feel.faults import BoundReached, Fault, FeelError
from moothall.feel.literals import literal
from moothall.feel.numbers import EXACT, is_sound, plain
from moothall.feel.parser import parse
from moothall.feel.registry import builtin
from moothall.feel.structures import check_ends
from moothall.feel.tokens import escape
from moothall.feel.tree import RangeLiteral
from moothall.feel.values import MAX_NESTING, MISSING, Function, Range, Value
from moothall.feel.vocabulary import Vocabulary

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?")
_WORD = re.compile(r"[^\W0-9]\w*(?: \w+)*")
FROM_TEXT = Vocabulary(["date", "time", "date and time", "duration"])
LONGEST_NUMBER = 400


PARSING = 40
"""The cost in steps of reading a range from text."""


@builtin("string(from: Any) -> string", metered=True)
def string(meter: Meter, value: Value) -> str:
    """Any value as text."""
    if value is None:
        raise Fault("null", "There is no value to write as text.")
    if value.__class__ is str:
        return str(value)
    return _written(value, meter, 0)


def _written(value: Value, meter: Meter, depth: int) -> str:
    """A value as it stands inside a list or a context."""
    meter.spend()
    if depth > MAX_NESTING:
        raise BoundReached("depth", "This value is too deeply nested to write.")
    if value.__class__ is list:
        return _joined("[", [_written(item, meter, depth + 1) for item in value], "]", meter)
    if value.__class__ is dict:
        entries = [
            f"{_key(name)}: {_written(part, meter, depth + 1)}" for name, part in value.items()
        ]
        return _joined("{", entries, "}", meter)
    if value.__class__ is Range:
        return _range(value, meter, depth + 1)
    return _scalar(value)


def _joined(start: str, parts: list[str], end: str, meter: Meter) -> str:
    meter.length(sum(map(len, parts)) + 2 * len(parts))
    return start + ", ".join(parts) + end


def _key(name: str) -> str:
    return name if _WORD.fullmatch(name) else f'"{escape(name)}"'


def _range(value: Range, meter: Meter, depth: int) -> str:
    start, end = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
    low, high = (
        "" if part is None else _written(part, meter, depth) for part in (value.low, value.high)
    )
    return f"{start}{low}..{high}{end}"


def _scalar(value: Value) -> str:
    if value is None:
        return "null"
    if value.__class__ is bool:
        return "true" if value else "false"
    if value.__class__ is str:
        return f'"{escape(value)}"'
    if value.__class__ is Decimal:
        return plain(value, keep=True)
    if value.__class__ is Function:
        return f"function({', '.join(value.parameters)})"
    return str(value)


@builtin("number(from: Any) -> number")
def number(value: Value) -> Decimal:
    if value.__class__ is Decimal:
        return Decimal(value)
    if value.__class__ is not str:
        raise Fault("null" if value is None else "type", '"from" must be text.')
    return _parsed(value)


def _parsed(text: str) -> Decimal:
    if len(text) > LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        raise Fault("number", f'"{text[:40]}" is not a number.')
    made = EXACT.create_decimal(text)
    if not is_sound(made):
        raise Fault("number", f'"{text[:40]}" is too large to be a number.')
    return made


@builtin(
    "number(from: string, grouping separator: string?, decimal separator: string?) -> number"
)
def number_with_signs(text: str, grouping: str | None, point: str | None) -> Decimal:
    """A number of a text in which groups of digits and the decimals are set off by these
    signs."""
    if grouping not in (" ", ",", ".", None) or point not in (",", ".", None):
        raise Fault(
            "type", "Groups go with a space, comma or point, decimals with a comma or point."
        )
    if grouping is not None and grouping == point:
        raise Fault("type", "Groups and decimals must be set off by different signs.")
    joined = text.replace(grouping, "") if grouping else text
    return _parsed(joined.replace(point, ".") if point == "," else joined)


@builtin("range(from: string) -> range", cost=PARSING)
def range_of(text: str) -> Range:
    """A range of a text such as `[1..5]`, both ends literal."""
    try:
        node = parse(text, functions=FROM_TEXT, names=())
    except FeelError:
        raise Fault("range", f'"{text[:40]}" is not a range.') from None
    span = literal(node) if isinstance(node, RangeLiteral) else MISSING
    if not isinstance(span, Range) or span.low is None:
        raise Fault("range", f'"{text[:40]}" is not a range between two literals.')
    check_ends(span)
    if not ordered("<=", span.low, span.high):
        raise Fault("range", "A range goes from the smaller to the larger end.")
    return span
