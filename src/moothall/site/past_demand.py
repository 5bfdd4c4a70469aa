"""Three years of demand for the demonstration: events on the log as the years would have left
them, from the streams that the place's folder describes.
"""

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.timezone import now
from ruamel.yaml import YAML

from moothall.kernel import organisations, parties, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.encoding import to_json
from moothall.kernel.ids import OrgId
from moothall.site.database import Report

_PURPOSE = "demonstration"
_DEMAND = "moothall.components.demand"
_FILE, _PEOPLE = "history.yaml", "population.csv"
_DAYS_IN_YEAR = 365.25
_WAIT_SPREAD = 0.7
"""The standard deviation of the logarithm of waits."""
_ASKED_BEFORE = 0.15
"""The share of needs that are asked by somebody who has asked for something before."""
_USUAL_FAILURE = 0.06
_CHANNELS: Mapping[str, float] = {"web": 0.56, "phone": 0.36, "counter": 0.08}
_GAVE_UP = 0.07
"""The share of forms that nobody sends."""
_AT_ONCE = 5_000
_NO_VERSION, _STATE = UUID(int=0), "received"
_RECORD = """
insert into event_log (org_id, name, subject, occurred_at, by, body)
select %(org)s::uuid, row.name, row.subject, row.at, row.by, row.body
  from jsonb_to_recordset(%(rows)s::jsonb)
    as row (name text, subject uuid, at timestamptz, by text, body jsonb)
"""


@dataclass(frozen=True, kw_only=True)
class Told:
    """One line of the log as it would have been written."""

    org: OrgId
    name: str
    at: datetime
    body: Mapping[str, Any]
    subject: UUID | None = None
    by: str = "resident"


def tell(*, at: datetime) -> int:
    """Write the past of the place onto the log; answer how many events it has.

    The same day gives the same past. Call it outside ``acting``.
    """
    owners = {o.slug: o.id for o in organisations.everyone()}
    steward = organisations.steward().id
    lines = past(folder=Path(settings.PLACE_FOLDER), owners=owners, steward=steward, at=at)
    by_org: dict[OrgId, list[Told]] = {}
    for told in lines:
        by_org.setdefault(told.org, []).append(told)
    for org, theirs in by_org.items():
        for start in range(0, len(theirs), _AT_ONCE):
            _write(org, theirs[start : start + _AT_ONCE])
    return len(lines)


def bring_in(*, report: Report) -> None:
    """Tell the past, and have demand read, measure and publish it. Outside ``acting``.

    Nothing is done where the place has no demand component, or no history.
    """
    if not registry.offers("demand.v1") or not tell(at=now()):
        return
    report("three years of what people needed")
    _people_of_the_place(Path(settings.PLACE_FOLDER))
    registry.load(f"{_DEMAND}.services.rebuilding:rebuild")(at=now())
    registry.load(f"{_DEMAND}.services.refreshing:refresh")(at=now(), lately=True)
    last = registry.load(f"{_DEMAND}.rules.periods:quarters")(at=now())[-1]
    registry.load(f"{_DEMAND}.services.releasing:release")(quarter=last.name, at=now())
    report("what it comes to, and the last quarter as open data")


def _people_of_the_place(folder: Path) -> None:
    steward = Actor(org=organisations.steward().id, duties=frozenset({"steward"}))
    take_in = registry.load(f"{_DEMAND}.services.denominators:import_denominators")
    with acting(steward, purpose=_PURPOSE):
        take_in(text=(folder / _PEOPLE).read_text(), at=now())


def past(
    *, folder: Path, owners: Mapping[str, OrgId], steward: OrgId, at: datetime
) -> list[Told]:
    """All that ``tell`` writes, in the order in which it happened; none without a history."""
    if not (folder / _FILE).exists():
        return []
    said = YAML(typ="safe", pure=True).load((folder / _FILE).read_text())
    drawn = _Past(said, _population(folder / _PEOPLE), owners, steward, at)
    return sorted(drawn.told(), key=lambda told: told.at)


def _write(org: OrgId, lines: list[Told]) -> None:
    rows = [
        {"name": t.name, "subject": t.subject, "at": t.at, "by": t.by, "body": t.body}
        for t in lines
    ]
    with acting(Actor(org=org), purpose=_PURPOSE), connection.cursor() as cursor:
        cursor.execute(_RECORD, {"org": org, "rows": to_json(rows)})


def _population(file: Path) -> dict[str, int]:
    lines = file.read_text().splitlines()[1:]
    cells = (line.split(",") for line in lines)
    return {area: int(people) for area, _, _, people, *_ in cells}


class _Past:
    """Draws every need of every stream, and what became of it."""

    def __init__(
        self,
        said: Mapping[str, Any],
        population: Mapping[str, int],
        owners: Mapping[str, OrgId],
        steward: OrgId,
        at: datetime,
    ) -> None:
        self._said, self._population, self._owners = said, population, owners
        self._steward = steward
        self._until = at.replace(hour=0, minute=0, second=0, microsecond=0)
        self._since = self._until - timedelta(days=_DAYS_IN_YEAR * int(said["years"]))
        self._chance = random.Random(int(said["seed"]))  # noqa: S311 - a story
        self._regulars: dict[str, list[UUID]] = {}

    def told(self) -> Iterator[Told]:
        for stream in self._said["streams"]:
            if stream["owner"] in self._owners:
                yield from self._stream(stream)
        for search in self._said.get("searches", ()):
            yield from self._searches(search)

    def _stream(self, stream: Mapping[str, Any]) -> Iterator[Told]:
        people = sum(self._population.values())
        for area, living in self._population.items():
            yearly = stream["yearly"] * living / people
            for asked in self._moments(stream, area, yearly):
                yield from self._need(stream, area, asked)

    def _moments(
        self, stream: Mapping[str, Any], area: str, yearly: float
    ) -> Iterator[datetime]:
        """A Poisson process whose rate goes with the season, thinned from its highest."""
        hot = stream.get("hot", {})
        times = float(hot.get("times", 1)) if area in hot.get("areas", ()) else 1.0
        highest = yearly * (1 + stream["swing"]) * times / _DAYS_IN_YEAR
        moment = self._since
        while True:
            moment += timedelta(days=self._chance.expovariate(highest))
            if moment >= self._until:
                return
            rate = yearly * self._season(stream, moment) / _DAYS_IN_YEAR
            hot_since = self._until - timedelta(days=30.44 * float(hot.get("months", 0)))
            rate *= times if moment >= hot_since else 1.0
            if self._chance.random() < rate / highest:
                yield moment.replace(hour=8 + int(moment.microsecond % 11), microsecond=0)

    @staticmethod
    def _season(stream: Mapping[str, Any], moment: datetime) -> float:
        turn = 2 * math.pi * (moment.month - stream["peak"]) / 12
        return 1 + float(stream["swing"]) * math.cos(turn)

    def _need(self, stream: Mapping[str, Any], area: str, asked: datetime) -> Iterator[Told]:
        owner = self._owners[stream["owner"]]
        channel = self._drawn(_CHANNELS)
        case, journey = self._id(), self._id()
        told = {
            "service": stream.get("service", ""),
            "need": stream["need"],
            "channel": channel,
            "language": "cy" if self._chance.random() < 0.06 else "en",
        }
        if channel == "web":
            began = asked - timedelta(minutes=self._chance.randrange(3, 25))
            yield Told(
                org=owner,
                name="journeys.journey-started.v1",
                subject=journey,
                at=began,
                body={**told, "journey_id": journey, "version_id": _NO_VERSION},
            )
            if self._chance.random() < _GAVE_UP:
                yield self._left(owner, journey, told, asked)
                return
        opened = {
            **told,
            "case_id": case,
            "version": _NO_VERSION,
            "state": _STATE,
            "team": None,
            "ward": area,
            "person": self._person(area),
        }
        yield Told(org=owner, name="cases.case-opened.v1", subject=case, at=asked, body=opened)
        if channel == "web":
            body = {
                "journey_id": journey,
                "case_id": case,
                "service": told["service"],
                "need": stream["need"],
                "seconds": int((asked - began).total_seconds()),
            }
            yield Told(
                org=owner,
                name="journeys.journey-ended.v1",
                subject=journey,
                at=asked + timedelta(seconds=1),
                body=body,
            )
        yield from self._course(stream, area, owner, case, channel, asked)

    def _left(
        self, owner: OrgId, journey: UUID, told: Mapping[str, Any], asked: datetime
    ) -> Told:
        body = {
            "journey_id": journey,
            "service": told["service"],
            "need": told["need"],
            "step": self._chance.choice(["contact", "details", "check_answers"]),
            "left_at": asked,
        }
        left = asked + timedelta(days=2)
        return Told(
            org=owner, name="journeys.journey-left.v1", subject=journey, at=left, body=body
        )

    def _course(
        self,
        stream: Mapping[str, Any],
        area: str,
        owner: OrgId,
        case: UUID,
        channel: str,
        asked: datetime,
    ) -> Iterator[Told]:
        officer = f"officer:{case}"
        gap = stream.get("gap", {})
        ends = gap["ends"] if gap.get("area") == area else stream["ends"]
        days = stream["days"] * math.exp(self._chance.gauss(0, _WAIT_SPREAD))
        if channel != "web":
            yield self._coded(stream, owner, case, officer, asked)
        first = asked + timedelta(days=days * self._chance.uniform(0.05, 0.4))
        ended = asked + timedelta(days=days)
        about = {"case_id": case, "service": stream.get("service", ""), "state": _STATE}
        seconds = int((ended - asked).total_seconds())
        closed = {
            **about,
            "need": stream["need"],
            "channel": channel,
            "ward": area,
            "outcome": self._drawn(ends),
            "opened_at": asked,
            "seconds_open": seconds,
            "seconds_with_us": seconds,
            "seconds_with_applicant": 0,
        }
        happened: list[tuple[str, datetime, dict[str, Any]]] = [
            ("cases.case-acted.v1", first, {**about, "action": "look"}),
            ("cases.case-closed.v1", ended, closed),
        ]
        for name, moment, body in happened:
            if moment < self._until:
                yield Told(org=owner, name=name, subject=case, at=moment, by=officer, body=body)

    def _coded(
        self,
        stream: Mapping[str, Any],
        owner: OrgId,
        case: UUID,
        officer: str,
        asked: datetime,
    ) -> Told:
        failure = stream.get("failure", {})
        failed = self._chance.random() < float(failure.get("share", _USUAL_FAILURE))
        body: dict[str, Any] = {
            "demand_id": case,
            "view": "adviser",
            "kind": "failure" if failed else "value",
            "reason": failure.get("reason", "clarification") if failed else "",
            "cause_org": owner if failed else None,
            "cause_service": stream.get("service", "") if failed else "",
        }
        return Told(
            org=owner,
            name="demand.demand-coded.v1",
            subject=case,
            at=asked + timedelta(minutes=9),
            by=officer,
            body=body,
        )

    def _searches(self, search: Mapping[str, Any]) -> Iterator[Told]:
        needs = [] if search["need"] == "unknown" else [search["need"]]
        moment = self._since
        while True:
            moment += timedelta(days=self._chance.expovariate(search["yearly"] / _DAYS_IN_YEAR))
            if moment >= self._until:
                return
            body = {"found": 0, "needs": needs, "language": "en"}
            yield Told(
                org=self._steward, name="journeys.need-searched.v1", at=moment, body=body
            )

    def _person(self, area: str) -> UUID:
        """Somebody of the area: mostly new, sometimes one who has asked before."""
        known = self._regulars.setdefault(area, [])
        if known and self._chance.random() < _ASKED_BEFORE:
            return self._chance.choice(known)
        made = parties.pseudonym(visit=str(self._id()))
        assert made is not None  # noqa: S101 - a visit was given
        known.append(made)
        return made

    def _drawn(self, shares: Mapping[str, float]) -> str:
        return self._chance.choices(list(shares), weights=list(shares.values()))[0]

    def _id(self) -> UUID:
        return UUID(int=self._chance.getrandbits(128), version=4)
