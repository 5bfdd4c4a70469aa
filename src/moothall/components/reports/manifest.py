"""Reports: something is wrong at a spot, and whoever is responsible hears of it."""

from moothall.kernel.manifest import Component

_SENDS_ON = (
    "reports.report-made.v1",
    "reports.report-updated.v1",
    "reports.report-closed.v1",
    "reports.report-reopened.v1",
    "reports.report-forwarded.v1",
    "reports.report-released.v1",
)
"""What another system may have to hear of."""

MANIFEST = Component(
    name="reports",
    title="Reports",
    summary="Take reports of what is wrong at a spot, and bring them to who is responsible.",
    package="moothall.components.reports",
    offers={"reports.v1": "moothall.components.reports.services"},
    urls="moothall.components.reports.urls",
    needs={"reporting.v1": "moothall.components.reports.ports:Reporting"},
    steps={
        "nearby": "moothall.components.reports.steps:ShowNearby",
        "report": "moothall.components.reports.steps:MakeReport",
    },
    readers=dict.fromkeys(_SENDS_ON, "moothall.components.reports.readers:send_on"),
    commands={"reports": "moothall.components.reports.commands:run"},
    housekeeping="moothall.components.reports.jobs:keep_house",
    jobs={
        "reports.tell": "moothall.components.reports.jobs:tell",
        "reports.send-on": "moothall.components.reports.jobs:send_on",
        "reports.follow-on": "moothall.components.reports.jobs:follow_on",
    },
)
