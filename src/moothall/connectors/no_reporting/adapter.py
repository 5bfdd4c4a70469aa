"""Takes nothing: an organisation's reports are dealt with here."""

from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn

from moothall.components.reports.contracts import (
    Incoming,
    Outgoing,
    OutgoingUpdate,
    ReportingUnavailable,
)
from moothall.components.reports.ports import Reporting
from moothall.kernel.words import say


class NoReporting(Reporting):
    poll_minutes = 60.0

    def takes(self, *, category: str) -> bool:
        return False

    def send(self, *, report: Outgoing, again: bool) -> NoReturn:
        raise _unavailable()

    def resolve(self, *, token: str) -> NoReturn:
        raise _unavailable()

    def tell(self, *, update: OutgoingUpdate) -> NoReturn:
        raise _unavailable()

    def updates(self, *, since: datetime) -> Sequence[Incoming]:
        return []


def _unavailable() -> ReportingUnavailable:
    return ReportingUnavailable(say("Reports are not sent on here."))
