"""Says what of two things is not the same, for tests of reading what was written."""

from dataclasses import fields, is_dataclass
from xml.etree.ElementTree import Element

from moothall.feel.dmn.elements import tag
from moothall.feel.dmn.model import Model
from moothall.feel.dmn.shapes import Shape
from moothall.feel.dmn.writing import EDITIONS


def structure(model: Model) -> object:
    """All that a model knows, as plain values: two models are the same when these are equal."""
    items = [
        (item.id, item.name, item.kind, item.needs, _plain(item.shape, ()))
        for item in model.items.values()
    ]
    trees = {name: _plain(made.tree, ()) for name, made in model._expressions.items()}
    types = {name: _plain(model.types.named(name), ()) for name in model.types.elements}
    return model.name, model.namespace, items, trees, types, sorted(model.imported)


def _plain(value: object, above: tuple[int, ...]) -> object:
    """A tree as nested tuples; a type that holds itself is told by how far above it stands."""
    if isinstance(value, Shape) and id(value) in above:
        return above.index(id(value))
    if is_dataclass(value):
        inner = (id(value), *above) if isinstance(value, Shape) else above
        told = [_plain(getattr(value, each.name), inner) for each in fields(value)]
        return (type(value).__name__, *told)
    if isinstance(value, tuple | list):
        return [_plain(each, above) for each in value]
    if isinstance(value, dict):
        return [(name, _plain(each, above)) for name, each in value.items()]
    return "a test" if callable(value) else value


def content(element: Element) -> object:
    """All that an element says, whatever the prefixes of its document."""
    if not tag(element):
        return "comment", element.text, element.tail
    attributes = {_now(name): _said(name, value) for name, value in element.attrib.items()}
    text = _said(element.tag.rpartition("}")[2], element.text or "")
    below = [content(each) for each in element]
    return _now(element.tag), attributes, text, element.tail or "", below


def _now(name: str) -> str:
    space, brace, plain = name.rpartition("}")
    return f"{{{EDITIONS.get(space[1:], space[1:])}}}{plain}" if brace else plain


def _said(name: str, value: str) -> str:
    if name in ("typeRef", "outputTypeRef"):
        return value.rpartition(":")[2]
    return EDITIONS.get(value, value) if "anguage" in name or name == "importType" else value
