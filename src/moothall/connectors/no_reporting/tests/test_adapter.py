"""Where reports are not sent on nothing is taken, and they stay here."""

from moothall.components.reports import jobs, queries
from moothall.components.reports.ports import Reporting
from moothall.components.reports.testing import (
    AbsentReportingExam,
    a_category,
    a_report,
    a_scheme,
)
from moothall.connectors.no_reporting.adapter import NoReporting
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import a_resident, an_org


class TestNoReporting(AbsentReportingExam):
    def connector(self) -> Reporting:
        return NoReporting()


def test_a_report_of_who_has_chosen_nothing_stays_here() -> None:
    org = an_org()
    a_scheme(a_category(org))
    made = a_report(a_resident(org))
    jobs.send_on(org=str(org), report=str(made.report_id))
    with acting(Actor(org=org), purpose="test"):
        assert queries.sent(report_id=made.report_id) is None
