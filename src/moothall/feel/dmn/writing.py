"""Writes a decision model as XML that says all that the document did which it was read from."""

from itertools import count
from xml.etree.ElementTree import Element, tostring

from moothall.feel.dmn.elements import LONGEST_DOCUMENT, tag
from moothall.feel.dmn.model import Model
from moothall.feel.dmn.sheet_elements import SPACE
from moothall.feel.faults import FeelError

_OWN = "https://www.omg.org/spec/DMN/20230324/"
FEEL = f"{_OWN}FEEL/"
DIAGRAMS = f"{_OWN}DMNDI/"
_XML = "http://www.w3.org/XML/1998/namespace"
EDITIONS = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": SPACE,
    "http://www.omg.org/spec/DMN/20180521/MODEL/": SPACE,
    "https://www.omg.org/spec/DMN/20191111/MODEL/": SPACE,
    "https://www.omg.org/spec/DMN/20211108/MODEL/": SPACE,
    "http://www.omg.org/spec/FEEL/20140401": FEEL,
    "http://www.omg.org/spec/DMN/20180521/FEEL/": FEEL,
    "https://www.omg.org/spec/DMN/20191111/FEEL/": FEEL,
    "https://www.omg.org/spec/DMN/20211108/FEEL/": FEEL,
    "http://www.omg.org/spec/DMN/20180521/DMNDI/": DIAGRAMS,
    "https://www.omg.org/spec/DMN/20191111/DMNDI/": DIAGRAMS,
    "https://www.omg.org/spec/DMN/20211108/DMNDI/": DIAGRAMS,
}
"""The namespaces of the editions 1.1 to 1.4, and what they are called in 1.5."""

_TYPES = ("typeRef", "outputTypeRef")
_LANGUAGES = ("expressionLanguage", "typeLanguage", "importType")


def write_model(model: Model) -> str:
    """The XML of a DMN 1.5 model, which `read_model` reads as the same.

    Every element, attribute, text and comment inside the document that the model was read from
    is kept in its order: identifiers, descriptions, sources of knowledge, extensions of other
    tools, diagrams. The namespaces of DMN 1.1 to 1.4 become those of 1.5, and the elements of
    DMN lose their prefix. Comments before and after the root are not kept. Models that this
    one imports are documents of their own.
    """
    inside = tostring(_Writing(model).root(), encoding="unicode").replace("\r", "&#13;")
    document = f'<?xml version="1.0" encoding="UTF-8"?>\n{inside}\n'
    if len(document.encode()) > LONGEST_DOCUMENT:
        raise FeelError("source_length", "This model is too large to be written.")
    return document


class _Writing:
    """Copies elements, their namespaces as this document calls them."""

    def __init__(self, model: Model) -> None:
        self.document = model.document
        declared = {
            prefix: EDITIONS.get(uri, uri)
            for prefix, uri in model.document.prefixes.items()
            if prefix
        }
        self.prefixes = {uri: prefix for prefix, uri in declared.items()} | {_XML: "xml"}
        self.declared = declared
        self.bare = not self.document.root.tag.startswith("{")
        self.types = set(model.types.elements)
        self.own = (FEEL, model.namespace)
        self.numbers = count(1)

    def root(self) -> Element:
        """A copy of all, with the prefixes that are used in it."""
        root = self.written(self.document.root, "")
        for prefix, uri in self.declared.items():
            root.set(f"xmlns:{prefix}", uri)
        return root

    def written(self, element: Element, default: str) -> Element:
        """A copy of an element, `default` being the namespace of a name without a prefix."""
        if not tag(element):
            made = Element(element.tag)
            made.text, made.tail = element.text, element.tail
            return made
        space, name = self._parts(element.tag)
        here = space if space in (SPACE, "") else default
        made = Element(self._name(space, name, here))
        if here != default:
            made.set("xmlns", here)
        for attribute, value in element.attrib.items():
            if attribute != "xmlns":
                made.set(*self._attribute(attribute, value))
        made.text, made.tail = self._text(name, element.text), element.tail
        made.extend([self.written(each, here) for each in element])
        return made

    def _parts(self, tag: str) -> tuple[str, str]:
        space, _, name = tag.rpartition("}")
        if self.bare and not space:
            return SPACE, name
        return EDITIONS.get(space[1:], space[1:]), name

    def _name(self, space: str, name: str, default: str) -> str:
        return name if space == default else f"{self._prefix(space)}:{name}"

    def _prefix(self, space: str) -> str:
        if space not in self.prefixes:
            names = (f"ns{number}" for number in self.numbers)
            free = next(name for name in names if name not in self.declared)
            self.declared[free] = space
            self.prefixes[space] = free
        return self.prefixes[space]

    def _attribute(self, written: str, value: str) -> tuple[str, str]:
        space, _, name = written.rpartition("}")
        if space:
            return f"{self._prefix(EDITIONS.get(space[1:], space[1:]))}:{name}", value
        if name in _TYPES:
            return name, self._type(value)
        return name, EDITIONS.get(value, value) if name in _LANGUAGES else value

    def _text(self, name: str, text: str | None) -> str | None:
        return self._type(text) if name == "typeRef" and text else text

    def _type(self, written: str) -> str:
        """The name of a type: only before 1.2 does it have a prefix, that of its namespace."""
        prefix, colon, name = written.strip().partition(":")
        if not colon or written.strip() in self.types:
            return written
        return name if self.declared.get(prefix) in self.own else written
