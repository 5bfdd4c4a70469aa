"""Flows of demand between organisations: who hands on to whom, and what comes back."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from moothall.components.demand.rules.measures import checks
from moothall.components.demand.rules.measures.rates import (
    Interval,
    mean_of_counts,
    share_if_any,
)

FLOWS = "flows.hand-offs.1"


@dataclass(frozen=True)
class HandOff:
    """Once that an organisation handed a demand on to another."""

    demand: str
    at: datetime
    giver: str
    taker: str


@dataclass(frozen=True)
class Handled:
    """A demand: who had it first, and who met it."""

    id: str
    first_holder: str
    met_by: str | None = None
    """None while it is open, and where nobody met it."""


class Bounce(StrEnum):
    """How a hand-off failed."""

    RETURNED = "returned"
    """The taker handed it back to the giver."""
    REFERRED_ON = "referred_on"
    """The taker handed it on to a third."""


@dataclass(frozen=True)
class Flow:
    """All that one organisation handed on to another."""

    giver: str
    taker: str
    handed: int
    returned: int
    referred_on: int
    bounced: Interval | None
    """The share that bounced, of what was handed on long enough ago to tell, if anything."""


@dataclass(frozen=True)
class Flows:
    """Hand-offs within a place."""

    organisations: tuple[str, ...]
    """Everybody who gave, took, held first or met, by name."""
    matrix: tuple[tuple[int, ...], ...]
    """Hand-offs from the organisation of a row to that of a column."""
    flows: tuple[Flow, ...]
    """The cells above 0, by giver and taker."""
    within_days: int
    bounced: Interval | None
    too_recent: int
    """Hand-offs of which it is too early to tell."""
    per_demand: Interval | None
    """Hand-offs for each demand; none where there are no demands."""
    met_by_first: Interval | None
    """Of the demands that were met, the share that their first holder met."""
    count: int
    """All hand-offs."""
    denominator: int
    """All demands."""
    method: str = FLOWS


def bounces(hand_offs: Sequence[HandOff], *, within_days: int) -> tuple[Bounce | None, ...]:
    """For each hand-off, in its order, how it failed; none where it did not.

    A hand-off bounces where the next that its taker makes of the same demand follows within
    so many days.
    """
    days = _days(within_days)
    by_demand: defaultdict[str, list[int]] = defaultdict(list)
    for place, hand_off in enumerate(hand_offs):
        _check(hand_off)
        by_demand[hand_off.demand].append(place)
    found: list[Bounce | None] = [None] * len(hand_offs)
    for places in by_demand.values():
        places.sort(key=lambda place: hand_offs[place].at)
        own = [hand_offs[place] for place in places]
        for place, bounce in zip(places, _in_turn(own, days), strict=True):
            found[place] = bounce
    return tuple(found)


def flows(
    hand_offs: Sequence[HandOff],
    demands: Sequence[Handled],
    *,
    within_days: int,
    known_until: datetime,
    confidence: float = 0.95,
) -> Flows:
    """Who handed what to whom, how much of it bounced, and who met demands in the end.

    What was handed on less than ``within_days`` before ``known_until`` may still bounce: it is
    in the matrix, but not in the shares.
    """
    checks.distinct("demands", [demand.id for demand in demands])
    kinds = bounces(hand_offs, within_days=within_days)
    last = checks.moment("until when is known", known_until) - timedelta(days=within_days)
    told: Mapping[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for hand_off, kind in zip(hand_offs, kinds, strict=True):
        cell = told[hand_off.giver, hand_off.taker]
        cell["handed"] += 1
        if hand_off.at <= last:
            cell["ripe"] += 1
            cell[kind or "stayed"] += 1
    everywhere: Counter[str] = sum(told.values(), Counter())
    names = _organisations(hand_offs, demands)
    cells = tuple(
        Flow(
            giver=giver,
            taker=taker,
            handed=told[giver, taker]["handed"],
            returned=told[giver, taker][Bounce.RETURNED],
            referred_on=told[giver, taker][Bounce.REFERRED_ON],
            bounced=_bounced(told[giver, taker], confidence),
        )
        for giver, taker in sorted(told)
    )
    handed = {(flow.giver, flow.taker): flow.handed for flow in cells}
    met = [demand for demand in demands if demand.met_by is not None]
    by_first = sum(demand.met_by == demand.first_holder for demand in met)
    return Flows(
        organisations=names,
        matrix=tuple(tuple(handed.get((a, b), 0) for b in names) for a in names),
        flows=cells,
        within_days=within_days,
        bounced=_bounced(everywhere, confidence),
        too_recent=everywhere["handed"] - everywhere["ripe"],
        per_demand=_per_demand(hand_offs, demands, confidence),
        met_by_first=share_if_any(by_first, len(met), confidence=confidence),
        count=len(hand_offs),
        denominator=len(demands),
    )


def _in_turn(hand_offs: Sequence[HandOff], days: timedelta) -> Iterator[Bounce | None]:
    """How each hand-off of one demand failed, in the order of time."""
    for place, hand_off in enumerate(hand_offs):
        later = (on for on in hand_offs[place + 1 :] if on.giver == hand_off.taker)
        following = next(later, None)
        if following is None or following.at - hand_off.at > days:
            yield None
        elif following.taker == hand_off.giver:
            yield Bounce.RETURNED
        else:
            yield Bounce.REFERRED_ON


def _bounced(told: Mapping[str, int], confidence: float) -> Interval | None:
    failed = told[Bounce.RETURNED] + told[Bounce.REFERRED_ON]
    return share_if_any(failed, told["ripe"], confidence=confidence)


def _per_demand(
    hand_offs: Sequence[HandOff], demands: Sequence[Handled], confidence: float
) -> Interval | None:
    made = Counter(hand_off.demand for hand_off in hand_offs)
    unknown = sorted(made.keys() - {demand.id for demand in demands})
    if unknown:
        raise ValueError(f"demands were handed on which are not given: {', '.join(unknown)}")
    if not demands:
        return None
    squares = sum(many**2 for many in made.values())
    return mean_of_counts(
        total=len(hand_offs), squares=squares, of=len(demands), confidence=confidence
    )


def _organisations(hand_offs: Sequence[HandOff], demands: Sequence[Handled]) -> tuple[str, ...]:
    sides = {side for hand_off in hand_offs for side in (hand_off.giver, hand_off.taker)}
    holders = {demand.first_holder for demand in demands}
    return tuple(sorted(sides | holders | {d.met_by for d in demands if d.met_by is not None}))


def _check(hand_off: HandOff) -> None:
    checks.moment("the time of a hand-off", hand_off.at)
    if hand_off.giver == hand_off.taker:
        raise ValueError(f"{hand_off.giver} cannot hand a demand on to itself")


def _days(within_days: int) -> timedelta:
    if checks.count("the days within which a hand-off bounces", within_days) == 0:
        raise ValueError("a hand-off bounces within at least one day")
    return timedelta(days=within_days)
