"""The addresses of the house, found where the house itself finds them."""

import re
from collections.abc import Iterator, Mapping

from django.urls import URLPattern, URLResolver, get_resolver

_PART = re.compile(r"<(?:\w+:)?(\w+)>")


def addresses() -> list[str]:
    """The pattern of every address of the house."""
    return sorted(set(_below(get_resolver(), "/")))


def parts(pattern: str) -> list[str]:
    """The names of the parts of an address that may vary."""
    return _PART.findall(pattern)


def filled(pattern: str, given: Mapping[str, str]) -> str:
    return _PART.sub(lambda found: given[found[1]], pattern)


def _below(resolver: URLResolver, before: str) -> Iterator[str]:
    for found in resolver.url_patterns:
        here = before + str(found.pattern)
        if isinstance(found, URLPattern):
            yield here
        else:
            yield from _below(found, here)
