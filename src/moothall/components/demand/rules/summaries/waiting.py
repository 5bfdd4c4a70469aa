"""The body of waits: how long it takes until needs are met, those still waiting counted."""

from collections.abc import Sequence
from typing import Any

from moothall.components.demand.contracts import Wait
from moothall.components.demand.rules.disclosure import ALL, Cell, Policy
from moothall.components.demand.rules.measures import survival
from moothall.components.demand.rules.measures.rates import share
from moothall.components.demand.rules.summaries.books import Book
from moothall.components.demand.rules.summaries.figures import (
    Fig,
    fig,
    hidden,
    nothing,
    of_interval,
    of_median,
)
from moothall.components.demand.rules.summaries.shielding import entry_of

WITHIN = (7, 28, 90)
GRID = (0, 1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 56, 70, 90, 120, 150, 180, 270, 365)
"""The days at which a curve is told."""
ROUNDED = "wait.met-within.rounded.1"


def waits(book: Book) -> dict[str, Any]:
    """By need: the median, the share met within some days, and the curve."""
    sheet = sorted(book.waits, key=lambda need: (need != ALL, need))
    return {"rows": [_row(book, need) for need in sheet if book.waits[need]]}


def median_of(book: Book, need: str) -> Fig:
    """The median wait; hidden where too few were met, nothing where nobody waited."""
    found = book.waits.get(need)
    if found is None:
        return hidden(survival.MEDIAN) if book.policy else nothing(survival.MEDIAN)
    if not found:
        return nothing(survival.MEDIAN)
    curve = survival.kaplan_meier(spread(found))
    count, whole = _shown(curve.met, book.policy), _shown(curve.count, book.policy)
    return of_median(survival.median(curve), count=count, denominator=whole)


def spread(found: Sequence[Wait]) -> list[survival.Wait]:
    """Days as the statistics want them: what was met, and what was lost sight of."""
    return [
        survival.Wait(float(wait.day), met, many)
        for wait in found
        for met, many in ((True, wait.met), (False, wait.censored))
        if many
    ]


def _row(book: Book, need: str) -> dict[str, Any]:
    found = spread(book.waits[need])
    return {
        "need": need,
        "median": median_of(book, need),
        "within": {str(day): _within(found, day, book.policy) for day in WITHIN},
        "curve": _curve(found, book.policy),
    }


def _within(found: Sequence[survival.Wait], day: int, policy: Policy | None) -> Fig:
    told = survival.met_within(found, day)
    if told is None:
        return nothing(survival.MET_WITHIN, why="not_followed_so_long")
    if policy is None:
        return of_interval(told)
    return _from_rounded(told.value, sum(wait.many for wait in found), policy)


def _from_rounded(value: float, whole: int, policy: Policy) -> Fig:
    """A share made of rounded counts; hidden where either side of it is of too few people."""
    many = round(value * whole)
    shown = [_shown(count, policy) for count in (many, whole - many)]
    if None in shown:
        return hidden(ROUNDED)
    met, waiting = (count or 0 for count in shown)
    if met + waiting == 0:
        return nothing(ROUNDED)
    told = share(met, met + waiting)
    return fig(
        told.value,
        low=told.low,
        high=told.high,
        count=met,
        denominator=met + waiting,
        method=ROUNDED,
    )


def _curve(
    found: Sequence[survival.Wait], policy: Policy | None
) -> list[list[float | int | None]]:
    """Day, share that is still waiting, and its limits; nothing at a day that is hidden."""
    told: list[list[float | int | None]] = []
    for day in GRID:
        one = _within(found, day, policy)
        if one["value"] is not None:
            low, high = one["low"], one["high"]
            told.append([day, *(round(1 - x, 4) for x in (one["value"], high, low))])
    return told


def _shown(count: int, policy: Policy | None) -> int | None:
    return (
        count if policy is None else entry_of(Cell(people=count, contacts=count), policy).shown
    )
