"""Where reports are not sent on nothing is taken, and it says so."""

import pytest

from moothall.components.reports import jobs, queries
from moothall.components.reports.contracts import ReportingUnavailable
from moothall.components.reports.testing import a_category, a_report, a_scheme, an_outgoing
from moothall.connectors.no_reporting.adapter import NoReporting
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import NOON, a_resident, an_org


def test_it_takes_nothing() -> None:
    assert NoReporting().takes(category="pothole") is False
    assert NoReporting().updates(since=NOON) == []
    with pytest.raises(ReportingUnavailable):
        NoReporting().send(report=an_outgoing(), again=False)


def test_a_report_of_who_has_chosen_nothing_stays_here() -> None:
    org = an_org()
    a_scheme(a_category(org))
    made = a_report(a_resident(org))
    jobs.send_on(org=str(org), report=str(made.report_id))
    with acting(Actor(org=org), purpose="test"):
        assert queries.sent(report_id=made.report_id) is None
