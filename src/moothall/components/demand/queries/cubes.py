"""Counting the demand data set: the same expressions for DuckDB and for Spark.

All take a half-open range of days, in UTC, in which the need was asked, and answer in the order
of their keys. What a dimension does not say is an empty text.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import ibis

from moothall.components.demand.contracts import FROM_LOG, UNMET, Kind, Outcome
from moothall.components.demand.contracts.cubes import Cell, Flow, Repeats, Wait
from moothall.components.demand.queries.engine import Engine

Expression = Any
"""An expression of ibis, which tells nothing of its type before it is worked out."""
_TOP = 2
"""Of how many people the share is told: who knows one of two knows the other."""
_DAY = 24 * 60 * 60 * 1_000_000
_PLAIN = (
    "need", "area", "month", "org", "asked_org", "met_org", "channel", "language", "outcome",
    "service", "step", "team", "reason", "cause_org", "cause_service", "missed", "source",
)  # fmt: skip
_MAY_LACK = ("met_org", "cause_org")
_SUMS = (
    "needs", "contacts", "met", "partly", "no_service", "ineligible", "no_capacity", "gave_up",
    "referred", "withdrawn", "open", "failure", "value", "reopened", "handoffs",
)  # fmt: skip
_OUTCOMES = {
    "met": Outcome.MET,
    "partly": Outcome.PARTLY,
    "no_service": Outcome.UNMET_NO_SERVICE,
    "ineligible": Outcome.UNMET_INELIGIBLE,
    "no_capacity": Outcome.UNMET_NO_CAPACITY,
    "gave_up": Outcome.GAVE_UP,
    "referred": Outcome.REFERRED,
    "withdrawn": Outcome.WITHDRAWN,
    "open": Outcome.OPEN,
}
_UNMET = tuple(name for name, outcome in _OUTCOMES.items() if outcome in UNMET)
_DECIDED = tuple(name for name, outcome in _OUTCOMES.items() if outcome.is_decided)
_DELIVERED = [Outcome.MET.value, Outcome.PARTLY.value]


def _quarter(records: Expression) -> Expression:
    of_year = (records.month.substr(5, 2).cast("int32") + 2) // 3
    return records.month.substr(0, 4) + "-Q" + of_year.cast("int32").cast("string")


def _kind(records: Expression) -> Expression:
    unknown = records.adviser_says == Kind.UNKNOWN.value
    return unknown.ifelse(records.resident_says, records.adviser_says)


def _as_it_is(column: str) -> Callable[[Expression], Expression]:
    if column not in _MAY_LACK:
        return lambda records: records[column]
    return lambda records: ibis.coalesce(records[column], ibis.literal(""))


_DIMENSIONS: dict[str, Callable[[Expression], Expression]] = {
    **{column: _as_it_is(column) for column in _PLAIN},
    "quarter": _quarter,
    "kind": _kind,
}
DIMENSIONS = frozenset(_DIMENSIONS)
"""What can be counted by, and asked for."""


def counts(
    engine: Engine,
    *,
    by: Sequence[str],
    since: date,
    until: date,
    where: Mapping[str, Collection[str]] | None = None,
) -> list[Cell]:
    """The needs for each combination of the dimensions ``by`` that there is; none by nothing
    is one cell for all. ``where`` keeps those with one of the values of each dimension.

    Raises ``KeyError`` for what is no dimension.
    """
    people_told, sums_told = _counted(engine, tuple(by), where or {}, since, until)
    people = {
        row[:-2]: (int(row[-2]), int(row[-1]))
        for row in engine.told(people_told)
        if row[-2] is not None
    }
    found = engine.told(sums_told)
    cells = (_cell(row, len(by), people) for row in found if row[len(by)])
    return sorted(cells, key=lambda cell: cell.keys)


_ANY_FIRST, _ANY_LAST = "0000-01", "9999-12"
"""Months that stand in a statement for those that are asked for."""
_STATEMENTS: dict[tuple[object, ...], tuple[str, str]] = {}
"""Counts over whole months, as statements: writing one takes longer than running it does."""
_MOST_STATEMENTS = 2_000


def _counted(
    engine: Engine,
    by: tuple[str, ...],
    where: Mapping[str, Collection[str]],
    since: date,
    until: date,
) -> tuple[str, str]:
    """The statements for people and for sums."""
    if since.day != 1 or until.day != 1:
        return _written(engine, _where(_between(engine, since, until), where), by)
    asked = tuple((name, tuple(sorted(values))) for name, values in sorted(where.items()))
    key = (engine.name, by, asked)
    if key not in _STATEMENTS:
        if len(_STATEMENTS) >= _MOST_STATEMENTS:
            _STATEMENTS.clear()
        records = engine.records
        records = records.filter(records.month >= _ANY_FIRST, records.month <= _ANY_LAST)
        _STATEMENTS[key] = _written(engine, _where(records, where), by)
    months = {_ANY_FIRST: f"{since:%Y-%m}", _ANY_LAST: f"{until - timedelta(days=1):%Y-%m}"}
    people, sums = _STATEMENTS[key]
    for stands_for, month in months.items():
        people = people.replace(f"'{stands_for}'", f"'{month}'")
        sums = sums.replace(f"'{stands_for}'", f"'{month}'")
    return people, sums


def _written(engine: Engine, records: Expression, by: tuple[str, ...]) -> tuple[str, str]:
    sums = _grouped(records, by).aggregate(**_sums(records))
    return engine.sql(_people(records, by)), engine.sql(sums)


def waits(
    engine: Engine,
    *,
    by: Sequence[str],
    since: date,
    until: date,
    at: datetime,
    where: Mapping[str, Collection[str]] | None = None,
) -> list[Wait]:
    """How long needs took to be met, as far as was known ``at`` that time: for Kaplan-Meier.

    What ended otherwise is censored at its end, and what is open at ``at``; what is open in an
    import when the import last heard of it. What ended nobody knows when is left out.
    """
    records = _where(_between(engine, since, until), where or {})
    now = engine.moment(at)
    records = records.filter(records.asked_at <= now)
    records = records.filter(
        records.ended_at.notnull() | (records.outcome == Outcome.OPEN.value)
    )
    last = (records.source == FROM_LOG).ifelse(now, records.changed_at)
    end = ibis.least(ibis.coalesce(records.ended_at, last), now)
    waited = engine.micros(end) - engine.micros(records.asked_at)
    is_met = records.outcome.isin(_DELIVERED) & (records.ended_at <= now)
    seen = records.select(
        **_keys(records, by),
        day=ibis.greatest(waited, ibis.literal(0, type="int64")) // _DAY,
        met=is_met.ifelse(records["count"], 0),
        every=records["count"],
    )
    grouped = seen.group_by([*_names(by), "day"])
    found = engine.rows(grouped.aggregate(m=_total(seen.met), n=_total(seen.every)))
    made = (
        Wait(keys=row[: len(by)], day=int(day), met=int(met), censored=int(every - met))
        for row in found
        for day, met, every in [row[len(by) :]]
    )
    return sorted(made, key=lambda wait: (wait.keys, wait.day))


def repeats(
    engine: Engine,
    *,
    by: Sequence[str],
    since: date,
    until: date,
    within: int,
    where: Mapping[str, Collection[str]] | None = None,
) -> list[Repeats]:
    """How many needs followed one of the same person and kind of need ``within`` so many days.

    The earlier one may be from before ``since``. People are told apart within a quarter only.
    """
    records = _between(engine, since - timedelta(days=within + 1), until)
    records = records.filter(records.person_key != "")
    same = ibis.window(
        group_by=[records.person_key, records.need], order_by=[records.asked_at, records.id]
    )
    asked = engine.micros(records.asked_at)
    records = records.mutate(
        gap=asked - asked.lag().over(same),
        before=ibis.coalesce(engine.micros(records.ended_at), 2**62).lag().over(same),
        now=asked,
    )
    records = _where(records.filter(records.asked_at >= engine.moment(_midnight(since))), where)
    again = ibis.coalesce(records.gap <= within * _DAY, ibis.literal(value=False))
    chased = again & (records.before > records.now)
    found = engine.rows(
        _grouped(records, by).aggregate(
            c=_total(records["count"]),
            r=_total(again.ifelse(records["count"], 0)),
            o=_total(chased.ifelse(records["count"], 0)),
        )
    )
    made = (
        Repeats(keys=row[: len(by)], contacts=all_, repeats=r, chases=o, premature=r - o)
        for row in found
        for all_, r, o in [map(int, row[len(by) :])]
        if all_
    )
    return sorted(made, key=lambda one: one.keys)


def flows(
    engine: Engine,
    *,
    since: date,
    until: date,
    where: Mapping[str, Collection[str]] | None = None,
) -> list[Flow]:
    """Which way needs went: from whom was asked, over who holds them, to who met them."""
    way = ("asked_org", "org", "met_org", "outcome")
    records = _where(_between(engine, since, until), where or {})
    total = {name: _sums(records)[name] for name in ("needs", "handoffs")}
    made = (
        Flow(asked_org=asked, org=org, met_org=met, outcome=out, needs=int(n), handoffs=int(h))
        for asked, org, met, out, n, h in engine.rows(_grouped(records, way).aggregate(**total))
    )
    return sorted(made, key=lambda f: (f.asked_org, f.org, f.met_org, f.outcome))


def months(engine: Engine) -> list[str]:
    """The months in which anything was asked, ``2026-11``, the earliest first."""
    return [
        month for (month,) in sorted(engine.rows(engine.records.select("month").distinct()))
    ]


def organisations(engine: Engine, *, since: date, until: date) -> list[str]:
    """The ids of the organisations that were asked, or held needs."""
    records = _between(engine, since, until)
    found = engine.rows(records.select("org", "asked_org").distinct())
    return sorted({id_ for row in found for id_ in row if id_})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _between(engine: Engine, since: date, until: date) -> Expression:
    """Whole months are told by their folders alone, and no file of another month is read."""
    records = engine.records
    last = until - timedelta(days=1)
    records = records.filter(
        records.month >= f"{since:%Y-%m}", records.month <= f"{last:%Y-%m}"
    )
    if since.day != 1:
        records = records.filter(records.asked_at >= engine.moment(_midnight(since)))
    if until.day != 1:
        records = records.filter(records.asked_at < engine.moment(_midnight(until)))
    return records


def _where(records: Expression, where: Mapping[str, Collection[str]] | None) -> Expression:
    for dimension, values in (where or {}).items():
        records = records.filter(_DIMENSIONS[dimension](records).isin(sorted(values)))
    return records


def _names(by: Sequence[str]) -> list[str]:
    return [f"key_{n}" for n, _ in enumerate(by)]


def _keys(records: Expression, by: Sequence[str]) -> dict[str, Expression]:
    return {
        name: _DIMENSIONS[dimension](records)
        for name, dimension in zip(_names(by), by, strict=True)
    }


def _grouped(records: Expression, by: Sequence[str]) -> Expression:
    return records.group_by(**_keys(records, by)) if by else records


def _total(values: Expression) -> Expression:
    return ibis.coalesce(values.cast("int64").sum(), ibis.literal(0, type="int64"))


def _sums(records: Expression) -> dict[str, Expression]:
    many, kind = records["count"], _kind(records)
    outcomes = {
        name: _total((records.outcome == outcome.value).ifelse(many, 0))
        for name, outcome in _OUTCOMES.items()
    }
    made = {
        "needs": _total(many),
        "contacts": _total(records.contacts * many),
        **outcomes,
        "failure": _total((kind == Kind.FAILURE.value).ifelse(many, 0)),
        "value": _total((kind == Kind.VALUE.value).ifelse(many, 0)),
        "reopened": _total(records.reopened * many),
        "handoffs": _total(records.handoffs * many),
    }
    return {name: made[name] for name in _SUMS}


_People = Mapping[tuple[str, ...], tuple[int, int]]
"""Keys -> how many people, and how many contacts the two with the most of them made."""


def _people(records: Expression, by: Sequence[str]) -> Expression:
    """People by how many contacts they made: first for each person, then for each number."""
    names = _names(by)
    known = records.filter(records.person_key != "")
    each = known.select(
        **_keys(known, by), person=known.person_key, made=known.contacts * known["count"]
    )
    each = each.group_by([*names, "person"]).aggregate(made=_total(each.made))
    single = records.filter(records.person_key == "")
    single = single.select(
        **_keys(single, by), made=single.contacts.cast("int64"), people=single["count"]
    )
    told = each.group_by([*names, "made"]).aggregate(people=each.count())
    alone = single.group_by([*names, "made"]).aggregate(people=_total(single.people))
    both = ibis.union(told, alone)
    return _two_at_most(both, names)


def _two_at_most(told: Expression, names: Sequence[str]) -> Expression:
    """From how many people made how many contacts: all people, and what the top two made."""
    numbers = told.group_by([*names, "made"]).aggregate(people=_total(told.people))
    down = ibis.window(
        group_by=list(names) or None, order_by=ibis.desc(numbers.made), preceding=(None, 1)
    )
    above = ibis.coalesce(numbers.people.sum().over(down), ibis.literal(0, type="int64"))
    left = ibis.greatest(_TOP - above, ibis.literal(0, type="int64"))
    ranked = numbers.mutate(most=numbers.made * ibis.least(numbers.people, left))
    whole = {"people": ranked.people.sum(), "most": ranked.most.sum()}
    return (
        ranked.group_by(list(names)).aggregate(**whole) if names else ranked.aggregate(**whole)
    )


def _cell(row: Sequence[Any], width: int, people: _People) -> Cell:
    keys = tuple(row[:width])
    told = dict(zip(_SUMS, map(int, row[width:]), strict=True))
    many, most = people[keys]
    return Cell(
        keys=keys,
        people=many,
        top_two_share=most / told["contacts"] if told["contacts"] else 0.0,
        unmet=sum(told[name] for name in _UNMET),
        decided=sum(told[name] for name in _DECIDED),
        **told,
    )
