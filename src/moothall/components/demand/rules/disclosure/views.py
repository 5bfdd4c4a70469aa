"""What a release tells: of which true counts it names the sum, and how exactly."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from moothall.components.demand.rules.disclosure.cubes import Key, parts
from moothall.components.demand.rules.disclosure.tables import Entry, Table, Why

Atom = tuple[tuple[str, str], ...]
"""A true count by dimension and category, in order of the names of the dimensions.

Releases that speak of the same atom speak of the same persons and the same time.
"""
Finer = Mapping[str, Mapping[str, Sequence[str]]]
"""By dimension: the categories of another release that one of this release is the sum of."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A release says that these true counts come to between ``low`` and ``high``."""

    source: str
    cell: Key
    atoms: frozenset[Atom]
    low: int
    high: int | None
    is_secret: bool = False
    """Whether nobody may work out what they come to."""

    def __post_init__(self) -> None:
        if not self.atoms or self.low < 0 or (self.high is not None and self.high < self.low):
            raise ValueError(f"{self.source}, {self.cell}: nothing can be so")


@dataclass(frozen=True, kw_only=True)
class View:
    """Everything that one release tells."""

    source: str
    claims: tuple[Claim, ...]


def view_of(
    table: Table,
    *,
    source: str = "",
    finer: Finer | None = None,
    across: Mapping[str, Sequence[str]] | None = None,
    knows_why: bool = True,
) -> View:
    """What a table tells somebody who knows the rules it was made by.

    Releases are laid beside each other by the names of their categories. ``across`` says of
    a dimension that the table does not have, above all time, which categories it sums over:
    ``{"period": ["2026-Q3"]}``, and four quarters for a year. ``finer`` says what a category
    of this table is the sum of in a release that is finer.

    With ``knows_why`` false the reader does not know why any count is hidden, so that every
    hidden one may be anything; releases are audited against the reader who does. What is
    hidden only beside something else is no secret.
    """
    source = source or table.name
    claims = tuple(
        Claim(
            source=source,
            cell=key,
            atoms=frozenset(_atoms(table, key, finer or {}, across or {})),
            low=entry.low,
            high=entry.high,
            is_secret=entry.shown is None and entry.why is not Why.BESIDE,
        )
        for key, entry in (
            (key, entry if knows_why else _unexplained(entry))
            for key, entry in table.entries.items()
        )
        if not entry.is_sum or not _adds_up(table, key, entry)
    )
    return View(source=source, claims=claims)


def _unexplained(entry: Entry) -> Entry:
    """What an entry says to somebody who does not know why it is hidden."""
    return entry if entry.shown is not None else Entry(shown=None, low=0, high=None)


def _adds_up(table: Table, key: Key, entry: Entry) -> bool:
    """Whether a total is the sum that it is said to be; ``ValueError`` if it is not."""
    shown = [table.entries[part].shown for part in parts(table.dimensions, key)]
    if entry.shown != sum(table.policy.base if count is None else count for count in shown):
        raise ValueError(f"{table.name}: {key} is not the sum of what is shown")
    return True


def _atoms(
    table: Table, key: Key, finer: Finer, across: Mapping[str, Sequence[str]]
) -> Iterator[Atom]:
    names = [dimension.name for dimension in table.dimensions]
    for part in parts(table.dimensions, key):
        choices = {
            name: finer.get(name, {}).get(category, (category,))
            for name, category in zip(names, part, strict=True)
        } | dict(across)
        ordered = sorted(choices)
        for chosen in product(*(choices[name] for name in ordered)):
            yield tuple(zip(ordered, chosen, strict=True))
