"""Books: everything that was counted of one period, as one reader may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from moothall.components.demand.contracts import DECIDED, DELIVERED, UNMET, Cell, Repeats, Wait
from moothall.components.demand.rules.disclosure import ALL, Key, Policy
from moothall.components.demand.rules.disclosure import Cell as Counted
from moothall.components.demand.rules.disclosure.cubes import Cube
from moothall.components.demand.rules.periods import Period
from moothall.components.demand.rules.summaries.sheets import (
    Measure,
    Sheet,
    counted,
    cube_of,
    exact,
    measured,
)
from moothall.components.demand.rules.summaries.shielding import Bounds, Sum, entry_of, shield
from moothall.components.demand.rules.summaries.within import telling

TABLES: Mapping[str, tuple[tuple[str, ...], tuple[Measure, ...]]] = {
    "outcome": (("outcome",), (Measure.ASKED,)),
    "need_area": (("need", "area"), (Measure.ASKED, Measure.UNMET, Measure.DECIDED)),
    "need": (("need",), (Measure.FAILURE, Measure.KNOWN)),
    "month": (("month",), (Measure.ASKED, Measure.UNMET, Measure.DECIDED)),
    "need_channel": (("need", "channel"), (Measure.ASKED,)),
    "asked_holder": (("asked_org", "org"), (Measure.ASKED,)),
    "holder_met": (("org", "met_org"), (Measure.DELIVERED,)),
    "asked_met": (("asked_org", "met_org"), (Measure.DELIVERED,)),
    "holder": (("org",), (Measure.UNMET, Measure.OPEN)),
    "step": (("service", "step"), (Measure.GAVE_UP, Measure.STOPPED)),
}
"""Table -> what it counts by, and of which needs."""
_OUTCOMES: Mapping[Measure, tuple[str, ...]] = {
    Measure.UNMET: tuple(sorted(o.value for o in UNMET)),
    Measure.DECIDED: tuple(sorted(o.value for o in DECIDED)),
    Measure.DELIVERED: tuple(sorted(o.value for o in DELIVERED)),
    Measure.OPEN: ("open",),
    Measure.GAVE_UP: ("gave_up",),
    Measure.STOPPED: ("unmet_ineligible",),
}
"""Measures whose total is the sum of outcomes."""

Raw = Mapping[tuple[str, Measure], Sequence[Cell]]
"""Table and measure -> its cells."""
Margins = Mapping[tuple[str, Measure], Sequence[tuple[Key, Cell]]]
"""The same -> the keys of totals, and their cells, with distinct people."""


@dataclass(frozen=True, kw_only=True)
class Book:
    """Everything that was counted of one period, as one reader may see it."""

    period: Period
    sheets: Mapping[tuple[str, Measure], Sheet]
    waits: Mapping[str, Sequence[Wait]] = field(default_factory=dict)
    """By need; all of them under ``all``. None of those that may not be shown."""
    repeats: tuple[int, int] | None = None
    """How many needs of people who can be told apart, and how many were repeats."""
    handoffs: int | None = None
    top_unmet: Mapping[str, str] = field(default_factory=dict)
    """Need -> how most of those were not met who were not."""
    delivered: frozenset[tuple[str, str]] = frozenset()
    """Needs and areas in which somebody met it."""
    population: Mapping[str, int] = field(default_factory=dict)
    policy: Policy | None = None
    """How it was protected; none where everything is exact."""

    def sheet(self, table: str, measure: Measure) -> Sheet:
        found = self.sheets.get((table, measure))
        if found is not None:
            return found
        return Sheet(categories=tuple(() for _ in TABLES[table][0]), shown={})

    def outcome(self, outcome: str) -> int | None:
        return self.sheet("outcome", Measure.ASKED).at(outcome)


def exact_sheets(cells: Mapping[str, Sequence[Cell]]) -> dict[tuple[str, Measure], Sheet]:
    """Every table from cells of all needs."""
    return {
        (table, measure): exact(measured(cells[table], measure), width=len(dimensions))
        for table, (dimensions, measures) in TABLES.items()
        for measure in measures
        if table in cells
    }


@dataclass(frozen=True, kw_only=True)
class Within:
    """What anybody may read already of shorter periods within one."""

    sheets: Sequence[Mapping[tuple[str, Measure], Sheet]] = ()
    is_whole: bool = False
    """Whether they make up the whole of it."""

    def hidden(
        self, cube: Cube, measure: Measure, margins: Mapping[Key, Counted], policy: Policy
    ) -> frozenset[Key]:
        """What must not be told beside them."""
        found = [s[cube.name, measure] for s in self.sheets if (cube.name, measure) in s]
        return telling(
            cube, margins=margins, within=found, policy=policy, is_whole=self.is_whole
        )


def protected_sheets(
    raw: Raw,
    margins: Margins,
    policy: Policy,
    within: Within = Within(),
) -> dict[tuple[str, Measure], Sheet]:
    """Every table as anybody may read it, each audited beside what the others tell.

    What shorter periods ``within`` hide is not told by it either.
    """
    outcomes = _told_of_outcomes(raw, policy)
    found: dict[tuple[str, Measure], Sheet] = {}
    beside: list[Sum] = []
    for measure in [m for m in Measure if m is not Measure.ASKED]:
        total = _sum_of(outcomes, _OUTCOMES.get(measure, ()))
        told = _protect(
            raw, margins, measure, policy, total=total, beside={}, within=within, into=found
        )
        if measure in _OUTCOMES:
            keys = [(outcome,) for outcome in _OUTCOMES[measure]]
            beside.append((keys, told))
    asked = {"outcome": beside}
    _protect(
        raw,
        margins,
        Measure.ASKED,
        policy,
        total=(0, None),
        beside=asked,
        within=within,
        into=found,
    )
    return found


def _protect(
    raw: Raw,
    margins: Margins,
    measure: Measure,
    policy: Policy,
    *,
    total: Bounds,
    beside: Mapping[str, Sequence[Sum]],
    within: Within,
    into: dict[tuple[str, Measure], Sheet],
) -> Bounds:
    cubes: list[Cube] = []
    for table, (dimensions, measures) in TABLES.items():
        if measure in measures:
            cube = cube_of(table, dimensions, raw.get((table, measure), ()))
            if cube is not None:
                cubes.append(cube)
    people = {
        cube.name: {key: counted(cell) for key, cell in margins.get((cube.name, measure), ())}
        for cube in cubes
    }
    hidden = {
        cube.name: within.hidden(cube, measure, people[cube.name], policy) for cube in cubes
    }
    done = shield(cubes, policy, margins=people, total=total, beside=beside, hidden=hidden)
    into.update({(name, measure): sheet for name, sheet in done.sheets.items()})
    return done.total


def _told_of_outcomes(raw: Raw, policy: Policy) -> dict[str, Bounds]:
    """What the table of outcomes tells of each before anything more is hidden in it."""
    entries = {
        cell.keys[0]: entry_of(counted(cell), policy)
        for cell in raw.get(("outcome", Measure.ASKED), ())
        if cell.needs
    }
    return {outcome: (entry.low, entry.high) for outcome, entry in entries.items()}


def _sum_of(told: Mapping[str, Bounds], outcomes: Sequence[str]) -> Bounds:
    if not outcomes:
        return 0, None
    bounds = [told.get(outcome, (0, 0)) for outcome in outcomes]
    highs = [high for _, high in bounds if high is not None]
    return sum(low for low, _ in bounds), sum(highs) if len(highs) == len(bounds) else None


def shown_pair(found: Sequence[Repeats], policy: Policy | None) -> tuple[int, int] | None:
    """Contacts and repeats, protected where a policy says so; none where they are hidden."""
    whole = sum(one.contacts for one in found)
    part = sum(one.repeats for one in found)
    if policy is None:
        return whole, part
    entries = [entry_of(Counted(people=n, contacts=n), policy) for n in (whole, part)]
    first, second = (entry.shown for entry in entries)
    return None if first is None or second is None else (first, second)


def is_enough(waits: Sequence[Wait], policy: Policy | None) -> bool:
    """Whether figures of these waits may be shown: of those met, and of all."""
    if policy is None:
        return True
    return sum(wait.met for wait in waits) >= policy.threshold


def by_need(waits: Sequence[Wait], policy: Policy | None) -> dict[str, Sequence[Wait]]:
    """Waits by need and those of all needs, without those of too few to be shown."""
    found: dict[str, list[Wait]] = {ALL: list(waits)}
    for wait in waits:
        found.setdefault(wait.keys[0], []).append(wait)
    return {need: some for need, some in found.items() if is_enough(some, policy)}
