"""Queues: how long people wait for so many advisers, and for a few more."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from moothall.components.demand.rules.measures import checks
from moothall.components.demand.rules.measures.rates import Interval

ERLANG_C = "queue.erlang-c.1"
SIMULATED = "queue.simulated.resampled.1"

REPLICATIONS: Final = 200


@dataclass(frozen=True)
class Queue:
    """A queue in its steady state. It is a formula of its inputs: there is no interval."""

    servers: int
    load: float
    """How many servers the work would keep busy without a pause (erlangs)."""
    waits: float
    """The share that has to wait at all; 1 where the queue only grows."""
    mean_wait: float | None
    """In the unit of time of the inputs; none where the queue only grows."""
    answered_within: float | None
    """The share answered within the target; none if there is no target."""
    method: str = ERLANG_C

    @property
    def is_stable(self) -> bool:
        """Whether the servers keep up at all."""
        return self.load < self.servers

    @property
    def busy(self) -> float:
        """What share of the time a server is at work."""
        return min(1.0, self.load / self.servers)


@dataclass(frozen=True)
class Waits:
    """What waiting came to over many days like the one given.

    Each figure is the median of the replications, between the limits that hold 95 in 100 of
    them: the spread of such days, not the error of a mean.
    """

    servers: int
    mean_wait: Interval
    within_target: Interval | None
    """The share that waited no longer than the target; none if there is no target."""


@dataclass(frozen=True)
class WhatIf:
    """Waiting as it is, and with more servers, on the very same days."""

    before: Waits
    after: Waits
    saved: Interval
    """How much shorter the mean wait of a day becomes."""
    replications: int
    seed: int
    count: int
    """How many arrivals the days are made from."""
    method: str = SIMULATED


def erlang_c(
    *, arrivals: float, served: float, servers: int, target: float | None = None
) -> Queue:
    """Waiting where arrivals and services come at random and nobody gives up (M/M/c).

    ``arrivals``, and what one server has ``served``, are rates in the same unit of time
    (Erlang 1917).
    """
    coming = checks.positive("the rate of arrivals", arrivals)
    pace = checks.positive("the rate of service", served)
    many = _servers(servers)
    limit = None if target is None else checks.not_negative("the target", target)
    load = coming / pace
    if load >= many:
        return Queue(many, load, 1.0, None, None if limit is None else 0.0)
    blocked = 1.0
    for server in range(1, many + 1):
        blocked = load * blocked / (server + load * blocked)
    waits = blocked / (1 - load / many * (1 - blocked))
    spare = many * pace - coming
    within = None if limit is None else 1 - waits * math.exp(-spare * limit)
    return Queue(many, load, waits, waits / spare, within)


def waits(
    arrivals: Sequence[float], services: Sequence[float], *, servers: int
) -> tuple[float, ...]:
    """How long each waits for the first of so many servers to be free, first come first served.

    Arrivals are times in their order; services are how long each takes.
    """
    times = checks.numbers("the arrivals", arrivals)
    takes = _durations(services)
    if times.size != takes.size:
        raise ValueError("there have to be as many services as arrivals")
    if (np.diff(times) < 0).any():
        raise ValueError("arrivals have to be in the order of time")
    found = _simulate(times[None, :], takes[None, :], servers=_servers(servers))[0]
    return tuple(found.tolist())


def what_if(
    arrivals: Sequence[float],
    services: Sequence[float],
    *,
    servers: int,
    added: int,
    seed: int,
    target: float | None = None,
    replications: int = REPLICATIONS,
    confidence: float = 0.95,
) -> WhatIf:
    """Waiting before and after servers are added, over many days like the one given.

    Such a day has a random number of arrivals, at times drawn from the piecewise linear curve
    through those given (Leemis 1991), so it is busy when they were; services are drawn from
    those given. Both sides see the same days. Nobody gives up, and every server is there all
    day.
    """
    times = np.sort(checks.numbers("the arrivals", arrivals, least=2))
    takes = _durations(services)
    few, more = _servers(servers), checks.count("the servers added", added)
    tries, first = checks.replications(replications), checks.count("the seed", seed)
    limit = None if target is None else checks.not_negative("the target", target)
    coming, work, there = _days(times, takes, tries=tries, seed=first)
    sides = [
        np.where(there, _simulate(coming, work, servers=many), np.nan)
        for many in (few, few + more)
    ]
    means = [np.nanmean(side, axis=1) for side in sides]

    def spread(row: checks.Floats) -> Interval:
        return _spread(row, count=int(times.size), confidence=confidence)

    def told(many: int, side: checks.Floats, mean: checks.Floats) -> Waits:
        within = None
        if limit is not None:
            within = spread((side <= limit).sum(axis=1) / there.sum(axis=1))
        return Waits(many, spread(mean), within)

    return WhatIf(
        before=told(few, sides[0], means[0]),
        after=told(few + more, sides[1], means[1]),
        saved=spread(means[0] - means[1]),
        replications=tries,
        seed=first,
        count=int(times.size),
    )


def _simulate(
    arrivals: checks.Floats, services: checks.Floats, *, servers: int
) -> checks.Floats:
    """The wait of each arrival (a column) on each day (a row), all days side by side."""
    days = np.arange(len(arrivals))
    free = np.full((len(arrivals), servers), -np.inf)
    found = np.empty_like(arrivals)
    for at in range(arrivals.shape[1]):
        first = free.argmin(axis=1)
        start = np.maximum(arrivals[:, at], free[days, first])
        found[:, at] = start - arrivals[:, at]
        free[days, first] = start + services[:, at]
    return found


def _days(
    times: checks.Floats, takes: checks.Floats, *, tries: int, seed: int
) -> tuple[checks.Floats, checks.Floats, checks.Truths]:
    """Arrivals and services of days drawn like the one given, and which of them are there."""
    generator = np.random.default_rng(seed)
    # A day on which nobody comes has no mean wait, so there is always somebody.
    sizes = np.maximum(1, generator.poisson(times.size, size=tries))
    widest = int(sizes.max())
    there = np.arange(widest)[None, :] < sizes[:, None]
    steps = np.linspace(0.0, 1.0, times.size)
    drawn = np.interp(generator.random((tries, widest)), steps, times)
    # Who is not there comes last, and takes no time: nobody waits for them.
    coming = np.sort(np.where(there, drawn, np.inf), axis=1)
    coming = np.where(there, coming, times[-1])
    work = np.where(there, generator.choice(takes, size=(tries, widest)), 0.0)
    return coming, work, there


def _spread(row: checks.Floats, *, count: int, confidence: float) -> Interval:
    tail = checks.tail(confidence)
    low, value, high = (float(q) for q in np.quantile(row, [tail, 0.5, 1 - tail]))
    return Interval(value, low, high, count, None, confidence, SIMULATED)


def _durations(services: Sequence[float]) -> checks.Floats:
    takes = checks.numbers("the services", services)
    if (takes < 0).any():
        raise ValueError("no service takes less than no time")
    return takes


def _servers(servers: int) -> int:
    if checks.count("the number of servers", servers) == 0:
        raise ValueError("a queue has at least one server")
    return servers
