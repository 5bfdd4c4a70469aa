"""The tray passes the exam of all that send reports on."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from moothall.components.reports.contracts import Incoming, Outgoing, Status
from moothall.components.reports.ports import Reporting
from moothall.components.reports.testing import ReportingExam
from moothall.connectors.open311_paper.adapter import Paper, Tray, tray


class PaperWithName(Paper):
    """Knows which tray it is, for whoever looks into it."""

    def __init__(self) -> None:
        self.name = uuid4().hex
        super().__init__(tray=self.name)


def tray_of(there: Reporting) -> Tray:
    assert isinstance(there, PaperWithName)
    return tray(there.name)


class TestPaper(ReportingExam):
    def connector(self) -> Reporting:
        return PaperWithName()

    def arrived(self, there: Reporting, report: Outgoing) -> Sequence[str]:
        kept = tray_of(there).reports.values()
        return [f"paper-{one.reference}-{one.id}" for one in kept if one.link == report.link]

    def heard_there(self, there: Reporting, external_id: str) -> Sequence[str]:
        kept = tray_of(there).updates.values()
        return [one.text for one in kept if one.external_id == external_id]

    def say_there(self, there: Reporting, external_id: str, words: str, status: Status) -> None:
        said = Incoming(
            id=uuid4().hex,
            external_id=external_id,
            text=words,
            status=status,
            at=datetime.now(UTC),
        )
        tray_of(there).said.append(said)
