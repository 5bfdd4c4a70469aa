"""Counting what a change does: exact sums over a part of a population, and over the whole."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext

from moothall.journeys.whatif.contracts import (
    Came,
    Row,
    RowRefused,
    Sums,
    Tally,
    Trial,
    Unread,
)
from moothall.journeys.whatif.courses import Courses

FIRST = 20
"""As many lines are named that could not be read, or not be decided."""
_NOUGHT = Decimal(0)
_EXACT = Context(prec=100, traps=[InvalidOperation, Inexact])


@contextmanager
def exactly() -> Iterator[None]:
    """Sums in which no digit is lost, however many there are."""
    with localcontext(_EXACT):
        yield


def counted(
    rows: Iterable[Row | Unread], *, courses: Courses, trial: Trial, groupings: int
) -> Tally:
    """What the change does to these rows; what could not be read is counted apart."""
    tally = Tally()
    came: list[tuple[Row, Came, Came]] = []
    for row in rows:
        try:
            if isinstance(row, Unread):
                raise RowRefused(row)
            came.append((row, *courses.both(line=row.line, answers=row.answers)))
        except RowRefused as refusal:
            tally.refused += 1
            if len(tally.unread) < FIRST:
                tally.unread.append(refusal.unread)
    with exactly():
        for row, before, after in came:
            _count(tally, row, before, after, trial, groupings)
    return tally


def merge(whole: Tally, part: Tally) -> None:
    """Add what was counted of a part to the whole; the parts come in their order."""
    with exactly():
        whole.all.add(part.all)
        for key, sums in part.groups.items():
            whole.groups.setdefault(key, Sums()).add(sums)
        for change, cases in part.changes.items():
            whole.changes[change] = whole.changes.get(change, 0) + cases
        for move, cases in part.moves.items():
            whole.moves[move] = whole.moves.get(move, 0) + cases
    whole.open += part.open[: FIRST - len(whole.open)]
    whole.unread += part.unread[: FIRST - len(whole.unread)]
    whole.refused += part.refused


def _count(
    tally: Tally, row: Row, before: Came, after: Came, trial: Trial, groupings: int
) -> None:
    one = _sums(tally, row, before, after, trial)
    tally.all.add(one)
    for number in range(groupings):
        tally.groups.setdefault((number, row.groups[number]), Sums()).add(one)


def _sums(tally: Tally, row: Row, before: Came, after: Came, trial: Trial) -> Sums:
    cases = row.weight
    if before.left_open or after.left_open:
        if len(tally.open) < FIRST:
            tally.open.append((row.line, after.left_open or before.left_open))
        return Sums(rows=1, cases=cases, undecided=cases)
    one, two = before.amount or _NOUGHT, after.amount or _NOUGHT
    gained, lost = before.stopped and not after.stopped, after.stopped and not before.stopped
    better = _better(gained=gained, lost=lost, change=two - one, trial=trial)
    if trial.amount and (trial.direction == "get" or not (gained or lost)):
        change = two - one
        tally.changes[change] = tally.changes.get(change, 0) + cases
    for name in {**before.outcomes, **after.outcomes}:
        move = (name, before.outcomes.get(name, ""), after.outcomes.get(name, ""))
        tally.moves[move] = tally.moves.get(move, 0) + cases
    return Sums(
        rows=1,
        cases=cases,
        better=cases if better > 0 else 0,
        worse=cases if better < 0 else 0,
        same=0 if better else cases,
        gained=cases if gained else 0,
        lost=cases if lost else 0,
        before=one * cases,
        after=two * cases,
    )


def _better(*, gained: bool, lost: bool, change: Decimal, trial: Trial) -> int:
    """1 for somebody who is better off, -1 for somebody who is worse off, else 0.

    What people get counts as it is. Where they pay, whoever can newly have the service is
    better off and whoever no longer can is worse off; so it is where there is no amount.
    """
    if trial.amount and (trial.direction == "get" or not (gained or lost)):
        sign = 1 if change > 0 else -1 if change < 0 else 0
        return sign if trial.direction == "get" else -sign
    return 1 if gained else -1 if lost else 0
