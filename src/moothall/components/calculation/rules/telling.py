"""A sum as people read it, and as those read it who have to check it."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from moothall.kernel.money import Money
from moothall.kernel.steps import Told
from moothall.kernel.words import Said, date_words, in_language, say

_DIGITS_SHOWN = Decimal("0.000001")


def breakdown(*, kept: Mapping[str, Any], language: str) -> list[Told]:
    """The rows of what a ``calculate`` step remembers under its id; the total is the last.

    Amounts are written like ``£40`` and ``less £20.50``. Figures that are only explained stand
    first, under words that say so. What could not be worked out is one row that says so.
    """
    return list(_rows(kept, language, in_full=False))


def in_full(*, kept: Mapping[str, Any], language: str) -> list[Told]:
    """The same with each part of what was shared out over days, and how it was worked out."""
    return list(_rows(kept, language, in_full=True))


def _rows(kept: Mapping[str, Any], language: str, *, in_full: bool) -> Iterator[Told]:
    if "undecided" in kept:
        words = say("We could not work this out automatically. A person will look at it.")
        yield Told(label=words.in_language(language), value="", is_total=True)
        return
    explained = [line for line in kept["lines"] if not line["added"]]
    if explained:
        yield Told(
            label=say("How we got there").in_language(language),
            value=say(
                "We used these figures to work it out. They are not part of the total."
            ).in_language(language),
        )
    for line in [*explained, *(line for line in kept["lines"] if line["added"])]:
        yield _line(line, language)
        if in_full:
            yield from _parts(line, language)
    yield Told(
        label=in_language(kept.get("label") or {}, language)
        or say("Total").in_language(language),
        value=_amount(kept["total"], language),
        is_total=True,
    )


def _line(line: Mapping[str, Any], language: str) -> Told:
    over = line.get("over")
    parts = [_part_words(part, over["per"], language) for part in over["parts"]] if over else []
    because = in_language(line["because"], language)
    return Told(
        label=in_language(line["label"], language),
        value=_amount(line["amount"], language),
        because="\n".join([*parts, *([because] if because else [])]),
    )


def _parts(line: Mapping[str, Any], language: str) -> Iterator[Told]:
    over = line.get("over")
    for part in over["parts"] if over else ():
        first, last = date.fromisoformat(part["from"]), date.fromisoformat(part["to"])
        yield Told(
            label=_period(first, last, language),
            value=_exactly(part["exact"], language),
            because=_sum(part, language),
        )


def _part_words(part: Mapping[str, Any], per: str, language: str) -> str:
    """Such as: 1 March to 31 March 2026, 31 days at £80 a year."""
    first, last = date.fromisoformat(part["from"]), date.fromisoformat(part["to"])
    said = say(
        "{period}, {days} at {amount} {per}",
        period=_period(first, last, language),
        days=say("1 day") if part["days"] == 1 else say("{count} days", count=part["days"]),
        amount=_exactly(part["amount"], language),
        per=_PER[per],
    )
    return said.in_language(language)


_PER: Mapping[str, Said] = {
    "year": say("a year"),
    "month": say("a month"),
    "week": say("a week"),
    "day": say("a day"),
}


def _period(first: date, last: date, language: str) -> str:
    if first == last:
        return date_words(first, language)
    begins = date_words(first, language)
    if first.year == last.year:
        begins = begins.removesuffix(f" {first.year}")
    said = say("{first} to {last}", first=begins, last=date_words(last, language))
    return said.in_language(language)


def _sum(part: Mapping[str, Any], language: str) -> str:
    """Such as: 31 × £80 ÷ 365."""
    amount = _exactly(part["amount"], language)
    if part["wholes"]:
        return f"{part['wholes']} × {amount}"
    return f"{part['days']} × {amount}" + (
        f" ÷ {part['length']}" if part["length"] != 1 else ""
    )


def _exactly(number: Decimal | int, language: str) -> str:
    """An amount with its fractions of a penny, as far as six digits show them."""
    exact = Decimal(number)
    if exact == round(exact, 2):
        return _amount(round(exact, 2), language)
    shown = exact.quantize(_DIGITS_SHOWN).normalize()
    plain = f"£{abs(shown):,f}"
    return plain if exact >= 0 else say("less {amount}", amount=plain).in_language(language)


def _amount(amount: Decimal | int, language: str) -> str:
    """Pounds as people write them; stored whole pounds come back as ``int``."""
    money = Money.of(Decimal(amount))
    if money.pence >= 0:
        return str(money)
    return say("less {amount}", amount=Money(pence=-money.pence)).in_language(language)
