"""Reads the XML of a model safely, and walks over its elements without minding their
namespaces.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from moothall.feel.faults import FeelSyntaxError

LONGEST_DOCUMENT = 5_000_000
DEEPEST = 200
MOST_ELEMENTS = 200_000


@dataclass(frozen=True, slots=True)
class Document:
    """The elements of a document, and the prefixes that it gives to namespaces."""

    root: Element
    prefixes: dict[str, str] = field(default_factory=dict)


class _Builder(TreeBuilder):
    """Builds the elements, and refuses a document that is too deep or has too many."""

    def __init__(self) -> None:
        super().__init__(insert_comments=True, insert_pis=True)
        self.depth = 0
        self.count = 0
        self.prefixes: dict[str, str] = {}

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self.depth += 1
        self._counted()
        return super().start(tag, attrs)

    def start_ns(self, prefix: str | None, uri: str | None) -> None:
        """A prefix that is declared twice keeps the first meaning."""
        self._counted()
        self.prefixes.setdefault(prefix or "", uri or "")

    def comment(self, text: str | None, /) -> Element:
        self._counted()
        return super().comment(text)

    def pi(self, target: str, text: str | None = None, /) -> Element:
        self._counted()
        return super().pi(target, text)

    def _counted(self) -> None:
        self.count += 1
        if self.depth > DEEPEST or self.count > MOST_ELEMENTS:
            raise FeelSyntaxError("This model is too large or too deeply nested.", code="depth")

    def end(self, tag: str, /) -> Element:
        self.depth -= 1
        return super().end(tag)


def root_of(document: str | bytes) -> Element:
    """The root of a document. Raises FeelSyntaxError for what is no XML, or hostile XML."""
    return document_of(document).root


def document_of(document: str | bytes) -> Document:
    """The same with the prefixes of its namespaces."""
    if len(document) > LONGEST_DOCUMENT:
        raise FeelSyntaxError("This model is too large.", code="source_length")
    encoding = "utf-8" if isinstance(document, str) else None
    content = document.encode("utf-8", "replace") if isinstance(document, str) else document
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, encoding=encoding, forbid_dtd=True)
    try:
        parser.feed(content)
        root: Element = parser.close()
    except ParseError as error:
        line, column = error.position
        words = "This is not well-formed XML."
        raise FeelSyntaxError(words, line, column + 1) from None
    except DefusedXmlException:
        raise FeelSyntaxError("This XML has a DTD or entities of its own.") from None
    except (ValueError, LookupError):
        words = "This XML is in an encoding that cannot be read here."
        raise FeelSyntaxError(words, code="encoding") from None
    return Document(root, builder.prefixes)


def tag(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """The elements directly below with one of these names; all of them if none is given."""
    for child in element:
        name = tag(child)
        if name and (not names or name in names):
            yield child


def child(element: Element | None, *names: str) -> Element | None:
    """The first element below with one of these names."""
    return None if element is None else next(children(element, *names), None)


def text_of(element: Element | None) -> str:
    """What the `text` below an element says."""
    inner = child(element, "text")
    return "" if inner is None else "".join(inner.itertext())


def name_of(element: Element) -> str:
    """The name of an element, runs of space made one."""
    return " ".join(element.get("name", "").split())
