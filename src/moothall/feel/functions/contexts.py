"""Functions of contexts, and sorting."""

from collections.abc import Callable
from functools import cmp_to_key

from moothall.feel.bounds import Meter
from moothall.feel.comparing import ordered
from moothall.feel.faults import Fault
from moothall.feel.functions.lists import condition
from moothall.feel.registry import builtin
from moothall.feel.values import Function, Value

Context = dict[str, Value]
Before = Callable[[Value, Value], bool]


def _keys(value: Value) -> list[str]:
    """A key, or the keys that lead from one context to the next within it."""
    keys = value if value.__class__ is list else [value]
    if not keys or any(key.__class__ is not str for key in keys):
        raise Fault("null" if value is None else "type", "A key must be text.")
    return list(keys)


@builtin(
    "get value(m: context, key: string) -> Any",
    "get value(context: context, keys: list) -> Any",
)
def get_value(context: Context, key: Value) -> Value:
    found: Value = context
    for name in _keys(key):
        if found.__class__ is not dict or name not in found:
            raise Fault("no_part", f'There is no "{name}" in this.')
        found = found[name]
    return found


@builtin("get entries(m: context) -> list<context>")
def get_entries(context: Context) -> list[Context]:
    return [{"key": name, "value": part} for name, part in context.items()]


@builtin("context(entries: list) -> context")
def context(entries: list[Value]) -> Context:
    made: Context = {}
    for entry in entries:
        if entry.__class__ is not dict or "key" not in entry or "value" not in entry:
            raise Fault("type", "Each entry must have a key and a value.")
        (name,) = _keys([entry["key"]])
        if name in made:
            raise Fault("type", f'"{name}" stands twice among the entries.')
        made[name] = entry["value"]
    return made


@builtin(
    "context put(context: context, key: string, value: Any) -> context",
    "context put(context: context, keys: list, value: Any) -> context",
)
def context_put(context: Context, key: Value, value: Value) -> Context:
    return _put(context, _keys(key), value)


def _put(context: Value, keys: list[str], value: Value) -> Context:
    if context.__class__ is not dict:
        raise Fault("type", "The keys lead to something that has no parts.")
    made = dict(context)
    if len(keys) == 1:
        made[keys[0]] = value
        return made
    if keys[0] not in context:
        raise Fault("no_part", f'There is no "{keys[0]}" in this.')
    made[keys[0]] = _put(context[keys[0]], keys[1:], value)
    return made


@builtin("context merge(contexts: list) -> context")
def context_merge(contexts: list[Value]) -> Context:
    if any(each.__class__ is not dict for each in contexts):
        raise Fault("type", "Only contexts can be merged.")
    return {name: part for each in contexts for name, part in each.items()}


@builtin("sort(list: list) -> list", metered=True)
def sort(meter: Meter, items: list[Value]) -> list[Value]:
    return _sorted(meter, items, lambda a, b: ordered("<", a, b))


@builtin("sort(list: list, precedes: function) -> list", metered=True)
def sort_by(meter: Meter, items: list[Value], precedes: Function) -> list[Value]:
    return _sorted(meter, items, lambda a, b: condition(meter, precedes, [a, b]))


def _sorted(meter: Meter, items: list[Value], before: Before) -> list[Value]:
    def order(a: Value, b: Value) -> int:
        meter.spend()
        if before(a, b):
            return -1
        return 1 if before(b, a) else 0

    return sorted(items, key=cmp_to_key(order))
