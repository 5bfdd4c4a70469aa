"""What can be chosen on a page of figures: the period, the need, the measure of a map."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from moothall.components.demand.pages.figures import Sayable
from moothall.components.demand.pages.naming import Known
from moothall.components.demand.pages.views import MEASURES, YEAR, Chosen
from moothall.kernel.words import say

_QUARTERS = 8


def periods(*, today: date) -> dict[str, Sayable]:
    """The periods that there may be figures of: twelve months, and the last whole quarters."""
    found: dict[str, Sayable] = {YEAR: say("The last 12 months")}
    year, quarter = today.year, (today.month - 1) // 3 + 1
    for _ in range(_QUARTERS):
        quarter -= 1
        if quarter == 0:
            year, quarter = year - 1, 4
        found[f"{year}-Q{quarter}"] = quarter_words(f"{year}-Q{quarter}")
    return found


def quarter_words(quarter: str) -> Sayable:
    """``2026-Q3`` as people say it."""
    year, _, number = quarter.partition("-Q")
    months = {
        "1": say("January to March {year}", year=year),
        "2": say("April to June {year}", year=year),
        "3": say("July to September {year}", year=year),
        "4": say("October to December {year}", year=year),
    }
    return months.get(number, quarter)


def last_whole_quarter(*, today: date) -> str:
    """The quarter that was over most lately, such as ``2026-Q3``."""
    return list(periods(today=today))[1]


def chosen(*, query: Mapping[str, str], today: date, known: Known) -> Chosen:
    """What a query asks for; what is not one of the choices counts as not chosen."""
    period, need, measure = (query.get(name, "") for name in ("period", "need", "measure"))
    return Chosen(
        period=period if period in periods(today=today) else YEAR,
        need=need if need in known.needs else "",
        measure=measure if measure in MEASURES else next(iter(MEASURES)),
    )


def fields(
    *, of: Chosen, names: Sequence[str], today: date, known: Known
) -> list[dict[str, Any]]:
    """The fields of the form on which this was chosen, for ``choices`` of the templates."""
    options: dict[str, tuple[Sayable, Mapping[str, Sayable]]] = {
        "period": (say("Period"), periods(today=today)),
        "need": (say("Need"), {"": say("All needs"), **known.needs}),
        "measure": (say("What the map shows"), MEASURES),
    }
    return [
        {
            "name": name,
            "label": options[name][0],
            "items": [
                {"value": value, "text": text, "selected": value == getattr(of, name)}
                for value, text in options[name][1].items()
            ],
        }
        for name in names
    ]


def query_of(*, of: Chosen, names: Sequence[str]) -> dict[str, str]:
    """What was chosen as the query of an address."""
    return {name: getattr(of, name) for name in names if getattr(of, name)}
