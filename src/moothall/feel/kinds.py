"""Types of values, as the standard names them, for checking an expression before it runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from moothall.feel.tree import TypeName


@dataclass(frozen=True, slots=True)
class FeelType:
    """A type of value. `values` lists the only ones allowed, where that is known."""

    name: str
    item: "FeelType | None" = None
    members: tuple[tuple[str, "FeelType"], ...] | None = None
    parameters: tuple["FeelType", ...] | None = None
    result: "FeelType | None" = None
    values: tuple[object, ...] | None = None

    def among(self, values: Iterable[object]) -> "FeelType":
        """The same type, with only these values allowed."""
        return replace(self, values=tuple(values))

    def member(self, name: str) -> "FeelType | None":
        """The type of a part, or None when there is no such part or no one knows."""
        return dict(self.members or ()).get(name)

    @property
    def plain(self) -> "FeelType":
        """The same type without its list of allowed values."""
        return self if self.values is None else replace(self, values=None)

    def __str__(self) -> str:
        inner = self.item
        if self.members is not None:
            return f"context<{', '.join(f'{name}: {kind}' for name, kind in self.members)}>"
        if self.parameters is not None:
            return f"function<{', '.join(map(str, self.parameters))}> -> {self.result or ANY}"
        return f"{self.name}<{inner}>" if inner else self.name


ANY = FeelType("Any")
NULL = FeelType("Null")
NUMBER = FeelType("number")
STRING = FeelType("string")
BOOLEAN = FeelType("boolean")
DATE = FeelType("date")
TIME = FeelType("time")
DATE_TIME = FeelType("date and time")
DAYS_TIME = FeelType("days and time duration")
YEARS_MONTHS = FeelType("years and months duration")
LIST = FeelType("list")
CONTEXT = FeelType("context")
RANGE = FeelType("range")
FUNCTION = FeelType("function")

SIMPLE: dict[str, FeelType] = {
    kind.name: kind
    for kind in (
        ANY,
        NULL,
        NUMBER,
        STRING,
        BOOLEAN,
        DATE,
        TIME,
        DATE_TIME,
        DAYS_TIME,
        YEARS_MONTHS,
        LIST,
        CONTEXT,
        RANGE,
        FUNCTION,
    )
} | {
    "dateTime": DATE_TIME,
    "dayTimeDuration": DAYS_TIME,
    "yearMonthDuration": YEARS_MONTHS,
    "day time duration": DAYS_TIME,
    "year month duration": YEARS_MONTHS,
}

PLAIN_WORDS = {
    "Any": "any value",
    "Null": "nothing",
    "number": "a number",
    "string": "text",
    "boolean": "yes or no (true or false)",
    "date": "a date",
    "time": "a time",
    "date and time": "a date and time",
    "days and time duration": "a length of time in days",
    "years and months duration": "a length of time in months",
    "list": "a list",
    "context": "a group of values",
    "range": "a range",
    "function": "a function",
}

_DAY = {"year": NUMBER, "month": NUMBER, "day": NUMBER, "weekday": NUMBER}
_CLOCK = {
    "hour": NUMBER,
    "minute": NUMBER,
    "second": NUMBER,
    "time offset": DAYS_TIME,
    "timezone": STRING,
}
PROPERTIES: dict[str, dict[str, FeelType]] = {
    "date": _DAY,
    "time": _CLOCK,
    "date and time": {**_DAY, **_CLOCK, "date": DATE, "time": TIME},
    "days and time duration": dict.fromkeys(("days", "hours", "minutes", "seconds"), NUMBER),
    "years and months duration": dict.fromkeys(("years", "months"), NUMBER),
    "range": {"start": ANY, "end": ANY, "start included": BOOLEAN, "end included": BOOLEAN},
}
PROPERTY_NAMES = frozenset(name for group in PROPERTIES.values() for name in group)


def list_of(item: FeelType) -> FeelType:
    """The type of a list of such items."""
    return FeelType("list", item=item)


def range_of(item: FeelType) -> FeelType:
    """The type of a range between two such values."""
    return FeelType("range", item=item)


def context_of(members: Mapping[str, FeelType]) -> FeelType:
    """The type of a context with these parts."""
    return FeelType("context", members=tuple(members.items()))


def function_of(parameters: Iterable[FeelType], result: FeelType) -> FeelType:
    """The type of a function."""
    return FeelType("function", parameters=tuple(parameters), result=result)


def in_words(kind: FeelType) -> str:
    """A type in words for somebody who does not program."""
    return PLAIN_WORDS.get(kind.name, kind.name)


def from_name(
    written: TypeName, known: Mapping[str, FeelType] | None = None
) -> FeelType | None:
    """The type that is meant by a written one; None when there is no such type."""
    if written.name in (known or {}):
        return (known or {})[written.name]
    if written.members:
        parts = {name: from_name(kind, known) or ANY for name, kind in written.members}
        return context_of(parts)
    arguments = [from_name(kind, known) or ANY for kind in written.arguments]
    if written.name == "function" and written.result is not None:
        return function_of(arguments, from_name(written.result, known) or ANY)
    if arguments and written.name in ("list", "range"):
        return FeelType(written.name, item=arguments[0])
    return SIMPLE.get(written.name)


def conforms(kind: FeelType, wanted: FeelType) -> bool:
    """Is every value of the first type also one of the second?"""
    if wanted.name == "Any" or kind.name == "Null":
        return True
    if kind.name != wanted.name:
        return False
    if wanted.item is not None:
        return kind.item is not None and conforms(kind.item, wanted.item)
    if wanted.members is not None:
        own = dict(kind.members or ())
        return all(name in own and conforms(own[name], part) for name, part in wanted.members)
    return wanted.parameters is None or _function_conforms(kind, wanted)


def _function_conforms(kind: FeelType, wanted: FeelType) -> bool:
    own, asked = kind.parameters or (), wanted.parameters or ()
    if len(own) != len(asked):
        return False
    if not all(conforms(theirs, ours) for ours, theirs in zip(own, asked, strict=True)):
        return False
    return conforms(kind.result or ANY, wanted.result or ANY)


def common(kinds: Iterable[FeelType]) -> FeelType:
    """The narrowest type that all of these conform to."""
    found: FeelType | None = None
    for kind in kinds:
        plain = kind.plain
        if found is None or found.name == "Null":
            found = plain
        elif plain.name != "Null" and plain != found:
            found = FeelType(found.name) if plain.name == found.name else ANY
    return found or ANY
