"""Two places that exchange reports: each with web server, worker and database of its own.

A report that is made in the first goes to the second by Open311; what staff say there comes
back, and what residents say here goes on, whatever is down meanwhile.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

import pytest
from tests.running import COUNCIL, Running, running, until

from moothall.components.reports.contracts import Status
from moothall.connectors.smtp.tests.servers import HOST

pytestmark = pytest.mark.slow
LONG = 240.0
"""Seconds: whoever was down for long is tried again after longer and longer waits."""
_BEGINNING = """
import django, sys
django.setup()
from django.utils.timezone import now
from moothall.components.reports import services as reports
from moothall.components.reports.contracts import Status
from moothall.kernel import organisations
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import uuid7
from moothall.kernel.parties import visit_of
council = organisations.called(slug="seaborough-council").id
resident = Actor(served_by=council, visits=(visit_of("a resident of the story"),))
officer = Actor(org=council, officer=uuid7(), duties=frozenset({"caseworker"}))
def found(reference):
    return reports.report(reference=reference).id
"""
_MAKE = """
with acting(resident, purpose="story"):
    print(reports.make(category="pothole", description=sys.argv[1], lat=52.345, lon=1.99,
                       at=now()).reference)
"""
_SAY = """
with acting(officer, purpose="story"):
    reports.update(report_id=found(sys.argv[1]), words={"en": sys.argv[2]},
                   status=Status(sys.argv[3]), at=now())
"""
_REOPEN = """
with acting(resident, purpose="story"):
    reports.reopen(report_id=found(sys.argv[1]), reason=sys.argv[2], at=now())
"""
_KEPT = "select reference, status from reports_report where description like %s || '%%'"
_SAID = (
    "select u.words->>'en', u.to_status from reports_update u"
    " join reports_report r on r.id = u.report_id where r.reference = %s order by u.at, u.id"
)


@dataclass(frozen=True, kw_only=True)
class Town:
    """A place that runs, and what can be done and seen in it."""

    place: Running

    def do(self, act: str, *words: str) -> str:
        """Act in this place as somebody of the story, in a process of its own."""
        done = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-c", _BEGINNING + act, *words],
            env=self.place.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def kept(self, description: str) -> list[tuple[str, str]]:
        """References and statuses of the reports that begin with these words."""
        return [(str(r), str(s)) for r, s in self.place.rows(_KEPT, description)]

    def said(self, reference: str) -> list[tuple[str | None, str]]:
        return [(words, str(status)) for words, status in self.place.rows(_SAID, reference)]

    def status(self, reference: str) -> Status:
        ((status,),) = self.place.rows(
            "select status from reports_report where reference = %s", reference
        )
        return Status(str(status))

    def ask_again(self, *, times: int) -> None:
        """Let this place ask the other one so many times more what is new."""
        for _ in range(times):
            before = self.asked()
            until(partial(self._has_asked, before), what="the other side is asked again")

    def asked(self) -> object:
        """When it last asked."""
        return self.place.rows("select max(polled_at) from reports_polled")

    def _has_asked(self, before: object) -> bool:
        return self.asked() != before

    def close_for_a_while(self) -> None:
        web = self.place.web
        assert web is not None
        web.terminate()
        web.wait(timeout=20)


@pytest.fixture(scope="module")
def towns() -> Iterator[tuple[Town, Town]]:
    """The first sends its reports of potholes on to the second."""
    with running({}) as there, running({}) as here:
        there.start_web()
        there.start_worker()
        settings = {
            "endpoint": f"http://{HOST}:{there.port}/open311/v2",
            "jurisdiction": COUNCIL,
            "key": there.key,
            "services": {"pothole": "pothole"},
            "poll_minutes": 0.05,
            "timeout": 5,
        }
        connectors = {"reporting.v1": {"connector": "open311", "settings": settings}}
        here.environment["MOOTHALL_CONNECTORS"] = json.dumps(connectors)
        here.environment["MOOTHALL_PRIVATE_HOSTS"] = HOST
        here.environment["MOOTHALL_ORIGIN"] = "http://here.example"
        here.start_worker()
        yield Town(place=here), Town(place=there)


def test_a_report_goes_there_and_what_is_said_goes_both_ways(towns: tuple[Town, Town]) -> None:
    here, there = towns
    words = f"A hole {uuid4().hex}"
    ours = here.do(_MAKE, words)
    until(lambda: bool(there.kept(words)), what="the report arrives", seconds=60)
    ((theirs, status),) = there.kept(words)
    assert (theirs == ours, status) == (False, "open")

    there.do(_SAY, theirs, "We plan it.", "planned")
    until(lambda: here.status(ours) is Status.PLANNED, what="it is planned here", seconds=60)
    there.do(_SAY, theirs, "We have filled it.", "fixed")
    until(lambda: here.status(ours) is Status.FIXED, what="it is fixed here", seconds=60)

    here.do(_REOPEN, ours, "It came up again")
    until(lambda: there.status(theirs) is Status.OPEN, what="it is open there", seconds=60)
    here.ask_again(times=2)  # so that whatever goes round in circles comes round
    everything = [
        ("We plan it.", "planned"),
        ("We have filled it.", "fixed"),
        ("It came up again", "open"),
    ]
    assert here.said(ours) == everything
    assert there.said(theirs) == everything
    assert len(there.kept(words)) == len(here.kept(words)) == 1


def test_while_the_other_is_down_nothing_is_lost_and_nothing_doubled(
    towns: tuple[Town, Town],
) -> None:
    here, there = towns
    before = f"A crack {uuid4().hex}"
    ours = here.do(_MAKE, before)
    until(lambda: bool(there.kept(before)), what="the report arrives", seconds=60)
    ((theirs, _),) = there.kept(before)
    there.do(_SAY, theirs, "Filled.", "fixed")
    until(lambda: here.status(ours) is Status.FIXED, what="it is fixed here", seconds=60)

    there.close_for_a_while()
    while_down = f"A dip {uuid4().hex}"
    late = here.do(_MAKE, while_down)
    here.do(_REOPEN, ours, "Not at all")
    tried = (
        "select from reports_sent s join reports_report r on r.id = s.report_id"
        " where r.reference = %s and s.state = 'waiting' and s.error <> ''"
    )
    until(lambda: bool(here.place.rows(tried, late)), what="it was tried", seconds=60)
    here.place.kill_worker()
    here.place.start_worker()

    there.place.start_web()
    until(lambda: bool(there.kept(while_down)), what="the late one arrives", seconds=LONG)
    until(lambda: there.status(theirs) is Status.OPEN, what="it is open there", seconds=LONG)
    ((_, status),) = there.kept(while_down)
    assert status == "open"
    assert (
        there.said(theirs) == here.said(ours) == [("Filled.", "fixed"), ("Not at all", "open")]
    )
