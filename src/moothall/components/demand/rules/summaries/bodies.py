"""The bodies of summaries that are counts and shares: overview, needs, areas, flows, steps."""

from collections.abc import Mapping, Sequence
from typing import Any

from moothall.components.demand.contracts import DELIVERED, UNMET, Outcome
from moothall.components.demand.rules.disclosure import ALL
from moothall.components.demand.rules.measures import funnels, mix
from moothall.components.demand.rules.measures.rates import Area
from moothall.components.demand.rules.summaries.books import Book
from moothall.components.demand.rules.summaries.figures import (
    Fig,
    count_of,
    hidden,
    nothing,
    of_interval,
    rate_of,
    share_of,
)
from moothall.components.demand.rules.summaries.sheets import Measure
from moothall.components.demand.rules.summaries.waiting import median_of

Body = dict[str, Any]
UNKNOWN_AREA = ""
LEAST_AREAS = 5
"""With fewer areas, a funnel says nothing of how far areas spread."""
_FLAGS = {
    funnels.Flag.HIGH_ALARM: "high",
    funnels.Flag.HIGH_WARNING: "high",
    funnels.Flag.WITHIN: "as expected",
    funnels.Flag.LOW_WARNING: "low",
    funnels.Flag.LOW_ALARM: "low",
}


def overview(book: Book, before: Book) -> Body:
    """What was asked and what became of it, beside the same period a year earlier."""
    first = book.sheet("asked_met", Measure.DELIVERED)
    by_first = [(org, org) for org in first.categories[0] if org in first.categories[1]]
    known, failure = (book.sheet("need", m).total for m in (Measure.KNOWN, Measure.FAILURE))
    asked = book.sheet("outcome", Measure.ASKED).total
    repeats = book.repeats
    return {
        "since": book.period.since.isoformat(),
        "until": book.period.until.isoformat(),
        **_asked(book),
        "met": count_of(_sum(book, DELIVERED)),
        "unmet": count_of(_sum(book, UNMET)),
        "open": count_of(book.outcome(Outcome.OPEN)),
        "by_outcome": {o.value: count_of(book.outcome(o)) for o in Outcome},
        "failure_share": share_of(failure, known),
        "unknown_kind_share": share_of(_less(asked, known), asked),
        "repeat_share": share_of(repeats[1], repeats[0]) if repeats else share_of(None, None),
        "first_holder_share": share_of(added(first.at(*key) for key in by_first), first.total),
        "before": _asked(before),
    }


def areas(book: Book) -> Body:
    """Every area: what was asked for each 1,000 people, and how far it lies from the whole."""
    asked = book.sheet("need_area", Measure.ASKED)
    unmet, decided = (
        book.sheet("need_area", measure) for measure in (Measure.UNMET, Measure.DECIDED)
    )
    names = [area for area in asked.categories[1] if area != UNKNOWN_AREA]
    flags, spread = _flags({a: (asked.at(ALL, a), book.population.get(a)) for a in names})
    rows = [
        {
            "area": area,
            "population": book.population.get(area),
            "asked": count_of(asked.at(ALL, area)),
            "rate": rate_of(asked.at(ALL, area), book.population.get(area)),
            "share_unmet": share_of(unmet.at(ALL, area), decided.at(ALL, area)),
            "flag": flags.get(area, "none"),
            "overdispersed": spread,
        }
        for area in names
    ]
    return {"rows": rows, "method": funnels.RATES_SPREAD}


def needs(book: Book) -> Body:
    asked = book.sheet("need_area", Measure.ASKED)
    unmet, decided = (
        book.sheet("need_area", measure) for measure in (Measure.UNMET, Measure.DECIDED)
    )
    failure, known = (book.sheet("need", m) for m in (Measure.FAILURE, Measure.KNOWN))
    rows = [
        {
            "need": need,
            "asked": count_of(asked.at(need, ALL)),
            "share_unmet": share_of(unmet.at(need, ALL), decided.at(need, ALL)),
            "median_days": median_of(book, need),
            "failure_share": share_of(failure.at(need), known.at(need)),
            "top_unmet": book.top_unmet.get(need, ""),
        }
        for need in asked.categories[0]
    ]
    return {"rows": sorted(rows, key=_by_asked)}


def need_area(book: Book) -> Body:
    asked, unmet = (
        book.sheet("need_area", measure) for measure in (Measure.ASKED, Measure.UNMET)
    )
    known_needs, known_areas = asked.categories

    def grid(sheet: Any) -> list[list[Fig]]:  # noqa: ANN401 - a sheet
        return [[count_of(sheet.at(n, a)) for a in known_areas] for n in known_needs]

    return {
        "needs": list(known_needs),
        "areas": list(known_areas),
        "cells": grid(asked),
        "unmet": grid(unmet),
    }


def flows(book: Book) -> Body:
    """Who was asked, who held it, and who met it; what was handed on in vain."""
    asked = book.sheet("asked_holder", Measure.ASKED)
    met = book.sheet("holder_met", Measure.DELIVERED)
    unmet, open_ = (book.sheet("holder", m) for m in (Measure.UNMET, Measure.OPEN))
    rows = [
        *((a, o, asked.at(a, o)) for a in asked.categories[0] for o in asked.categories[1]),
        *(
            (holder, f"met:{by}", met.at(holder, by))
            for holder in met.categories[0]
            for by in met.categories[1]
        ),
        *((holder, "unmet", unmet.at(holder)) for holder in unmet.categories[0]),
        *((holder, "open", open_.at(holder)) for holder in open_.categories[0]),
    ]
    handed = [
        asked.at(a, o) for a in asked.categories[0] for o in asked.categories[1] if a != o
    ]
    return {
        "rows": [
            {"from": one, "to": other, "needs": count_of(count)}
            for one, other, count in rows
            if count != 0
        ],
        "bounced": share_of(added(handed), asked.total),
        "bounced_says": "held_by_another_than_asked",
        "handoffs": hidden("count.1") if book.handoffs is None else count_of(book.handoffs),
    }


def channels(book: Book, before: Book) -> Body:
    """The share of each channel, as it is and at the mix of needs of a year earlier."""
    sheet = book.sheet("need_channel", Measure.ASKED)
    earlier = before.sheet("need_channel", Measure.ASKED)
    parts = _contacts(sheet.categories, sheet.shown)
    weights = _weights(_contacts(earlier.categories, earlier.shown), parts)
    rows = []
    for channel in sheet.categories[1]:
        rows.append(
            {
                "channel": channel,
                "asked": count_of(sheet.at(ALL, channel)),
                "share": share_of(sheet.at(ALL, channel), sheet.total),
                "standardised": _standardised(parts, weights, channel),
            }
        )
    return {"rows": rows}


def coverage(book: Book) -> Body:
    """Needs that were asked in an area and met by nobody there."""
    sheet = book.sheet("need_area", Measure.ASKED)
    return {
        "rows": [
            {"need": need, "area": area, "asked": count_of(sheet.at(need, area))}
            for need in sheet.categories[0]
            for area in sheet.categories[1]
            if area != UNKNOWN_AREA
            and sheet.at(need, area)
            and (need, area) not in book.delivered
        ]
    }


def steps(book: Book) -> Body:
    """Where people gave up, and where a service stopped them."""
    gave_up, stopped = (book.sheet("step", m) for m in (Measure.GAVE_UP, Measure.STOPPED))
    keys = sorted({k for s in (gave_up, stopped) for k in s.shown if ALL not in k and k[1]})
    return {
        "rows": [
            {
                "service": service,
                "step": step,
                "gave_up": count_of(gave_up.at(service, step)),
                "stopped": count_of(stopped.at(service, step)),
            }
            for service, step in keys
            if gave_up.at(service, step) != 0 or stopped.at(service, step) != 0
        ]
    }


def added(counts: Any) -> int | None:  # noqa: ANN401 - an iterable of counts
    """Their sum; none where one of them is hidden."""
    found = list(counts)
    return None if None in found else sum(found)


def _asked(book: Book) -> Body:
    unmet, decided = _sum(book, UNMET), _sum(book, {o for o in Outcome if o.is_decided})
    return {
        "asked": count_of(book.sheet("outcome", Measure.ASKED).total),
        "share_unmet": share_of(unmet, decided),
        "median_days": median_of(book, ALL),
    }


def _sum(book: Book, outcomes: Any) -> int | None:  # noqa: ANN401 - outcomes
    """The sum of what is shown of outcomes; of a hidden one the base stands in the sum."""
    base = book.policy.base if book.policy else 0
    counts = [book.outcome(outcome) for outcome in outcomes]
    if counts and all(count is None or count == 0 for count in counts) and None in counts:
        return None
    return sum(base if count is None else count for count in counts)


def _less(whole: int | None, part: int | None) -> int | None:
    return None if whole is None or part is None else max(0, whole - part)


def _by_asked(row: Mapping[str, Any]) -> tuple[float, str]:
    return -(row["asked"]["value"] or 0), str(row["need"])


def _flags(
    found: Mapping[str, tuple[int | None, int | None]],
) -> tuple[dict[str, str], bool]:
    """The flag of each area in the funnel of rates, and whether areas spread beyond chance."""
    whole = [
        Area(area, count, population)
        for area, (count, population) in found.items()
        if count is not None and population
    ]
    if len(whole) < LEAST_AREAS or not sum(area.observed for area in whole):
        return {}, False
    funnel = funnels.funnel_of_rates(whole)
    flags = {spot.id: _FLAGS[spot.flag_spread] for spot in funnel.spots}
    return flags, funnel.dispersion.tau2 > 0


def _contacts(
    categories: Sequence[Sequence[str]], shown: Mapping[tuple[str, ...], int | None]
) -> dict[str, dict[str, int]]:
    """By need, how many came by each channel, as far as it is shown."""
    return {
        need: {channel: shown.get((need, channel)) or 0 for channel in categories[1]}
        for need in categories[0]
    }


def _weights(
    early: Mapping[str, Mapping[str, int]], late: Mapping[str, Mapping[str, int]]
) -> dict[str, float]:
    """The mix of needs of before; that of now where nothing is known of before."""
    totals = {need: sum(row.values()) for need, row in late.items()}
    known = {
        need: float(sum(early[need].values()))
        for need, total in totals.items()
        if total and need in early and sum(early[need].values())
    }
    return known or {need: float(total) for need, total in totals.items() if total}


def _standardised(
    contacts: Mapping[str, Mapping[str, int]], weights: Mapping[str, float], channel: str
) -> Fig:
    if not weights:
        return nothing(mix.STANDARDISED_SHARE)
    parts = {
        need: mix.Part(contacts[need].get(channel, 0), sum(contacts[need].values()))
        for need in weights
    }
    return of_interval(mix.standardised_share(parts, weights))
