"""Reports: something is wrong at a spot, and whoever is responsible hears of it."""

from moothall.kernel.manifest import Component

MANIFEST = Component(
    name="reports",
    title="Reports",
    summary="Take reports of what is wrong at a spot, and bring them to who is responsible.",
    package="moothall.components.reports",
    offers={"reports.v1": "moothall.components.reports.services"},
    jobs={"reports.tell": "moothall.components.reports.jobs:tell"},
)
