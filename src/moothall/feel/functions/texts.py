"""Functions of text."""

from decimal import Decimal

from moothall.feel.bounds import Meter
from moothall.feel.faults import Fault
from moothall.feel.numbers import is_whole
from moothall.feel.registry import builtin
from moothall.feel.values import Value


def whole(value: Decimal, name: str) -> int:
    """A number as a count. Raises Fault for one with a part after the point."""
    if not is_whole(value) or value.adjusted() > 12:
        raise Fault("type", f'"{name}" must be a whole number.')
    return int(value)


@builtin("substring(string: string, start position: number, length?: number) -> string")
def substring(string: str, start: Decimal, length: Decimal | None = None) -> str:
    first = whole(start, "start position")
    if first == 0 or abs(first) > len(string):
        raise Fault("index", f'There is no position {first} in "{string[:20]}".')
    begin = first - 1 if first > 0 else len(string) + first
    if length is None:
        return string[begin:]
    count = int(length)
    if count < 1:
        raise Fault("index", "A part of a text has at least one character.")
    return string[begin : begin + count]


@builtin("string length(string: string) -> number")
def string_length(string: str) -> Decimal:
    return Decimal(len(string))


@builtin("upper case(string: string) -> string")
def upper_case(string: str) -> str:
    return string.upper()


@builtin("lower case(string: string) -> string")
def lower_case(string: str) -> str:
    return string.lower()


@builtin("substring before(string: string, match: string) -> string")
def substring_before(string: str, match: str) -> str:
    return string.partition(match)[0] if match and match in string else ""


@builtin("substring after(string: string, match: string) -> string")
def substring_after(string: str, match: str) -> str:
    return string.partition(match)[2] if match else string


@builtin("contains(string: string, match: string) -> boolean")
def contains(string: str, match: str) -> bool:
    return match in string


@builtin("starts with(string: string, match: string) -> boolean")
def starts_with(string: str, match: str) -> bool:
    return string.startswith(match)


@builtin("ends with(string: string, match: string) -> boolean")
def ends_with(string: str, match: str) -> bool:
    return string.endswith(match)


@builtin(
    "string join(list: list) -> string",
    "string join(list: list, delimiter: string?) -> string",
    metered=True,
)
def string_join(meter: Meter, texts: list[Value], delimiter: str | None = None) -> str:
    meter.spend(len(texts))
    if any(text is not None and text.__class__ is not str for text in texts):
        raise Fault("type", "Only texts can be joined.")
    present = [text for text in texts if text is not None]
    between = delimiter or ""
    meter.length(sum(map(len, present)) + len(between) * len(present))
    return between.join(present)
