"""What is wrong with a line of a calculation by itself, found without any answers."""

from collections.abc import Iterator
from datetime import date

from moothall.components.calculation.contracts import CannotBeWorkedOut, Line, Over
from moothall.components.calculation.rules.sharing import years_of
from moothall.components.calculation.rules.working import TODAY, read_amount
from moothall.feel import ANY, DATE, FeelError, FeelSyntaxError, check_types
from moothall.kernel.steps import Problem


def line_problems(*, n: int, line: Line) -> Iterator[Problem]:
    """Mistakes in the amount and the period of the line at this position."""
    yield from _unreadable(n, line)
    if line.over is not None:
        yield from _over_problems(n, line.over)


def texts_of(*, line: Line) -> Iterator[tuple[tuple[str, ...], str]]:
    """The expressions of a line as they are written, each with its path in the line."""
    if line.over is not None:
        yield ("over", "from"), line.over.first
        yield ("over", "to"), line.over.last
    yield ("amount",), line.amount


def _unreadable(n: int, line: Line) -> Iterator[Problem]:
    for key, text in texts_of(line=line):
        try:
            read_amount(text)
        except FeelSyntaxError as failure:
            path: tuple[str | int, ...] = ("lines", n, *key)
            if key == ("amount",):
                yield Problem(
                    path=path,
                    code="calculation.amount-unreadable",
                    words=f"the amount of `{line.id}` cannot be read: {failure}",
                    mend="write what it is worked out from, such as: 0.5 * base",
                )
            else:
                yield Problem(
                    path=path,
                    code="calculation.period-unreadable",
                    words=f"the period of `{line.id}` cannot be read: {failure}",
                    mend="name a date that is asked, such as: first_day",
                )


def _over_problems(n: int, over: Over) -> Iterator[Problem]:
    yield from _day_problems(n, over)
    if over.per == "year":
        try:
            years_of(over=over)
        except CannotBeWorkedOut:
            yield Problem(
                path=("lines", n, "over"),
                code="calculation.period-years",
                words="it does not say on which day years begin, so nobody knows their length",
                mend="add year_from: 04-01, or another day that every year has",
            )
    elif over.year_from is not None:
        yield Problem(
            path=("lines", n, "over", "year_from"),
            code="calculation.period-years",
            words=f"the amount is for a {over.per}, and years begin nowhere in it",
            mend="take year_from out",
        )


def _day_problems(n: int, over: Over) -> Iterator[Problem]:
    """Mistakes in the days that show without any answers."""
    fixed = dict[str, date]()
    for key, text in (("from", over.first), ("to", over.last)):
        try:
            expression = read_amount(text)
        except FeelSyntaxError:
            continue
        types = dict.fromkeys(expression.names, ANY) | {TODAY: DATE}
        if check_types(expression, types, wanted=DATE):
            yield Problem(
                path=("lines", n, "over", key),
                code="calculation.period-no-date",
                words=f"`{text}` is no date",
                mend='name a date that is asked, or write one, such as: "2026-04-01"',
            )
        elif not expression.names:
            fixed |= _fixed_day(key, text)
    if len(fixed) == len(("from", "to")) and fixed["to"] < fixed["from"]:
        yield Problem(
            path=("lines", n, "over", "to"),
            code="calculation.period-reversed",
            words=f"the period ends on {fixed['to']}, before it begins on {fixed['from']}",
            mend="write the first day as from, and the last one as to",
        )


def _fixed_day(key: str, text: str) -> dict[str, date]:
    try:
        found = read_amount(text).evaluate({})
    except FeelError:
        return {}
    return {key: found} if isinstance(found, date) else {}
