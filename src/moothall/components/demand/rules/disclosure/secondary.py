"""What more to hide in a table with true totals, so that what is hidden stays hidden.

Cell suppression after M. Fischetti and J. J. Salazar-González (2000): a small integer
programme chooses, an attacker's linear programme tries to work out each hidden count, and
where it can, its dual is the inequality that the choice broke.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from moothall.components.demand.rules.disclosure.cubes import Key
from moothall.components.demand.rules.disclosure.solving import Rows, optimize, sparse
from moothall.components.demand.rules.disclosure.systems import Numbers

SECONDS = 20.0
"""How long one choice may take."""
MOST_WORK = 6_000
"""How many linear programmes a choice may take before a good one will do for the best."""
NEAR = 1e-6

Places = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A true count, what is known of it once it is hidden, and what it must be able to be.

    ``needs`` is none where there is nothing wrong with the count.
    """

    count: int
    low: int
    high: int | None
    needs: tuple[int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What is hidden beside what has to be, and what it adds up to.

    No choice that protects as much adds up to less than ``bound``. ``open`` are the places
    that nothing protects; a table that has any reveals something.
    """

    beside: frozenset[Key]
    cost: int
    bound: float
    open: tuple[Key, ...] = ()

    @property
    def is_best(self) -> bool:
        return not self.open and self.cost <= self.bound + NEAR


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """That one place can be off its count by so much, up (1) or down (-1)."""

    place: int
    way: int
    by: float


class _Problem:
    """The places as numbers: how far each may move while it is hidden, and what binds them."""

    def __init__(self, places: Mapping[Key, Place], parts: Mapping[Key, Sequence[Key]]) -> None:
        self.keys = list(places)
        index = {key: at for at, key in enumerate(self.keys)}
        known = list(places.values())
        self.cost = np.array([float(p.count) for p in known])
        far = 2 * self.cost.sum() + 1
        self.down = np.array([float(p.count - p.low) for p in known])
        self.up = np.array([far if p.high is None else float(p.high - p.count) for p in known])
        self.must = np.array([p.needs is not None for p in known])
        self.may = self.cost > 0
        self.price = np.where(self.must, 0.0, self.cost)
        self.sums = _relations(index, parts)
        self.by_place = self.sums.tocsc()
        self.total_of = np.array([index[total] for total in parts], dtype=np.int64)
        self.moved: dict[_Wish, Places] = {}
        self.solved = 0
        self.wishes = [
            _Wish(place=at, way=way, by=float(by))
            for at, p in enumerate(known)
            if p.needs
            for way, by in ((1, p.needs[1] - p.count), (-1, p.count - p.needs[0]))
            if by > 0
        ]

    def come_down_to_earth(self) -> tuple[Key, ...]:
        """Wish only for what hiding everything would grant; what had to be given up on."""
        everything = (self.must | self.may).astype(float)
        wishes, given_up = [], []
        for wish in self.wishes:
            far = wish.by if self._is_plain(wish) else self.reach(wish, everything)[0]
            if far < wish.by - NEAR:
                given_up.append(self.keys[wish.place])
            if far > NEAR:
                wishes.append(replace(wish, by=min(wish.by, far)))
        self.wishes = wishes
        return tuple(dict.fromkeys(given_up))

    def reach(self, wish: _Wish, hidden: Numbers) -> tuple[float, Numbers]:
        """How far a place can be off, and by weak duality why not further.

        The second is an inequality ``cut @ hidden >= wish.by`` which all choices fulfil that
        let it be off so far, and which this one breaks if it does not. Only what is hidden
        is solved for; prices of sums without anything hidden may be any, and are nothing.
        """
        self.solved += 1
        goal = np.zeros(len(self.keys))
        goal[wish.place] = -wish.way
        free = np.flatnonzero(hidden)
        sums = self.sums[:, free]
        tied = np.flatnonzero(np.diff(sums.indptr))
        answer = optimize().linprog(
            goal[free],
            A_eq=sums[tied],
            b_eq=np.zeros(len(tied)),
            bounds=np.column_stack([-self.down[free], self.up[free]]),
        )
        if answer.status:
            return 0.0, np.where(self.may, wish.by, 0.0)
        self._remember(wish, free[np.abs(answer.x) > NEAR], far=-float(answer.fun))
        left = goal - self.sums[tied].T @ answer.eqlin.marginals
        cut = np.maximum(left, 0) * self.down + np.maximum(-left, 0) * self.up
        cut[cut < NEAR] = 0.0
        return -float(answer.fun), np.minimum(cut, wish.by)

    def refusal(self, wish: _Wish, hidden: Numbers) -> Numbers | None:
        """The inequality that a choice breaks; none where a place can be off so far.

        It can if all is hidden that moved when it last could, which needs no solving.
        """
        moved = self.moved.get(wish)
        if moved is not None and hidden[moved].all():
            return None
        far, cut = self.reach(wish, hidden)
        return None if far >= wish.by - NEAR else cut

    def _remember(self, wish: _Wish, moved: Places, *, far: float) -> None:
        if far >= wish.by - NEAR:
            self.moved[wish] = moved

    def _is_plain(self, wish: _Wish) -> bool:
        """Whether a place that is no total can be off together with every total of it."""
        rows = self.by_place[:, [wish.place]]
        if (rows.data > 0).any():
            return False
        room = self.up if wish.way > 0 else self.down
        along = [wish.place, *self.total_of[rows.indices]]
        return bool((room[along] >= wish.by).all() and self.may[along].all())

    def spread(self, wish: _Wish, hidden: Numbers) -> Numbers | None:
        """The cheapest places that have to move for one to be off so far; none if none can."""
        price = np.where(hidden > 0, 0.0, self.price) + NEAR
        least = np.zeros((2, len(self.keys)))
        most = np.stack([self.up * self.may, self.down * self.may])
        along, against = (0, 1) if wish.way > 0 else (1, 0)
        least[along, wish.place] = most[along, wish.place] = wish.by
        most[against, wish.place] = 0.0
        both = sparse().hstack([self.sums, -self.sums]).tocsr()
        answer = optimize().linprog(
            np.tile(price, 2),
            A_eq=both,
            b_eq=np.zeros(both.shape[0]),
            bounds=np.column_stack([least.ravel(), most.ravel()]),
        )
        if answer.status:
            return None
        return np.asarray(answer.x.reshape(2, -1).sum(axis=0) > NEAR, dtype=float)

    def cheapest(self, cuts: Sequence[tuple[Numbers, float]]) -> tuple[Numbers | None, float]:
        """The least to hide that breaks no inequality, and below what nothing does."""
        rows = sparse().vstack([sparse().csr_array(cut[None, :]) for cut, _ in cuts])
        answer = optimize().milp(
            self.price,
            constraints=optimize().LinearConstraint(
                rows, np.array([by for _, by in cuts]) - NEAR, np.inf
            ),
            bounds=optimize().Bounds(
                self.must.astype(float), (self.must | self.may).astype(float)
            ),
            integrality=np.ones(len(self.keys)),
            options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
        )
        bound = float(answer.mip_dual_bound or 0.0)
        return (None if answer.status else np.round(answer.x)), bound


def choose(
    places: Mapping[Key, Place], parts: Mapping[Key, Sequence[Key]], *, rounds: int
) -> Choice:
    """What to hide beside what has to be. ``parts`` are what each total is the sum of.

    The choice is the cheapest unless that is not found in so many rounds, in work or in
    time; then what is lacking in the last choice is made good count by count, each as
    cheaply as can be, and what proves superfluous is taken back.
    """
    problem = _Problem(places, parts)
    open_ = problem.come_down_to_earth()
    hidden, bound, is_done = _best(problem, rounds=rounds)
    if not is_done:
        hidden = _one_by_one(problem, hidden)
    beside = (hidden > 0) & ~problem.must
    return Choice(
        beside=frozenset(problem.keys[at] for at in np.flatnonzero(beside)),
        cost=round(float(problem.price @ hidden)),
        bound=bound,
        open=open_,
    )


def _best(problem: _Problem, *, rounds: int) -> tuple[Numbers, float, bool]:
    """The last choice, what no choice is cheaper than, and whether nothing is lacking."""
    hidden = problem.must.astype(float)
    cuts: list[tuple[Numbers, float]] = []
    bound = 0.0
    for _ in range(rounds):
        if problem.solved > MOST_WORK:
            break
        found = [(problem.refusal(wish, hidden), wish.by) for wish in problem.wishes]
        broken = [(cut, by) for cut, by in found if cut is not None]
        if not broken:
            return hidden, bound, True
        cuts += broken
        chosen, least = problem.cheapest(cuts)
        bound = max(bound, least)
        if chosen is None:
            break
        hidden = chosen
    return hidden, bound, False


def _one_by_one(problem: _Problem, hidden: Numbers) -> Numbers:
    """A choice that protects every place in turn, without what is superfluous in it."""
    for wish in sorted(problem.wishes, key=lambda wish: -wish.by):
        if problem.refusal(wish, hidden) is not None:
            moved = problem.spread(wish, hidden)
            hidden = hidden if moved is None else np.maximum(hidden, moved)
    extra = np.flatnonzero((hidden > 0) & ~problem.must)
    for at in sorted(extra, key=lambda at: -problem.price[at]):
        if problem.solved > 2 * MOST_WORK:
            break
        fewer = hidden.copy()
        fewer[at] = 0.0
        if all(problem.refusal(wish, fewer) is None for wish in problem.wishes):
            hidden = fewer
    return hidden


def _relations(index: Mapping[Key, int], parts: Mapping[Key, Sequence[Key]]) -> Rows:
    """One row for each total: it, less what it is the sum of, is nothing."""
    rows, columns, values = [], [], []
    for row, (total, below) in enumerate(parts.items()):
        rows += [row] * (len(below) + 1)
        columns += [index[total], *(index[part] for part in below)]
        values += [1.0, *[-1.0] * len(below)]
    return sparse().csr_array((values, (rows, columns)), shape=(len(parts), len(index)))
