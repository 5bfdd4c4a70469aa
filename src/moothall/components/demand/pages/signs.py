"""What the signs of pictures mean: each line is the sign as it is drawn, and its words."""

from collections.abc import Sequence

from markupsafe import Markup

from moothall.components.demand.pages.figures import Form, number_words
from moothall.components.demand.pages.sections import Key
from moothall.kernel.charts import class_of
from moothall.kernel.charts.svg import element
from moothall.kernel.words import say

_WIDE = 26


def classes(limits: Sequence[float], form: Form) -> list[Key]:
    """The classes of a map, from the lowest, and the hatching."""
    found = [
        Key(
            sign=_box(f"chart__area chart__area--{class_of(limit, limits)}"),
            text=say("up to {limit}", limit=number_words(limit, form)),
        )
        for limit in limits
    ]
    return [*found, Key(sign=_hatched(), text=say("hidden, or few people behind it"))]


def points() -> list[Key]:
    """The marks on a line with control limits."""
    outside = element("path", d="M13 1L21 9L13 17L5 9Z", class_="chart__point--outside")
    run = element("rect", x=8, y=4, width=11, height=11, class_="chart__point--run")
    limit = element("line", x1=0, x2=_WIDE, y1=9, y2=9, class_="chart__limit")
    return [
        Key(sign=_svg(outside), text=say("outside the limits: something has changed")),
        Key(sign=_svg(run), text=say("one of a long run on one side: it has shifted")),
        Key(sign=_svg(limit), text=say("the limits of ordinary ups and downs")),
    ]


def _box(name: str) -> Markup:
    return _svg(element("rect", x=1, y=1, width=24, height=16, class_=name))


def _hatched() -> Markup:
    lines = [
        element("line", x1=x, y1=17, x2=x + 12, y2=1, class_="chart__hatch") for x in (1, 7, 13)
    ]
    return _svg(
        element("rect", x=1, y=1, width=24, height=16, class_="chart__area chart__area--0"),
        *lines,
    )


def _svg(*parts: Markup) -> Markup:
    return element("svg", *parts, viewBox="0 0 26 18", aria_hidden="true", focusable="false")
