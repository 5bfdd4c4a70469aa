"""A definition with other texts in its attached files, and with other conditions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from moothall.journeys.changed_files import files_of, with_files

_NOTHING: Mapping[str, str] = {}
CONDITIONS = ("show_when", "stop_when", "required_when")


def amended(
    definition: Mapping[str, Any],
    *,
    files: Mapping[str, str] = _NOTHING,
    conditions: Mapping[str, str] = _NOTHING,
    examples: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """The definition with the new text of each file by its name, wherever it is attached, with
    other conditions, and with other worked examples if any are given.

    ``conditions`` are by their place, such as ``steps.4.stop_when``; an empty one is taken out.
    What is not there is left alone.
    """
    if examples is not None:
        definition = {**definition, "examples": list(examples)}
    known = files_of(definition)
    made = with_files(definition, {n: text for n, text in files.items() if n in known})
    for path, text in conditions.items():
        made = _put(made, path.split("."), text)
    return made


def condition_at(definition: Mapping[str, Any], path: str) -> str | None:
    """The condition that stands at a place; none if there is none."""
    found = value_at(definition, path.split("."))
    return found if isinstance(found, str) else None


def holder_of(definition: Mapping[str, Any], path: str) -> tuple[object, ...] | None:
    """What a condition at a place would be about, by its names, however the steps are moved;
    none if there is nothing there."""
    *above, _ = path.split(".")
    data: Any = definition
    found: list[object] = []
    for key in above:
        data = value_at(data, [key])
        if data is None:
            return None
        if isinstance(data, Mapping):
            found.append(data.get("id") or _names(data))
        elif not isinstance(data, list):
            return None
    return tuple(found) or None


def _names(step: Mapping[str, Any]) -> object:
    """A step is known by its kind and id: ``page: about-you``, or ``page: {id: about-you}``."""
    return frozenset(
        (key, value if isinstance(value, str) else value.get("id"))
        for key, value in step.items()
        if key not in CONDITIONS and (isinstance(value, str) or _has_id(value))
    )


def _has_id(value: object) -> bool:
    return isinstance(value, Mapping) and "id" in value


def conditions(definition: Mapping[str, Any]) -> dict[str, str]:
    """Every condition of the steps, by its place, in order."""
    return dict(_conditions(definition["steps"], "steps"))


def _conditions(data: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, Mapping):
        for name, value in data.items():
            if name in CONDITIONS and isinstance(value, str):
                yield f"{path}.{name}", value
            else:
                yield from _conditions(value, f"{path}.{name}")
    elif isinstance(data, list):
        for n, item in enumerate(data):
            yield from _conditions(item, f"{path}.{n}")


def value_at(data: Any, path: Sequence[str]) -> Any:  # noqa: ANN401 - plain data
    """What stands at keys and positions of plain data; none if nothing does."""
    for key in path:
        if isinstance(data, Mapping):
            data = data.get(key)
        elif isinstance(data, list) and key.isdecimal() and int(key) < len(data):
            data = data[int(key)]
        else:
            return None
    return data


def _put(data: Any, path: list[str], text: str) -> Any:  # noqa: ANN401 - plain data
    """The data with a text at a path of which all but the end is there."""
    first, *rest = path
    if isinstance(data, list):
        if not first.isdecimal() or int(first) >= len(data):
            return data
        changed = _put(data[int(first)], rest, text) if rest else text
        return [*data[: int(first)], changed, *data[int(first) + 1 :]]
    if not isinstance(data, Mapping):
        return data
    if rest:
        return {**data, first: _put(data[first], rest, text)} if first in data else data
    kept = {name: value for name, value in data.items() if name != first}
    return {**data, first: text} if text else kept
