"""Cubes: counts by category of several dimensions, whose categories may form groups."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from math import isfinite

Key = tuple[str, ...]
"""One category of each dimension, in the order of the dimensions."""
ALL = "all"
"""The group of all categories, which every dimension has."""


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """Categories in their order, and groups of categories or of other groups.

    ``ValueError`` where a group names what there is not, or contains itself.
    """

    name: str
    categories: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [*self.categories, *self.groups, ALL]
        if len(set(names)) < len(names) or not self.categories:
            raise ValueError(f"{self.name}: a category is there twice, or none at all")
        for group in self.groups:
            self._leaves(group, above=())

    def leaves(self, category: str) -> tuple[str, ...]:
        """The finest categories of one, in order; ``KeyError`` where it is not there."""
        return self._leaves_of[category]

    @property
    def every(self) -> tuple[str, ...]:
        """The categories, the groups, and the group of all."""
        return (*self.categories, *self.groups, ALL)

    @cached_property
    def _leaves_of(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {name: (name,) for name in self.categories}
        for group in self.groups:
            within = self._leaves(group, above=())
            found[group] = tuple(name for name in self.categories if name in within)
        return {**found, ALL: self.categories}

    def _leaves(self, name: str, *, above: tuple[str, ...]) -> frozenset[str]:
        if name in self.categories:
            return frozenset({name})
        if name in above or name not in self.groups:
            raise ValueError(f"{self.name}: {name} contains itself, or is no category")
        below = [self._leaves(part, above=(*above, name)) for part in self.groups[name]]
        return frozenset[str]().union(*below)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What was counted: distinct persons, their contacts, how much of it the heaviest two."""

    people: int
    contacts: int
    top_two_share: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.people <= self.contacts or bool(self.people) != bool(self.contacts):
            raise ValueError("every person has a contact, and every contact a person")
        if not (isfinite(self.top_two_share) and 0 <= self.top_two_share <= 1):
            raise ValueError("a share is between 0 and 1")


NOTHING = Cell(people=0, contacts=0)


@dataclass(frozen=True, kw_only=True)
class Cube:
    """Counts by key. A key of the finest categories that has none counts nothing.

    For a key with a group in it the cell says how many *distinct* persons there are, which
    no sum can. Where it is left out, there are at least as many as in the largest part, and
    the two heaviest have at most what the two heaviest of every part have together.
    """

    name: str
    dimensions: tuple[Dimension, ...]
    cells: Mapping[Key, Cell]

    def __post_init__(self) -> None:
        known = [frozenset(dimension.every) for dimension in self.dimensions]
        for key in self.cells:
            if len(key) != len(known) or any(
                k not in names for k, names in zip(key, known, strict=True)
            ):
                raise ValueError(f"{self.name}: {key} is no key of this cube")
        for key in self.cells:
            if self.at(key).contacts != self._sum(key):
                raise ValueError(f"{self.name}: {key} is not the sum of its parts")

    def finest(self) -> Iterator[Key]:
        """The keys that are part of no other, in order."""
        return product(*(d.categories for d in self.dimensions))

    def margins(self) -> Iterator[Key]:
        """The keys with a group in them, in order."""
        finest = [frozenset(d.categories) for d in self.dimensions]
        for key in product(*(d.every for d in self.dimensions)):
            if any(k not in names for k, names in zip(key, finest, strict=True)):
                yield key

    def parts(self, key: Key) -> tuple[Key, ...]:
        """The finest keys that one is the sum of."""
        return parts(self.dimensions, key)

    def at(self, key: Key) -> Cell:
        if (cell := self.cells.get(key)) is not None:
            return cell
        found = [self.cells.get(part, NOTHING) for part in self.parts(key)]
        contacts = sum(cell.contacts for cell in found)
        if not contacts:
            return NOTHING
        heaviest = sum(cell.top_two_share * cell.contacts for cell in found) / contacts
        return Cell(
            people=max(cell.people for cell in found),
            contacts=contacts,
            top_two_share=min(heaviest, 1.0),
        )

    def _sum(self, key: Key) -> int:
        return sum(self.cells.get(part, NOTHING).contacts for part in self.parts(key))


def parts(dimensions: tuple[Dimension, ...], key: Key) -> tuple[Key, ...]:
    """The finest keys that one is the sum of."""
    return tuple(product(*(d.leaves(k) for d, k in zip(dimensions, key, strict=True))))
