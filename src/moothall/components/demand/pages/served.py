"""Pages of how needs are served: where they go, how long it takes, and by which channel."""

from collections.abc import Mapping, Sequence
from typing import Any

from moothall.components.demand.pages.figures import (
    Form,
    Sayable,
    limits_of,
    range_words,
    value_of,
    value_words,
    whole_words,
)
from moothall.components.demand.pages.naming import Names
from moothall.components.demand.pages.sections import Section, Table, key_figure
from moothall.kernel import charts
from moothall.kernel.template_words import plain
from moothall.kernel.words import say

Body = Mapping[str, Any]
_MOST_CURVES = 9
_ALL = "all"
"""What stands for all needs together."""
_ENDS: Mapping[str, Sayable] = {
    "met": say("Met"),
    "unmet": say("Not met"),
    "open": say("Still open"),
    "other": say("Referred or withdrawn"),
}
_TONES = {"unmet": "unmet", "open": "quiet", "other": "quiet"}


def flows(bodies: Mapping[str, Body], names: Names) -> list[Section]:
    """Who was asked, who held it, and how it came out."""
    body = bodies["flows"]
    rows = [row for row in body.get("rows") or [] if value_of(row.get("needs"))]
    keys = [
        key_figure(say("Held by another than was asked"), body.get("bounced"), Form.SHARE),
        key_figure(say("Times that a need was handed over"), body.get("handoffs"), Form.COUNT),
    ]
    between = [row for row in rows if not _is_end(row["to"]) and row["from"] != row["to"]]
    return [
        Section(id="hand-overs", title=say("Hand-overs"), figures=keys),
        Section(
            id="flows",
            title=say("From the one who was asked to how it came out"),
            text=[_busiest(between, names)],
            picture=_sankey(rows, names) if rows else None,
            scrolls=True,
            table=Table(
                id="flows",
                caption=say("Needs by where they went"),
                heads=[say("From"), say("To"), say("Needs")],
                rows=[
                    [
                        names.organisation(row["from"]),
                        _target(row["to"], names),
                        value_words(row["needs"], Form.COUNT),
                    ]
                    for row in body.get("rows") or []
                ],
                words=2,
            ),
        ),
    ]


def _busiest(between: Sequence[Body], names: Names) -> Sayable:
    if not between:
        return say("No organisation handed needs on to another in this period.")
    most = max(between, key=lambda row: value_of(row["needs"]) or 0)
    return say(
        "Most was handed on from {one} to {other}: {count} needs.",
        one=names.organisation(most["from"]),
        other=names.organisation(most["to"]),
        count=value_words(most["needs"], Form.COUNT),
    )


def _is_end(to: str) -> bool:
    return _end(to) in _ENDS


def _end(to: str) -> str:
    return to.partition(":")[0]


def _target(to: str, names: Names) -> Sayable:
    end, _, org = to.partition(":")
    if end not in _ENDS:
        return names.organisation(to)
    return say("Met by {name}", name=names.organisation(org)) if org else _ENDS[end]


def _sankey(rows: Sequence[Body], names: Names) -> Any:  # noqa: ANN401 - markup
    carried = [
        charts.Flow(
            column=1 if _is_end(row["to"]) else 0,
            source=row["from"],
            target=_end(row["to"]) if _is_end(row["to"]) else row["to"],
            value=value_of(row["needs"]) or 0,
            words=plain(
                say(
                    "{one} to {other}: {count}",
                    one=names.organisation(row["from"]),
                    other=_target(row["to"], names),
                    count=value_words(row["needs"], Form.COUNT),
                )
            ),
        )
        for row in rows
    ]
    orgs = sorted(
        {f.source for f in carried} | {f.target for f in carried if f.column == 0},
        key=lambda org: (-sum(f.value for f in carried if f.source == org), org),
    )
    named = {org: plain(names.organisation(org)) for org in orgs}
    ends = {end: plain(said) for end, said in _ENDS.items()}
    about = charts.About(
        id="sankey",
        title=plain(say("From the one who was asked to how it came out")),
        text=plain(
            say("Bands as wide as the needs that they carry. The table beneath says the same.")
        ),
    )
    place = {name: i for i, name in enumerate([*orgs, *ends])}
    carried.sort(key=lambda f: (f.column, place[f.source], place[f.target]))
    return charts.flows(
        about,
        carried,
        labels=[named, named, ends],
        heads=[plain(say("Asked")), plain(say("Held by")), plain(say("How it came out"))],
        tones=_TONES,
    )


def waits(bodies: Mapping[str, Body], names: Names) -> list[Section]:
    """How long it takes until a need is met; what is still open counts as waiting."""
    rows = bodies["waits"].get("rows") or []
    marks = sorted({m for row in rows for m in row.get("within") or {}}, key=int)
    days = plain(say("days"))
    panels = [
        charts.Panel(
            about=charts.About(
                id=f"wait-{i}",
                title=plain(_need(row, names)),
                text=plain(
                    say(
                        "Half are met within: {days}",
                        days=whole_words(row["median"], Form.DAYS),
                    )
                ),
            ),
            steps=[(float(d), float(s), low, high) for d, s, low, high in row["curve"]],
            days=days,
            median=value_of(row["median"]),
        )
        for i, row in enumerate([r for r in rows if r.get("curve")][:_MOST_CURVES])
    ]
    return [
        Section(
            id="waits",
            title=say("How long until it is met"),
            text=[
                say(
                    "Each line is the share that still waits, day by day, and the band around"
                    " it is how sure that is. Needs that are still open count as waiting, so"
                    " nothing looks quicker than it is."
                )
            ],
            picture=charts.curves(panels) if panels else None,
            table=Table(
                id="waits",
                caption=say("Days until a need is met"),
                heads=[
                    say("Need"),
                    say("Half are met within"),
                    say("Range"),
                    *(say("Met within {days} days", days=m) for m in marks),
                ],
                rows=[_wait_row(row, marks, names) for row in rows],
            ),
        )
    ]


def _need(row: Body, names: Names) -> Sayable:
    return say("All needs") if row["need"] == _ALL else names.need(row["need"])


def _wait_row(row: Body, marks: Sequence[str], names: Names) -> list[Sayable]:
    within = row.get("within") or {}
    return [
        _need(row, names),
        value_words(row.get("median"), Form.DAYS),
        range_words(row.get("median"), Form.DAYS),
        *(whole_words(within.get(mark), Form.SHARE) for mark in marks),
    ]


def channels(bodies: Mapping[str, Body], names: Names) -> list[Section]:
    """How people get in touch, with and without the mix of needs taken out."""
    rows = bodies["channels"].get("rows") or []
    bars = [
        charts.Bar(
            label=plain(names.channel(row["channel"])),
            words=plain(whole_words(row.get("share"), Form.SHARE)),
            value=value_of(row.get("share")),
            low=limits_of(row.get("share"))[0],
            high=limits_of(row.get("share"))[1],
        )
        for row in rows
    ]
    about = charts.About(
        id="channel-bars",
        title=plain(say("How people get in touch")),
        text=plain(say("The share of needs that came by each channel.")),
    )
    return [
        Section(
            id="channels",
            title=say("How people get in touch"),
            text=[
                say(
                    "“If needs stayed the same” takes out what only changed because people"
                    " asked for other things."
                )
            ],
            picture=charts.bars(about, bars, top=1.0) if bars else None,
            table=Table(
                id="channels",
                caption=say("Needs by channel"),
                heads=[
                    say("Channel"), say("Needs"), say("Share"), say("Range"),
                    say("If needs stayed the same"),
                ],
                rows=[
                    [
                        names.channel(row["channel"]),
                        value_words(row.get("asked"), Form.COUNT),
                        value_words(row.get("share"), Form.SHARE),
                        range_words(row.get("share"), Form.SHARE),
                        whole_words(row.get("standardised"), Form.SHARE),
                    ]
                    for row in rows
                ],
            ),
        )
    ]  # fmt: skip
