"""Where cells come from: what summaries, findings and releases ask the cubes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from moothall.components.demand.contracts.cubes import Cell, Repeats, Wait

Where = Mapping[str, Collection[str]]
"""Dimension -> the values that are counted; ids of organisations as text."""


class Cubes(Protocol):
    """Half-open ranges of days in UTC in which needs were asked; in the order of the keys."""

    def counts(
        self, *, by: Sequence[str], since: date, until: date, where: Where | None = None
    ) -> Sequence[Cell]: ...

    def waits(
        self,
        *,
        by: Sequence[str],
        since: date,
        until: date,
        at: datetime,
        where: Where | None = None,
    ) -> Sequence[Wait]: ...

    def repeats(
        self,
        *,
        by: Sequence[str],
        since: date,
        until: date,
        within: int,
        where: Where | None = None,
    ) -> Sequence[Repeats]: ...
