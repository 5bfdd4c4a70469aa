"""The functions of the language: what each is called, what it takes and gives, and how
arguments are fitted.

A function is declared by its signature as the standard writes it:
`substring(string: string, start position: number, length?: number) -> string`.
`?` after the name marks what may be left out, `?` after the type what may be null, `...` any
number.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from moothall.feel import kinds
from moothall.feel.bounds import Meter
from moothall.feel.faults import Fault
from moothall.feel.kinds import FeelType
from moothall.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from moothall.feel.values import Function, Range, Value, said

CHARACTERS_A_STEP = 64
_SIGNATURE = re.compile(r"([^(]+)\((.*)\) -> (.+)")
_CLASSES: dict[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "date": (Date,),
    "time": (Time,),
    "date and time": (DateTime,),
    "day": (Date, DateTime),
    "moment": (Date, Time, DateTime),
    "duration": (DaysDuration, MonthsDuration),
    "days and time duration": (DaysDuration,),
    "years and months duration": (MonthsDuration,),
    "list": (list,),
    "context": (dict,),
    "range": (Range,),
    "function": (Function,),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: which classes of value fit, and whether it may be left out or be null."""

    name: str
    kind: FeelType
    classes: frozenset[type]
    optional: bool = False
    nullable: bool = False
    many: bool = False

    @property
    def can_be_left_out(self) -> bool:
        return self.optional or self.many

    def fit(self, value: Value) -> Value:
        """The value as this parameter takes it. Raises Fault when it does not fit."""
        if not self.classes or value.__class__ in self.classes:
            return value
        if value is None:
            if self.nullable:
                return None
            raise Fault("null", f'There is no value for "{self.name}".')
        if list in self.classes:
            return [value]
        if value.__class__ is list and len(value) == 1 and value[0].__class__ in self.classes:
            return value[0]
        wanted = kinds.in_words(self.kind)
        raise Fault("type", f'"{self.name}" must be {wanted}, not {said(value)}.')


@dataclass(frozen=True, slots=True)
class Builtin:
    """One form of a function."""

    name: str
    parameters: tuple[Parameter, ...]
    result: FeelType
    python: Callable[..., Value]
    metered: bool = False
    cost: int = 0

    @property
    def many(self) -> bool:
        return bool(self.parameters) and self.parameters[-1].many

    def takes(self, count: int) -> bool:
        """Can it be called with so many arguments?"""
        needed = sum(not each.can_be_left_out for each in self.parameters)
        return needed <= count and (self.many or count <= len(self.parameters))

    def order(self, names: Sequence[str]) -> list[int | None] | None:
        """For arguments given by name, which of them goes to each parameter; None if one of the
        names is not known."""
        parameters = self.parameters
        known = [each.name for each in parameters]
        if any(name not in known for name in names) or len(set(names)) < len(names):
            return None
        found = [names.index(name) if name in names else None for name in known]
        while found and found[-1] is None and parameters[len(found) - 1].can_be_left_out:
            found.pop()
        return found

    def lacks(self, order: Sequence[int | None]) -> bool:
        """Is an argument missing that may not be left out?"""
        pairs = zip(order, self.parameters, strict=False)
        return any(index is None and not each.can_be_left_out for index, each in pairs)

    def call(self, meter: Meter, values: list[Value]) -> Value:
        """Fit the arguments and call. Raises Fault."""
        parameters = self.parameters
        if self.many:
            fixed = len(parameters) - 1
            rest = [parameters[-1].fit(value) for value in values[fixed:]]
            fitted = [
                each.fit(value)
                for each, value in zip(parameters[:fixed], values[:fixed], strict=True)
            ]
            fitted.append(rest)
        else:
            fitted = [
                value if value is None and each.optional else each.fit(value)
                for each, value in zip(parameters, values, strict=False)
            ]
        if self.cost:
            meter.spend(self.cost)
        made = self.python(meter, *fitted) if self.metered else self.python(*fitted)
        charge(made, meter)
        return made


Declared = TypeVar("Declared", bound=Callable[..., Value])


def charge(value: Value, meter: Meter) -> None:
    """Take steps for the room that a new value needs."""
    kind = value.__class__
    if kind is str:
        meter.spend(len(value) // CHARACTERS_A_STEP)
    elif kind is list or kind is dict:
        meter.spend(len(value))


REGISTRY: dict[str, list[Builtin]] = {}


def builtin(
    *signatures: str, metered: bool = False, cost: int = 0
) -> Callable[[Declared], Declared]:
    """Make a Python function one of the language's, under one or more signatures.

    A `metered` one takes the meter first; `cost` is the work of one call in steps.
    """

    def register(python: Declared) -> Declared:
        for signature in signatures:
            made = _declared(signature, python, metered=metered, cost=cost)
            REGISTRY.setdefault(made.name, []).append(made)
        return python

    return register


def _declared(
    signature: str, python: Callable[..., Value], *, metered: bool, cost: int
) -> Builtin:
    found = _SIGNATURE.fullmatch(signature)
    if found is None:
        raise ValueError(signature)
    name, inside, result = found.groups()
    parameters = tuple(_parameter(part) for part in inside.split(", ") if part)
    return Builtin(name, parameters, _kind(result), python, metered, cost)


def _parameter(text: str) -> Parameter:
    name, _, kind = text.partition(": ")
    many, nullable, optional = kind.endswith("..."), kind.endswith("?"), name.endswith("?")
    kind = kind.removesuffix("...").removesuffix("?")
    classes = frozenset(_CLASSES.get(kind.partition("<")[0], ()))
    return Parameter(name.removesuffix("?"), _kind(kind), classes, optional, nullable, many)


def _kind(text: str) -> FeelType:
    outer, _, inner = text.partition("<")
    if inner:
        return FeelType(outer, item=_kind(inner.removesuffix(">")))
    return kinds.SIMPLE.get(text, kinds.ANY)


def choose(forms: Sequence[Builtin], count: int) -> list[Builtin]:
    """The forms that take so many arguments. Raises Fault if there is none."""
    found = [form for form in forms if form.takes(count)]
    if not found:
        raise Fault("arguments", f"{usage(forms)} This has {count}.")
    return found


def choose_by_name(
    forms: Sequence[Builtin], names: Sequence[str], *, strict: bool
) -> tuple[Builtin, list[int | None]]:
    """The form with parameters of these names, and the order to put the arguments in.

    What is left out is null, but in strict mode refused. Raises Fault if no form fits.
    """
    for form in forms:
        order = form.order(names)
        if order is not None and not (strict and form.lacks(order)):
            return form, order
    raise Fault("arguments", usage(forms))


def call_first(forms: Sequence[Builtin], meter: Meter, values: list[Value]) -> Value:
    """Call the first form whose parameters the values fit. Raises Fault if there is none."""
    for form in forms[:-1]:
        try:
            return form.call(meter, values)
        except Fault as fault:
            if fault.code not in ("type", "null"):
                raise
    return forms[-1].call(meter, values)


def usage(forms: Sequence[Builtin]) -> str:
    """How a function is written."""
    shapes = [f"{form.name}({', '.join(map(_shown, form.parameters))})" for form in forms]
    return f"Write {' or '.join(shapes)}."


def _shown(parameter: Parameter) -> str:
    return "..." if parameter.many else parameter.name


def as_function(name: str, forms: Sequence[Builtin]) -> Function:
    """A function of the language as a value, to be given to another."""
    parameters = tuple(each.name for each in forms[0].parameters)
    kind = kinds.function_of((each.kind for each in forms[0].parameters), forms[0].result)

    def call(meter: Meter, values: list[Value]) -> Value:
        return call_first(choose(forms, len(values)), meter, values)

    return Function(name, parameters, call, kind)
