"""Demand: what people of the place need, where, and how well it is met."""

from moothall.kernel.manifest import Component

_HERE = "moothall.components.demand"
_HEARD = (
    "journeys.need-searched.v1",
    "journeys.beginning-refused.v1",
    "journeys.journey-started.v1",
    "journeys.journey-stopped.v1",
    "journeys.journey-left.v1",
    "journeys.journey-ended.v1",
    "journeys.capability-missed.v1",
    "cases.case-opened.v1",
    "cases.case-assigned.v1",
    "cases.case-acted.v1",
    "cases.case-moved.v1",
    "cases.case-closed.v1",
    "cases.case-reopened.v1",
    "reports.report-made.v1",
    "reports.report-updated.v1",
    "reports.report-closed.v1",
    "reports.report-reopened.v1",
    "reports.report-forwarded.v1",
    "reports.report-followed.v1",
    "reports.report-merged.v1",
    "reports.fixed-answered.v1",
    "demand.demand-coded.v1",
)

MANIFEST = Component(
    name="demand",
    title="Demand",
    summary="Read the log of all organisations as one picture of need, with its uncertainty.",
    package=_HERE,
    offers={
        "demand.v1": f"{_HERE}.services.offered",
        "demand.pages.v1": f"{_HERE}.pages",
    },
    jobs={"demand.refresh": f"{_HERE}.jobs:refresh"},
    every={"demand.refresh": "1h"},
    commands={"demand": f"{_HERE}.commands:run"},
    health=f"{_HERE}.queries.health:health",
    readers=dict.fromkeys(_HEARD, f"{_HERE}.readers:take_in"),
)
