"""Item definitions: named types with parts, lists of them, and the values they allow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from moothall.feel import kinds
from moothall.feel.bounds import Meter
from moothall.feel.faults import Fault
from moothall.feel.kinds import FeelType
from moothall.feel.temporal import Date, DateTime, Time
from moothall.feel.values import Value, kind_of, said

Allowed = Callable[[Value, Meter], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A type with the values it allows. Shapes may contain themselves, by `parts`."""

    kind: FeelType
    item: Shape | None = None
    parts: dict[str, Shape] | None = field(default=None, repr=False)
    allowed: Allowed | None = None

    def fit(self, value: Value, meter: Meter) -> Value:
        """The value as this type takes it. Raises Fault when it does not fit."""
        if value is None:
            return None
        meter.spend()
        if self.item is not None:
            fitted = self._list(value, self.item, meter)
        elif (
            value.__class__ is list
            and len(value) == 1
            and self.kind.name not in ("list", "Any")
        ):
            fitted = self._one(value[0], meter)
        else:
            fitted = self._one(value, meter)
        if self.allowed is not None and not self.allowed(fitted, meter):
            raise Fault("value", "This is not one of the values that are allowed here.")
        return fitted

    def _list(self, value: Value, item: Shape, meter: Meter) -> Value:
        items = value if value.__class__ is list else [value]
        return [item.fit(each, meter) for each in items]

    def _one(self, value: Value, meter: Meter) -> Value:
        if self.parts is not None and value.__class__ is dict:
            return self._parts(value, self.parts, meter)
        if self.kind.name == "Any":
            return value
        own = kind_of(value)
        if own.name == self.kind.name:
            return self._function(value)
        if self.kind.name == "date and time" and value.__class__ is Date:
            return DateTime(value, Time(0, 0, zone=0))
        raise Fault("type", f"This must be {kinds.in_words(self.kind)}, not {said(value)}.")

    def _function(self, value: Value) -> Value:
        wanted = self.kind.parameters
        if wanted is not None and len(wanted) != len(value.parameters):
            raise Fault("type", f"A function that takes {len(wanted)} is wanted here.")
        return value

    def _parts(self, value: dict[str, Value], parts: dict[str, Shape], meter: Meter) -> Value:
        made = dict(value)
        for name, shape in parts.items():
            if name not in value:
                raise Fault("type", f'This has no "{name}".')
            made[name] = shape.fit(value[name], meter)
        return made


def _is_single(value: Value) -> bool:
    return value.__class__ is list and len(value) == 1


ANYTHING = Shape(kinds.ANY)


def list_shape(item: Shape, allowed: Allowed | None = None) -> Shape:
    """The shape of a list of such items."""
    return Shape(kinds.list_of(item.kind), item, allowed=allowed)
