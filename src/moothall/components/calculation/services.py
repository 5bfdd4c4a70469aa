"""Uprating: rates from a day on are new rows, and no new version. The capability ``rates.v1``.

What was added is never changed. It may be withdrawn until the day from which it holds; from
then on decisions stand on it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.components.calculation import models, queries
from moothall.components.calculation.contracts import (
    IN_ORDER,
    PROPOSED,
    WITHDRAWN,
    Changed,
    ChangeNotFound,
    NeedsASecondPerson,
    OpenRates,
    RateMistake,
    RatesAdded,
    RatesCancelled,
    RatesChange,
    RatesProposed,
    RatesRefused,
    RatesTooLate,
    RatesTwice,
)
from moothall.components.calculation.queries import change, day_at, sheet, tables, with_added
from moothall.components.calculation.rules.rates import read_number, read_rates
from moothall.kernel import events
from moothall.kernel.actors import current, own_org, require_duty
from moothall.kernel.refusals import Forbidden
from moothall.kernel.words import Said, say

__all__ = [
    "add_rates", "change", "day_at", "preview", "rule", "sheet", "tables", "with_added",
    "withdraw",
]  # fmt: skip

DUTIES = ("service_designer", "manager")
"""Who may change rates."""
MOST_YEARS_AHEAD = 10
_LONGEST_KEY = 200

Typed = Mapping[str, Mapping[str, str]]
"""Numbers as they were typed, by key and column."""


def preview(
    *, service: str, rates: OpenRates, valid_from: str, numbers: Typed, at: datetime
) -> list[Changed]:
    """What ``add_rates`` would change from that day on, and nothing is written.

    Raises the same refusals.
    """
    day, read = _read(service, rates, valid_from, numbers, at)
    before = queries.numbers_on(org=own_org(), service=service, rates=rates, on=day)
    return [
        Changed(key=key, column=column, before=before.get(key, {}).get(column), after=after)
        for key, columns in read.items()
        for column, after in columns.items()
        if before.get(key, {}).get(column) != after
    ]


def add_rates(
    *,
    change: UUID,
    service: str,
    rates: OpenRates,
    valid_from: str,
    numbers: Typed,
    two_people: bool = False,
    at: datetime,
) -> RatesChange:
    """Add rows to a table of a service of the organisation that acts, valid from a day to come.

    Only rows with a number that becomes another one are added. They are in order at once, or
    proposed where ``two_people`` have to rule. ``change`` is an id of the caller's making: the
    same again answers what was done. Service designers and managers may. Raises
    ``RatesRefused`` with every mistake, and ``RatesTwice`` where the day has rates already.
    """
    officer = _officer()
    _one_at_a_time(service, rates)
    if done := _done(change):
        return done
    changed = preview(
        service=service, rates=rates, valid_from=valid_from, numbers=numbers, at=at
    )
    day, read = _read(service, rates, valid_from, numbers, at)
    keys = [key for key in read if any(each.key == key for each in changed)]
    state = PROPOSED if two_people else IN_ORDER
    rows = [
        models.RateRow(
            org_id=own_org(),
            change=change,
            service=service,
            file=rates.table.file,
            valid_from=day,
            key=key,
            numbers=dict(read[key]),
            state=state,
            by=officer,
            at=at,
        )
        for key in keys
    ]
    models.RateRow.objects.bulk_create(rows)
    said = RatesProposed if two_people else RatesAdded
    events.record(
        said(
            change_id=change,
            service=service,
            file=rates.table.file,
            valid_from=day,
            rows=len(rows),
        ),
        at=at,
    )
    return queries.change(change=change)


def rule(*, change: UUID, at: datetime) -> RatesChange:
    """Say that proposed rates are in order, as somebody else than whoever proposed them.

    Saying it again does nothing. Raises ``NeedsASecondPerson``, ``RatesTooLate`` once their
    day has come, ``RatesTwice`` where they were withdrawn, and ``ChangeNotFound``.
    """
    officer = _officer()
    found = queries.locked(change=change)
    if found.state == IN_ORDER:
        return found
    if found.state == WITHDRAWN:
        raise RatesTwice(say("These rates were withdrawn. Put them forward again."))
    if found.by == officer:
        raise NeedsASecondPerson(say("Somebody else has to agree to the rates that you add."))
    _check_ahead(found, at)
    _move(found, IN_ORDER, officer, at)
    events.record(RatesAdded(**_facts(found)), at=at)
    return queries.change(change=change)


def withdraw(*, change: UUID, at: datetime) -> RatesChange:
    """Take rates back before the day from which they hold.

    Withdrawing again does nothing. Raises ``RatesTooLate`` and ``ChangeNotFound``.
    """
    officer = _officer()
    found = queries.locked(change=change)
    if found.state == WITHDRAWN:
        return found
    if found.state == IN_ORDER:
        _check_ahead(found, at)
    _move(found, WITHDRAWN, officer, at)
    events.record(RatesCancelled(**_facts(found)), at=at)
    return queries.change(change=change)


def _one_at_a_time(service: str, rates: OpenRates) -> None:
    """Let changes of one table follow one another until the commit."""
    name = f"{own_org()}/{service}/{rates.table.file}"
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _officer() -> UUID:
    require_duty(*DUTIES)
    officer = current().officer
    if officer is None:
        raise Forbidden(say("Only an officer can change rates, in their own name."))
    return officer


def _done(change: UUID) -> RatesChange | None:
    try:
        return queries.change(change=change)
    except ChangeNotFound:
        return None


def _move(found: RatesChange, state: str, officer: UUID, at: datetime) -> None:
    models.RateRow.objects.filter(change=found.id).update(
        state=state, ruled_by=officer, ruled_at=at
    )


def _facts(found: RatesChange) -> dict[str, Any]:
    return {
        "change_id": found.id,
        "service": found.service,
        "file": found.file,
        "valid_from": found.valid_from,
        "rows": len(found.numbers),
    }


def _check_ahead(found: RatesChange, at: datetime) -> None:
    if found.valid_from <= queries.day_at(at=at):
        raise RatesTooLate(
            say("The day from which these rates hold has come, so they cannot be changed.")
        )


def _read(
    service: str, rates: OpenRates, valid_from: str, numbers: Typed, at: datetime
) -> tuple[date, dict[str, dict[str, Decimal]]]:
    """The day and the numbers that were given, all of them checked."""
    require_duty(*DUTIES)
    mistakes = list[RateMistake]()
    day = _day(valid_from, at, mistakes)
    read = _numbers(rates, numbers, mistakes)
    if mistakes:
        raise _refusal(mistakes)
    before = queries.numbers_on(org=own_org(), service=service, rates=rates, on=day)
    if all(before.get(key) == columns for key, columns in read.items()):
        said = say("Change at least one number")
        raise _refusal([RateMistake(key=None, column="", said=said)])
    changing = [key for key, columns in read.items() if before.get(key) != columns]
    taken = _taken(service, rates, day)
    if clash := [key for key in changing if key in taken]:
        raise RatesTwice(_twice(day, clash[0]))
    if len(taken) + len(changing) > queries.MOST_ADDED:
        raise RatesTwice(say("There are too many rates in this table. Publish a new version."))
    return day, read


def _refusal(mistakes: Sequence[RateMistake]) -> RatesRefused:
    return RatesRefused(say("Some of these rates will not do."), mistakes=mistakes)


def _twice(day: date, key: str) -> Said:
    if not key:
        return say(
            "There are rates from {day} already. Choose another day.", day=day.isoformat()
        )
    return say(
        "There are rates for “{key}” from {day} already. Choose another day, or withdraw"
        " those first.",
        key=key,
        day=day.isoformat(),
    )


def _day(text: str, at: datetime, mistakes: list[RateMistake]) -> date:
    today = queries.day_at(at=at)
    try:
        day = date.fromisoformat(text) if len(text) == len("2027-04-01") else None
    except ValueError:
        day = None
    if day is None:
        said = say("Enter the day from which the rates hold, such as 1 4 2027")
    elif day <= today:
        said = say("The rates must hold from a day that has not begun yet")
    elif day.year > today.year + MOST_YEARS_AHEAD:
        said = say("This day is too far ahead. Check the year")
    else:
        return day
    mistakes.append(RateMistake(key=None, column="valid_from", said=said))
    return today


def _numbers(
    rates: OpenRates, given: Typed, mistakes: list[RateMistake]
) -> dict[str, dict[str, Decimal]]:
    """Each row that was given, with every column of the table."""
    table = read_rates(text=rates.table.text)
    keys = {rate.key for rate in table.rates}
    read = dict[str, dict[str, Decimal]]()
    for key, columns in given.items():
        if key not in keys or len(key) > _LONGEST_KEY or set(columns) - set(table.columns):
            said = say("The table of rates has no such row")
            mistakes.append(RateMistake(key=None, column="", said=said))
            continue
        read[key] = {}
        for column in table.columns:
            try:
                read[key][column] = read_number(text=columns.get(column, ""))
            except ValueError:
                said = say("Enter a number in figures, such as 44 or 44.50")
                mistakes.append(RateMistake(key=key, column=column, said=said))
    return read


def _taken(service: str, rates: OpenRates, day: date) -> set[str]:
    """The keys that have rates from this very day."""
    table = read_rates(text=rates.table.text)
    added = queries.changes_of(org=own_org(), service=service, file=rates.table.file)
    ours = {key for each in added if each.valid_from == day for key in each.numbers}
    return ours | {rate.key for rate in table.rates if rate.valid_from == day}
