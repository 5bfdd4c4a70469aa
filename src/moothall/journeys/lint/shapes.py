"""Which settings a definition may hold at a place, read from the models themselves."""

from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from moothall.journeys.definition import Service
from moothall.journeys.reading import Path_
from moothall.journeys.steps import step_kinds
from moothall.kernel import registry
from moothall.kernel.questions import Question
from moothall.kernel.steps import Step


def known_keys(data: object, path: Path_) -> list[str]:
    """The names of the settings that may stand at ``path``; none where any may, or nobody
    knows.
    """
    found: set[str] = set()
    for model in _models_at(data, path):
        names = {_name(name, field) for name, field in model.model_fields.items()}
        if issubclass(model, Step):
            names -= {"id"}
        if issubclass(model, Question):
            names |= {"kind"}
        found |= names
    return sorted(found)


def is_plain_mapping(data: object, path: Path_) -> bool:
    """Whether what stands at ``path`` is free words by name, such as those of each language."""
    return any(get_origin(hint) is Mapping for hint in _hints_at(data, path))


def _models_at(data: object, path: Path_) -> list[type[BaseModel]]:
    node = _node_at(data, path)
    found = [_special(hint, node) for hint in _hints_at(data, path)]
    return [m for m in found if isinstance(m, type) and issubclass(m, BaseModel)]


def _node_at(data: object, path: Path_) -> object:
    for key in path:
        data = _child(data, key)
    return data


def _child(node: object, key: str | int) -> object:
    if isinstance(node, Mapping):
        return node.get(key)
    if isinstance(node, Sequence) and isinstance(key, int) and key < len(node):
        return node[key]
    return None


def _hints_at(data: object, path: Path_) -> list[Any]:
    hints: list[Any] = [Service]
    node = data
    for key in path:
        hints = [inner for hint in hints for inner in _inside(hint, node, key)]
        node = _child(node, key)
    return hints


def _inside(hint: Any, node: object, key: str | int) -> Iterator[Any]:  # noqa: ANN401 - a type
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Mapping:
        yield from _flat(arguments[1])
    elif origin in (tuple, list):
        yield from _flat(arguments[0])
    else:
        model = _special(hint, node)
        if isinstance(model, type) and issubclass(model, BaseModel):
            yield from _of_field(model, node, key)


def _of_field(model: type[BaseModel], node: object, key: str | int) -> Iterator[Any]:
    for name, field in model.model_fields.items():
        if _name(name, field) == key:
            yield from _flat(field.annotation)
    if issubclass(model, Step) and isinstance(node, Mapping) and key == next(iter(node), None):
        yield model


def _special(hint: Any, node: object) -> Any:  # noqa: ANN401 - a type
    """The class that a step or a question is read with, by its kind."""
    if not isinstance(node, Mapping) or not isinstance(hint, type):
        return hint
    if hint is Step:
        return step_kinds().get(next(iter(node), ""), hint)
    if hint is Question:
        return registry.answer_kinds().get(str(node.get("kind")), hint)
    return hint


def _flat(hint: Any) -> Iterator[Any]:  # noqa: ANN401 - a type
    origin = get_origin(hint)
    if origin is Annotated:
        yield from _flat(get_args(hint)[0])
    elif origin in (Union, UnionType):
        for argument in get_args(hint):
            yield from _flat(argument)
    else:
        yield hint


def _name(name: str, field: FieldInfo) -> str:
    return field.alias or name
