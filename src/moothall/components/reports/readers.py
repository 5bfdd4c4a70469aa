"""Hears what happens to reports, and has another system told of it where one is chosen."""

from uuid import UUID

from moothall.components.reports.contracts import (
    REPORTING,
    ReportClosed,
    ReportForwarded,
    ReportMade,
    ReportReopened,
)
from moothall.components.reports.ports import Reporting
from moothall.kernel import capabilities, jobs
from moothall.kernel.ids import OrgId
from moothall.kernel.readers import Line
from moothall.kernel.refusals import Unavailable

_WHOSE = {
    ReportMade.name: "responsible",
    ReportReopened.name: "responsible",
    ReportClosed.name: "responsible",
    ReportForwarded.name: "to_org",
}
"""Where an event says whose report it is; all others are on the log of its organisation."""


def send_on(line: Line) -> None:
    """Have a report sent on for the organisation whose it is.

    What another organisation has chosen cannot be seen here: its job looks for itself.
    """
    named = line.body.get(_WHOSE.get(line.name, ""))
    org = OrgId(UUID(named)) if named else line.org
    if line.subject is None or (org == line.org and not _takes(line)):
        return
    report = str(line.subject)
    jobs.enqueue(job="reports.send-on", key=report, org=str(org), report=report)


def _takes(line: Line) -> bool:
    try:
        choice = capabilities.chosen(capability=REPORTING)
        there: Reporting = capabilities.adapter(capability=REPORTING, choice=choice)
    except (Unavailable, TypeError, ValueError):
        return False
    return there.takes(category=str(line.body.get("category", "")))
