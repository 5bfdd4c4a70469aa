"""Reading cubes into books: a protected one of the place, an exact one of each organisation.

Cubes are read outside ``acting``. Only the process of a refresh loads this module.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TypedDict, TypeVar

from moothall.components.demand.contracts import Cell, Cubes, Repeats, Wait
from moothall.components.demand.rules.disclosure import ALL, Key, Policy
from moothall.components.demand.rules.disclosure import Cell as Counted
from moothall.components.demand.rules.periods import Period
from moothall.components.demand.rules.summaries.books import (
    TABLES,
    Book,
    Within,
    by_need,
    exact_sheets,
    protected_sheets,
    shown_pair,
)
from moothall.components.demand.rules.summaries.sheets import Measure, added, counted, measured
from moothall.components.demand.rules.summaries.shielding import entry_of

WITHIN_DAYS = 28
"""After so many days, somebody who comes again does not come *again*."""
_Keyed = TypeVar("_Keyed", Cell, Wait, Repeats)
_BOTH = ("org", "asked_org")
_SMALL = ("outcome", "need_channel")
_MET = Measure.DELIVERED.where
_UNMET_WORDS = {
    "no_service": "unmet_no_service",
    "ineligible": "unmet_ineligible",
    "no_capacity": "unmet_no_capacity",
    "gave_up": "gave_up",
}


class Span(TypedDict):
    since: date
    until: date


def place_book(
    cubes: Cubes,
    period: Period,
    *,
    at: datetime,
    policy: Policy,
    population: Mapping[str, int],
    within: Within = Within(),  # noqa: B008 - frozen
) -> Book:
    """What anybody may read of a period, beside what they may of those ``within`` it.

    It is the same whatever it is read for: a part of it alone would be protected otherwise,
    and the two beside one another would tell what each of them hides.
    """
    span = Span(since=period.since, until=period.until)
    raw: dict[tuple[str, Measure], Sequence[Cell]] = {}
    margins: dict[tuple[str, Measure], list[tuple[Key, Cell]]] = {}
    for table, (dimensions, measures) in TABLES.items():
        for measure in measures:
            where = measure.where
            raw[table, measure] = cubes.counts(by=dimensions, where=where, **span)
            margins[table, measure] = [
                (_placed(cell.keys, kept, len(dimensions)), cell)
                for kept in _kept(len(dimensions))
                for cell in cubes.counts(by=[dimensions[i] for i in kept], where=where, **span)
            ]
    waits = cubes.waits(by=["need"], at=at, **span)
    met = [c for by in ([], ["need"]) for c in cubes.counts(by=by, where=_MET, **span)]
    ways = cubes.counts(by=["need", "outcome"], where=Measure.UNMET.where, **span)
    handoffs = sum(cell.handoffs for cell in raw["outcome", Measure.ASKED])
    repeats = cubes.repeats(by=[], within=WITHIN_DAYS, **span)
    return Book(
        period=period,
        sheets=protected_sheets(raw, margins, policy, within),
        waits=_of_enough(by_need(waits, policy), met, policy),
        repeats=shown_pair(repeats, policy),
        handoffs=_protected_count(handoffs, policy),
        top_unmet=_top_shown(ways, policy),
        delivered=_delivered(raw.get(("need_area", Measure.ASKED), ())),
        population=population,
        policy=policy,
    )


class OwnBooks:
    """The exact books of all organisations for one period, read at once."""

    def __init__(
        self, cubes: Cubes, period: Period, *, at: datetime, is_small: bool = False
    ) -> None:
        self._period = period
        span = Span(since=period.since, until=period.until)
        self._cells = {
            table: cubes.counts(by=_own_by(table), **span)
            for table in TABLES
            if not is_small or table in _SMALL
        }
        self._waits = cubes.waits(by=[*_BOTH, "need"], at=at, **span)
        self._repeats = cubes.repeats(by=_BOTH, within=WITHIN_DAYS, **span)

    @property
    def orgs(self) -> frozenset[str]:
        """Everybody who held anything, or was asked."""
        return frozenset(key for cell in self._cells["outcome"] for key in cell.keys[:2])

    def book(self, org: str, *, population: Mapping[str, int]) -> Book:
        """What an organisation held, or was asked."""
        cells = {
            table: added(_of(org, found), keep=_keep(table))
            for table, found in self._cells.items()
        }
        by = cells.get("need_area", [])
        waits = [
            Wait(keys=wait.keys[2:], day=wait.day, met=wait.met, censored=wait.censored)
            for wait in _of(org, self._waits)
        ]
        repeats = _of(org, self._repeats)
        return Book(
            period=self._period,
            sheets=exact_sheets(cells),
            waits=by_need(waits, None),
            repeats=shown_pair(repeats, None),
            handoffs=sum(cell.handoffs for cell in cells["outcome"]),
            top_unmet=_top_unmet(measured(by, Measure.UNMET)),
            delivered=_delivered(by),
            population=population,
        )


def _own_by(table: str) -> list[str]:
    return [*_BOTH, *(d for d in TABLES[table][0] if d not in _BOTH)]


def _keep(table: str) -> list[int]:
    by = _own_by(table)
    return [by.index(dimension) for dimension in TABLES[table][0]]


def _of(org: str, found: Iterable[_Keyed]) -> list[_Keyed]:
    return [one for one in found if org in one.keys[:2]]


def _kept(width: int) -> list[tuple[int, ...]]:
    """The dimensions that totals keep: none, and each of two by itself."""
    return [(), *(((at,) for at in range(width)) if width > 1 else ())]


def _placed(keys: Key, kept: Sequence[int], width: int) -> Key:
    found = dict(zip(kept, keys, strict=True))
    return tuple(found.get(at, ALL) for at in range(width))


def _of_enough(
    waits: Mapping[str, Sequence[Wait]], met: Sequence[Cell], policy: Policy
) -> dict[str, Sequence[Wait]]:
    """The waits of needs that were met for enough different people."""
    shown = {
        (*cell.keys, ALL)[0]
        for cell in met
        if entry_of(counted(cell), policy).shown is not None
    }
    return {need: some for need, some in waits.items() if need in shown}


def _top_shown(cells: Sequence[Cell], policy: Policy) -> dict[str, str]:
    """By need the way in which most were not met, where those may be shown themselves."""
    top: dict[str, Cell] = {}
    for cell in sorted(cells, key=lambda c: (c.needs, c.keys)):
        top[cell.keys[0]] = cell
    return {
        need: cell.keys[1]
        for need, cell in top.items()
        if entry_of(counted(cell), policy).shown is not None
    }


def _top_unmet(cells: Sequence[Cell]) -> dict[str, str]:
    """By need the way in which most were not met."""
    found = {}
    for cell in added(cells, keep=[0]):
        counts = {words: getattr(cell, name) for name, words in _UNMET_WORDS.items()}
        top = max(counts, key=lambda words: (counts[words], words))
        if counts[top]:
            found[cell.keys[0]] = top
    return found


def _delivered(cells: Sequence[Cell]) -> frozenset[tuple[str, str]]:
    return frozenset((c.keys[0], c.keys[1]) for c in cells if c.met + c.partly)


def _protected_count(count: int, policy: Policy) -> int | None:
    return entry_of(Counted(people=count, contacts=count), policy).shown
