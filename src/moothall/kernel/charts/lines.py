"""A measure over time with its control limits: which points are outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from moothall.kernel.charts.svg import About, drawing, element, path, text, ticks

_WIDTH, _HEIGHT = 760.0, 300.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 96.0, 18.0, 40.0
_MOST_LABELS = 9


class Mark(StrEnum):
    """Why a point stands out."""

    NONE = ""
    OUTSIDE = "outside"
    RUN = "run"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One point; ``value`` is None where it is hidden, and the line has a gap there."""

    label: str
    value: float | None
    words: str
    mark: Mark = Mark.NONE


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The centre and its control limits, each with the word that stands at its end."""

    centre: float
    low: float
    high: float
    words: tuple[str, str, str]
    """Of the upper limit, the centre and the lower limit."""


class _Ground:
    def __init__(self, top: float, count: int, scale_words: Sequence[str]) -> None:
        self.ticks = ticks(top)
        self.count = count
        self.scale_words = scale_words

    def x(self, index: int) -> float:
        inner = _WIDTH - _LEFT - _RIGHT
        return _LEFT + inner * (index + 0.5) / max(1, self.count)

    def y(self, value: float) -> float:
        inner = _HEIGHT - _TOP - _BOTTOM
        return _TOP + inner * (1 - value / self.ticks[-1])


def readings(
    about: About,
    points: Sequence[Reading],
    *,
    limits: Limits | None = None,
    is_share: bool = False,
) -> Markup:
    """A line from month to month, over its limits where there are any.

    A diamond is outside the limits, a square belongs to a run on one side of the centre; each
    has the value beside it. ``is_share`` writes the scale in per cent.
    """
    top = max((p.value or 0 for p in points), default=0)
    top = max(top, limits.high if limits else 0)
    scale = [f"{100 * t:g}%" if is_share else f"{t:,g}" for t in ticks(top)]
    ground = _Ground(top, len(points), scale)
    return drawing(
        about,
        *_scale(ground),
        *(_limits(ground, limits) if limits else []),
        *_months(ground, points),
        *_line(ground, points),
        *_points(ground, points),
        width=_WIDTH,
        height=_HEIGHT,
        kind="line",
    )


def _scale(ground: _Ground) -> list[Markup]:
    drawn = []
    for value, words in zip(ground.ticks, ground.scale_words, strict=True):
        y = ground.y(value)
        drawn += [
            element("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_="chart__grid"),
            text(words, x=_LEFT - 8, y=y + 5, class_="chart__end"),
        ]
    return drawn


def _limits(ground: _Ground, limits: Limits) -> list[Markup]:
    upper, lower = ground.y(limits.high), ground.y(max(0.0, limits.low))
    right = _WIDTH - _RIGHT
    band = element(
        "rect", x=_LEFT, y=upper, width=right - _LEFT, height=lower - upper,
        class_="chart__band",
    )  # fmt: skip
    drawn = [band]
    for y, words, name in zip(
        _apart([upper, ground.y(limits.centre), lower]),
        limits.words,
        ("limit", "centre", "limit"),
        strict=True,
    ):
        at, said_at = y
        drawn += [
            element("line", x1=_LEFT, x2=right, y1=at, y2=at, class_=f"chart__{name}"),
            text(words, x=right + 8, y=said_at + 5, class_="chart__note"),
        ]
    return drawn


def _apart(heights: Sequence[float], *, least: float = 17.0) -> list[tuple[float, float]]:
    """Where lines are and where their words stand, so that no two words cover one another."""
    said: list[float] = []
    for y in heights:
        said.append(max(y, said[-1] + least) if said else y)
    return list(zip(heights, said, strict=True))


def _months(ground: _Ground, points: Sequence[Reading]) -> list[Markup]:
    every = -(-len(points) // _MOST_LABELS) or 1
    return [
        text(p.label, x=ground.x(i), y=_HEIGHT - 14, class_="chart__middle")
        for i, p in enumerate(points)
        if i % every == 0
    ]


def _line(ground: _Ground, points: Sequence[Reading]) -> list[Markup]:
    runs: list[list[tuple[float, float]]] = [[]]
    for i, point in enumerate(points):
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append((ground.x(i), ground.y(point.value)))
    return [element("path", d=path(run), class_="chart__line") for run in runs if len(run) > 1]


def _points(ground: _Ground, points: Sequence[Reading]) -> list[Markup]:
    drawn = []
    for i, point in enumerate(points):
        if point.value is None:
            continue
        x, y = ground.x(i), ground.y(point.value)
        drawn.append(_point(x, y, point))
        if point.mark is not Mark.NONE:
            drawn.append(text(point.words, x=x, y=y - 13, class_="chart__middle chart__strong"))
    return drawn


def _point(x: float, y: float, point: Reading) -> Markup:
    said = element("title", f"{point.label}: {point.words}")
    if point.mark is Mark.OUTSIDE:
        corners = [(x, y - 9), (x + 9, y), (x, y + 9), (x - 9, y)]
        drawn = path(corners, closed=True)
        return element("path", said, d=drawn, class_="chart__point chart__point--outside")
    if point.mark is Mark.RUN:
        return element(
            "rect", said, x=x - 5.5, y=y - 5.5, width=11, height=11,
            class_="chart__point chart__point--run",
        )  # fmt: skip
    return element("circle", said, cx=x, cy=y, r=4, class_="chart__point")
