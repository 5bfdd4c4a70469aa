"""What goes where: bands from column to column, as wide as what they carry (after Sankey)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from moothall.kernel.charts.svg import About, drawing, element, number, text

_WIDTH = 860.0
_NODE, _GAP, _LEAST = 16.0, 30.0, 3.0
_INNER, _TOP = 340.0, 50.0
_BESIDE = 150.0


@dataclass(frozen=True, kw_only=True)
class Flow:
    """So much from a node of one column to a node of the next."""

    column: int
    """The column it begins in, from 0."""
    source: str
    target: str
    value: float
    words: str


@dataclass
class _Node:
    name: str
    label: str
    value: float
    x: float
    y: float = 0.0
    height: float = 0.0
    out_at: float = 0.0
    in_at: float = 0.0
    tone: str = ""
    order: int = field(default=0)


def flows(
    about: About,
    carried: Sequence[Flow],
    *,
    labels: Sequence[dict[str, str]],
    heads: Sequence[str],
    tones: dict[str, str] | None = None,
) -> Markup:
    """Bands between columns. ``labels`` names the nodes of each column, in order.

    ``heads`` stand over the columns; ``tones`` gives nodes of the last column a look.
    """
    scale = _scale(carried, labels)
    columns = _columns(carried, labels, scale, tones or {})
    height = max((n.y + n.height for column in columns for n in column.values()), default=_TOP)
    bands = [_band(columns, flow, scale) for flow in carried if flow.value > 0]
    return drawing(
        about,
        *(_head(said, i, len(heads)) for i, said in enumerate(heads)),
        *bands,
        *(
            _node(n, i, len(columns))
            for i, column in enumerate(columns)
            for n in column.values()
        ),
        width=_WIDTH,
        height=height + 26,
        kind="flow",
    )


def _values(carried: Sequence[Flow], column: int) -> dict[str, float]:
    """What a node holds: the larger of what comes in and what goes out."""
    out: dict[str, float] = {}
    into: dict[str, float] = {}
    for flow in carried:
        if flow.column == column:
            out[flow.source] = out.get(flow.source, 0) + flow.value
        if flow.column == column - 1:
            into[flow.target] = into.get(flow.target, 0) + flow.value
    return {name: max(out.get(name, 0), into.get(name, 0)) for name in {**into, **out}}


def _scale(carried: Sequence[Flow], labels: Sequence[dict[str, str]]) -> float:
    largest = max((sum(_values(carried, i).values()) for i in range(len(labels))), default=0)
    return _INNER / largest if largest else 1.0


def _columns(
    carried: Sequence[Flow],
    labels: Sequence[dict[str, str]],
    scale: float,
    tones: dict[str, str],
) -> list[dict[str, _Node]]:
    columns = []
    inner = _WIDTH - 2 * _BESIDE - _NODE
    for i, named in enumerate(labels):
        values = _values(carried, i)
        y = _TOP
        column: dict[str, _Node] = {}
        for name in [n for n in named if values.get(n)]:
            x = _BESIDE + inner * i / max(1, len(labels) - 1)
            height = max(_LEAST, values[name] * scale)
            column[name] = _Node(
                name=name, label=named[name], value=values[name], x=x, y=y, height=height,
                out_at=y, in_at=y, tone=tones.get(name, ""),
            )  # fmt: skip
            y += height + _GAP
        columns.append(column)
    return columns


def _band(columns: Sequence[dict[str, _Node]], flow: Flow, scale: float) -> Markup:
    start, end = columns[flow.column][flow.source], columns[flow.column + 1][flow.target]
    thick = max(1.0, flow.value * scale)
    y0, y1 = start.out_at + thick / 2, end.in_at + thick / 2
    start.out_at += thick
    end.in_at += thick
    x0, x1 = start.x + _NODE, end.x
    middle = (x0 + x1) / 2
    bend = " ".join(number(v) for v in (middle, y0, middle, y1, x1, y1))
    return element(
        "path",
        element("title", flow.words),
        d=f"M{number(x0)} {number(y0)}C{bend}",
        stroke_width=thick,
        class_=f"chart__flow chart__flow--{end.tone or 'plain'}",
    )


def _node(node: _Node, column: int, count: int) -> Markup:
    block = element(
        "rect", x=node.x, y=node.y, width=_NODE, height=node.height,
        class_=f"chart__node chart__node--{node.tone or 'plain'}",
    )  # fmt: skip
    first, middle = column == 0, 0 < column < count - 1
    if middle:
        said = text(node.label, x=node.x + _NODE / 2, y=node.y - 7,
                    class_="chart__middle chart__on-flow")  # fmt: skip
        return element("g", block, said)
    x = node.x - 8 if first else node.x + _NODE + 8
    lines = _wrapped(node.label)
    y = node.y + node.height / 2 + 5 - 9 * (len(lines) - 1)
    spans = [
        element("tspan", line, x=x, dy=0 if i == 0 else 18) for i, line in enumerate(lines)
    ]
    said = element("text", *spans, x=x, y=y, class_="chart__end" if first else "chart__note")
    return element("g", block, said)


def _wrapped(said: str, *, most: int = 16) -> list[str]:
    """Words in at most two lines."""
    lines = [""]
    for word in said.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) > most and lines[-1] and len(lines) == 1:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _head(said: str, column: int, count: int) -> Markup:
    inner = _WIDTH - 2 * _BESIDE - _NODE
    x = _BESIDE + _NODE / 2 + inner * column / max(1, count - 1)
    return text(said, x=x, y=14, class_="chart__middle chart__strong")
