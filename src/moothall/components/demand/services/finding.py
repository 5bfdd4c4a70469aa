"""Finding where to step in, and judging what came of it: what the process of a refresh does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from moothall.components.demand.contracts import (
    Cubes,
    Finding,
    FindingFound,
    FindingMoved,
    Found,
    State,
)
from moothall.components.demand.queries import rows, surroundings
from moothall.components.demand.queries.engine import engine
from moothall.components.demand.queries.findings import findings
from moothall.components.demand.queries.material import material_of
from moothall.components.demand.queries.reading import EngineCubes
from moothall.components.demand.rules import findings as looking
from moothall.components.demand.rules.findings.judging import measured
from moothall.components.demand.rules.findings.thresholds import Thresholds, thresholds_of
from moothall.components.demand.rules.measures.distances import Place
from moothall.components.demand.rules.moving import LEAST_DAYS, MOST_DAYS, verdict
from moothall.kernel import events, organisations
from moothall.kernel.actors import Actor, acting
from moothall.kernel.encoding import to_json
from moothall.kernel.ids import OrgId, uuid7

PURPOSE = "demand analysis"
# What was found before keeps its state; its figures are those of now.
_WRITE = """
insert into demand_finding (id, org_id, rule, key, concerned, facts, evidence, effect, state,
                            found_at, last_found_at, state_at, before, after, revision)
values (%(id)s, %(org)s, %(rule)s, %(key)s, %(concerned)s::jsonb, %(facts)s::jsonb,
        %(evidence)s::jsonb, %(effect)s::jsonb, 'seen', %(at)s, %(at)s, %(at)s, '{}', '{}', 1)
on conflict (org_id, rule, key) do update set
  concerned = excluded.concerned, facts = excluded.facts, evidence = excluded.evidence,
  effect = excluded.effect, last_found_at = excluded.last_found_at
returning id, (xmax = 0) as is_new
"""
_JUDGED = """
update demand_finding
   set state = 'judged', state_at = %s, before = %s::jsonb, after = %s::jsonb,
       revision = revision + 1
 where id = %s and state = 'done'
"""


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What a look over the whole place came to."""

    found: int
    new: int
    judged: int


def find(*, at: datetime, cubes: Cubes | None = None) -> Looked:
    """Look for everything that the rules find, and judge what was done long enough ago.

    Outside ``acting``. What is found again keeps its state and gets the figures of now.
    """
    if cubes is None:
        with engine() as counting:
            return find(at=at, cubes=EngineCubes(counting))
    limits = thresholds_of(settings.DEMAND_FINDINGS)
    steward = organisations.steward().id
    with acting(Actor(org=steward), purpose=PURPOSE):
        population, points = surroundings.population(), surroundings.points()
    centres = {code: Place(code, lat, lon) for code, (lat, lon) in points.items()}
    material = material_of(cubes, at=at, population=population, centres=centres)
    found = looking.find(material, limits)
    with acting(Actor(org=steward), purpose=PURPOSE):
        new = sum(_keep(one, steward, at=at) for one in found)
    judged = judge(at=at, cubes=cubes, limits=limits)
    return Looked(found=len(found), new=new, judged=judged)


def judge(*, at: datetime, cubes: Cubes, limits: Thresholds) -> int:
    """Measure what was done long enough ago before and after; answer how many were judged.

    The windows are equally long: the days since it was done, 28 to 91 of them, against as
    many before somebody began to act. Outside ``acting``.
    """
    steward = Actor(org=organisations.steward().id)
    with acting(steward, purpose=PURPOSE):
        waiting = [one for one in findings(states=[State.DONE]) if _is_ripe(one, at)]
    for one in waiting:
        before, after = _windows(one, at)
        early, late = (
            measured(
                cubes,
                evidence=one.evidence,
                since=since,
                until=until,
                at=at,
                least_people=int(limits.least_people),
            )
            for since, until in (before, after)
        )
        said = verdict(early, late)
        with acting(steward, purpose=PURPOSE), connection.cursor() as cursor:
            told: list[Mapping[str, Any]] = [
                {"figure": early},
                {"figure": late, "verdict": said.value},
            ]
            cursor.execute(_JUDGED, [at, *_kept(one, (before, after), told), one.id])
            if cursor.rowcount:
                moved = FindingMoved(
                    finding_id=one.id,
                    rule=one.rule,
                    state_from=State.DONE.value,
                    state_to=State.JUDGED.value,
                    verdict=said.value,
                )
                events.record(moved, at=at)
    return len(waiting)


def _keep(found: Found, steward: OrgId, *, at: datetime) -> bool:
    """Write what was found; answer whether it is new."""
    values = {
        "id": uuid7(),
        "org": steward,
        "rule": found.rule,
        "key": found.key[:200],
        "concerned": to_json([str(org) for org in found.concerned]),
        "facts": to_json(found.facts),
        "evidence": to_json({**found.evidence, "step": found.step.value}),
        "effect": to_json(found.effect),
        "at": at,
    }
    ((finding_id, is_new),) = rows.fetch(_WRITE, values)
    if is_new:
        said = FindingFound(
            finding_id=finding_id, rule=found.rule, key=found.key, concerned=found.concerned
        )
        events.record(said, at=at)
    return bool(is_new)


def _is_ripe(one: Finding, at: datetime) -> bool:
    return at - one.state_at >= timedelta(days=LEAST_DAYS) and "acting_at" in one.before


Window = tuple[date, date]


def _windows(one: Finding, at: datetime) -> tuple[Window, Window]:
    """Whole days before somebody began to act, and as many after it was done."""
    days = timedelta(days=min(MOST_DAYS, (at - one.state_at).days))
    began = datetime.fromisoformat(str(one.before["acting_at"])).date()
    done = one.state_at.date()
    return (began - days, began), (done, done + days)


def _kept(
    one: Finding, windows: tuple[Window, Window], told: list[Mapping[str, Any]]
) -> list[str]:
    sides = (one.before, one.after)
    return [
        to_json({**side, "since": w[0].isoformat(), "until": w[1].isoformat(), **figures})
        for side, w, figures in zip(sides, windows, told, strict=True)
    ]
