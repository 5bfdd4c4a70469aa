"""Whether a value is of a type, and the conversions that the standard allows on the way in."""

from moothall.feel import kinds
from moothall.feel.bounds import Meter
from moothall.feel.faults import Fault
from moothall.feel.kinds import FeelType
from moothall.feel.temporal import Date, DateTime, Time
from moothall.feel.values import Value, kind_of, said


def fits(value: Value, wanted: FeelType, meter: Meter) -> bool:
    """Is a value of this type, through and through? null fits any type."""
    if value is None or wanted.name == "Any":
        return True
    own = kind_of(value)
    if own.name != wanted.name:
        return False
    if wanted.name == "list" and wanted.item is not None:
        meter.spend(len(value))
        return all(fits(each, wanted.item, meter) for each in value)
    if wanted.name == "context" and wanted.members is not None:
        return _members_fit(value, wanted.members, meter)
    if wanted.name == "range" and wanted.item is not None:
        return _ends_fit((value.low, value.high), wanted.item, meter)
    if wanted.name == "function" and wanted.parameters is not None:
        return kinds.conforms(value.kind, wanted)
    return True


def _ends_fit(ends: tuple[Value, Value], wanted: FeelType, meter: Meter) -> bool:
    return all(end is None or fits(end, wanted, meter) for end in ends)


def _members_fit(
    value: dict[str, Value], members: tuple[tuple[str, FeelType], ...], meter: Meter
) -> bool:
    meter.spend(len(members))
    for name, kind in members:
        if name not in value or not fits(value[name], kind, meter):
            return False
    return True


def fitted(value: Value, wanted: FeelType, meter: Meter) -> Value:
    """The value as that type: itself, the one item of a list, or a list of it. Raises Fault."""
    if fits(value, wanted, meter):
        return value
    if wanted.name == "list" and value.__class__ is not list:
        if wanted.item is None or fits(value, wanted.item, meter):
            return [value]
    elif value.__class__ is list and len(value) == 1 and fits(value[0], wanted, meter):
        return value[0]
    elif wanted.name == "date and time" and value.__class__ is Date:
        return DateTime(value, Time(0, 0, zone=0))
    raise Fault("type", f"This must be {kinds.in_words(wanted)}, not {said(value)}.")
