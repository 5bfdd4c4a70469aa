"""Control charts: whether a figure has changed, or only varies as it always has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final

import numpy as np

from moothall.components.demand.rules.measures import checks

XMR, LANEY_P, LANEY_U = "chart.xmr.1", "chart.laney-p.1", "chart.laney-u.1"

RUN: Final = 8
"""How many in a row on one side of the centre are a signal."""
LEAST_POINTS: Final = 2
_MEAN_RANGE: Final = 1.128
"""The mean distance between two normal values, in standard deviations (d2 of two)."""
_REACH: Final = 2.66
"""Three standard deviations in mean moving ranges, 3 / 1.128."""
_SIGMAS: Final = 3.0


class Signal(StrEnum):
    """Why a point tells of a change."""

    ABOVE = "above_limits"
    BELOW = "below_limits"
    RUN_ABOVE = "run_above_centre"
    RUN_BELOW = "run_below_centre"


@dataclass(frozen=True)
class Point:
    """One period on a chart, between the limits that hold for it."""

    value: float
    low: float
    high: float
    signals: frozenset[Signal]
    count: int | None = None
    """How many events the value rests on; None where values are not counts."""
    denominator: float | None = None


@dataclass(frozen=True)
class Chart:
    """Points in the order of time, and what they vary about."""

    points: tuple[Point, ...]
    centre: float
    sigma_z: float | None
    """How much wider than chance the limits are, by Laney; None on a chart of single values."""
    count: int
    """How many points the centre and the limits rest on."""
    method: str

    @property
    def has_changed(self) -> bool:
        return any(point.signals for point in self.points)


def xmr(
    values: Sequence[float], *, baseline: int | None = None, least: float | None = None
) -> Chart:
    """Single values about their mean, within 2.66 mean moving ranges (Wheeler 1993).

    The first ``baseline`` values make the centre and the limits, or else all. Where values
    cannot be below ``least``, neither is the lower limit.
    """
    row = checks.numbers("the points of a chart", values, least=LEAST_POINTS)
    many = _baseline(baseline, of=row.size)
    centre = float(row[:many].mean())
    reach = _REACH * float(np.abs(np.diff(row[:many])).mean())
    low = centre - reach if least is None else max(least, centre - reach)
    lows, highs = np.full(row.size, low), np.full(row.size, centre + reach)
    signals = _signals(row, centre, lows, highs)
    points = tuple(
        Point(float(value), low, centre + reach, signal)
        for value, signal in zip(row, signals, strict=True)
    )
    return Chart(points, centre, None, many, XMR)


def laney_p(
    parts: Sequence[int], wholes: Sequence[int], *, baseline: int | None = None
) -> Chart:
    """Shares by period about the share of all, wider or narrower than binomial chance by as
    much as the periods themselves say (Laney's p′, 2002)."""
    sizes = checks.positives("the wholes", checks.counts("the wholes", wholes).tolist())
    found = checks.counts("the periods", parts, least=LEAST_POINTS)
    if found.size != sizes.size:
        raise ValueError("every part needs its whole")
    if (found > sizes).any():
        raise ValueError("a part cannot be more than its whole")
    many = _baseline(baseline, of=found.size)
    centre = float(found[:many].sum() / sizes[:many].sum())
    errors = np.sqrt(centre * (1 - centre) / sizes)
    return _laney(found, sizes, errors, centre=centre, many=many, most=1.0, method=LANEY_P)


def laney_u(
    events: Sequence[int], sizes: Sequence[float], *, baseline: int | None = None
) -> Chart:
    """Events for each unit of size by period about those of all, wider or narrower than
    Poisson chance by as much as the periods themselves say (Laney's u′, 2002)."""
    found = checks.counts("the periods", events, least=LEAST_POINTS)
    extents = checks.positives("the periods", sizes)
    if found.size != extents.size:
        raise ValueError("every number of events needs its size")
    many = _baseline(baseline, of=found.size)
    centre = float(found[:many].sum() / extents[:many].sum())
    errors = np.sqrt(centre / extents)
    most = float("inf")
    return _laney(found, extents, errors, centre=centre, many=many, most=most, method=LANEY_U)


def _laney(
    found: checks.Counts,
    sizes: checks.Floats,
    errors: checks.Floats,
    *,
    centre: float,
    many: int,
    most: float,
    method: str,
) -> Chart:
    row = found / sizes
    sigma_z = 0.0
    if errors.all():
        z = (row[:many] - centre) / errors[:many]
        sigma_z = float(np.abs(np.diff(z)).mean()) / _MEAN_RANGE
    lows = np.maximum(0.0, centre - _SIGMAS * errors * sigma_z)
    highs = np.minimum(most, centre + _SIGMAS * errors * sigma_z)
    signals = _signals(row, centre, lows, highs)
    columns = zip(row, lows, highs, signals, found, sizes, strict=True)
    points = tuple(
        Point(float(value), float(low), float(high), signal, int(count), float(size))
        for value, low, high, signal, count, size in columns
    )
    return Chart(points, centre, sigma_z, many, method)


def _baseline(baseline: int | None, *, of: int) -> int:
    if baseline is None:
        return of
    if not LEAST_POINTS <= checks.count("the baseline", baseline) <= of:
        raise ValueError(f"the baseline has to be {LEAST_POINTS} to {of} points: {baseline}")
    return baseline


def _signals(
    row: checks.Floats, centre: float, lows: checks.Floats, highs: checks.Floats
) -> tuple[frozenset[Signal], ...]:
    # A value that is the centre but for rounding is on neither side of it.
    sides = np.where(np.isclose(row, centre, rtol=1e-12, atol=1e-12), 0, np.sign(row - centre))
    runs = list(_runs([int(side) for side in sides]))
    slack = 1e-12 * np.maximum(1.0, np.abs(row))
    above, below = row > highs + slack, row < lows - slack
    told = zip(above, below, runs, strict=True)
    return tuple(frozenset(_told(bool(a), bool(b), run)) for a, b, run in told)


def _told(above: bool, below: bool, run: Signal | None) -> Iterator[Signal]:  # noqa: FBT001
    if above:
        yield Signal.ABOVE
    if below:
        yield Signal.BELOW
    if run is not None:
        yield run


def _runs(sides: Sequence[int]) -> Iterator[Signal | None]:
    """For each point the run of eight or more that it belongs to, if any."""
    for side, group in groupby(sides):
        long = len(list(group))
        signal = Signal.RUN_ABOVE if side > 0 else Signal.RUN_BELOW
        yield from [signal if side and long >= RUN else None] * long
