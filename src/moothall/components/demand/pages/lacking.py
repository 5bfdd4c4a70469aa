"""Pages of where something lacks: hot spots, gaps in cover, steps, and the data itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from moothall.components.demand.pages.figures import (
    Form,
    Sayable,
    chance_words,
    limits_of,
    value_of,
    value_words,
)
from moothall.components.demand.pages.naming import Names
from moothall.components.demand.pages.sections import Section, Table, key_figure
from moothall.kernel import charts
from moothall.kernel.template_words import plain
from moothall.kernel.words import say

Body = Mapping[str, Any]
_MOST_BARS = 12


def coverage(bodies: Mapping[str, Body], names: Names) -> list[Section]:
    """Needs that nobody serves where they are asked, and hot spots."""
    return [_uncovered(bodies["coverage"], names), _hot(bodies["hotspots"], names)]


def _uncovered(body: Body, names: Names) -> Section:
    rows = sorted(body.get("rows") or [], key=lambda row: -(value_of(row.get("asked")) or 0))
    table = Table(
        id="coverage",
        caption=say("Asked for where nobody offers it"),
        heads=[say("Need"), say("Ward"), say("Asked")],
        rows=[
            [
                names.need(row["need"]),
                names.area(row["area"]),
                value_words(row.get("asked"), Form.COUNT),
            ]
            for row in rows
        ],
        words=2,
    )
    return Section(
        id="coverage",
        title=say("Asked for where nobody offers it"),
        text=[
            say("People in these wards ask for something that no organisation brings there.")
            if rows
            else say("Everything that was asked for is offered where it was asked.")
        ],
        table=table if rows else None,
    )


def _hot(body: Body, names: Names) -> Section:
    rows = body.get("rows") or []
    return Section(
        id="hotspots",
        title=say("Hot spots"),
        text=[
            say(
                "Neighbouring wards where a need is asked for more often than their people"
                " would lead you to expect, and more than chance explains."
            )
            if rows
            else say("No need is asked for more in one part of the place than chance explains.")
        ],
        table=Table(
            id="hotspots",
            caption=say("Hot spots, the surest first"),
            heads=[
                say("Need"), say("Wards"), say("Asked"), say("Expected"), say("Times as many"),
                say("How likely by chance"),
            ],
            rows=[_hot_row(row, names) for row in sorted(rows, key=lambda r: r.get("p") or 0)],
            words=2,
        )
        if rows
        else None,
    )  # fmt: skip


def _hot_row(row: Body, names: Names) -> list[Sayable]:
    areas = ", ".join(plain(names.area(area)) for area in row.get("areas") or [])
    expected, ratio = row.get("expected"), row.get("ratio")
    return [
        names.need(row["need"]),
        areas,
        value_words(row.get("observed"), Form.COUNT),
        f"{expected:,.0f}" if expected is not None else "",
        _times(ratio),
        chance_words(row.get("p")),
    ]


def _times(ratio: Any) -> Sayable:  # noqa: ANN401 - a number, or a figure
    if isinstance(ratio, Mapping):
        value, (low, high) = value_of(ratio), limits_of(ratio)
        if value is None or low is None or high is None:
            return "" if value is None else f"{value:.1f}"
        return say("{value} ({low} to {high})", value=f"{value:.1f}", low=f"{low:.1f}",
                   high=f"{high:.1f}")  # fmt: skip
    return "" if ratio is None else f"{ratio:.1f}"


def steps(bodies: Mapping[str, Body], names: Names) -> list[Section]:
    """The steps of services at which people stop."""
    rows = sorted(
        bodies["steps"].get("rows") or [],
        key=lambda row: (
            -((value_of(row.get("gave_up")) or 0) + (value_of(row.get("stopped")) or 0))
        ),
    )
    bars = [
        charts.Bar(
            label=f"{plain(names.service(row['service']))}: {row['step']}",
            words=plain(value_words(row.get("gave_up"), Form.COUNT)),
            value=value_of(row.get("gave_up")),
            tone="unmet",
        )
        for row in rows[:_MOST_BARS]
    ]
    about = charts.About(
        id="step-bars",
        title=plain(say("Where people give up")),
        text=plain(say("How many people gave up at each step.")),
    )
    return [
        Section(
            id="steps",
            title=say("Where people give up"),
            text=[
                say(
                    "“Gave up” went away and did not come back. “Were stopped” were told that"
                    " it is not for them, or could not go on."
                )
                if rows
                else say("Nobody gave up within a service in this period.")
            ],
            picture=charts.bars(about, bars) if bars else None,
            table=_step_table(rows, names) if rows else None,
        )
    ]


def _step_table(rows: Sequence[Body], names: Names) -> Table:
    return Table(
        id="steps",
        caption=say("People by the step at which they stopped"),
        heads=[say("Service"), say("Step"), say("Gave up"), say("Were stopped")],
        rows=[
            [
                names.service(row["service"]),
                row["step"],
                value_words(row.get("gave_up"), Form.COUNT),
                value_words(row.get("stopped"), Form.COUNT),
            ]
            for row in rows
        ],
        words=2,
    )


def quality(bodies: Mapping[str, Body], names: Names) -> list[Section]:
    """How far the data can be trusted: how fresh it is and what is missing from it."""
    body = bodies["quality"]
    share = Form.SHARE
    figures = [
        key_figure(say("Without a ward"), body.get("without_area"), share),
        key_figure(
            say("Without a person, so that asking again is not seen"),
            body.get("without_person"), share,
        ),
    ]  # fmt: skip
    parts = body.get("partitions") or {}
    facts: list[list[Sayable]] = [
        [say("Events that are not read yet"), _plain(body.get("lag"))],
        [say("Events that could not be read"), _plain(body.get("parked"))],
        [say("Parts of the store that are missing"), _listed(parts.get("missing"))],
        [say("Parts of the store that are damaged"), _listed(parts.get("damaged"))],
        [say("Seconds to work the figures out"), _plain(body.get("made_in_seconds"))],
    ]
    found = [
        Section(
            id="quality",
            title=say("What the figures rest on"),
            figures=figures,
            table=Table(
                id="quality",
                caption=say("How fresh and whole the data is"),
                heads=[say("What"), say("How it is")],
                rows=facts,
            ),
        )
    ]
    return [*found, *_imports(body.get("imports") or [])]


def _imports(imports: Sequence[Body]) -> list[Section]:
    if not imports:
        return []
    table = Table(
        id="imports",
        caption=say("History that was taken in from files"),
        heads=[say("File"), say("Rows"), say("Refused"), say("Taken in on")],
        rows=[
            [
                row["name"],
                f"{row.get('rows', 0):,}",
                f"{row.get('refused', 0):,}",
                str(row.get("at", ""))[:10],
            ]
            for row in imports
        ],
    )
    return [Section(id="imports", title=say("History from files"), table=table)]


def _plain(value: object) -> Sayable:
    if value is None:
        return say("Not known")
    return f"{value:,}" if isinstance(value, int) else str(value)


def _listed(names: Sequence[str] | None) -> Sayable:
    return ", ".join(names) if names else say("None")
