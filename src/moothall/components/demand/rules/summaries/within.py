"""What a year must not tell of the quarters within it: a count that one of them hides.

Each period is audited by itself. But whoever reads a year and its quarters can take what the
quarters show from what the year shows, and so bound what one of them hides. Counts of the year
that would bound it too closely are hidden as well.
"""

from collections.abc import Mapping, Sequence

from moothall.components.demand.rules.disclosure import Cell, Cube, Key, Policy
from moothall.components.demand.rules.summaries.sheets import Sheet
from moothall.components.demand.rules.summaries.shielding import entry_of

_LEAST = 1
"""A hidden count is not nothing: nothing is shown."""


def telling(
    cube: Cube,
    *,
    margins: Mapping[Key, Cell],
    within: Sequence[Sheet],
    policy: Policy,
    is_whole: bool,
) -> frozenset[Key]:
    """The counts and totals of a year from which a hidden one of ``within`` could be bounded.

    ``is_whole`` says whether these make up the year; else the rest of it may hold anything.
    """
    return frozenset(
        key
        for key in (*cube.finest(), *cube.margins())
        if _tells(key, margins.get(key) or cube.at(key), within, policy, is_whole=is_whole)
    )


def _tells(
    key: Key, cell: Cell, within: Sequence[Sheet], policy: Policy, *, is_whole: bool
) -> bool:
    entry = entry_of(cell, policy)
    if entry.shown is None or entry.high is None:
        return False
    parts = [sheet.at(*key) for sheet in within]
    hidden = sum(part is None for part in parts)
    if not hidden:
        return False
    most_hidden = policy.threshold - 1
    shown = [_bounds(part, policy) for part in parts if part is not None]
    greatest = entry.high - sum(low for low, _ in shown) - (hidden - 1) * _LEAST
    least = entry.low - sum(high for _, high in shown) - (hidden - 1) * most_hidden
    return greatest < most_hidden or (is_whole and least > _LEAST)


def _bounds(shown: int, policy: Policy) -> tuple[int, int]:
    return policy.may_stand_for(shown) if shown else (0, 0)
