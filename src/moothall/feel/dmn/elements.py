"""Reads the XML of a model safely, and walks over its elements without minding their
namespaces.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from moothall.feel.faults import FeelSyntaxError

LONGEST_DOCUMENT = 5_000_000


def root_of(document: str | bytes) -> Element:
    """The root of a document. Raises FeelSyntaxError for what is no XML, or hostile XML."""
    if len(document) > LONGEST_DOCUMENT:
        raise FeelSyntaxError("This model is too large.", code="source_length")
    try:
        root: Element = fromstring(document, forbid_dtd=True)
    except ParseError as error:
        line, column = error.position
        words = "This is not well-formed XML."
        raise FeelSyntaxError(words, line, column + 1) from None
    except DefusedXmlException:
        raise FeelSyntaxError("This XML has a DTD or entities of its own.") from None
    return root


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
