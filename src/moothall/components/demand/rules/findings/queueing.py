"""The rule on waiting times: which grow for certain, and what more hands would change."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.stats import expon, norm

from moothall.components.demand.contracts import Found, Wait
from moothall.components.demand.rules import rulebook
from moothall.components.demand.rules.findings.material import Material, evidence, holders
from moothall.components.demand.rules.findings.thresholds import Thresholds, discoveries
from moothall.components.demand.rules.measures import queues, survival
from moothall.components.demand.rules.summaries.waiting import spread

LOG_RANK = "wait.log-rank.1"
SEED = 20_260_101
_QUARTER_DAYS = 91.0
_MOST_ARRIVALS = 300
_TRIES = 40
_HALVINGS = 10
_QUANTILES = np.linspace(0.01, 0.99, 50)


def longer_waits(material: Material, limits: Thresholds) -> Iterator[Found]:
    """Needs of which the median of the latest quarter lies above an earlier one for certain.

    The earlier quarter is the same of the year before, else the first that is known.
    """
    by_quarter = {quarter: _by_need(waits) for quarter, waits in material.waits.items()}
    names = list(by_quarter)
    if len(names) < 2:
        return
    early, late = names[0], names[-1]
    tests = [
        (need, before, after, log_rank(before, after))
        for need in sorted(by_quarter[early].keys() & by_quarter[late].keys())
        for before, after in [(by_quarter[early][need], by_quarter[late][need])]
        if min(_met(before), _met(after)) >= max(limits.least_people, limits.least_count)
    ]
    held = discoveries([chance for *_, chance in tests], rate=limits.false_discoveries)
    for (need, before, after, chance), is_held in zip(tests, held, strict=True):
        one, two = (survival.median(survival.kaplan_meier(w)) for w in (before, after))
        if is_held and one.high is not None and two.low is not None and two.low > one.high:
            yield _longer(
                material, need, (early, late), (one, two), after, chance=chance, limits=limits
            )


def log_rank(before: Sequence[survival.Wait], after: Sequence[survival.Wait]) -> float:
    """How often chance makes those after wait so much longer (Mantel 1966), one-sided."""
    sides = [_table(before), _table(after)]
    days = sorted({day for side in sides for day, (met, _) in side.items() if met})
    observed = expected = variance = 0.0
    for day in days:
        risks = [_at_risk(side, day) for side in sides]
        mets = [side.get(day, (0, 0))[0] for side in sides]
        risk, met = sum(risks), sum(mets)
        observed += mets[1]
        expected += met * risks[1] / risk
        if risk > 1:
            variance += met * risks[0] * risks[1] * (risk - met) / (risk**2 * (risk - 1))
    return float(norm.sf((expected - observed) / math.sqrt(variance))) if variance else 1.0


def more_hands(
    waits: Sequence[survival.Wait], *, arrivals: int, servers: int, added: int
) -> dict[str, Any]:
    """What so many more servers would change, in a queue that is as slow as this one is.

    How long one need takes is not known. It is chosen so that the simulated queue of so many
    servers, with exponential service, keeps people as long as the curve says they are kept.
    """
    wanted = restricted_mean(waits, until=_QUARTER_DAYS)
    many = max(2, min(arrivals, _MOST_ARRIVALS))
    times = np.linspace(0.0, _QUARTER_DAYS, many).tolist()
    shape = expon.ppf(_QUANTILES)
    shape = shape / shape.mean()
    low, high = 0.0, min(wanted, 2 * _QUARTER_DAYS * servers / many)
    told = None
    for _ in range(_HALVINGS):
        service = (low + high) / 2
        told = queues.what_if(
            times,
            (shape * service).tolist(),
            servers=servers,
            added=added,
            seed=SEED,
            replications=_TRIES,
        )
        if told.before.mean_wait.value + service > wanted:
            high = service
        else:
            low = service
    if told is None:  # pragma: no cover - there is at least one halving
        return {}
    return {
        "servers": servers,
        "added": added,
        "service_days": round((low + high) / 2, 2),
        "wait_before": _days(told.before.mean_wait),
        "wait_after": _days(told.after.mean_wait),
        "saved": _days(told.saved),
        "says": "days_of_waiting_saved",
        "method": told.method,
    }


def restricted_mean(waits: Sequence[survival.Wait], *, until: float) -> float:
    """The mean days that people wait, of at most so many: the area under the curve."""
    curve = survival.kaplan_meier(waits)
    points = [(0.0, 1.0), *((s.days, s.waiting.value) for s in curve.steps if s.days < until)]
    points.append((until, points[-1][1]))
    return sum((b[0] - a[0]) * a[1] for a, b in pairwise(points))


def _longer(
    material: Material,
    need: str,
    quarters: tuple[str, str],
    medians: tuple[survival.Median, survival.Median],
    after: Sequence[survival.Wait],
    *,
    chance: float,
    limits: Thresholds,
) -> Found:
    arrivals = sum(wait.many for wait in after)
    return Found(
        rule=rulebook.WAITING,
        key=need,
        concerned=holders(material, need),
        step=rulebook.step_of(rulebook.WAITING),
        facts={
            "need": need,
            "people": arrivals,
            "quarters": list(quarters),
            "before": _median(medians[0]),
            "after": _median(medians[1]),
            "p": chance,
        },
        evidence=evidence(
            material, method=survival.MEDIAN, measure="median_days", where={"need": [need]}
        ),
        effect=more_hands(
            after, arrivals=arrivals, servers=int(limits.servers), added=int(limits.added)
        ),
    )


def _by_need(waits: Sequence[Wait]) -> Mapping[str, Sequence[survival.Wait]]:
    found: dict[str, list[Wait]] = defaultdict(list)
    for wait in waits:
        found[wait.keys[0]].append(wait)
    return {need: spread(some) for need, some in found.items()}


def _met(waits: Sequence[survival.Wait]) -> int:
    return sum(wait.many for wait in waits if wait.met)


def _table(waits: Sequence[survival.Wait]) -> dict[float, tuple[int, int]]:
    """By day, how many were met and how many lost sight of."""
    found: dict[float, tuple[int, int]] = {}
    for wait in waits:
        met, lost = found.get(wait.days, (0, 0))
        found[wait.days] = (met + wait.many, lost) if wait.met else (met, lost + wait.many)
    return found


def _at_risk(table: Mapping[float, tuple[int, int]], day: float) -> int:
    return sum(met + lost for when, (met, lost) in table.items() if when >= day)


def _median(found: survival.Median) -> dict[str, Any]:
    return {
        "value": found.days,
        "low": found.low,
        "high": found.high,
        "count": found.met,
        "denominator": found.count,
        "method": found.method,
        "hidden": False,
    }


def _days(found: Any) -> dict[str, Any]:  # noqa: ANN401 - an interval
    return {
        "value": round(found.value, 2),
        "low": round(found.low, 2),
        "high": round(found.high, 2),
    }
