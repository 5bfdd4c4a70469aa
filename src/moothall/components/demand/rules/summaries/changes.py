"""The bodies of months and hot spots: whether something changed, or lies in one place."""

from collections.abc import Mapping, Sequence
from typing import Any

from moothall.components.demand.rules.measures import charts, distances, scans
from moothall.components.demand.rules.measures.rates import Area
from moothall.components.demand.rules.summaries.books import Book
from moothall.components.demand.rules.summaries.figures import count_of, of_interval, share_of
from moothall.components.demand.rules.summaries.sheets import Measure

SEED = 20_260_101
"""Chance is tried with the same draws each time, so that figures do not flicker."""
LEAST_POINTS = 6
"""With fewer months there are no limits to speak of."""
LARGEST_P = 0.05
LEAST_OBSERVED = 20
"""With fewer in the whole place, nobody can say where they cluster."""
_OUTSIDE = frozenset({charts.Signal.ABOVE, charts.Signal.BELOW})
_RUN = frozenset({charts.Signal.RUN_ABOVE, charts.Signal.RUN_BELOW})


def months(book: Book) -> dict[str, Any]:
    """What was asked by month, and the share that was not met, each on a control chart."""
    asked, unmet, decided = (
        book.sheet("month", m) for m in (Measure.ASKED, Measure.UNMET, Measure.DECIDED)
    )
    names = book.period.months
    counts = {month: asked.at(month) for month in names}
    known = [month for month in names if counts[month] is not None]
    shares = {month: share_of(unmet.at(month), decided.at(month)) for month in names}
    told = [month for month in names if shares[month]["value"] is not None]
    chart = _chart([float(counts[month] or 0) for month in known])
    parts = [(int(shares[m]["count"]), int(shares[m]["denominator"])) for m in told]
    return {
        **_charted(names, {m: count_of(counts[m]) for m in names}, known, chart, "asked"),
        "share_unmet": _charted(names, shares, told, _shares(parts), "share_unmet"),
    }


def hotspots(
    book: Book, *, centres: Mapping[str, distances.Place], replications: int = 999
) -> dict[str, Any]:
    """By need, groups of near areas with more than their people explain.

    Worked out from the counts as they are shown; where one is hidden, the base stands for it.
    """
    sheet = book.sheet("need_area", Measure.ASKED)
    base = book.policy.base if book.policy else 0
    rows = []
    for need in sheet.categories[0]:
        shown = {area: sheet.at(need, area) for area in book.population}
        found = clusters(
            {area: base if count is None else count for area, count in shown.items()},
            population=book.population,
            centres=centres,
            replications=replications,
        )
        rows += [_hotspot(need, cluster) for cluster in found if cluster.p <= LARGEST_P]
    return {"rows": sorted(rows, key=lambda row: (row["p"], row["need"]))}


def _hotspot(need: str, found: scans.Cluster) -> dict[str, Any]:
    return {
        "need": need,
        "areas": list(found.areas),
        "observed": count_of(found.ratio.count),
        "expected": round(found.ratio.denominator or 0, 2),
        "ratio": of_interval(found.ratio),
        "p": found.p,
        "method": scans.SCAN,
    }


def clusters(
    counts: Mapping[str, int],
    *,
    population: Mapping[str, int],
    centres: Mapping[str, distances.Place],
    replications: int = 999,
) -> Sequence[scans.Cluster]:
    """The clusters of one need; none where too little is known of where people live."""
    known = sorted(a for a in counts if population.get(a, 0) > 0 and a in centres)
    areas = [Area(area, counts[area], population[area]) for area in known]
    if len(areas) < 2 or sum(area.observed for area in areas) < LEAST_OBSERVED:
        return ()
    apart = distances.great_circle(
        [centres[area.id] for area in areas], [centres[area.id] for area in areas]
    )
    # An area may be as near as rounding makes it to itself.
    for at in range(len(areas)):
        apart[at, at] = 0.0
    return scans.scan(areas, apart, seed=SEED, replications=replications).clusters


def _chart(values: Sequence[float]) -> charts.Chart | None:
    return charts.xmr(values, least=0.0) if len(values) >= LEAST_POINTS else None


def _shares(parts: Sequence[tuple[int, int]]) -> charts.Chart | None:
    if len(parts) < LEAST_POINTS:
        return None
    return charts.laney_p([part for part, _ in parts], [whole for _, whole in parts])


def _charted(
    names: Sequence[str],
    figures: Mapping[str, Any],
    known: Sequence[str],
    chart: charts.Chart | None,
    called: str,
) -> dict[str, Any]:
    points = dict(zip(known, chart.points if chart else (), strict=False))

    def row(month: str) -> dict[str, Any]:
        point = points.get(month)
        signals = point.signals if point else frozenset()
        limits = {"low": round(point.low, 6), "high": round(point.high, 6)} if point else {}
        return {
            "month": month,
            called: figures[month],
            "outside": bool(signals & _OUTSIDE),
            "run": bool(signals & _RUN),
            **limits,
        }

    last = chart.points[-1] if chart else None
    return {
        "rows": [row(month) for month in names],
        "centre": round(chart.centre, 6) if chart else None,
        "low": round(last.low, 6) if last else None,
        "high": round(last.high, 6) if last else None,
        "method": chart.method if chart else charts.XMR,
    }
