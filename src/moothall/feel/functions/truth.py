"""Functions of true and false."""

from moothall.feel.bounds import Meter
from moothall.feel.comparing import equal
from moothall.feel.registry import builtin
from moothall.feel.values import Value


@builtin("not(negand: boolean) -> boolean")
def negation(negand: bool) -> bool:  # noqa: FBT001 - the value itself
    return not negand


@builtin("is(value1: Any, value2: Any) -> boolean", metered=True)
def identical(meter: Meter, value1: Value, value2: Value) -> bool:
    """The same kind and the same value, the time zone included."""
    if value1.__class__ is not value2.__class__:
        return False
    zones = (getattr(value1, "zone", None), getattr(value2, "zone", None))
    return zones[0] == zones[1] and equal(value1, value2, meter)
