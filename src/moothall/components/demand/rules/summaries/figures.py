"""One figure as pages read it: a value between its limits, what it rests on, and its method."""

from typing import Any

from moothall.components.demand.rules.measures.rates import Interval, rate, share
from moothall.components.demand.rules.measures.survival import Median

Fig = dict[str, Any]
"""``value, low, high, count, denominator, method, hidden``, ready for JSON."""

COUNT = "count.1"
_PLACES = 6


def fig(
    value: float | None,
    *,
    method: str,
    low: float | None = None,
    high: float | None = None,
    count: int | None = None,
    denominator: float | None = None,
    hidden: bool = False,
    why: str = "",
) -> Fig:
    """A figure. ``why`` says in one word why there is no value: ``no_population``."""
    made: Fig = {
        "value": _rounded(value),
        "low": _rounded(low),
        "high": _rounded(high),
        "count": count,
        "denominator": _rounded(denominator),
        "method": method,
        "hidden": hidden,
    }
    return made | {"why": why} if why else made


def nothing(method: str, *, why: str = "nothing_counted") -> Fig:
    """There is nothing that the figure could be worked out from."""
    return fig(None, method=method, why=why)


def hidden(method: str) -> Fig:
    """The figure is kept back, so that nobody can be recognised."""
    return fig(None, method=method, hidden=True)


def count_of(count: int | None) -> Fig:
    """A count; hidden where there is none to show."""
    return hidden(COUNT) if count is None else fig(count, method=COUNT, count=count)


def share_of(part: int | None, whole: int | None) -> Fig:
    """A share of what is shown, with Wilson's limits."""
    method = "share.wilson.1"
    if part is None or whole is None:
        return hidden(method)
    if whole <= 0:
        return nothing(method)
    # Both may have been rounded, so that the part seems to be the larger.
    return of_interval(share(min(part, whole), whole))


def rate_of(count: int | None, population: int | None) -> Fig:
    """So many for every 1,000 people; without a known population there is no rate."""
    method = "rate.byar.1"
    if count is None:
        return hidden(method)
    if not population or population <= 0:
        return nothing(method, why="no_population")
    return of_interval(rate(count, population))


def of_interval(found: Interval | None, *, method: str = "") -> Fig:
    if found is None:
        return nothing(method)
    return fig(
        found.value,
        low=found.low,
        high=found.high,
        count=found.count,
        denominator=found.denominator,
        method=found.method,
    )


def of_median(found: Median, *, count: int | None, denominator: int | None) -> Fig:
    """The median of waits; without a value where fewer than half are met so far."""
    return fig(
        found.days,
        low=found.low,
        high=found.high,
        count=count,
        denominator=denominator,
        method=found.method,
        why="" if found.days is not None else "fewer_than_half_met",
    )


def _rounded(value: float | None) -> float | int | None:
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == int(value) else round(value, _PLACES)
