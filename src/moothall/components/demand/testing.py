"""Builders of demand for tests anywhere, and what its tables look like."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.testing import NOON

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
        "records": 1, "refused": 0, "imported_at": NOON,
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
