"""The connector passes the exam at our own server, in both forms, and at another maker's."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

import httpx
import pytest
from django.core.wsgi import get_wsgi_application
from django.utils.timezone import now

from moothall.components.identity.testing import an_api_key
from moothall.components.reports import services as reports
from moothall.components.reports.contracts import Outgoing, Status
from moothall.components.reports.ports import Reporting
from moothall.components.reports.testing import ReportingExam, a_category, a_scheme
from moothall.connectors.open311.adapter import Open311
from moothall.connectors.open311.tests.others import ENDPOINT, Other
from moothall.kernel.actors import acting
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import an_officer, an_org, slug_of


class ToUs(Open311):
    """The connector at our own server, which answers in this process."""

    def __init__(self, form: Literal["xml", "json"]) -> None:
        self.org: OrgId = an_org("county")
        a_scheme(a_category(self.org))
        _, key = an_api_key(self.org, scopes=("reports:read", "reports:write"))
        super().__init__(
            endpoint="http://localhost/open311/v2/",
            key=key,
            jurisdiction=slug_of(self.org),
            services={"pothole": "pothole"},
            form=form,
            transport=httpx.WSGITransport(app=get_wsgi_application()),
        )


class TestAtOurOwnInXml(ReportingExam):
    form: Literal["xml", "json"] = "xml"

    def connector(self) -> Reporting:
        return ToUs(self.form)

    def arrived(self, there: Reporting, report: Outgoing) -> Sequence[str]:
        assert isinstance(there, ToUs)
        with acting(an_officer(there.org), purpose="test"):
            rows = reports.worklist(at=now(), limit=100).rows
        return [one.reference for one in rows if report.link in one.description]

    def heard_there(self, there: Reporting, external_id: str) -> Sequence[str]:
        assert isinstance(there, ToUs)
        with acting(an_officer(there.org), purpose="test"):
            report = reports.report(reference=external_id)
            return [u.words["en"] for u in reports.updates(report_id=report.id)]

    def say_there(self, there: Reporting, external_id: str, words: str, status: Status) -> None:
        assert isinstance(there, ToUs)
        with acting(an_officer(there.org), purpose="test"):
            report = reports.report(reference=external_id)
            reports.update(report_id=report.id, words={"en": words}, status=status, at=now())


class TestAtOurOwnInJson(TestAtOurOwnInXml):
    form: Literal["xml", "json"] = "json"


class ToOther(Open311):
    def __init__(self, other: Other) -> None:
        self.other = other
        form: Literal["xml", "json"] = "json" if other.form == "json" else "xml"
        super().__init__(
            endpoint=ENDPOINT,
            key="k",
            services={"pothole": "POT"},
            form=form,
            transport=other,
        )


class TestAtAnotherMakers(ReportingExam):
    def connector(self) -> Reporting:
        return ToOther(Other())

    def arrived(self, there: Reporting, report: Outgoing) -> Sequence[str]:
        assert isinstance(there, ToOther)
        kept = there.other.requests
        return [r["service_request_id"] for r in kept if report.link in r["description"]]

    def heard_there(self, there: Reporting, external_id: str) -> Sequence[str]:
        assert isinstance(there, ToOther)
        told = there.other.told.values()
        return [t["description"] for t in told if t["service_request_id"] == external_id]

    def say_there(self, there: Reporting, external_id: str, words: str, status: Status) -> None:
        assert isinstance(there, ToOther)
        there.other.say(external_id, words, status.value, datetime.now(UTC).isoformat())


class TestAtAnotherThatWraps(TestAtAnotherMakers):
    def connector(self) -> Reporting:
        return ToOther(Other(form="json", wraps=True))


class Forgetful(ToOther):
    """Sends again without looking."""

    def send(self, *, report: Outgoing, again: bool) -> object:  # type: ignore[override]
        return super().send(report=report, again=False)


def test_the_exam_can_be_failed() -> None:
    class Sitting(TestAtAnotherMakers):
        def connector(self) -> Reporting:
            return Forgetful(Other())

    with pytest.raises(AssertionError):
        Sitting().test_a_report_that_is_sent_again_is_one()
