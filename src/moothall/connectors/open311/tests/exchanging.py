"""An organisation whose reports go to another maker's server, and what is seen of that."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import override_settings
from django.utils.timezone import now

from moothall.components.reports import jobs, services
from moothall.components.reports.contracts import Report, Sent, Status, Update
from moothall.components.reports.testing import a_category, a_report, a_scheme
from moothall.connectors.open311.tests.others import Other
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import a_resident, an_officer, an_org


@dataclass(kw_only=True)
class Here:
    """An organisation whose reports of holes go to another maker's server."""

    org: OrgId
    other: Other
    host: str = field(default_factory=lambda: f"{uuid4().hex}.example")
    """Of its own: whoever fails at one host is kept from it for a while."""
    given: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def connected(self) -> Iterator[None]:
        settings = {
            "endpoint": f"https://{self.host}/open311",
            "key": "k",
            "services": {"pothole": "POT"},
            "form": self.other.form,
            "transport": self.other,
            **self.given,
        }
        with override_settings(CONNECTORS={"reporting.v1": ("open311", settings)}):
            yield

    def made(self, **told: Any) -> Report:  # noqa: ANN401
        made = a_report(a_resident(self.org), at=now(), **told)
        with acting(Actor(org=self.org), purpose="test"):
            return self._report(made.report_id)

    def _report(self, report_id: Any) -> Report:  # noqa: ANN401
        found: Report = services.report(report_id=report_id)
        return found

    def send(self, report: Report) -> None:
        with self.connected():
            jobs.send_on(org=str(self.org), report=str(report.id))

    def follow(self) -> None:
        with self.connected():
            jobs.follow_on(org=str(self.org))

    def sent(self, report: Report) -> Sent | None:
        with acting(Actor(org=self.org), purpose="test"):
            found: Sent | None = services.sent(report_id=report.id)
            return found

    def now(self, report: Report) -> tuple[Status, list[Update]]:
        with acting(Actor(org=self.org), purpose="test"):
            return self._report(report.id).status, list(services.updates(report_id=report.id))

    def say(self, report: Report, **said: Any) -> Update:  # noqa: ANN401
        with acting(an_officer(self.org), purpose="test"):
            update: Update = services.update(report_id=report.id, at=now(), **said)
            return update

    def forget_lease(self, *, minutes: int = 10) -> None:
        """As if time had passed since whoever had a turn has died."""
        with acting(Actor(org=self.org), purpose="test"), connection.cursor() as cursor:
            for table in ("reports_sent", "reports_polled"):
                earlier = "leased_until = leased_until - make_interval(mins => %s)"
                statement = f"update {table} set {earlier} where org_id = %s"  # noqa: S608
                cursor.execute(statement, [minutes, self.org])


def here(**other: Any) -> Here:  # noqa: ANN401
    org = an_org("county")
    a_scheme(a_category(org), a_category(org, "bin"))
    return Here(org=org, other=Other(**other))
