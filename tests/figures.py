"""Invented demand for organisations of one's own, and what the log says of them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import connection

from moothall.components.demand.contracts import (
    Kind,
    Record,
)
from moothall.components.demand.tests.inventing import ORGS, invented
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId

DAY = timedelta(days=1)


def of(orgs: Sequence[OrgId], records: Sequence[Record]) -> list[Record]:
    """The records with other organisations in the place of those that were invented."""
    names = dict(zip(ORGS, orgs, strict=False))

    def put(org: OrgId | None) -> Any:  # noqa: ANN401 - the same kind
        return names.get(org, org) if org else None

    return [
        replace(
            r,
            org=put(r.org),
            asked_org=put(r.asked_org),
            met_org=put(r.met_org),
            cause_org=put(r.cause_org),
        )
        for r in records
    ]


def events_of(org: OrgId, name: str) -> list[dict[str, Any]]:
    with acting(Actor(), purpose="reader"), connection.cursor() as cursor:
        cursor.execute("select * from event_log_after(0, 0, 0, 1000000)")
        rows = [row for row in cursor.fetchall() if row[3] == org and row[4] == name]
    return [json.loads(row[8]) if isinstance(row[8], str) else row[8] for row in rows]


def failing(orgs: Sequence[OrgId], *, service: str = "service-0") -> list[Record]:
    """Half of what a service is asked was caused by its own failures."""
    return [
        replace(r, adviser_says=Kind.FAILURE, cause_org=r.org, cause_service=service)
        if r.service == service and at % 2
        else r
        for at, r in enumerate(of(orgs, invented(2)))
    ]
