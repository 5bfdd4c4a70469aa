"""What people here need, for everybody: answers in plain words, from protected figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from moothall.components.demand.contracts import SummaryNotFound
from moothall.components.demand.pages.figures import (
    Form,
    Sayable,
    has_value,
    in_floats,
    limits_of,
    value_of,
    value_words,
    whole_words,
)
from moothall.components.demand.pages.naming import Known, Names, names
from moothall.components.demand.pages.sections import Page, Section, Table, key_figure
from moothall.components.demand.pages.views import YEAR
from moothall.components.demand.queries.summaries import summary
from moothall.kernel import charts
from moothall.kernel.template_words import plain
from moothall.kernel.words import say

Body = Mapping[str, Any]
_MOST = 10


def plain_answers(*, known: Known) -> Page:
    """What was asked most, how often it was met, how long it takes, and what nobody offers.

    Of the last twelve months; without sections where there are no figures yet. Call it inside
    ``acting``; whoever acts may read it.
    """
    found = {name: _body(name) for name in ("overview", "needs", "coverage")}
    named = names(known)
    sections = []
    if found["overview"]:
        sections.append(_whole(found["overview"]))
    if found["needs"] and found["needs"].get("rows"):
        sections += _by_need(found["needs"]["rows"], named)
    if found["coverage"] and found["coverage"].get("rows"):
        sections.append(_nowhere(found["coverage"]["rows"], named))
    return Page(
        slug="plainly",
        title=say("What people here need"),
        lead=say(
            "What people in the place asked for in the last 12 months, and how it came out."
        ),
        sections=sections,
    )


def _body(name: str) -> Body:
    try:
        body: Body = in_floats(summary(name=name, period=YEAR).body)
    except SummaryNotFound:
        return {}
    return body


def _whole(body: Body) -> Section:
    return Section(
        id="whole",
        title=say("In the last 12 months"),
        figures=[
            key_figure(
                say("Times that people asked for something"), body.get("asked"), Form.COUNT
            ),
            key_figure(say("Could not be helped"), body.get("share_unmet"), Form.SHARE),
            key_figure(say("Half were helped within"), body.get("median_days"), Form.DAYS),
        ],
    )


def _by_need(rows: Sequence[Body], named: Names) -> list[Section]:
    most = sorted(rows, key=lambda row: -(value_of(row.get("asked")) or 0))[:_MOST]
    bars = [
        charts.Bar(
            label=plain(named.need(row["need"])),
            words=plain(value_words(row["asked"], Form.COUNT)),
            value=value_of(row["asked"]),
        )
        for row in most
    ]
    helped = [
        charts.Bar(
            label=plain(named.need(row["need"])),
            words=plain(whole_words(_met(row["share_unmet"]), Form.SHARE)),
            value=value_of(_met(row["share_unmet"])),
            low=limits_of(_met(row["share_unmet"]))[0],
            high=limits_of(_met(row["share_unmet"]))[1],
        )
        for row in most
        if has_value(row.get("share_unmet"))
    ]
    asked = say("What people ask for most")
    met = say("How often people were helped")
    return [
        Section(id="most", title=asked, picture=_bars("most-asked", asked, bars)),
        Section(
            id="helped",
            title=met,
            text=[say("The thin line shows the range in which the true share lies.")],
            picture=_bars("how-often", met, helped, top=1.0) if helped else None,
        ),
        Section(
            id="how-long",
            title=say("How long it takes"),
            table=Table(
                id="how-long",
                caption=say("Days until people were helped"),
                heads=[say("Need"), say("Half were helped within")],
                rows=[
                    [named.need(row["need"]), whole_words(row.get("median_days"), Form.DAYS)]
                    for row in most
                ],
            ),
        ),
    ]


def _met(unmet: Body | None) -> Body | None:
    """The share that was met, from the share that was not."""
    if not has_value(unmet) or unmet is None:
        return unmet
    low, high = limits_of(unmet)
    return {
        **unmet,
        "value": 1 - float(unmet["value"]),
        "low": None if high is None else 1 - high,
        "high": None if low is None else 1 - low,
    }


def _nowhere(rows: Sequence[Body], named: Names) -> Section:
    most = sorted(rows, key=lambda row: -(value_of(row.get("asked")) or 0))[:_MOST]
    return Section(
        id="nowhere",
        title=say("What nobody offers yet"),
        text=[say("People asked for this in a ward in which no organisation brings it.")],
        table=Table(
            id="nowhere",
            caption=say("What nobody offers yet"),
            heads=[say("Need"), say("Ward"), say("Asked")],
            rows=[
                [
                    named.need(row["need"]),
                    named.area(row["area"]),
                    value_words(row.get("asked"), Form.COUNT),
                ]
                for row in most
            ],
            words=2,
        ),
    )


def _bars(
    name: str, title: Sayable, bars: Sequence[charts.Bar], *, top: float | None = None
) -> Any:  # noqa: ANN401 - markup
    about = charts.About(id=name, title=plain(title), text=plain(say("One bar for each need.")))
    return charts.bars(about, bars, top=top)
