"""What releases tell together, as linear systems that know nothing of one another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from moothall.components.demand.rules.disclosure.solving import Rows, graphs, sparse
from moothall.components.demand.rules.disclosure.views import Atom, Claim

Numbers = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class System:
    """Unknown whole numbers, what bounds them and their sums, and the sums asked for.

    ``low <= x <= high`` and ``least <= sums @ x <= most``; asked for is every ``asked @ x``,
    which is about ``claims`` in the same order. ``known`` is what of it is settled already.
    """

    low: Numbers
    high: Numbers
    sums: Rows
    least: Numbers
    most: Numbers
    asked: Rows
    known: Numbers
    claims: tuple[Claim, ...]

    @property
    def is_loose(self) -> bool:
        """Whether nothing is said but of single counts, so that all are free of each other."""
        return not self.sums.shape[0]

    def only(self, question: int) -> "System":
        """The same, of which only one thing is asked."""
        return replace(
            self,
            asked=self.asked[[question]],
            known=self.known[[question]],
            claims=(self.claims[question],),
        )


def systems(claims: Sequence[Claim]) -> Iterator[System]:
    """The parts into which what is claimed falls, with what each hidden count can be.

    A count that is known is put in, a sum that says no more than its parts is left out; what
    no sum then ties together are systems of their own. Contradictions stay in, for the
    solver to find.
    """
    if not claims:
        return
    whole = _narrowed(_gathered(claims))
    fixed = whole.low == whole.high
    free = np.flatnonzero(~fixed)
    settled = np.where(fixed, whole.low, 0.0)
    tied = _binding(whole)
    both = sparse().vstack([whole.sums[tied], whole.asked]).tocsr()[:, free]
    labels = _labels(both, size=len(free))
    sums, asked = whole.sums[tied], whole.asked
    own_sums, own_asked = _owners(sums[:, free], labels), _owners(asked[:, free], labels)
    known, given = asked @ settled, sums @ settled
    groups = _by_label(labels)
    for label in np.unique(np.concatenate([own_sums, own_asked])):
        these = free[groups[label]] if label >= 0 else free[:0]
        rows, wanted = np.flatnonzero(own_sums == label), np.flatnonzero(own_asked == label)
        yield System(
            low=whole.low[these],
            high=whole.high[these],
            sums=sums[rows][:, these],
            least=whole.least[tied][rows] - given[rows],
            most=whole.most[tied][rows] - given[rows],
            asked=asked[wanted][:, these],
            known=known[wanted],
            claims=tuple(whole.claims[i] for i in wanted),
        )


def _gathered(claims: Sequence[Claim]) -> System:
    """All claims as one system; of what is claimed twice, both hold."""
    atoms: dict[Atom, int] = {}
    for claim in claims:
        for atom in sorted(claim.atoms):
            atoms.setdefault(atom, len(atoms))
    low, high = np.zeros(len(atoms)), np.full(len(atoms), np.inf)
    rows: dict[frozenset[Atom], tuple[float, float]] = {}
    asked: dict[frozenset[Atom], Claim] = {}
    for claim in claims:
        most = np.inf if claim.high is None else float(claim.high)
        if len(claim.atoms) == 1:
            at = atoms[next(iter(claim.atoms))]
            low[at], high[at] = max(low[at], claim.low), min(high[at], most)
        else:
            was_low, was_high = rows.get(claim.atoms, (0.0, np.inf))
            rows[claim.atoms] = max(was_low, claim.low), min(was_high, most)
        if claim.is_secret:
            asked.setdefault(claim.atoms, claim)
    limits = np.array(list(rows.values())).reshape(-1, 2)
    return System(
        low=low,
        high=high,
        sums=_matrix(list(rows), atoms),
        least=limits[:, 0],
        most=limits[:, 1],
        asked=_matrix(list(asked), atoms),
        known=np.zeros(len(asked)),
        claims=tuple(asked.values()),
    )


def _matrix(sets: Sequence[frozenset[Atom]], atoms: dict[Atom, int]) -> Rows:
    columns = [sorted(atoms[atom] for atom in one) for one in sets]
    starts = np.cumsum([0, *map(len, columns)])
    flat = np.array([c for one in columns for c in one], dtype=np.int64)
    return sparse().csr_array((np.ones(len(flat)), flat, starts), shape=(len(sets), len(atoms)))


ROUNDS = 20
"""How often bounds are narrowed; what is left the solver finds."""


def _narrowed(system: System) -> System:
    """The same with bounds as narrow as each sum makes them by itself, over and over."""
    low, high = system.low.copy(), system.high.copy()
    sums, least, most = system.sums, system.least, system.most
    for _ in range(ROUNDS if sums.shape[0] and len(low) else 0):
        endless = ~np.isfinite(high)
        lowest, highest = sums @ low, sums @ np.where(endless, 0.0, high)
        unlimited = sums @ endless.astype(float)
        was = low.copy(), high.copy()
        entry = sums.tocoo()
        row, column = entry.coords
        room = most[row] - (lowest[row] - low[column])
        np.minimum.at(high, column, room)
        others_end = unlimited[row] - endless[column] == 0
        rest = highest[row] - np.where(endless[column], 0.0, was[1][column])
        need = np.where(others_end, least[row] - rest, -np.inf)
        np.maximum.at(low, column, need)
        if (low > high).any():
            low, high = was
            break
        if (low == was[0]).all() and (high == was[1]).all():
            break
    return replace(system, low=low, high=high)


def _binding(system: System) -> NDArray[np.int64]:
    """The sums that say more than the bounds of their parts do."""
    lowest = system.sums @ system.low
    endless = ~np.isfinite(system.high)
    highest = system.sums @ np.where(endless, 0.0, system.high)
    highest = np.where(system.sums @ endless.astype(float) > 0, np.inf, highest)
    return np.flatnonzero((lowest < system.least) | (highest > system.most))


def _labels(rows: Rows, *, size: int) -> NDArray[np.int64]:
    """The part to which each unknown belongs."""
    if not size:
        return np.zeros(0, dtype=np.int64)
    count = rows.shape[0]
    graph = sparse().block_array([[None, rows], [rows.T, None]]) if count else None
    if graph is None:
        return np.arange(size)
    _, labels = graphs().connected_components(graph, directed=False)
    return np.asarray(labels[count:], dtype=np.int64)


def _owners(rows: Rows, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """The part to which each row belongs; -1 where it has nothing unknown in it."""
    firsts = rows.indptr[:-1]
    found = np.full(rows.shape[0], -1, dtype=np.int64)
    some = np.diff(rows.indptr) > 0
    found[some] = labels[rows.indices[firsts[some]]]
    return found


def _by_label(labels: NDArray[np.int64]) -> dict[int, NDArray[np.int64]]:
    if not len(labels):
        return {}
    order = np.argsort(labels, kind="stable")
    names, starts = np.unique(labels[order], return_index=True)
    return {
        int(name): part for name, part in zip(names, np.split(order, starts[1:]), strict=True)
    }
