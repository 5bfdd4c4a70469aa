"""How long it takes: curves of the share that still waits, small and side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from moothall.kernel.charts.svg import About, drawing, element, path, text, ticks

_WIDTH, _HEIGHT = 300.0, 200.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 48.0, 14.0, 14.0, 44.0

_FEW = 0.05

Step = tuple[float, float, float | None, float | None]
"""A day, the share that still waits then, and the limits of its interval."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One curve of a row of small ones; ``days`` is what its axis is called."""

    about: About
    steps: Sequence[Step]
    days: str
    median: float | None = None


def curves(panels: Sequence[Panel]) -> Markup:
    """Small curves in one scale, so that they can be compared."""
    last = max((_last_told(p.steps) for p in panels if p.steps), default=0)
    return element(
        "ul",
        *(
            element(
                "li",
                element("span", panel.about.title, class_="chart-many__title"),
                _curve(panel, last or 1),
            )
            for panel in panels
        ),
        class_="chart-many",
    )


def _curve(panel: Panel, last: float) -> Markup:
    scale = ticks(last, about=3)

    def x(day: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * day / scale[-1]

    def y(share: float) -> float:
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - share)

    drawn = [
        *(
            part
            for share, words in ((0.0, "0%"), (0.5, "50%"), (1.0, "100%"))
            for part in (
                element("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y(share), y2=y(share),
                        class_="chart__grid"),
                text(words, x=_LEFT - 6, y=y(share) + 5, class_="chart__end"),
            )
        ),
        *(
            text(f"{day:g}", x=x(day), y=_HEIGHT - 24, class_="chart__middle")
            for day in scale
        ),
        text(panel.days, x=(_LEFT + _WIDTH) / 2, y=_HEIGHT - 6, class_="chart__middle"),
    ]  # fmt: skip
    steps = [
        (x(day), y(share), low, high) for day, share, low, high in _cut(panel.steps, scale[-1])
    ]
    known = [
        (px, y(low), y(high)) for px, _, low, high in steps if None not in (low, high)
        for low, high in [(low or 0.0, high or 0.0)]
    ]  # fmt: skip
    if len(known) > 1:
        above = [(px, top) for px, _, top in known]
        below = [(px, bottom) for px, bottom, _ in known]
        drawn.append(
            element("path", d=path([*above, *reversed(below)], closed=True),
                    class_="chart__band")
        )  # fmt: skip
    if steps:
        line = [(px, py) for px, py, _, _ in steps]
        drawn.append(element("path", d=path(line), class_="chart__line"))
    if panel.median is not None and panel.median <= scale[-1]:
        at = x(panel.median)
        drawn.append(
            element("line", x1=at, x2=at, y1=y(0.5), y2=y(0.0), class_="chart__centre")
        )
    return drawing(panel.about, *drawn, width=_WIDTH, height=_HEIGHT, kind="curve")


def _last_told(steps: Sequence[Step]) -> float:
    """The day from which hardly anybody waits, else the last day."""
    few = (day for day, share, _, _ in steps if share <= _FEW)
    return next(few, steps[-1][0])


def _cut(steps: Sequence[Step], last: float) -> list[Step]:
    return [step for step in steps if step[0] <= last]
