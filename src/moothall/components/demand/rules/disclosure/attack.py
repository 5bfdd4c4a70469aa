"""The attacker: what every hidden count can still be, given everything that was told."""

from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from moothall.components.demand.rules.disclosure.laminar import has_whole_corners
from moothall.components.demand.rules.disclosure.solving import Rows, optimize, sparse
from moothall.components.demand.rules.disclosure.systems import Numbers, System

SECONDS = 10.0
"""How long one question may take; then it is not answered, which no release passes."""
FAR = 1_000
"""How far above everything that was told a count without limit is followed, and then some."""
NEAR = 1e-6
SCATTERED = 60
LEAST_CLOSED = 0.03
_SOLVED, _INFEASIBLE = 0, 2


class Contradictory(Exception):
    """What was told cannot all be true."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What a hidden count can be: how many whole values at least, and between which.

    Where there are as many as are needed, the search stops there, and the true bounds may
    be wider. ``high`` is none where there is no limit.
    """

    low: int
    high: int | None
    values: int
    is_certain: bool = True


def reach(system: System, *, needed: int, in_full: bool = False) -> tuple[Reach, ...]:
    """What everything asked of the system can be, in order; ``Contradictory`` if nothing.

    ``in_full`` looks for the true bounds even of what can be enough.
    """
    if (system.low > system.high).any() or _is_broken(system):
        raise Contradictory
    if system.is_loose:
        return _loose(system)
    search = _Search(system, needed=needed)
    if not in_full:
        search.scatter()
    for question in range(len(system.claims)):
        if in_full or search.count(question) < needed:
            search.ask(question)
    return search.found()


def _is_broken(system: System) -> bool:
    """Whether a sum of known numbers only is not what it is said to be."""
    empty = np.diff(system.sums.indptr) == 0
    return bool((empty & ((system.least > 0) | (system.most < 0))).any())


def _loose(system: System) -> tuple[Reach, ...]:
    lows = system.known + system.asked @ system.low
    endless = ~np.isfinite(system.high)
    unlimited = system.asked @ endless.astype(float) > 0
    highs = system.known + system.asked @ np.where(endless, 0.0, system.high)
    return tuple(
        Reach(
            low=int(low),
            high=None if free else int(high),
            values=FAR if free else int(high - low) + 1,
        )
        for low, high, free in zip(lows, highs, unlimited, strict=True)
    )


def _are_whole(found: Numbers) -> bool:
    return bool((np.abs(found - np.round(found)) < NEAR).all())


class _Search:
    """What is known so far of what is asked of one system."""

    def __init__(self, system: System, *, needed: int) -> None:
        self.system, self.needed = system, needed
        tops = [system.low, system.least, np.where(system.high < np.inf, system.high, 0)]
        self.far = max(float(top.max(initial=0.0)) for top in tops) + FAR * needed
        self.high = np.minimum(system.high, self.far)
        together = sparse().vstack([system.sums, system.asked]).tocsr()
        self.is_whole = has_whole_corners(together)
        count = len(system.claims)
        self.least, self.most = np.full(count, np.inf), np.full(count, -np.inf)
        self.values: list[set[int]] = [set() for _ in range(count)]
        self.uncertain: set[int] = set()

    def open(self) -> list[int]:
        """What is not yet known to take as many values as are needed."""
        return [q for q in range(len(self.values)) if self.count(q) < self.needed]

    def count(self, q: int) -> int:
        if not self.is_whole:
            return len(self.values[q])
        if self.most[q] < self.least[q]:
            return 0
        return floor(float(self.most[q]) + NEAR) - ceil(float(self.least[q]) - NEAR) + 1

    def scatter(self) -> None:
        """Look in directions drawn by lot, each of which says something of every question."""
        lots = np.random.default_rng(0)
        for _ in range(SCATTERED):
            waiting = self.open()
            if not waiting:
                return
            way = self.system.asked[waiting].T @ lots.standard_normal(len(waiting))
            for goal in (way, -way):
                self.look(goal)
            if len(waiting) - len(self.open()) < max(1, LEAST_CLOSED * len(waiting)):
                return

    def look(self, goal: Numbers) -> None:
        """Note the counts at which a goal is least, whole ones where only those will do."""
        found = self.solve(goal, whole=False)
        if not (self.is_whole or found is None or _are_whole(found)):
            found = self.solve(goal, whole=True)
        self.note(found)

    def ask(self, q: int) -> None:
        """The least and the greatest that one can be, and what lies between if it has gaps."""
        goal = self.system.asked[[q]].toarray().ravel()
        for way in (goal, -goal):
            self.note(self.solve(way, whole=not self.is_whole, about=q))
        if not self.is_whole:
            self.fill(q, goal)

    def fill(self, q: int, goal: Numbers) -> None:
        """Try whole numbers between the least and the greatest until there are enough."""
        if not self.values[q]:
            return
        least, most = min(self.values[q]), max(self.values[q])
        for value in range(least + 1, min(most, least + 4 * self.needed)):
            if len(self.values[q]) >= self.needed:
                return
            if value not in self.values[q]:
                at = value - self.system.known[q]
                self.note(self.solve(goal, whole=True, about=q, equal=at))

    def solve(
        self,
        goal: Numbers,
        *,
        whole: bool,
        about: int | None = None,
        equal: float | None = None,
    ) -> Numbers | None:
        """The counts at which the goal is least; none where there are none or no time."""
        system = self.system
        rows: Rows = system.sums
        least, most = system.least, system.most
        if equal is not None:
            rows = sparse().vstack([rows, sparse().csr_array(goal[None, :])]).tocsr()
            least, most = np.append(least, equal), np.append(most, equal)
        answer = optimize().milp(
            goal,
            constraints=optimize().LinearConstraint(rows, least, most),
            bounds=optimize().Bounds(system.low, self.high),
            integrality=np.full(len(goal), int(whole)),
            options={"time_limit": SECONDS},
        )
        if answer.status == _INFEASIBLE:
            if equal is None:
                raise Contradictory
            return None
        if answer.status != _SOLVED:
            self.uncertain |= set() if about is None else {about}
            return None
        return np.asarray(answer.x)

    def note(self, found: Numbers | None) -> None:
        """Remember what every question comes to where these are the true counts."""
        if found is None:
            return
        is_whole = _are_whole(found)
        came = self.system.known + self.system.asked @ found
        if is_whole or self.is_whole:
            np.minimum(self.least, came, out=self.least)
            np.maximum(self.most, came, out=self.most)
        if is_whole:
            for q, value in enumerate(came):
                if len(self.values[q]) < 2 * self.needed:
                    self.values[q].add(round(value))

    def found(self) -> tuple[Reach, ...]:
        return tuple(
            Reach(
                low=ceil(self.least[q] - NEAR) if self.count(q) else 0,
                high=self._limit(q),
                values=self.count(q),
                is_certain=q not in self.uncertain,
            )
            for q in range(len(self.values))
        )

    def _limit(self, q: int) -> int | None:
        most = self.most[q]
        return None if not np.isfinite(most) or most >= self.far else floor(most + NEAR)
