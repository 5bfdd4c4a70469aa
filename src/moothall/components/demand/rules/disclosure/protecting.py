"""Which counts of a cube may be shown, and the table that the public may read."""

from collections.abc import Iterator, Mapping
from itertools import product

from moothall.components.demand.rules.disclosure.cubes import ALL, Cell, Cube, Key
from moothall.components.demand.rules.disclosure.policy import AllSame, Policy
from moothall.components.demand.rules.disclosure.tables import Entry, Form, Table, Why

Line = tuple[Key, tuple[Key, ...]]
"""The key of a total, and the keys along one dimension that it is the sum of."""


def protect(cube: Cube, policy: Policy) -> Table:
    """The cube as anybody may read it.

    Counts of fewer persons than the threshold are hidden, and those of which two persons
    make up most; a true nothing is shown; the others are rounded. A total is the sum of what
    is shown of its parts, where a hidden one counts as the base: so it tells nothing of it.
    """
    reasons = {key: why for key in cube.finest() if (why := why_hidden(cube.at(key), policy))}
    lines = tuple(lines_all_same(cube))
    if policy.all_same is AllSame.HIDE:
        reasons = _hide_lines(cube, lines, reasons)
    entries = {
        key: _entry(cube.at(key), reasons.get(key), policy=policy) for key in cube.finest()
    }
    totals = {key: _total(cube, key, entries, policy=policy) for key in cube.margins()}
    return Table(
        name=cube.name,
        form=Form.PUBLIC,
        dimensions=cube.dimensions,
        policy=policy,
        entries={**entries, **totals},
        all_same=tuple(total for total, _ in lines),
    )


def why_hidden(cell: Cell, policy: Policy) -> Why | None:
    """Why a count may not be shown by itself; none if it may."""
    if not cell.people:
        return None
    if cell.people < policy.threshold:
        return Why.SMALL
    return Why.DOMINATED if cell.top_two_share >= policy.dominance else None


def lines_all_same(cube: Cube) -> Iterator[Line]:
    """The lines of finest keys that have a count in one place only.

    Whoever knows that somebody is in such a line knows the category that they are in.
    """
    for at, dimension in enumerate(cube.dimensions):
        if len(dimension.categories) == 1:
            continue
        others = [d.categories if d is not dimension else (ALL,) for d in cube.dimensions]
        for total in product(*others):
            line = tuple((*total[:at], c, *total[at + 1 :]) for c in dimension.categories)
            if sum(cube.at(key).contacts > 0 for key in line) == 1:
                yield total, line


def known_of(cell: Cell, why: Why, policy: Policy) -> tuple[int, int | None]:
    """What somebody knows of a hidden count who knows why it is hidden.

    A count that could be one of persons is taken for one, which says the most.
    """
    if why is Why.SMALL:
        return 1, policy.threshold - 1 if cell.contacts < policy.threshold else None
    if why is Why.ALL_SAME:
        return 0, None
    return (policy.threshold, None) if cell.people >= policy.threshold else (1, None)


def _hide_lines(
    cube: Cube, lines: tuple[Line, ...], reasons: Mapping[Key, Why]
) -> dict[Key, Why]:
    """Hide the one count of each line and a nothing beside it, so that it could be either."""
    hidden = dict(reasons)
    for _, line in lines:
        for key in line:
            if cube.at(key).contacts:
                hidden.setdefault(key, Why.ALL_SAME)
        if sum(key in hidden for key in line) == 1:
            hidden[next(key for key in line if key not in hidden)] = Why.ALL_SAME
    return hidden


def _entry(cell: Cell, why: Why | None, *, policy: Policy) -> Entry:
    if why:
        low, high = known_of(cell, why, policy)
        return Entry(shown=None, low=low, high=high, why=why)
    if not cell.people:
        return Entry(shown=0, low=0, high=0)
    shown = policy.rounded(cell.contacts)
    low, high = policy.may_stand_for(shown)
    return Entry(shown=shown, low=low, high=high, has_rate=True)


def _total(cube: Cube, key: Key, entries: Mapping[Key, Entry], *, policy: Policy) -> Entry:
    parts = [entries[part].shown for part in cube.parts(key)]
    shown = sum(policy.base if count is None else count for count in parts)
    return Entry(
        shown=shown,
        low=0,
        high=None,
        has_rate=cube.at(key).people >= policy.threshold,
        is_sum=True,
    )
