"""Tables of which everything shown may be published, and the figures that they allow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from moothall.components.demand.rules.disclosure.cubes import Dimension, Key
from moothall.components.demand.rules.disclosure.policy import Policy

HIDDEN = "*"
"""What stands where a count is hidden."""


class Form(StrEnum):
    """For whom a table is protected, and so by which means."""

    PUBLIC = "public"
    """Counts are rounded, and totals are sums of what is shown."""
    PARTNERS = "partners"
    """Counts are exact and so are totals; more is hidden so that nothing can be worked out."""


class Why(StrEnum):
    """Why a count is hidden. Never published: it narrows what was hidden."""

    SMALL = "small"
    DOMINATED = "dominated"
    ALL_SAME = "all_same"
    BESIDE = "beside"
    """Nothing is wrong with it, but what is hidden could be worked out from it."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One place of a table. Only ``shown`` may leave the house.

    ``low`` and ``high`` are what somebody knows of the true count who knows the rules and
    for each hidden count *why* it is hidden: more than any reader of the release.
    """

    shown: int | None
    low: int
    high: int | None
    why: Why | None = None
    has_rate: bool = False
    is_sum: bool = False
    """Whether it is the sum of what is shown, so that it tells nothing new."""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """Counts of so many persons of the population, with what chance alone leaves open."""

    value: float
    low: float
    high: float


Limits = Callable[[int], tuple[float, float]]
"""The confidence limits of a count, such as Byar's."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A protected cube. Keys and their order are those of the cube."""

    name: str
    form: Form
    dimensions: tuple[Dimension, ...]
    policy: Policy
    entries: Mapping[Key, Entry]
    all_same: tuple[Key, ...] = ()
    """The lines of which everything falls into one category, by the key of their total."""

    def shown(self, key: Key) -> int | str:
        """The count as it is published, or ``*``."""
        count = self.entries[key].shown
        return HIDDEN if count is None else count

    def share(self, part: Key, whole: Key) -> float | None:
        """One count as a share of another, both as they are shown; none if it is hidden."""
        above, below = self.entries[part].shown, self.entries[whole].shown
        return above / below if above is not None and below else None

    def rate(
        self, key: Key, *, population: float, limits: Limits, per: int = 1000
    ) -> Rate | None:
        """So many in every ``per``, and its limits, from nothing but the count shown.

        None where the count is hidden, is of fewer persons than the threshold, or where
        nobody lives.
        """
        entry = self.entries[key]
        if entry.shown is None or not entry.has_rate or population <= 0:
            return None
        low, high = limits(entry.shown)
        by = per / population
        return Rate(value=entry.shown * by, low=low * by, high=high * by)
