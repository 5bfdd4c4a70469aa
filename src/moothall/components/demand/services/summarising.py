"""Summarising: cubes read outside ``acting``, and what pages show written inside it."""

import time
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from moothall.components.demand.contracts import Busy, Cubes
from moothall.components.demand.queries import rows, surroundings
from moothall.components.demand.queries.books import OwnBooks, place_book
from moothall.components.demand.queries.engine import engine
from moothall.components.demand.queries.reading import EngineCubes, digest_of
from moothall.components.demand.queries.store import Manifest
from moothall.components.demand.rules.disclosure import ALL, Policy
from moothall.components.demand.rules.measures.distances import Place
from moothall.components.demand.rules.periods import (
    Period,
    quarters,
    quarters_within,
    twelve_months,
)
from moothall.components.demand.rules.summaries import bodies_of
from moothall.components.demand.rules.summaries.books import Book, Within
from moothall.components.demand.rules.summaries.figures import share_of
from moothall.components.demand.rules.summaries.sheets import Measure
from moothall.components.demand.services.storing import check, manifest_of, opened
from moothall.kernel import organisations, readers
from moothall.kernel.actors import Actor, acting
from moothall.kernel.encoding import to_json
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.words import say

PURPOSE = "demand analysis"
READER = "demand"
_LOCK = 0x6D6F6F74_64656D64
"""Of the advisory lock that only one refresh of the place holds."""
_FRESH = 2
"""As many of the latest quarters are made each time: what is open in them still waits."""
_WRITE = """
insert into demand_summary (id, org_id, name, period, is_public, body, made_at)
values (%s, %s, %s, %s, %s, %s::jsonb, %s)
on conflict (org_id, name, period, is_public)
do update set body = excluded.body, made_at = excluded.made_at
"""
# Periods that have gone by, and those in which an organisation has nothing any longer.
_FORGET = """
delete from demand_summary
 where org_id = %(org)s
   and (not period = any(%(known)s)
        or (not is_public and period = any(%(made)s) and made_at < %(at)s))
"""
_INPUTS = """
select period, body ->> 'inputs' from demand_summary
 where is_public and name = 'quality' and org_id = %s
"""
_IMPORTS = "select name, records, refused, imported_at from demand_import order by name"


Span = tuple[date, date]
"""The days of a period: the first, and the first that is not in it any more."""


@dataclass(frozen=True, kw_only=True)
class Summarised:
    """What was made."""

    periods: tuple[str, ...]
    """Those that were made anew; the others were as they had been."""
    organisations: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class _Surroundings:
    """What is read once for all periods."""

    steward: OrgId
    policy: Policy
    population: Mapping[str, int]
    centres: Mapping[str, Place]
    orgs: tuple[OrgId, ...]
    quality: Mapping[str, Any]
    inputs: Mapping[str, str]
    """By period, what its summaries were made from last time."""
    books: dict[Span, Book] = field(default_factory=dict)
    """What anybody may read, by the days it is of: as it is, and as the year before another."""
    manifest: Manifest | None = None
    started: float = field(default_factory=time.monotonic)


def summarise(*, at: datetime, cubes: Cubes | None = None, lately: bool = False) -> Summarised:
    """Make all summaries anew that may have changed. Outside ``acting``.

    With ``lately`` those of the last months only, which pages show first.

    An organisation that held nothing in a period, and was asked nothing, has none of its own.
    Raises ``OrganisationNotFound`` in a place without a steward. ``cubes`` are those of the
    engine that the settings name, unless others are given.
    """
    if cubes is not None:
        return _summarise(cubes, _surroundings(), at, lately=lately)
    with engine() as counting:
        around = _surroundings(manifest=manifest_of(opened()), engine=counting.name)
        return _summarise(EngineCubes(counting), around, at, lately=lately)


@contextmanager
def only_one() -> Any:  # noqa: ANN401 - a context
    """Hold the place's lock for as long as a refresh takes; ``Busy`` where another one does.

    On a connection of its own, outside any transaction, so that no reader waits for it.
    """
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as own:
        row = own.execute("select pg_try_advisory_lock(%s)", [_LOCK]).fetchone()
        if row is None or not row[0]:
            raise Busy(say("The figures are being made already."))
        yield


def _surroundings(*, manifest: Manifest | None = None, engine: str = "memory") -> _Surroundings:
    steward = organisations.steward().id
    orgs = tuple(organisation.id for organisation in organisations.everyone())
    with acting(Actor(org=steward), purpose=PURPOSE):
        population, points = surroundings.population(), surroundings.points()
        inputs = {period: told or "" for period, told in rows.fetch(_INPUTS, [steward])}
        quality = _quality()
    partitions: dict[str, list[str]] = {"missing": [], "damaged": []}
    if manifest is not None:
        checked = check()
        partitions = {"missing": list(checked.missing), "damaged": list(checked.damaged)}
    stored = manifest.stored_at if manifest else None
    return _Surroundings(
        steward=steward,
        policy=Policy(threshold=settings.DEMAND_THRESHOLD),
        population=population,
        centres={code: Place(code, lat, lon) for code, (lat, lon) in points.items()},
        orgs=orgs,
        quality={
            **quality,
            "read_until": stored.isoformat() if stored else None,
            "partitions": partitions,
            "engine": engine,
        },
        inputs=inputs,
        manifest=manifest,
    )


def _quality() -> dict[str, Any]:
    lag = next((one for one in readers.lags() if one.reader == READER), None)
    imports = [
        {"name": name, "rows": records, "refused": refused, "at": at.isoformat()}
        for name, records, refused, at in rows.fetch(_IMPORTS, [])
    ]
    return {
        "lag": lag.waiting if lag else 0,
        "parked": lag.parked if lag else 0,
        "imports": imports,
    }


def _summarise(
    cubes: Cubes, around: _Surroundings, at: datetime, *, lately: bool
) -> Summarised:
    periods = (twelve_months(at=at), *quarters(at=at))
    fresh = {p.name for p in (periods[0], *periods[-_FRESH:])}
    made = []
    for period in periods:
        inputs = _inputs(around, period)
        if lately and period.name not in fresh:
            continue
        if period.name in fresh or not inputs or around.inputs.get(period.name) != inputs:
            _make(cubes, around, period, at=at, inputs=inputs)
            made.append(period.name)
    for org in around.orgs:
        with acting(Actor(org=org), purpose=PURPOSE), connection.cursor() as cursor:
            known = [period.name for period in periods]
            cursor.execute(_FORGET, {"org": org, "known": known, "made": made, "at": at})
    seconds = time.monotonic() - around.started
    return Summarised(
        periods=tuple(made), organisations=len(around.orgs), seconds=round(seconds, 3)
    )


def _inputs(around: _Surroundings, period: Period) -> str:
    """What tells the data of a period, and of the year before, from any other."""
    if around.manifest is None:
        return ""
    return digest_of(around.manifest, {*period.months, *period.a_year_before.months})


def _make(
    cubes: Cubes, around: _Surroundings, period: Period, *, at: datetime, inputs: str
) -> None:
    begun = time.monotonic()
    before = period.a_year_before
    book, earlier = (_public(cubes, around, one, at=at) for one in (period, before))
    bodies = bodies_of(book, earlier, centres=around.centres)
    seconds = round(time.monotonic() - begun, 3)
    bodies["quality"] = _quality_of(book, around, seconds) | {"inputs": inputs}
    _write(around.steward, bodies, period, is_public=True, at=at)
    own = OwnBooks(cubes, period, at=at)
    own_before = OwnBooks(cubes, before, at=at, is_small=True)
    for org in (org for org in around.orgs if str(org) in own.orgs):
        mine = own.book(str(org), population=around.population)
        theirs = own_before.book(str(org), population=around.population)
        made = bodies_of(mine, theirs, centres=around.centres)
        made["quality"] = _quality_of(mine, around, seconds)
        _write(org, made, period, is_public=False, at=at)


def _public(cubes: Cubes, around: _Surroundings, period: Period, *, at: datetime) -> Book:
    span = (period.since, period.until)
    if span not in around.books:
        around.books[span] = place_book(
            cubes,
            period,
            at=at,
            policy=around.policy,
            population=around.population,
            within=_within(cubes, around, period, at=at),
        )
    return around.books[span]


def _within(cubes: Cubes, around: _Surroundings, period: Period, *, at: datetime) -> Within:
    """The quarters that lie wholly in a longer period, as anybody may read them."""
    inside = quarters_within(period)
    months = sum(len(quarter.months) for quarter in inside)
    return Within(
        sheets=[_public(cubes, around, quarter, at=at).sheets for quarter in inside],
        is_whole=months == len(period.months),
    )


def _quality_of(book: Book, around: _Surroundings, seconds: float) -> dict[str, Any]:
    asked = book.sheet("need_area", Measure.ASKED)
    keyed = book.repeats[0] if book.repeats else None
    total = asked.total
    unknown = None if keyed is None or total is None else max(0, total - keyed)
    return {
        **around.quality,
        "without_area": share_of(asked.at(ALL, ""), total),
        "without_person": share_of(unknown, total),
        "made_in_seconds": seconds,
    }


def _write(
    org: OrgId, bodies: Mapping[str, Any], period: Period, *, is_public: bool, at: datetime
) -> None:
    with acting(Actor(org=org), purpose=PURPOSE), connection.cursor() as cursor:
        for name, body in bodies.items():
            cursor.execute(
                _WRITE, [uuid7(), org, name, period.name, is_public, to_json(body), at]
            )
