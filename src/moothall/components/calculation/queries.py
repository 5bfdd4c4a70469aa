"""What calculation can be asked of rates: which there are, and which are in force."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.components.calculation import models
from moothall.components.calculation.contracts import (
    IN_ORDER,
    WITHDRAWN,
    ChangeNotFound,
    OpenRates,
    RateRow,
    RatesChange,
    RatesSheet,
    UsesRates,
)
from moothall.components.calculation.rules.rates import (
    NoRateInForce,
    Rate,
    as_text,
    in_force,
    merged,
    read_rates,
)
from moothall.kernel.encoding import from_json
from moothall.kernel.ids import OrgId
from moothall.kernel.place import place
from moothall.kernel.steps import Step
from moothall.kernel.words import say

MOST_ADDED = 2_000
"""Rows that may be added to one table."""

# Plain SQL, since every journey that works something out asks this.
_IN_ORDER = """
select valid_from, key, numbers from calculation_rate_row
 where org_id = %s and service = %s and file = %s and state = %s
 order by valid_from limit %s
"""


def tables(*, steps: Iterable[Step]) -> list[OpenRates]:
    """The tables of rates that these steps use, each once. No database."""
    found = [step.open_rates() for step in steps if isinstance(step, UsesRates)]
    return list({each.table.file: each for each in found if each is not None}.values())


def day_at(*, at: datetime) -> date:
    """The day at the place."""
    return at.astimezone(place().working_days().zone).date()


def added(*, org: OrgId, service: str, file: str) -> list[Rate]:
    """The rows that were added to a table and are in order, whenever they begin to hold.

    Whoever acts may ask: rates are public.
    """
    with connection.cursor() as cursor:
        cursor.execute(_IN_ORDER, [org, service, file, IN_ORDER, MOST_ADDED])
        return [
            Rate(line=0, valid_from=day, key=key, numbers=from_json(numbers))
            for day, key, numbers in cursor
        ]


def with_added(*, org: OrgId, service: str, file: str, text: str) -> str:
    """The text of a table of rates with the rows that were added to it, as CSV.

    A text that is no table of rates, or has mistakes, stays as it is.
    """
    rows = added(org=org, service=service, file=file)
    table = read_rates(text=text) if rows else None
    if table is None or table.mistakes or not table.rates:
        return text
    return as_text(rates=merged(rates=table, added=rows), headings=text)


def sheet(*, org: OrgId, service: str, rates: OpenRates, on: date) -> RatesSheet:
    """A table of a service of ``org`` with what was added to it, as it stands on a day."""
    changes = changes_of(org=org, service=service, file=rates.table.file)
    attached = read_rates(text=rates.table.text)
    ours = [rate for change in changes for rate in _rates(change) if change.state == IN_ORDER]
    days = {(rate.key, rate.valid_from) for rate in ours}
    kept = [r for r in attached.rates if (r.key, r.valid_from) not in days]
    latest = dict[str, date]()
    for rate in [*kept, *ours]:
        if rate.valid_from <= on:
            latest[rate.key] = max(rate.valid_from, latest.get(rate.key, date.min))
    rows = [
        RateRow(
            valid_from=rate.valid_from,
            key=rate.key,
            numbers=rate.numbers,
            is_replaced=(rate.key, rate.valid_from) in days,
            is_in_force=rate in kept and latest.get(rate.key) == rate.valid_from,
        )
        for rate in attached.rates
    ]
    rows += [
        RateRow(
            valid_from=rate.valid_from,
            key=rate.key,
            numbers=rate.numbers,
            is_in_force=change.state == IN_ORDER and latest.get(rate.key) == rate.valid_from,
            state=change.state,
            change=change.id,
        )
        for change in changes
        for rate in _rates(change)
    ]
    keys = list(dict.fromkeys(rate.key for rate in attached.rates))
    place_of = {key: n for n, key in enumerate(keys)}
    return RatesSheet(
        columns=attached.columns,
        keys=keys,
        rows=sorted(rows, key=lambda r: (place_of.get(r.key, len(keys)), r.valid_from)),
        changes=changes,
        now=numbers_on(org=org, service=service, rates=rates, on=on),
    )


def numbers_on(*, org: OrgId, service: str, rates: OpenRates, on: date) -> dict[str, Any]:
    """The numbers that are in force on a day, by key; none where nothing is."""
    attached = read_rates(text=rates.table.text)
    table = merged(rates=attached, added=added(org=org, service=service, file=rates.table.file))
    try:
        found = in_force(rates=table, on=on)
    except NoRateInForce:
        return {}
    return found if attached.is_keyed else {"": found}


def changes_of(*, org: OrgId, service: str, file: str) -> list[RatesChange]:
    """What was added to a table and not withdrawn, by the day from which it holds."""
    rows = models.RateRow.readable.filter(org=org, service=service, file=file)
    listed = rows.exclude(state=WITHDRAWN).order_by("valid_from", "change", "id")[:MOST_ADDED]
    return [_change(list(group)) for _, group in groupby(listed, key=lambda row: row.change)]


def change(*, change: UUID) -> RatesChange:
    """A change of the organisation that acts, withdrawn or not. Raises ``ChangeNotFound``."""
    rows = list(models.RateRow.objects.filter(change=change).order_by("id"))
    if not rows:
        raise ChangeNotFound(say("There is no such change of rates."))
    return _change(rows)


def locked(*, change: UUID) -> RatesChange:
    """The same, locked until the commit. For this component's services."""
    rows = models.RateRow.objects.select_for_update().filter(change=change).order_by("id")
    found = list(rows)
    if not found:
        raise ChangeNotFound(say("There is no such change of rates."))
    return _change(found)


def _change(rows: Sequence[models.RateRow]) -> RatesChange:
    first = rows[0]
    return RatesChange(
        id=first.change,
        service=first.service,
        file=first.file,
        valid_from=first.valid_from,
        numbers={row.key: row.numbers for row in rows},
        state=first.state,
        by=first.by,
        at=first.at,
        ruled_by=first.ruled_by,
        ruled_at=first.ruled_at,
    )


def _rates(change: RatesChange) -> list[Rate]:
    return [
        Rate(line=0, valid_from=change.valid_from, key=key, numbers=numbers)
        for key, numbers in change.numbers.items()
    ]
