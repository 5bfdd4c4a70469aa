"""What a what-if came to, made ready for its page: words, tables and bars."""

import difflib
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from moothall.journeys.catalogue import Published
from moothall.journeys.changed_files import files_of
from moothall.journeys.whatif.cells import cell_of
from moothall.journeys.whatif.contracts import FEWEST_SHOWN, WhatIf
from moothall.journeys.whatif.populations import BAND, WARD
from moothall.kernel.encoding import from_json
from moothall.kernel.money import Money
from moothall.kernel.questions import Question
from moothall.kernel.steps import Counted
from moothall.kernel.template_words import Sayable
from moothall.kernel.words import LANGUAGES, Words, say

Number = Decimal | int
Named = Callable[[str], Sayable]
"""The name of a ward."""

_MOST_LINES = 40
_PENNY = Decimal("0.01")
_ROW, _TOP = 46, 4


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar, or two from the middle: lengths in hundredths of the chart's width."""

    label: Sayable
    y: int
    right: str
    right_words: str
    left: str = ""
    left_words: str = ""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars one below the other; the table beside it says the same."""

    id: str
    title: Sayable
    text: Sayable
    bars: Sequence[Bar]

    @property
    def height(self) -> int:
        return len(self.bars) * _ROW + _TOP


def number_words(number: Number) -> str:
    """With commas; whole unless the cases were weighted."""
    if isinstance(number, Decimal) and number != number.to_integral_value():
        return f"{number.normalize():,f}"
    return f"{int(number):,}"


def pounds(amount: Number) -> str:
    """To the penny; the download has every digit."""
    return str(Money.of(Decimal(amount).quantize(_PENNY, ROUND_HALF_UP)))


def change_words(amount: Number) -> str:
    """With its sign."""
    return f"+\u2060{pounds(amount)}" if amount > 0 else pounds(amount).replace("-", "−\u2060")


def shown(found: WhatIf, *, published: Published, ward: Named) -> dict[str, Any]:
    """Everything that the page of a finished what-if shows."""
    result = found.result or {}
    counted = {c.name: c for step in published.service.steps for c in step.counts()}
    every = result["all"]
    return {
        "amount": counted[found.trial.amount].label if found.trial.amount in counted else None,
        "people": _people(every, result),
        "cost": _cost(every) if found.trial.amount else None,
        "typical": [
            {"label": label, **_typical(result[name])}
            for name, label in (("rises", say("More")), ("falls", say("Less")))
            if result[name]
        ],
        "bands": _bands(result["bands"]),
        "groups": [
            _group(group, number, published, ward, has_amount=bool(found.trial.amount))
            for number, group in enumerate(result["groups"])
        ],
        "moves": _moves(result["moves"], counted),
        "open": result["open"] if not found.of_past else _reasons(result["open"]),
        "unread": result["unread"] if not found.of_past else (),
        "undecided": number_words(every["undecided"]),
        "refused": number_words(result["refused"]),
        "fewest": FEWEST_SHOWN,
    }


def compared(found: WhatIf, published: Published) -> list[dict[str, Any]]:
    """The changed files, each with its hash and the lines that differ."""
    before = files_of(from_json(published.text)["definition"])
    return [
        {
            "name": name,
            "hash": hashlib.sha256(text.encode()).hexdigest(),
            "lines": _difference(before.get(name, ""), text),
        }
        for name, text in found.files.items()
    ]


def _difference(before: str, after: str) -> list[dict[str, str]]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    kept = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    return [{"sign": line[0], "text": line[1:]} for line in kept[:_MOST_LINES]]


def _people(every: Mapping[str, Any], result: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = {
        "better": say("Better off"),
        "worse": say("Worse off"),
        "same": say("No change"),
        "gained": say("Can newly have it"),
        "lost": say("Can no longer have it"),
        "undecided": say("Left to a person to decide"),
    }
    rows = [{"label": label, "value": number_words(every[n])} for n, label in names.items()]
    if result["refused"]:
        label = say("Lines that could not be read")
        rows.append({"label": label, "value": number_words(result["refused"])})
    return [*rows, {"label": say("All cases"), "value": number_words(every["cases"])}]


def _cost(sums: Mapping[str, Any]) -> dict[str, str]:
    return {
        "before": pounds(sums["before"]),
        "after": pounds(sums["after"]),
        "change": change_words(sums["after"] - sums["before"]),
    }


def _typical(found: Mapping[str, Any]) -> dict[str, str]:
    return {
        "cases": number_words(found["cases"]),
        "mean": change_words(found["mean"]),
        "median": change_words(found["median"]),
        "total": change_words(found["total"]),
    }


def _bands(bands: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if not bands:
        return None
    longest = max(band["cases"] for band in bands)
    rows = [{"label": _band_words(b), "cases": number_words(b["cases"])} for b in bands]
    bars = [
        Bar(
            label=row["label"],
            y=_TOP + number * _ROW,
            right=_share(band["cases"], longest, 78),
            right_words=number_words(band["cases"]),
        )
        for number, (band, row) in enumerate(zip(bands, rows, strict=True))
    ]
    text = say("One bar for each size of change: its length is how many cases have it.")
    chart = Chart(id="changes", title=say("How large the changes are"), text=text, bars=bars)
    return {"rows": rows, "chart": chart}


def _band_words(band: Mapping[str, Any]) -> Sayable:
    low, high = sorted((band["from"], band["to"]), key=abs)
    less = band["to"] < 0
    words = {"low": pounds(abs(low)), "high": pounds(abs(high))}
    if less:
        return say("{low} to {high} less", **words)
    return say("{low} to {high} more", **words)


def _group(
    group: Mapping[str, Any],
    number: int,
    published: Published,
    ward: Named,
    *,
    has_amount: bool,
) -> dict[str, Any]:
    values = group["values"]
    title = _grouping_words(group["name"], published)
    longest = max((max(v["better"], v["worse"]) for v in values), default=0)
    rows = [
        {
            "label": _value_words(group["name"], value["value"], published, ward),
            **{n: number_words(value[n]) for n in _COUNTS},
            **(_cost(value) if has_amount else {}),
        }
        for value in values
    ]
    bars = [
        Bar(
            label=row["label"],
            y=_TOP + place * _ROW,
            left=_share(value["worse"], longest, 36),
            left_words=number_words(value["worse"]),
            right=_share(value["better"], longest, 36),
            right_words=number_words(value["better"]),
        )
        for place, (value, row) in enumerate(zip(values, rows, strict=True))
    ]
    text = say("To the left how many are worse off, to the right how many are better off.")
    heading = say("Who is better or worse off, by {name}", name=title)
    chart = Chart(id=f"group-{number}", title=heading, text=text, bars=bars)
    return {"title": title, "rows": rows, "chart": chart if longest else None}


_COUNTS = ("cases", "better", "worse", "same", "gained", "lost", "undecided")


def _share(cases: Number, longest: Number, most: int) -> str:
    """The length of a bar; something that is there can be seen."""
    if not cases or not longest:
        return "0"
    return f"{max(Decimal('0.5'), Decimal(cases) / Decimal(longest) * most):.2f}"


def _grouping_words(name: str, published: Published) -> Sayable:
    question = published.service.question(question_id=name)
    if question is not None:
        label: Words = question.label
        return label
    return {WARD: say("Ward"), BAND: say("Band")}.get(name, name.replace("_", " "))


def _value_words(name: str, value: str | None, published: Published, ward: Named) -> Sayable:
    if value is None:
        return say("Other (groups of fewer than {least})", least=FEWEST_SHOWN)
    if not value:
        return say("Not known")
    if name == WARD:
        return ward(value)
    question = published.service.question(question_id=name)
    return _answers(question).get(value, value) if question else value


def _answers(question: Question) -> dict[str, Words]:
    """Every answer to a question that has few: its cell, and what people read."""
    return {
        cell_of(answer): {
            each: question.text(answer=answer, language=each) for each in LANGUAGES
        }
        for answer in question.values() or ()
    }


def _moves(
    moves: Sequence[Mapping[str, Any]], counted: Mapping[str, Counted]
) -> list[dict[str, Any]]:
    """One table for each outcome, if anything moves in it."""
    names = dict.fromkeys(move["name"] for move in moves)
    return [
        {
            "title": counted[name].label if name in counted else name,
            "rows": [
                {
                    "before": _outcome(move["before"], counted.get(name)),
                    "after": _outcome(move["after"], counted.get(name)),
                    "cases": number_words(move["cases"]),
                    "moved": move["before"] != move["after"],
                }
                for move in moves
                if move["name"] == name
            ],
        }
        for name in names
    ]


def _outcome(value: str, counted: Counted | None) -> Sayable:
    if not value:
        return say("Not reached")
    return counted.values.get(value, value) if counted else value


def _reasons(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Of past decisions the reasons alone: a line would be somebody's."""
    return [{"line": None, "why": why} for why in dict.fromkeys(o["why"] for o in found)]
