"""Summaries: from cells to the figures that pages read, exact ones and protected ones."""

from collections.abc import Mapping
from typing import Any

from moothall.components.demand.rules.measures.distances import Place
from moothall.components.demand.rules.summaries import bodies, changes, waiting
from moothall.components.demand.rules.summaries.books import Book

NAMES = (
    "overview", "areas", "needs", "need_area", "months", "flows", "waits", "channels",
    "hotspots", "coverage", "steps", "quality",
)  # fmt: skip


def bodies_of(book: Book, before: Book, *, centres: Mapping[str, Place]) -> dict[str, Any]:
    """The body of every summary but ``quality``, which tells of the data and not of needs."""
    return {
        "overview": bodies.overview(book, before),
        "areas": bodies.areas(book),
        "needs": bodies.needs(book),
        "need_area": bodies.need_area(book),
        "months": changes.months(book),
        "flows": bodies.flows(book),
        "waits": waiting.waits(book),
        "channels": bodies.channels(book, before),
        "hotspots": changes.hotspots(book, centres=centres),
        "coverage": bodies.coverage(book),
        "steps": bodies.steps(book),
    }
