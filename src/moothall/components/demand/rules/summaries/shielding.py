"""Protecting the tables of one measure together, totals with them, and proving that it holds.

Each table is protected by itself and gets totals as near to the truth as counts are; then the
audit tries to work out what is hidden. Where it can, the totals concerned give way to sums of
what is shown, which tell nothing; where that is not enough, more is hidden. Tables of the same
measure have only their grand total in common, so each is audited beside all that the others
tell of that.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from moothall.components.demand.rules.disclosure import (
    ALL,
    Cell,
    Claim,
    Cube,
    Key,
    Policy,
    Table,
    View,
    Why,
    audit,
    protect,
)
from moothall.components.demand.rules.disclosure.protecting import known_of, why_hidden
from moothall.components.demand.rules.disclosure.tables import Entry
from moothall.components.demand.rules.summaries.sheets import Sheet

_ROUNDS = 20
_GRAND_FROM = 1
"""In which round the grand totals give way: they hold everything together."""
_MOST_STOOD_IN = 0.2
"""What share of a sum may stand for hidden counts."""

Bounds = tuple[int, int | None]
Sum = tuple[Sequence[Key], Bounds]
"""Counts, and between which numbers their sum is told to be."""


@dataclass(kw_only=True)
class _Shield:
    """One table while it is being protected."""

    cube: Cube
    table: Table
    totals: dict[Key, Entry]
    """Totals as near to the truth as counts are."""
    beside: Sequence[Sum] = ()
    """What is told elsewhere of sums of its counts."""
    withdrawn: set[Key] = field(default_factory=set)
    """Totals that are now sums of what is shown, or not shown."""

    def claims(self, total: Bounds) -> list[Claim]:
        every = {key: self.table.entries[key] for key in self.cube.finest()}
        every |= {k: e for k, e in self.totals.items() if k not in self.withdrawn}
        told = [
            self._claim(k, self.cube.parts(k), (e.low, e.high), secret=_is_secret(e))
            for k, e in every.items()
        ]
        known = set(self.cube.finest())
        for keys, bounds in self.beside:
            if parts := [key for key in keys if key in known]:
                told.append(self._claim(parts[0], parts, bounds))
        grand = grand_key(self.cube)
        return [*told, self._claim(grand, self.cube.parts(grand), total)]

    def _claim(
        self, key: Key, parts: Sequence[Key], bounds: Bounds, *, secret: bool = False
    ) -> Claim:
        names = [dimension.name for dimension in self.cube.dimensions]
        return Claim(
            source=self.cube.name,
            cell=key,
            atoms=frozenset(tuple(zip(names, part, strict=True)) for part in parts),
            low=bounds[0],
            high=bounds[1],
            is_secret=secret,
        )

    def hide(self, keys: Collection[Key]) -> None:
        """Let these be secrets: counts that are hidden, and totals that give way."""
        finest = [key for key in self.cube.finest() if key in keys]
        self.table = hide_more(self.table, self.cube, finest, why=Why.SMALL)
        self.withdrawn |= set(self.totals) & set(keys)

    def sheet(self) -> Sheet:
        """What may be shown; a sum is left out where too much of it stands for what is not."""
        shown = {key: entry.shown for key, entry in self.table.entries.items()}
        for key, entry in self.totals.items():
            if key not in self.withdrawn or entry.shown is None:
                shown[key] = entry.shown
            else:
                shown[key] = self._sum(key)
        categories = tuple(d.categories for d in self.cube.dimensions)
        return Sheet(categories=categories, shown=shown)

    def _sum(self, key: Key) -> int | None:
        parts = [self.table.entries[part].shown for part in self.cube.parts(key)]
        stands_in = sum(count is None for count in parts) * self.table.policy.base
        total = stands_in + sum(count or 0 for count in parts)
        return total if stands_in <= _MOST_STOOD_IN * total else None

    def bounds(self) -> Bounds:
        """What its finest counts tell of their total."""
        entries = [self.table.entries[key] for key in self.cube.finest()]
        highs = [entry.high for entry in entries]
        high = None if None in highs else sum(h for h in highs if h is not None)
        return sum(entry.low for entry in entries), high

    def withdraw(self, cells: Iterable[Key]) -> bool:
        """Let the totals that touch these cells go; answer whether there were any left."""
        found = {
            total
            for total in self.totals
            for cell in cells
            if total not in self.withdrawn and self._touches(total, cell)
        }
        self.withdrawn |= found
        return bool(found)

    def withdraw_grand(self) -> bool:
        grand = grand_key(self.cube)
        found = grand in self.totals and grand not in self.withdrawn
        self.withdrawn |= {grand} if found else set()
        return found

    def _touches(self, total: Key, cell: Key) -> bool:
        return total == cell or all(t in (ALL, c) for t, c in zip(total, cell, strict=True))

    def hide_beside(self, cells: Iterable[Key]) -> None:
        """Hide the smallest count that is shown in the same line as each cell."""
        for cell in cells:
            beside = [
                key
                for key in self.cube.finest()
                if self.table.entries[key].shown
                and (ALL in cell or any(k == c for k, c in zip(key, cell, strict=True)))
            ]
            if beside:
                least = min(beside, key=lambda k: (self.table.entries[k].shown or 0, k))
                self.table = hide_more(self.table, self.cube, [least])


def _is_secret(entry: Entry) -> bool:
    return entry.shown is None and entry.why is not Why.BESIDE


@dataclass(frozen=True, kw_only=True)
class Shielded:
    """Sheets by the names of their cubes, and what they tell of their grand total."""

    sheets: Mapping[str, Sheet]
    total: Bounds


def shield(
    cubes: Sequence[Cube],
    policy: Policy,
    *,
    margins: Mapping[str, Mapping[Key, Cell]],
    total: Bounds = (0, None),
    beside: Mapping[str, Sequence[Sum]] | None = None,
    hidden: Mapping[str, Collection[Key]] | None = None,
) -> Shielded:
    """Sheets of tables that count the same needs. What comes back passes the audit.

    ``margins`` say for each cube how many distinct people its totals have, where that is
    known; ``total`` and ``beside`` what is told elsewhere of the grand total, and of sums of
    counts; ``hidden`` which counts and totals of each cube are not to be told in any case.
    """
    shields = [
        _begin(cube, policy, margins.get(cube.name, {}), (beside or {}).get(cube.name, ()))
        for cube in cubes
    ]
    for one in shields:
        one.hide((hidden or {}).get(one.cube.name, ()))
    for step in range(_ROUNDS):
        if not _mend(shields, policy, step, total):
            break
    else:
        for one in shields:
            one.withdrawn |= set(one.totals)
            one.table = hide_more(one.table, one.cube, one.cube.finest())
    sheets = {one.cube.name: one.sheet() for one in shields}
    return Shielded(sheets=sheets, total=_grand_bounds(shields, total))


def grand_key(cube: Cube) -> Key:
    return tuple(ALL for _ in cube.dimensions)


def hide_more(table: Table, cube: Cube, keys: Iterable[Key], *, why: Why = Why.BESIDE) -> Table:
    """The table with these counts hidden as well; its totals follow."""
    entries = dict(table.entries)
    for key in keys:
        if entries[key].shown is not None:
            entries[key] = Entry(shown=None, low=0, high=None, why=why)
    base = table.policy.base
    for key in cube.margins():
        shown = [entries[part].shown for part in cube.parts(key)]
        total = sum(base if count is None else count for count in shown)
        entries[key] = replace(entries[key], shown=total)
    return replace(table, entries=entries)


def _begin(
    cube: Cube, policy: Policy, margins: Mapping[Key, Cell], beside: Sequence[Sum]
) -> _Shield:
    totals = {key: entry_of(margins.get(key) or cube.at(key), policy) for key in cube.margins()}
    return _Shield(cube=cube, table=protect(cube, policy), totals=totals, beside=beside)


def entry_of(cell: Cell, policy: Policy) -> Entry:
    """One count by itself: hidden, nothing, or rounded."""
    why = why_hidden(cell, policy)
    if why is not None:
        low, high = known_of(cell, why, policy)
        return Entry(shown=None, low=low, high=high, why=why)
    if not cell.people:
        return Entry(shown=0, low=0, high=0)
    shown = policy.rounded(cell.contacts)
    low, high = policy.may_stand_for(shown)
    return Entry(shown=shown, low=low, high=high, has_rate=True)


def _mend(shields: Sequence[_Shield], policy: Policy, step: int, known: Bounds) -> bool:
    """Audit every table, and change those that fail; answer whether anything was changed."""
    total = _grand_bounds(shields, known)
    changed = False
    for one in shields:
        report = audit(
            View(source=one.cube.name, claims=tuple(one.claims(total))), policy=policy
        )
        if report.passed:
            continue
        changed = True
        cells = [finding.cell for finding in report.findings]
        grand = [each.withdraw_grand() for each in shields] if step >= _GRAND_FROM else []
        if not (any(grand) or one.withdraw(cells)):
            one.hide_beside(cells)
    return changed


def _grand_bounds(shields: Sequence[_Shield], known: Bounds) -> Bounds:
    """What all tables tell of the total that they have in common."""
    told = [known, *(one.bounds() for one in shields)]
    for one in shields:
        grand = grand_key(one.cube)
        if grand in one.totals and grand not in one.withdrawn:
            told.append((one.totals[grand].low, one.totals[grand].high))
    highs = [high for _, high in told if high is not None]
    low = max((low for low, _ in told), default=0)
    return low, min(highs) if highs else None
