"""Reads from classes what their fields take, and the words that stand beside them."""

import ast
import enum
import inspect
import textwrap
import types
import typing
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

_NAMES = {"Expression": "condition (FEEL)", "Any": "anything", "date": "day"}


def own_docstring(model: type) -> str:
    """The first paragraph of a class's docstring; a dataclass's own signature is none."""
    text = inspect.cleandoc(model.__doc__ or "")
    return "" if text.startswith(f"{model.__name__}(") else text.split("\n\n")[0]


def _statements(model: type) -> Iterator[tuple[ast.AnnAssign, ast.stmt | None]]:
    """The fields of a class as they are written, each with the statement after it."""
    for owner in reversed(model.__mro__):
        if not owner.__module__.startswith("moothall."):
            continue
        body = ast.parse(textwrap.dedent(inspect.getsource(owner))).body[0]
        if isinstance(body, ast.ClassDef):
            for field, after in zip(body.body, [*body.body[1:], None], strict=True):
                if isinstance(field, ast.AnnAssign):
                    yield field, after


def field_docstrings(model: type) -> dict[str, str]:
    """The words that stand below the fields of a class, those it inherits included."""
    return {
        ast.unparse(field.target): inspect.cleandoc(ast.literal_eval(after.value))
        for field, after in _statements(model)
        if isinstance(after, ast.Expr)
    }


def annotations(model: type) -> dict[str, str]:
    """The types of the fields of a class, as they are written."""
    return {ast.unparse(f.target): ast.unparse(f.annotation) for f, _ in _statements(model)}


def needed(field: FieldInfo) -> str:
    """Whether a field must be there, and what it is otherwise."""
    if field.is_required():
        return "yes"
    default = field.default
    if isinstance(default, enum.Enum):
        default = default.value
    if isinstance(default, bool):
        return f"no (`{str(default).lower()}`)"
    if isinstance(default, str | int | Decimal) and default != "":
        return f"no (`{default}`)"
    return "no"


def takes(annotation: object, metadata: tuple[Any, ...] = ()) -> str:
    """What may be written for a field, in words."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return takes(inner, (*metadata, *_flat(more)))
    if get_origin(annotation) in {typing.Union, types.UnionType}:
        members = [a for a in get_args(annotation) if a is not type(None)]
        return " or ".join(dict.fromkeys(takes(a, metadata) for a in members))
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(annotation))
    if get_origin(annotation) is tuple:
        return f"list of: {takes(get_args(annotation)[0])}"
    return _simple(annotation, metadata)


def _simple(annotation: object, metadata: tuple[Any, ...]) -> str:
    if get_origin(annotation) is not None:
        key, value = get_args(annotation)
        return "words by language" if (key, value) == (str, str) else f"by name: {takes(value)}"
    if inspect.isclass(annotation) and issubclass(annotation, enum.Enum):
        return ", ".join(f"`{member.value}`" for member in annotation)
    plain: dict[object, str] = {
        bool: "true or false",
        str: "text",
        int: "whole number",
        Decimal: "number",
    }
    name = plain.get(annotation) or _NAMES.get(getattr(annotation, "__name__", ""), "")
    bounds = _bounds(metadata) if annotation in plain else ""
    return (name or getattr(annotation, "__name__", "anything").lower()) + bounds


def _bounds(metadata: tuple[Any, ...]) -> str:
    least = next((m.ge for m in metadata if hasattr(m, "ge")), None)
    most = next((m.le for m in metadata if hasattr(m, "le")), None)
    pattern = next((m.pattern for m in metadata if getattr(m, "pattern", None)), None)
    if pattern:
        return f" `{pattern}`".replace("|", "\\|")
    return f" {least:,} to {most:,}" if least is not None and most is not None else ""


def _flat(metadata: list[Any]) -> Iterator[Any]:
    for one in metadata:
        yield from getattr(one, "metadata", [one])
