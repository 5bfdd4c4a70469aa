"""Channel shift at a fixed mix of needs: people changing channel, or needs changing people."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from moothall.components.demand.rules.measures import checks
from moothall.components.demand.rules.measures.rates import Interval, share

STANDARDISED_SHARE = "share.standardised.mover-wilson.1"
DIFFERENCE = "difference.mover-wilson.1"
SHIFT = "channel-shift.base-mix.1"


@dataclass(frozen=True)
class Part:
    """How many of the contacts about one need came by a channel."""

    by_channel: int
    contacts: int


@dataclass(frozen=True)
class Shift:
    """How the share of one channel changed from one period to another."""

    channel: str
    before: Interval
    """Its share of the contacts before, about the needs that occur in both periods."""
    after: Interval
    """Its share after, had people had the needs of before."""
    change: Interval
    """The change of habit: ``after`` less ``before``, from -1 to 1."""
    crude_change: float
    """What the bare shares say about the same needs."""
    left_out: tuple[str, ...]
    """Needs of one period only, which cannot be compared."""
    covered: float
    """The share of the contacts before that is about needs of both periods."""
    method: str = SHIFT

    @property
    def change_of_mix(self) -> float:
        """As much of the crude change as comes from people having other needs."""
        return self.crude_change - self.change.value


def standardised_share(
    parts: Mapping[str, Part], weights: Mapping[str, float], *, confidence: float = 0.95
) -> Interval:
    """The share that there would be if needs were mixed like the weights.

    The limits put together those of Wilson for each need, each as far from its share as it is
    (MOVER: Zou and Donner 2008; for strata Yan and Su 2010). Every need that has a weight has
    to be there, and no other.
    """
    if set(parts) != set(weights) or not parts:
        apart = ", ".join(sorted(set(parts) ^ set(weights))) or "there are none"
        raise ValueError(f"the needs and the weights are not the same: {apart}")
    total = sum(checks.positive(f"the weight of {need}", w) for need, w in weights.items())
    value = below = above = 0.0
    for need, part in parts.items():
        weight = weights[need] / total
        own = share(part.by_channel, part.contacts, confidence=confidence)
        value += weight * own.value
        below += (weight * (own.value - own.low)) ** 2
        above += (weight * (own.high - own.value)) ** 2
    return Interval(
        value=value,
        low=max(0.0, value - math.sqrt(below)),
        high=min(1.0, max(value, value + math.sqrt(above))),
        count=sum(part.by_channel for part in parts.values()),
        denominator=sum(part.contacts for part in parts.values()),
        confidence=confidence,
        method=STANDARDISED_SHARE,
    )


def difference(after: Interval, before: Interval) -> Interval:
    """One share less another, independent of it, with limits put together from theirs.

    By the square-and-add method (Newcombe 1998). The count is that of both.
    """
    if after.confidence != before.confidence:
        raise ValueError("two intervals of different confidence cannot be put together")
    value = after.value - before.value
    below = math.hypot(after.value - after.low, before.high - before.value)
    above = math.hypot(after.high - after.value, before.value - before.low)
    return Interval(
        value=value,
        low=max(-1.0, value - below),
        high=min(1.0, value + above),
        count=after.count + before.count,
        denominator=(after.denominator or 0) + (before.denominator or 0) or None,
        confidence=after.confidence,
        method=DIFFERENCE,
    )


def channel_shift(
    before: Mapping[str, Mapping[str, int]],
    after: Mapping[str, Mapping[str, int]],
    *,
    confidence: float = 0.95,
) -> tuple[Shift, ...]:
    """How the share of each channel changed, by channel, at the mix of needs of before.

    Each period gives, for each need, how many contacts came by each channel. Nothing is
    answered where no need occurs in both.
    """
    early, late = _contacts(before), _contacts(after)
    both = sorted(early.keys() & late.keys())
    if not both:
        return ()
    weights = {need: float(early[need]) for need in both}
    known = {channel for need in both for channel in (*before[need], *after[need])}
    left_out = tuple(sorted(early.keys() ^ late.keys()))
    covered = sum(weights.values()) / sum(early.values())

    def shift(channel: str) -> Shift:
        first = {need: Part(before[need].get(channel, 0), early[need]) for need in both}
        then = {need: Part(after[need].get(channel, 0), late[need]) for need in both}
        start = standardised_share(first, weights, confidence=confidence)
        end = standardised_share(then, weights, confidence=confidence)
        crude = _crude(list(then.values())) - _crude(list(first.values()))
        change = difference(end, start)
        return Shift(channel, start, end, change, crude, left_out, covered)

    return tuple(shift(channel) for channel in sorted(known))


def _contacts(period: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """All contacts about each need that has any."""
    totals = {
        need: sum(checks.count(f"contacts about {need}", many) for many in channels.values())
        for need, channels in period.items()
    }
    return {need: total for need, total in totals.items() if total}


def _crude(parts: Sequence[Part]) -> float:
    return sum(part.by_channel for part in parts) / sum(part.contacts for part in parts)
