"""A figure of a summary in plain words: its value, how sure it is, and what has changed."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from moothall.kernel.words import Said, Words, say

Figure = Mapping[str, Any]
"""``value``, ``low``, ``high``, ``count``, ``denominator``, ``method``, ``hidden``."""
Sayable = Said | Words | str

HIDDEN = say("Hidden")
NOT_KNOWN = say("Not known")
_WHY: Mapping[str, Sayable] = {
    "fewer_than_half_met": say("Fewer than half are met so far"),
    "no_population": say("Not known how many live there"),
    "not_followed_so_long": say("Too soon to tell"),
    "nothing_counted": say("Nothing to count"),
}
"""Why there is no value, as figures have it."""
_WIDE = 0.5
"""An interval this wide, as a share of its value, is shown as not certain."""
_CERTAIN = 0.001
_FEW = 25
"""Below this a count is not certain: its 95% interval is wider than a third either way."""


class Form(StrEnum):
    """What a figure counts, and so how it is written."""

    COUNT = "count"
    SHARE = "share"
    DAYS = "days"
    RATE = "rate"


def number_words(value: float, form: Form) -> Sayable:
    """A bare number in its form: ``1,240``, ``23%``, ``12 days``, ``5.3 per 1,000``."""
    if form is Form.SHARE:
        return f"{100 * value:.0f}%"
    if form is Form.DAYS:
        days = round(value)
        return say("1 day") if days == 1 else say("{count} days", count=f"{days:,}")
    if form is Form.RATE:
        return say("{rate} per 1,000 people", rate=f"{value:.1f}")
    return f"{value:,.0f}"


def value_words(figure: Figure | None, form: Form) -> Sayable:
    """What a figure says; that it is hidden, or not known, in words."""
    if not figure:
        return NOT_KNOWN
    if figure.get("hidden"):
        return HIDDEN
    if figure.get("value") is None:
        return _WHY.get(figure.get("why", ""), NOT_KNOWN)
    return number_words(figure["value"], form)


def short_words(figure: Figure | None, form: Form) -> str:
    """The same in a few signs, for a map; empty where nothing can be said."""
    if not has_value(figure):
        return ""
    value = float((figure or {})["value"])
    if form is Form.SHARE:
        return f"{100 * value:.0f}%"
    return f"{value:.1f}" if form is Form.RATE else f"{value:,.0f}"


def sure_words(figure: Figure | None, form: Form) -> Sayable:
    """How sure it is: the interval, or why there is none; empty for a plain count."""
    if figure and figure.get("hidden"):
        return say("Too few people to show")
    if not has_interval(figure):
        return ""
    low, high = _pair(figure or {}, form)
    return say("between {low} and {high}", low=low, high=high)


def range_words(figure: Figure | None, form: Form) -> Sayable:
    """An interval for a column of its own: ``18% to 26%``; empty where there is none."""
    if not has_interval(figure):
        return ""
    low, high = _pair(figure or {}, form)
    return say("{low} to {high}", low=low, high=high)


def whole_words(figure: Figure | None, form: Form) -> Sayable:
    """Value and interval together."""
    value, interval = value_words(figure, form), range_words(figure, form)
    return say("{value} ({interval})", value=value, interval=interval) if interval else value


def change_words(now: Figure | None, before: Figure | None, form: Form) -> Sayable:
    """What has changed since the same period a year before, and whether that means anything."""
    if not (has_value(now) and has_value(before)):
        return say("No figure for the year before")
    new, old = float((now or {})["value"]), float((before or {})["value"])
    if _overlap(now or {}, before or {}):
        return say("No clear change from {before} a year before", before=_bare(old, form))
    if new == old:
        return say("The same as a year before")
    words = say("Up from {before} a year before", before=_bare(old, form))
    return words if new > old else say("Down from {before} a year before",
                                       before=_bare(old, form))  # fmt: skip


def chance_words(p: float | None) -> Sayable:
    """How likely something this large is by chance alone: ``1 in 250``."""
    if p is None:
        return ""
    if p <= _CERTAIN:
        return say("1 in 1,000 or less")
    return say("1 in {many}", many=f"{round(1 / p):,}")


def in_floats(value: Any) -> Any:  # noqa: ANN401 - JSON
    """The same JSON with floats for decimals: pictures are drawn, no money is counted."""
    if isinstance(value, Mapping):
        return {name: in_floats(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [in_floats(one) for one in value]
    return float(value) if isinstance(value, Decimal) else value


def has_value(figure: Figure | None) -> bool:
    if figure is None or figure.get("hidden"):
        return False
    return figure.get("value") is not None


def has_interval(figure: Figure | None) -> bool:
    return (
        has_value(figure)
        and figure is not None
        and figure.get("low") is not None
        and figure.get("high") is not None
    )


def is_uncertain(figure: Figure | None) -> bool:
    """Whether a reader should not lean on it: few behind it, or a wide interval."""
    if not has_value(figure) or figure is None:
        return True
    if has_interval(figure):
        return bool(figure["high"] - figure["low"] > _WIDE * max(figure["value"], 1e-9))
    count = figure.get("count")
    return float(figure["value"] if count is None else count) < _FEW


def value_of(figure: Figure | None) -> float | None:
    return float(figure["value"]) if has_value(figure) and figure is not None else None


def limits_of(figure: Figure | None) -> tuple[float | None, float | None]:
    if not has_interval(figure) or figure is None:
        return None, None
    return float(figure["low"]), float(figure["high"])


def _bare(value: float, form: Form) -> Sayable:
    return number_words(value, form)


def _pair(figure: Figure, form: Form) -> tuple[Sayable, Sayable]:
    low, high = float(figure["low"]), float(figure["high"])
    if form is Form.RATE:
        return f"{low:.1f}", f"{high:.1f}"
    if form is Form.DAYS:
        return f"{low:,.0f}", number_words(high, form)
    return number_words(low, form), number_words(high, form)


def _overlap(now: Figure, before: Figure) -> bool:
    if not (has_interval(now) and has_interval(before)):
        return False
    return bool(now["low"] <= before["high"] and before["low"] <= now["high"])
