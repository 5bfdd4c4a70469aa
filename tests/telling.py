"""Telling the log of needs, and reading what demand makes of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from moothall.components.cases.contracts import CaseClosed, CaseOpened, Outcome
from moothall.components.demand.queries import rows
from moothall.kernel import events, readers, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.facts import Event
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.testing import NOON


def caught_up() -> None:
    handlers = registry.readers()["demand"]
    while readers.follow(reader="demand", handlers=handlers, batch=1000):
        pass


def told(org: OrgId, *happened: Event, at: datetime = NOON) -> None:
    with acting(Actor(org=org), purpose="test"):
        events.record_all(happened, at=at)


def opened(case: UUID, *, person: UUID | None = None, ward: str = "SB01") -> CaseOpened:
    return CaseOpened(
        case_id=case,
        service="tell-us",
        version=uuid7(),
        need="street.hole",
        state="received",
        channel="web",
        language="en",
        team=None,
        ward=ward,
        person=person,
    )


def closed(case: UUID, *, outcome: Outcome = Outcome.MET) -> CaseClosed:
    return CaseClosed(
        case_id=case,
        service="tell-us",
        need="street.hole",
        channel="web",
        ward="SB01",
        state="done",
        outcome=outcome,
        opened_at=NOON,
        seconds_open=60,
        seconds_with_us=60,
        seconds_with_applicant=0,
    )


def records_of(org: OrgId) -> Mapping[UUID, Any]:
    with acting(Actor(org=org), purpose="test"):
        ids = [
            i for (i,) in rows.fetch("select id from demand_record where org_id = %s", [org])
        ]
        return rows.records_by_id(ids)
