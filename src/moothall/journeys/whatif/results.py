"""The result of a what-if as it is kept and shown: exact figures, and no group too small."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any

from moothall.journeys.whatif.contracts import FEWEST_SHOWN, Sums, Tally, Unread
from moothall.journeys.whatif.tallies import exactly
from moothall.kernel.encoding import canonical
from moothall.kernel.words import LANGUAGES

MOST_BANDS = 12
OTHER = None
"""The value of the group that joins those too small to be shown."""
_PENNY = Decimal("0.01")
_WIDTHS = (1, 2, 5)


def result_of(tally: Tally, *, groupings: Sequence[str], total_rows: int) -> dict[str, Any]:
    """Everything that pages, charts and downloads show, as plain data."""
    with exactly():
        return {
            "rows": total_rows,
            "all": asdict(tally.all),
            "groups": [
                {"name": name, "values": _groups(tally, number)}
                for number, name in enumerate(groupings)
            ],
            "bands": _bands(tally.changes),
            "rises": _typical({c: n for c, n in tally.changes.items() if c > 0}),
            "falls": _typical({c: n for c, n in tally.changes.items() if c < 0}),
            "moves": [
                {"name": name, "before": before, "after": after, "cases": cases}
                for (name, before, after), cases in sorted(tally.moves.items())
            ],
            "open": [{"line": line, "why": why} for line, why in tally.open],
            "unread": [_unread(each) for each in tally.unread],
            "refused": tally.refused,
        }


def _groups(tally: Tally, number: int) -> list[dict[str, Any]]:
    """The groups of one column, those too small joined so that none can be worked out."""
    found = {value: sums for (place, value), sums in tally.groups.items() if place == number}
    small = {value for value, sums in found.items() if sums.rows < FEWEST_SHOWN}
    by_size = sorted(found.keys() - small, key=lambda value: (found[value].rows, value))
    while small and sum(found[value].rows for value in small) < FEWEST_SHOWN and by_size:
        small.add(by_size.pop(0))
    shown = [{"value": value, **asdict(found[value])} for value in sorted(by_size)]
    if small:
        joined = Sums()
        for value in small:
            joined.add(found[value])
        shown.append({"value": OTHER, **asdict(joined)})
    return shown


def _bands(changes: Mapping[Decimal, Decimal | int]) -> list[dict[str, Any]]:
    """Changes by size: bands of one round width, from greatest fall to greatest rise."""
    largest = max((abs(change) for change in changes), default=Decimal(0))
    width = _width(largest)
    found: dict[int, Decimal | int] = {}
    for change, cases in changes.items():
        if change:
            whole, rest = divmod(abs(change), width)
            steps = int(whole) + bool(rest)  # a band ends at a whole number of widths
            number = steps if change > 0 else -steps
            found[number] = found.get(number, 0) + cases
    if not found:
        return []
    return [
        {"from": _from(number, width), "to": _to(number, width), "cases": found.get(number, 0)}
        for number in range(min(found), max(found) + 1)
        if number
    ]


def _from(number: int, width: Decimal) -> Decimal:
    return (number - 1) * width + _PENNY if number > 0 else number * width


def _to(number: int, width: Decimal) -> Decimal:
    return number * width if number > 0 else (number + 1) * width - _PENNY


def _width(largest: Decimal) -> Decimal:
    """The least round width by which half of the bands reach the largest change."""
    scale = _PENNY
    while True:
        for times in _WIDTHS:
            if scale * times * (MOST_BANDS // 2) >= largest:
                return scale * times
        scale *= 10


def _typical(changes: Mapping[Decimal, Decimal | int]) -> dict[str, Any] | None:
    """How many there are, their mean to the penny, and the one in the middle."""
    cases = sum(map(Decimal, changes.values()), Decimal(0))
    if not cases:
        return None
    total = sum((change * count for change, count in changes.items()), Decimal(0))
    return {
        "cases": cases,
        "total": total,
        "mean": _pennies(total, cases),
        "median": _median(changes, cases),
    }


def _pennies(total: Decimal, cases: Decimal) -> Decimal:
    """The quotient to the penny, half away from nought, by whole numbers."""
    top, bottom = (total * 100).as_integer_ratio(), cases.as_integer_ratio()
    over, under = abs(top[0]) * bottom[1], top[1] * bottom[0]
    pence = (2 * over + under) // (2 * under)
    return Decimal(pence if total >= 0 else -pence).scaleb(-2)


def _median(changes: Mapping[Decimal, Decimal | int], cases: Decimal) -> Decimal:
    passed = Decimal(0)
    for change in sorted(changes):
        passed += changes[change]
        if 2 * passed >= cases:
            return change
    raise AssertionError("the cases are more than their parts")


def _unread(each: Unread) -> dict[str, Any]:
    words = {language: each.said.in_language(language) for language in LANGUAGES}
    return {"line": each.line, "column": each.column, "words": words}


def as_rows(result: Mapping[str, Any]) -> Iterable[list[str]]:
    """The result as the lines of a CSV file: one for the whole, and one for each group."""
    names = [each.name for each in fields(Sums) if each.name != "rows"]
    yield ["table", "value", *names]
    yield ["all", "", *(_cell(result["all"][name]) for name in names)]
    for group in result["groups"]:
        for line in group["values"]:
            value = "other" if line["value"] is OTHER else line["value"]
            yield [group["name"], value, *(_cell(line[name]) for name in names)]
    yield ["table", "from", "to", "cases"]
    for band in result["bands"]:
        yield ["changes", _cell(band["from"]), _cell(band["to"]), _cell(band["cases"])]
    yield ["table", "before", "after", "cases"]
    for move in result["moves"]:
        yield [move["name"], move["before"], move["after"], _cell(move["cases"])]


def _cell(value: object) -> str:
    return canonical(value)
