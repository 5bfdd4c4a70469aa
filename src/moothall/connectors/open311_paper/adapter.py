"""A tray in this process in which reports lie, and from which updates come: for trying out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from uuid import UUID

from moothall.components.reports.contracts import (
    Accepted,
    Incoming,
    Outgoing,
    OutgoingUpdate,
    ReportingRefused,
)
from moothall.components.reports.ports import MOST_INCOMING, Reporting
from moothall.kernel.words import say

_MOST_KEPT = 10_000


@dataclass
class Tray:
    """What was sent, and what is waiting to be heard."""

    reports: dict[UUID, Outgoing] = field(default_factory=dict)
    updates: dict[UUID, OutgoingUpdate] = field(default_factory=dict)
    said: list[Incoming] = field(default_factory=list)


@cache
def tray(name: str) -> Tray:
    """The tray of that name: the same for everybody in this process."""
    return Tray()


class Paper(Reporting):
    """Takes every report, and each once."""

    def __init__(self, *, tray: str = "tray", poll_minutes: float = 15.0) -> None:
        self._tray, self._minutes = _tray(tray), float(poll_minutes)

    @property
    def poll_minutes(self) -> float:
        return self._minutes

    def takes(self, *, category: str) -> bool:
        return True

    def send(self, *, report: Outgoing, again: bool) -> Accepted:
        if len(self._tray.reports) >= _MOST_KEPT:
            raise ReportingRefused(say("The tray is full."))
        self._tray.reports.setdefault(report.id, report)
        return Accepted(external_id=f"paper-{report.reference}-{report.id}")

    def resolve(self, *, token: str) -> str | None:
        return token

    def tell(self, *, update: OutgoingUpdate) -> str:
        self._tray.updates.setdefault(update.id, update)
        return str(update.id)

    def updates(self, *, since: datetime) -> Sequence[Incoming]:
        found = [one for one in self._tray.said if one.at >= since]
        return sorted(found, key=lambda one: one.at)[:MOST_INCOMING]


_tray = tray
