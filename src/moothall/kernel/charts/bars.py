"""Bars one below the other, with what is not certain as a whisker; words stay words."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from moothall.kernel.charts.svg import About, element


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One line of bars; ``value`` is None where the figure is hidden or not known."""

    label: str
    words: str
    value: float | None
    low: float | None = None
    high: float | None = None
    href: str | None = None
    tone: str = ""
    """``unmet`` or ``quiet``: beside the label, never instead of it."""


def bars(about: About, shown: Sequence[Bar], *, top: float | None = None) -> Markup:
    """A list that reads as text, each line with its bar.

    ``top`` is what the whole width stands for: the largest value or upper limit, if not given.
    """
    largest = max((max(b.value or 0, b.high or 0) for b in shown), default=0)
    scale = top or largest or 1.0
    return element(
        "ul",
        *(_line(bar, scale) for bar in shown),
        class_="chart-bars",
        id=about.id,
        aria_label=f"{about.title}. {about.text}",
    )


def _line(bar: Bar, scale: float) -> Markup:
    name = (
        element("a", bar.label, href=bar.href, class_="govuk-link") if bar.href else bar.label
    )
    return element(
        "li",
        element("span", name, class_="chart-bars__label"),
        Markup(" "),
        element("span", bar.words, class_="chart-bars__words"),
        _drawn(bar, scale),
        class_="chart-bars__line",
    )


def _drawn(bar: Bar, scale: float) -> Markup:
    if bar.value is None:
        marks = [
            element("line", x1=0, x2="100%", y1=10, y2=10, class_="chart__hidden-line"),
        ]
    else:
        tone = f"chart__bar chart__bar--{bar.tone}" if bar.tone else "chart__bar"
        length = _share(bar.value, scale)
        marks = [element("rect", x=0, y=2, width=length, height=16, class_=tone)]
        if bar.low is not None and bar.high is not None:
            marks += _whisker(_share(bar.low, scale), _share(bar.high, scale))
    return element(
        "svg", *marks, class_="chart-bars__bar", aria_hidden="true", focusable="false"
    )


def _whisker(low: str, high: str) -> list[Markup]:
    ends = [((low, high), (10, 10)), ((low, low), (4, 16)), ((high, high), (4, 16))]
    return [
        element("line", x1=x[0], x2=x[1], y1=y[0], y2=y[1], class_=name)
        for name in ("chart__whisker-ground", "chart__whisker")
        for x, y in ends
    ]


def _share(value: float, scale: float) -> str:
    return f"{min(100.0, max(0.0, 100 * value / scale)):.2f}%"
