"""Summaries as the job makes them, of a place like the demonstration: for tests of pages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from moothall.components.demand import models
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.testing import NOON, the_steward

YEAR = "12m"
NEEDS = ("street.pothole", "home.repair", "transport.blue_badge", "money.food")
AREAS = ("SB01", "SB02", "SB03", "SB04", "SB05", "SB06")


def fig(
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    **more: Any,  # noqa: ANN401 - whatever a figure has
) -> dict[str, Any]:
    """One figure; without a value it is hidden."""
    return {
        "value": value, "low": low, "high": high, "count": None, "denominator": None,
        "method": "test", "hidden": value is None, **more,
    }  # fmt: skip


def bodies(orgs: tuple[OrgId, ...] = ()) -> dict[str, Any]:
    """Every summary of a period, by name."""
    one, two = (str(org) for org in (orgs or (the_steward(), the_steward()))[:2])
    return {
        "overview": _overview(),
        "areas": {"rows": _areas()},
        "needs": {"rows": _needs()},
        "need_area": _need_area(),
        "months": _months(),
        "flows": {
            "rows": [
                {"from": one, "to": one, "needs": fig(2400)},
                {"from": one, "to": two, "needs": fig(310)},
                {"from": two, "to": two, "needs": fig(1150)},
                {"from": two, "to": one, "needs": fig(95)},
                {"from": one, "to": f"met:{one}", "needs": fig(1800)},
                {"from": one, "to": "unmet", "needs": fig(480)},
                {"from": one, "to": "open", "needs": fig(215)},
                {"from": two, "to": f"met:{two}", "needs": fig(900)},
                {"from": two, "to": "unmet", "needs": fig(400)},
                {"from": two, "to": "open", "needs": fig(None)},
            ],
            "bounced": fig(0.06, 0.05, 0.07, denominator=3955),
            "handoffs": fig(405),
        },
        "waits": {"rows": [_wait(need, i) for i, need in enumerate(NEEDS)]},
        "channels": {
            "rows": [
                _channel("web", 2200, 0.56), _channel("phone", 1300, 0.33),
                _channel("counter", 455, 0.11),
            ]
        },
        "hotspots": {
            "rows": [
                {"need": "money.food", "areas": ["SB02", "SB03"], "observed": fig(140),
                 "expected": 82.4, "ratio": fig(1.7, 1.4, 2.0), "p": 0.001, "method": "scan"}
            ]
        },
        "coverage": {
            "rows": [
                {"need": "money.food", "area": "SB05", "asked": fig(45)},
                {"need": "home.repair", "area": "SB06", "asked": fig(None)},
            ]
        },
        "steps": {
            "rows": [
                {"service": "blue-badge", "step": "evidence", "gave_up": fig(85),
                 "stopped": fig(20)},
                {"service": "housing-register", "step": "income", "gave_up": fig(40),
                 "stopped": fig(None)},
            ]
        },
        "quality": {
            "read_until": "2030-06-03T11:00:00Z", "lag": 12, "parked": 0,
            "without_area": fig(0.08, 0.07, 0.09), "without_person": fig(0.31, 0.29, 0.33),
            "imports": [{"name": "contacts-2029.csv", "rows": 12000, "refused": 14,
                         "at": "2030-02-01T09:00:00Z"}],
            "partitions": {"missing": [], "damaged": ["log/2029-11"]}, "engine": "duckdb",
            "made_in_seconds": 4.2,
        },
    }  # fmt: skip


def _overview() -> dict[str, Any]:
    outcomes = {
        "met": 2700, "partly": 160, "unmet_no_service": 310, "unmet_ineligible": 190,
        "unmet_no_capacity": 250, "gave_up": 130, "referred": 60, "withdrawn": 40, "open": 115,
    }  # fmt: skip
    return {
        "since": "2029-06-01", "until": "2030-06-01", "asked": fig(3955), "met": fig(2700),
        "unmet": fig(880), "open": fig(115), "share_unmet": fig(0.23, 0.22, 0.25),
        "by_outcome": {name: fig(count) for name, count in outcomes.items()},
        "median_days": fig(6, 5, 7), "failure_share": fig(0.27, 0.25, 0.29),
        "unknown_kind_share": fig(0.41), "repeat_share": fig(0.12, 0.11, 0.13),
        "first_holder_share": fig(0.88, 0.87, 0.89),
        "before": {
            "asked": fig(3610), "share_unmet": fig(0.19, 0.18, 0.20),
            "median_days": fig(6, 5, 7),
        },
    }  # fmt: skip


def _areas() -> list[dict[str, Any]]:
    flags = ("high", "as expected", "as expected", "low", "as expected", "none")
    return [
        {
            "area": area, "population": 4200 + 700 * i, "asked": fig(620 + 35 * i),
            "rate": fig(110 + 14 * i, 101 + 14 * i, 120 + 14 * i) if i < 5 else fig(None),
            "share_unmet": fig(0.12 + 0.05 * i, 0.09 + 0.05 * i, 0.15 + 0.05 * i)
            if i < 4 else fig(0.3, 0.1, 0.6),
            "flag": flags[i], "overdispersed": i == 0,
        }
        for i, area in enumerate(AREAS)
    ]  # fmt: skip


def _needs() -> list[dict[str, Any]]:
    return [
        {
            "need": need, "asked": fig(1500 - 380 * i),
            "share_unmet": fig(0.1 + 0.15 * i, 0.07 + 0.15 * i, 0.13 + 0.17 * i),
            "median_days": fig(4 + 9 * i, 3 + 8 * i, 6 + 10 * i),
            "failure_share": fig(0.2, 0.16, 0.24), "top_unmet": "unmet_no_service",
        }
        for i, need in enumerate(NEEDS)
    ]  # fmt: skip


def _need_area() -> dict[str, Any]:
    cells = [
        [
            fig(None) if (i + j) % 7 == 6 else fig(20 + 35 * ((3 * i + 2 * j) % 8))
            for j in range(6)
        ]
        for i in range(len(NEEDS))
    ]
    unmet = [
        [fig(None) if (i + j) % 7 == 6 else fig(5 + 5 * j) for j in range(6)]
        for i in range(len(NEEDS))
    ]  # fmt: skip
    return {"needs": list(NEEDS), "areas": list(AREAS), "cells": cells, "unmet": unmet}


def _months() -> dict[str, Any]:
    counts = (310, 325, 298, 340, 330, 315, 342, 328, 505, 351, 338, 330)
    months = [f"2029-{m:02}" for m in range(6, 13)] + [f"2030-{m:02}" for m in range(1, 6)]
    shares = (0.21, 0.2, 0.22, 0.19, 0.23, 0.24, 0.22, 0.25, 0.31, 0.24, 0.23, 0.22)
    return {
        "rows": [
            {"month": m, "asked": fig(c), "outside": c > 400, "run": i > 9}
            for i, (m, c) in enumerate(zip(months, counts, strict=True))
        ],
        "centre": 334.0, "low": 250.0, "high": 418.0, "method": "Laney u'",
        "share_unmet": {
            "rows": [
                {"month": m, "share_unmet": fig(s), "outside": s > 0.3, "run": False}
                for m, s in zip(months, shares, strict=True)
            ],
            "centre": 0.23, "low": 0.18, "high": 0.28, "method": "Laney p'",
        },
    }  # fmt: skip


def _wait(need: str, index: int) -> dict[str, Any]:
    pace = 0.12 / (index + 1)
    curve = []
    for day in (0, 1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 56, 70, 90, 120, 150, 180, 270, 365):
        left = round((1 - pace) ** (day / 3), 3)
        curve.append([day, left, max(0, left - 0.04), min(1, left + 0.04)])
    within = {"7": fig(0.4, 0.36, 0.44), "28": fig(0.7, 0.66, 0.74), "90": fig(0.95, 0.9, 1)}
    return {
        "need": need, "median": fig(18 * (index + 1), 15 * (index + 1), 22 * (index + 1)),
        "within": within, "curve": curve,
    }  # fmt: skip


def _channel(channel: str, count: int, share: float) -> dict[str, Any]:
    return {
        "channel": channel, "asked": fig(count),
        "share": fig(share, share - 0.02, share + 0.02),
        "standardised": fig(share - 0.03, share - 0.05, share - 0.01),
    }  # fmt: skip


def summarised(
    made: Mapping[str, Any], *, org: OrgId | None = None, period: str = YEAR,
    own: bool = False, at: datetime = NOON,
) -> None:  # fmt: skip
    """Keep these bodies as the summaries of a period: the place's, or an organisation's own."""
    owner = org or the_steward()
    with acting(Actor(org=owner), purpose="test"):
        models.Summary.objects.filter(period=period, is_public=not own).delete()
        for name, body in made.items():
            models.Summary.objects.create(
                id=uuid7(), org_id=owner, name=name, period=period, is_public=not own,
                body=body, made_at=at,
            )  # fmt: skip


def found(concerned: tuple[OrgId, ...] = (), **changed: Any) -> UUID:  # noqa: ANN401
    """Keep a finding that concerns these organisations; its id."""
    kept = uuid7()
    given = {
        "rule": "unmet-here", "key": str(kept),
        "facts": {"need": "money.food", "area": "SB02", "people": 45,
                  "share_unmet": fig(0.6, 0.5, 0.7), "expected_share": 0.23,
                  "upper_limit": 0.41, "nearest_km": 3.2, "p": 0.0004},
        "evidence": {"since": "2029-06-01", "until": "2030-06-01", "measure": "share_unmet",
                     "method": "funnel.share.over-dispersed.1", "step": "open_a_service",
                     "where": {"need": ["money.food"], "area": ["SB02"]}},
        "effect": {"needs_a_year": 27.0, "low": 19.5, "high": 31.0,
                   "says": "unmet_beyond_the_share_of_the_place"},
        "state": "seen", "found_at": NOON, "last_found_at": NOON,
        "state_at": NOON, **changed,
    }  # fmt: skip
    steward = the_steward()
    with acting(Actor(org=steward), purpose="test"):
        models.Finding.objects.create(
            id=kept, org_id=steward, concerned=[str(org) for org in concerned], **given
        )
    return kept


def released(quarter: str, files: Mapping[str, tuple[str, bytes]], *, number: int = 1) -> UUID:
    """Publish these files as a release of a quarter; its id."""
    kept = uuid7()
    manifest = {"files": [{"name": n, "size": len(c)} for n, (_, c) in files.items()]}
    steward = the_steward()
    with acting(Actor(org=steward), purpose="test"):
        models.Release.objects.create(
            id=kept,
            org_id=steward,
            quarter=quarter,
            number=number,
            manifest=manifest,
            told={"quarter": quarter, "needs": [], "areas": [], "tables": {}},
            published_at=NOON,
        )
        for name, (media_type, content) in files.items():
            models.ReleaseFile.objects.create(
                id=uuid7(),
                org_id=steward,
                release_id=kept,
                name=name,
                media_type=media_type,
                content=content,
            )
    return kept
