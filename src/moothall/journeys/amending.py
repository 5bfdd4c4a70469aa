"""A definition with other texts in its attached files, and with other conditions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moothall.kernel.attached import Attached

_NOTHING: Mapping[str, str] = {}
CONDITIONS = ("show_when", "stop_when", "required_when")


@dataclass(frozen=True, kw_only=True)
class Held:
    """A file that a step of a definition has."""

    step: int
    """The position of the step."""
    setting: str
    """``table``, ``scenarios``, ``rates`` …"""
    file: str
    text: str

    @property
    def attached(self) -> Attached:
        return Attached(file=self.file, text=self.text)


def files(definition: Mapping[str, Any]) -> list[Held]:
    """Every attached file of a definition, in order; each once for a step."""
    return [
        Held(step=n, setting=name, file=value["file"], text=value["text"])
        for n, step in enumerate(definition["steps"])
        for name, value in step.items()
        if _is_file(value)
    ]


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
    made = {**definition, "steps": [_with(step, files) for step in definition["steps"]]}
    for path, text in conditions.items():
        made = _put(made, path.split("."), text)
    return made


def condition_at(definition: Mapping[str, Any], path: str) -> str | None:
    """The condition that stands at a place; none if there is none."""
    found = _at(definition, path.split("."))
    return found if isinstance(found, str) else None


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


def _with(step: Mapping[str, Any], files: Mapping[str, str]) -> dict[str, Any]:
    return {
        name: {**value, "text": files[value["file"]]}
        if _is_file(value) and value["file"] in files
        else value
        for name, value in step.items()
    }


def _is_file(value: object) -> bool:
    return isinstance(value, Mapping) and set(value) == {"file", "text"}


def _at(data: Any, path: list[str]) -> Any:  # noqa: ANN401 - plain data
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
