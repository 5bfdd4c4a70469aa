"""Builders of demand for tests anywhere, what its tables look like, and cubes by counting."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from moothall.components.demand.contracts import (
    DELIVERED,
    FROM_LOG,
    Cell,
    Kind,
    Outcome,
    Record,
    Repeats,
    Wait,
    Where,
)
from moothall.components.demand.rules.periods import quarter_of
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.testing import NOON

COUNCIL = OrgId(UUID("00000000-0000-7000-8000-000000000001"))
"""An organisation that records may be of; PostgreSQL knows nothing of it."""

_RELEASES: dict[OrgId, UUID] = {}


def _record(org: OrgId) -> dict[str, Any]:
    return {
        "id": uuid7(), "org_id": org, "asked_org": org, "need": "street.hole", "service": "",
        "channel": "web", "language": "en", "area": "SB01", "asked_at": NOON, "outcome": "open",
        "step": "", "team": "", "handoffs": 0, "contacts": 1, "reopened": 0,
        "adviser_says": "unknown", "resident_says": "unknown", "reason": "",
        "cause_service": "", "missed": "", "person_key": "", "changed_at": NOON,
    }  # fmt: skip


def _secret(org: OrgId) -> dict[str, Any]:
    return {
        "id": uuid7(), "org_id": org, "purpose": uuid4().hex, "period": "2030-Q2",
        "secret": b"0" * 32,
    }  # fmt: skip


def _denominator(org: OrgId) -> dict[str, Any]:
    return {
        "id": uuid7(), "org_id": org, "area": uuid4().hex, "band": "all", "year": 2030,
        "population": 1000, "source": "test",
    }  # fmt: skip


def _import(org: OrgId) -> dict[str, Any]:
    return {
        "id": uuid7(), "org_id": org, "name": uuid4().hex, "digest": "0" * 64, "rows": 1,
        "records": 1, "refused": 0, "vintage": "", "imported_at": NOON,
    }  # fmt: skip


def _summary(org: OrgId) -> dict[str, Any]:
    return {
        "id": uuid7(), "org_id": org, "name": uuid4().hex, "period": "2030-Q2",
        "is_public": False, "body": "{}", "made_at": NOON,
    }  # fmt: skip


def _finding(org: OrgId) -> dict[str, Any]:
    return {
        "id": uuid7(), "org_id": org, "rule": "test", "key": uuid4().hex, "concerned": "[]",
        "facts": "{}", "evidence": "{}", "effect": "{}", "state": "new", "found_at": NOON,
        "last_found_at": NOON, "state_at": NOON, "before": "{}", "after": "{}", "revision": 1,
    }  # fmt: skip


def _release(org: OrgId) -> dict[str, Any]:
    made = uuid7()
    _RELEASES.setdefault(org, made)
    return {
        "id": made, "org_id": org, "quarter": uuid4().hex[:10], "number": 1, "manifest": "{}",
        "told": "{}",
        "published_at": NOON,
    }  # fmt: skip


def _release_file(org: OrgId) -> dict[str, Any]:
    return {
        "id": uuid7(), "org_id": org, "release_id": _RELEASES[org], "name": uuid4().hex,
        "media_type": "text/csv", "content": b"",
    }  # fmt: skip


_READ_BY_ALL: Mapping[str, Any] = {"everybody": "r"}
LOCKED = {
    "demand_record": (_record, "riud"),
    "demand_rebuilt": (_record, "riud"),
    "demand_person_secret": (_secret, "rid"),
    "demand_denominator": (_denominator, "riud", _READ_BY_ALL),
    "demand_import": (_import, "riud"),
    "demand_summary": (_summary, "riud"),
    "demand_finding": (_finding, "riu"),
    "demand_release": (_release, "ri", _READ_BY_ALL),
    "demand_release_file": (_release_file, "ri", _READ_BY_ALL),
}
"""Table -> a row of an organisation, and what it may do with it; more as ``Lock`` has it."""


def a_record(**given: Any) -> Record:  # noqa: ANN401 - the fields of a record
    """A need of one organisation, open since noon, with anything that is given changed."""
    org = given.pop("org", COUNCIL)
    told: dict[str, Any] = {
        "id": uuid7(), "org": org, "asked_org": org, "need": "street.hole", "channel": "web",
        "area": "SB01", "asked_at": NOON, "changed_at": NOON,
    }  # fmt: skip
    return Record(**{**told, **given})


_COUNTED = {
    "met": Outcome.MET, "partly": Outcome.PARTLY, "no_service": Outcome.UNMET_NO_SERVICE,
    "ineligible": Outcome.UNMET_INELIGIBLE, "no_capacity": Outcome.UNMET_NO_CAPACITY,
    "gave_up": Outcome.GAVE_UP, "referred": Outcome.REFERRED,
    "withdrawn": Outcome.WITHDRAWN, "open": Outcome.OPEN,
}  # fmt: skip
_PLAIN = (
    "need", "org", "asked_org", "met_org", "area", "channel", "language", "service", "step",
    "team", "reason", "cause_org", "cause_service", "missed", "source",
)  # fmt: skip
_SAYS: Mapping[str, Callable[[Record], str]] = {
    "outcome": lambda r: r.outcome.value,
    "kind": lambda r: r.kind.value,
    "month": lambda r: f"{r.asked_at.astimezone(UTC):%Y-%m}",
    "quarter": lambda r: quarter_of(r.asked_at.astimezone(UTC).date()),
}


class MemoryCubes:
    """Counts a list of records one after the other: what every engine has to come to."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = list(records)

    def counts(
        self, *, by: Sequence[str], since: date, until: date, where: Where | None = None
    ) -> list[Cell]:
        groups = self._grouped(by, since, until, where)
        return [_cell(keys, groups[keys]) for keys in sorted(groups)]

    def waits(
        self,
        *,
        by: Sequence[str],
        since: date,
        until: date,
        at: datetime,
        where: Where | None = None,
    ) -> list[Wait]:
        told: list[Wait] = []
        for keys, records in sorted(self._grouped(by, since, until, where).items()):
            days: defaultdict[int, Counter[str]] = defaultdict(Counter)
            for record in records:
                if record.asked_at > at or _ended_nobody_knows_when(record):
                    continue
                last = at if record.source == FROM_LOG else record.changed_at
                end = min(record.ended_at or last, at)
                met = record.outcome in DELIVERED and (record.ended_at or at) <= at
                day = max(end - record.asked_at, timedelta()) // timedelta(days=1)
                days[day]["met" if met else "censored"] += record.count
            told += [
                Wait(keys=keys, day=day, met=found["met"], censored=found["censored"])
                for day, found in sorted(days.items())
            ]
        return told

    def repeats(
        self,
        *,
        by: Sequence[str],
        since: date,
        until: date,
        within: int,
        where: Where | None = None,
    ) -> list[Repeats]:
        earlier = since - timedelta(days=within + 1)
        before: dict[UUID, Record] = {}
        last: dict[tuple[str, str], Record] = {}
        keyed = [r for r in self._between(earlier, until) if r.person_key]
        for record in sorted(keyed, key=lambda r: (r.asked_at, str(r.id))):
            mine = (record.person_key, record.need)
            if mine in last and record.asked_at - last[mine].asked_at <= timedelta(within):
                before[record.id] = last[mine]
            last[mine] = record
        groups = self._grouped(by, since, until, where)
        return [
            made
            for keys in sorted(groups)
            if (made := _repeats(keys, groups[keys], before)).contacts
        ]

    def _between(self, since: date, until: date) -> list[Record]:
        return [r for r in self._records if since <= r.asked_at.astimezone(UTC).date() < until]

    def _grouped(
        self, by: Sequence[str], since: date, until: date, where: Where | None
    ) -> dict[tuple[str, ...], list[Record]]:
        groups: defaultdict[tuple[str, ...], list[Record]] = defaultdict(list)
        for record in self._between(since, until):
            if all(_said(record, d) in values for d, values in (where or {}).items()):
                groups[tuple(_said(record, d) for d in by)].append(record)
        return dict(groups)


def _said(record: Record, dimension: str) -> str:
    if dimension in _SAYS:
        return _SAYS[dimension](record)
    assert dimension in _PLAIN, dimension
    return str(getattr(record, dimension) or "")


def _ended_nobody_knows_when(record: Record) -> bool:
    return record.ended_at is None and record.outcome is not Outcome.OPEN


def _cell(keys: tuple[str, ...], records: Sequence[Record]) -> Cell:
    contacts = sum(r.contacts * r.count for r in records)
    by_person: Counter[str] = Counter()
    alone: list[int] = []
    for record in records:
        if record.person_key:
            by_person[record.person_key] += record.contacts * record.count
        else:
            alone += [record.contacts] * record.count
    heaviest = sorted([*by_person.values(), *alone], reverse=True)[:2]
    counted = {
        name: sum(r.count for r in records if r.outcome is outcome)
        for name, outcome in _COUNTED.items()
    }
    return Cell(
        keys=keys,
        needs=sum(r.count for r in records),
        contacts=contacts,
        people=len(by_person) + len(alone),
        top_two_share=sum(heaviest) / contacts if contacts else 0.0,
        unmet=sum(r.count for r in records if r.outcome.is_unmet),
        decided=sum(r.count for r in records if r.outcome.is_decided),
        failure=sum(r.count for r in records if r.kind is Kind.FAILURE),
        value=sum(r.count for r in records if r.kind is Kind.VALUE),
        reopened=sum(r.reopened * r.count for r in records),
        handoffs=sum(r.handoffs * r.count for r in records),
        **counted,
    )


def _repeats(
    keys: tuple[str, ...], records: Sequence[Record], before: Mapping[UUID, Record]
) -> Repeats:
    keyed = [r for r in records if r.person_key]
    again = [r for r in keyed if r.id in before]
    chases = sum(
        r.count for r in again if (ended := before[r.id].ended_at) is None or ended > r.asked_at
    )
    total = sum(r.count for r in again)
    return Repeats(
        keys=keys,
        contacts=sum(r.count for r in keyed),
        repeats=total,
        chases=chases,
        premature=total - chases,
    )
