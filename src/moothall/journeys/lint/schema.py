"""What the models refuse, with its place in the document: before it is put into words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from moothall.journeys.reading import Path_

_FREE_CHOICE = frozenset({"literal_error", "bool_type", "bool_parsing"})


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """One thing that a model refuses."""

    path: Path_
    """Where it is in the data; of a missing setting, where it would be."""
    type: str
    message: str
    context: Mapping[str, Any] = field(default_factory=dict)
    branch: str = ""
    """Which of several readings refused it, where there are several."""

    @property
    def is_missing(self) -> bool:
        return self.type == "missing"


def wrongs(failure: ValidationError, data: object) -> list[Wrong]:
    """Everything that is refused, each once, nested refusals laid flat."""
    found = list(_flat(failure.errors(include_url=False, include_input=False), (), data))
    unique = {(w.path, w.type, w.message): w for w in _sorted_out(found, data)}
    return [w for w in unique.values() if not _only_follows(w, found)]


def value_at(data: object, path: Path_) -> Any:  # noqa: ANN401 - plain data
    """What stands at a path; none if nothing does."""
    for key in path:
        if isinstance(data, Mapping):
            data = data.get(key)
        elif isinstance(data, list) and isinstance(key, int) and key < len(data):
            data = data[key]
        else:
            return None
    return data


def _flat(
    errors: Sequence[Any], before: tuple[str | int, ...], data: object
) -> Iterator[Wrong]:
    for error in errors:
        loc = (*before, *error["loc"])
        context = error.get("ctx", {})
        if error["type"] == "nested":
            yield from _flat(context["errors"], loc, data)
        else:
            path, branch = _located(loc, data, missing=error["type"] == "missing")
            yield Wrong(
                path=path,
                type=error["type"],
                message=error["msg"],
                context=context,
                branch=branch,
            )


def _located(loc: tuple[str | int, ...], data: object, *, missing: bool) -> tuple[Path_, str]:
    """The path in the data for a place in the models, which know more than the data shows."""
    path: list[str | int] = []
    branch, node = "", data
    for position, key in enumerate(loc):
        keys = _keys(node, key, is_step=len(path) == 2 and path[0] == "steps")
        if keys:
            path += keys
            node = value_at(node, tuple(keys))
        elif missing and position == len(loc) - 1:
            path.append(key)
        else:
            branch = branch or str(key)
    return tuple(path), branch


def _keys(node: object, key: str | int, *, is_step: bool) -> list[str | int]:
    """The keys that lead from data to what a model calls ``key``; empty if none do."""
    if isinstance(node, list):
        return [key] if isinstance(key, int) and key < len(node) else []
    if not isinstance(node, Mapping):
        return []
    if key in node:
        return [key]
    first = next(iter(node), None)
    if not is_step or first is None:
        return []
    if isinstance(node[first], Mapping):
        return [first, key] if key in node[first] else []
    return [first] if key == "id" else []


def _sorted_out(found: Sequence[Wrong], data: object) -> Iterator[Wrong]:
    """Of a value that may be read in several ways, keep what the way that was meant refuses."""
    for wrong in found:
        if not wrong.branch:
            yield wrong
            continue
        others = [w for w in found if w.branch and _share(w.path, wrong.path)]
        is_settings = isinstance(value_at(data, _shortest(others)), Mapping)
        if not is_settings and wrong is others[0]:
            yield Wrong(path=wrong.path, type="no_reading", message=wrong.message)
        elif is_settings and wrong.type not in _FREE_CHOICE:
            yield wrong


def _only_follows(wrong: Wrong, found: Sequence[Wrong]) -> bool:
    """Whether a list is too short only because something in it is refused."""
    length = len(wrong.path)
    return wrong.type == "too_short" and any(
        len(other.path) > length and other.path[:length] == wrong.path for other in found
    )


def _shortest(found: Sequence[Wrong]) -> Path_:
    return min((w.path for w in found), key=len)


def _share(one: Path_, other: Path_) -> bool:
    length = min(len(one), len(other))
    return one[:length] == other[:length]
