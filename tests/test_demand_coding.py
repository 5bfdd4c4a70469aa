"""Coding of demand: who may say what kind it was."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from tests.figures import events_of
from tests.telling import caught_up, opened, told

from moothall.components.demand.contracts import (
    CodingRefused,
    RecordNotFound,
)
from moothall.components.demand.services import offered
from moothall.kernel import parties
from moothall.kernel.actors import acting
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.testing import NOON, a_resident, an_officer, an_org

DAY = timedelta(days=1)


def a_record_of(org: OrgId) -> UUID:
    case = uuid7()
    told(org, opened(case, person=uuid7()), at=NOON)
    caught_up()
    return case


def test_an_adviser_says_what_kind_of_demand_it_was() -> None:
    org = an_org()
    case = a_record_of(org)
    with acting(an_officer(org, "adviser"), purpose="test"):
        offered.code(
            demand_id=case,
            view="adviser",
            kind="failure",
            reason="progress_chasing",
            cause_org=org,
            cause_service="tell-us",
            at=NOON + DAY,
        )
    caught_up()
    with acting(an_officer(org), purpose="test"), connection.cursor() as cursor:
        cursor.execute(
            "select adviser_says, reason, cause_service from demand_record where id = %s",
            [case],
        )
        assert cursor.fetchall() == [("failure", "progress_chasing", "tell-us")]


def test_an_adviser_does_not_code_what_others_hold() -> None:
    case = a_record_of(an_org())
    with acting(an_officer(an_org(), "adviser"), purpose="test"), pytest.raises(RecordNotFound):
        offered.code(demand_id=case, view="adviser", kind="value", at=NOON)


def test_a_resident_codes_what_they_take_part_in_and_nothing_else() -> None:
    org = an_org()
    mine, other = a_record_of(org), a_record_of(org)
    resident = a_resident(org)
    with acting(resident, purpose="test"):
        parties.add_self(subject=mine)
        offered.code(demand_id=mine, view="resident", kind="failure", at=NOON)
        with pytest.raises(RecordNotFound):
            offered.code(demand_id=other, view="resident", kind="failure", at=NOON)
    assert [e["view"] for e in events_of(org, "demand.demand-coded.v1")] == ["resident"]


@pytest.mark.parametrize(
    "given",
    [
        {"view": "manager", "kind": "value"},
        {"view": "adviser", "kind": "good"},
        {"view": "adviser", "kind": "failure", "reason": "moonlight"},
        {"view": "adviser", "kind": "value", "reason": "progress_chasing"},
        {"view": "adviser", "kind": "failure", "cause_service": "x" * 61},
        {"view": "adviser", "kind": "failure", "cause_service": "Mrs Jones was rude"},
        {"view": "adviser", "kind": "failure", "cause_service": "tell-us\0"},
    ],
)
def test_what_is_no_coding_is_refused(given: dict[str, Any]) -> None:
    org = an_org()
    case = a_record_of(org)
    with acting(an_officer(org, "adviser"), purpose="test"), pytest.raises(CodingRefused):
        offered.code(demand_id=case, at=NOON, **given)
