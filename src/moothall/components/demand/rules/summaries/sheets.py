"""Sheets: counts by key as one reader may see them, with their totals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

from moothall.components.demand.contracts import DECIDED, DELIVERED, UNMET, Cell, Kind, Where
from moothall.components.demand.rules.disclosure import ALL, Cube, Dimension, Key
from moothall.components.demand.rules.disclosure import Cell as Counted


class Measure(StrEnum):
    """Of which needs a sheet counts."""

    ASKED = "asked"
    UNMET = "unmet"
    DECIDED = "decided"
    DELIVERED = "delivered"
    OPEN = "open"
    FAILURE = "failure"
    KNOWN = "known"
    GAVE_UP = "gave_up"
    STOPPED = "stopped"

    @property
    def where(self) -> Where:
        """Which records it counts, as cubes are asked for them."""
        return _WHERE[self]


_WHERE: Mapping[Measure, Where] = {
    Measure.ASKED: {},
    Measure.UNMET: {"outcome": sorted(o.value for o in UNMET)},
    Measure.DECIDED: {"outcome": sorted(o.value for o in DECIDED)},
    Measure.DELIVERED: {"outcome": sorted(o.value for o in DELIVERED)},
    Measure.OPEN: {"outcome": ["open"]},
    Measure.FAILURE: {"kind": [Kind.FAILURE.value]},
    Measure.KNOWN: {"kind": [Kind.FAILURE.value, Kind.VALUE.value]},
    Measure.GAVE_UP: {"outcome": ["gave_up"]},
    Measure.STOPPED: {"outcome": ["unmet_ineligible"]},
}
Cells = Mapping[Measure, Sequence[Cell]]
"""The cells of one table for each measure that it has."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Counts by key. What is not there is nothing; None is hidden."""

    categories: tuple[tuple[str, ...], ...]
    """Of each dimension, in order."""
    shown: Mapping[Key, int | None]

    def at(self, *key: str) -> int | None:
        return self.shown.get(key, 0)

    @property
    def total(self) -> int | None:
        return self.at(*(ALL for _ in self.categories))


Sheets = Mapping[Measure, Sheet]


def exact(cells: Iterable[Cell], *, width: int) -> Sheet:
    """Every count as it is, and its totals."""
    shown: dict[Key, int] = {}
    found: list[set[str]] = [set() for _ in range(width)]
    for cell in cells:
        for names, key in zip(found, cell.keys, strict=True):
            names.add(key)
        for total in product(*((name, ALL) for name in cell.keys)):
            shown[total] = shown.get(total, 0) + cell.needs
    return Sheet(categories=tuple(tuple(sorted(names)) for names in found), shown=shown)


def cube_of(name: str, dimensions: Sequence[str], cells: Sequence[Cell]) -> Cube | None:
    """Cells as a cube that can be protected: what it counts are needs. None without cells."""
    if not cells:
        return None
    names = [sorted({cell.keys[at] for cell in cells}) for at in range(len(dimensions))]
    return Cube(
        name=name,
        dimensions=tuple(
            Dimension(name=dimension, categories=tuple(categories))
            for dimension, categories in zip(dimensions, names, strict=True)
        ),
        cells={cell.keys: counted(cell) for cell in cells if cell.needs},
    )


def counted(cell: Cell) -> Counted:
    return Counted(
        people=min(cell.people, cell.needs),
        contacts=cell.needs,
        top_two_share=min(1.0, max(0.0, cell.top_two_share)),
    )


def added(cells: Iterable[Cell], *, keep: Sequence[int]) -> list[Cell]:
    """Cells with some of their keys only, added up. People are no longer told apart."""
    found: dict[Key, Cell] = {}
    for cell in cells:
        keys = tuple(cell.keys[at] for at in keep)
        before = found.get(keys)
        found[keys] = _sum(before, cell, keys)
    return [found[keys] for keys in sorted(found)]


_ADDED = (
    "needs", "contacts", "people", "met", "partly", "unmet", "no_service", "ineligible",
    "no_capacity", "gave_up", "referred", "withdrawn", "open", "decided", "failure", "value",
    "reopened", "handoffs",
)  # fmt: skip


def _sum(one: Cell | None, other: Cell, keys: Key) -> Cell:
    values = {
        name: getattr(other, name) + (getattr(one, name) if one else 0) for name in _ADDED
    }
    share = max(other.top_two_share, one.top_two_share if one else 0.0)
    return Cell(keys=keys, top_two_share=share, **values)


def measured(cells: Sequence[Cell], measure: Measure) -> list[Cell]:
    """From cells of all needs those of one measure, with its count as their needs."""
    found = []
    for cell in cells:
        count = _COUNT[measure](cell)
        if count:
            found.append(replace(cell, needs=count))
    return found


_COUNT: Mapping[Measure, Callable[[Cell], int]] = {
    Measure.ASKED: lambda c: c.needs,
    Measure.UNMET: lambda c: c.unmet,
    Measure.DECIDED: lambda c: c.decided,
    Measure.DELIVERED: lambda c: c.met + c.partly,
    Measure.OPEN: lambda c: c.open,
    Measure.FAILURE: lambda c: c.failure,
    Measure.KNOWN: lambda c: c.failure + c.value,
    Measure.GAVE_UP: lambda c: c.gave_up,
    Measure.STOPPED: lambda c: c.ineligible,
}
