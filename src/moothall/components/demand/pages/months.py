"""Pages over time: months with control limits, and the marks that mean something."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from moothall.components.demand.pages import signs
from moothall.components.demand.pages.figures import (
    Form,
    has_value,
    number_words,
    value_of,
    value_words,
)
from moothall.components.demand.pages.naming import Names
from moothall.components.demand.pages.sections import Section, Table
from moothall.kernel import charts
from moothall.kernel.language import current_language
from moothall.kernel.template_words import plain
from moothall.kernel.words import say

Body = Mapping[str, Any]


def time(bodies: Mapping[str, Body], names: Names) -> list[Section]:
    """What was asked and what was not met, month by month."""
    body = bodies["months"]
    found = [month_section(body, share=False)]
    if body.get("share_unmet"):
        found.append(month_section(body["share_unmet"], share=True))
    return found


def month_section(body: Body, *, share: bool) -> Section:
    """One measure month by month. ``share`` is for the share that was not met."""
    form = Form.SHARE if share else Form.COUNT
    title = say("Not met, month by month") if share else say("Asked, month by month")
    rows = body.get("rows") or []
    standing_out = sum(bool(row.get("outside") or row.get("run")) for row in rows)
    return Section(
        id="months-unmet" if share else "months",
        title=title,
        text=[_said(standing_out)],
        picture=_picture(body, rows, form, plain(title)) if rows else None,
        scrolls=True,
        keys=signs.points(),
        table=Table(
            id="months-unmet" if share else "months",
            caption=title,
            heads=[say("Month"), say("Figure"), say("What it means")],
            words_after=1,
            rows=[
                [_month(row["month"], long=True), value_words(_figure(row), form), _meant(row)]
                for row in rows
            ],
        ),
    )


def _said(standing_out: int) -> Any:  # noqa: ANN401 - words
    if standing_out == 0:
        return say(
            "Every month lies within the limits of ordinary ups and downs. Nothing here says"
            " that anything has changed."
        )
    if standing_out == 1:
        return say("One month stands out. Something may have changed: look at it.")
    return say(
        "{count} months stand out. Something has changed: look at them.", count=standing_out
    )


def _meant(row: Body) -> Any:  # noqa: ANN401 - words
    if row.get("outside"):
        return say("Outside the limits")
    return say("In a long run on one side") if row.get("run") else ""


def _figure(row: Body) -> Any:  # noqa: ANN401 - a figure
    return row.get("asked") or row.get("share_unmet") or row.get("value")


def _picture(body: Body, rows: Any, form: Form, title: str) -> Any:  # noqa: ANN401 - markup
    points = [
        charts.Reading(
            label=_month(row["month"]),
            value=value_of(_figure(row)),
            words=plain(value_words(_figure(row), form)),
            mark=charts.Mark.OUTSIDE
            if row.get("outside")
            else charts.Mark.RUN
            if row.get("run")
            else charts.Mark.NONE,
        )
        for row in rows
    ]
    limits = None
    if has_value({"value": body.get("centre")}) and body.get("high") is not None:
        centre, low, high = body["centre"], body.get("low") or 0, body["high"]
        limits = charts.Limits(
            centre=centre,
            low=low,
            high=high,
            words=(
                plain(say("limit {value}", value=number_words(high, form))),
                plain(say("mean {value}", value=number_words(centre, form))),
                plain(say("limit {value}", value=number_words(low, form))),
            ),
        )
    about = charts.About(
        id=f"line-{form.value}",
        title=title,
        text=plain(say("A line from month to month; the table beneath says the same.")),
    )
    return charts.readings(about, points, limits=limits, is_share=form is Form.SHARE)


def _month(month: str, *, long: bool = False) -> str:
    """``2026-03`` as ``Mar 26``, or ``March 2026``."""
    year, number = month.split("-")[:2]
    locale = "cy_GB" if current_language() == "cy" else "en_GB"
    day = date(int(year), int(number), 1)
    return format_date(day, "MMMM y" if long else "MMM yy", locale=locale)
