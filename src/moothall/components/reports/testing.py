"""Builders of schemes and reports for tests anywhere, and the exam of what sends them on."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4, uuid5

import pytest

from moothall.components.reports import queries, services
from moothall.components.reports.contracts import (
    Contact,
    Made,
    Outgoing,
    OutgoingUpdate,
    Published,
    Report,
    ReportingUnavailable,
    Status,
)
from moothall.components.reports.ports import Reporting
from moothall.kernel.actors import Actor, acting
from moothall.kernel.encoding import to_json
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.testing import NOON, slug_of, the_steward

SPOT = (52.343, 1.998)
"""In the middle of the demonstration place."""


def words(english: str, welsh: str = "") -> dict[str, str]:
    return {"en": english, "cy": welsh or f"{english} (cy)"}


def a_category(org: OrgId, category: str = "pothole", /, **changed: object) -> dict[str, Any]:
    """A category for which one organisation is responsible everywhere; free to be changed."""
    return {
        "id": category,
        "name": words("A hole in the road"),
        "description": words("In a road or pavement"),
        "need": "street.pothole",
        "radius": 50,
        "weeks": 12,
        "due": 5,
        "responsible": [
            {"organisation": slug_of(org), "because": words("It looks after roads.")}
        ],
        **changed,
    }


def a_scheme_document(*categories: Mapping[str, Any]) -> dict[str, Any]:
    """A scheme of these categories with two prepared texts for all."""
    return {
        "categories": list(categories),
        "texts": [
            {
                "id": "planned",
                "name": words("Work is planned"),
                "status": "planned",
                "words": words("We plan the work on {reference} in {days} days."),
            },
            {
                "id": "fixed",
                "name": words("It is fixed"),
                "status": "fixed",
                "words": words("We have fixed it."),
            },
        ],
    }


def a_scheme(*categories: Mapping[str, Any], at: datetime = NOON) -> Published:
    """A scheme in force: that of the tests until the next one."""
    with acting(Actor(org=the_steward()), purpose="test"):
        return services.publish(content=a_scheme_document(*categories), at=at)


def a_report(
    actor: Actor,
    *,
    category: str = "pothole",
    description: str = "A hole as deep as a bucket",
    at_spot: tuple[float, float] = SPOT,
    contact: Contact = Contact(),  # noqa: B008 - frozen
    at: datetime = NOON,
    **told: Any,  # noqa: ANN401 - what `make` takes
) -> Made:
    """A report that ``actor`` has just made, under the scheme that is in force."""
    lat, lon = at_spot
    with acting(actor, purpose="test"):
        return services.make(
            category=category,
            description=description,
            lat=lat,
            lon=lon,
            contact=contact,
            at=at,
            **told,
        )


def as_seen_by(actor: Actor, report_id: UUID) -> Report:
    """A report as somebody sees it."""
    with acting(actor, purpose="test"):
        return queries.report(report_id=report_id)


class World(Protocol):
    """What the rows below need of the world in which every table is tried."""

    org: OrgId
    steward: OrgId
    visit: str
    case: UUID
    """A subject to which somebody is a party."""


def _report(w: World, **changed: object) -> dict[str, Any]:
    return {
        "id": uuid7(), "org_id": w.org, "asked_org_id": w.org, "reference": uuid4().hex[:20],
        "category": "locked", "need": "n", "description": "A hole", "ward": "", "street": "",
        "address": "", "status": "open", "opened_at": NOON, "updated_at": NOON,
        "is_private": False, "held": "", "photos": "[]", "channel": "web", "language": "en",
        "source": "", "source_id": "", "team": "", "revision": 1, **changed,
    }  # fmt: skip


def _theirs(w: World) -> dict[str, Any]:
    return _report(w, id=w.case, is_private=True)


def _open_to_all(w: World) -> dict[str, Any]:
    return _report(w, id=_of(w.case))


def _told(w: World) -> dict[str, Any]:
    return {
        "id": uuid7(), "org_id": w.org, "report_id": w.case, "asked_org_id": w.org,
        "name": "Sam Gull", "email": "", "phone": "", "contact_visit": "", "answers": "{}",
    }  # fmt: skip


def _update(w: World, **changed: object) -> dict[str, Any]:
    return {
        "id": uuid7(), "org_id": w.org, "report_id": _of(w.case), "at": NOON, "kind": "said",
        "words": "{}", "is_public": True, "from_status": "open", "to_status": "open",
        "by_kind": "officer", "source": "", "external_id": "", "held": "", **changed,
    }  # fmt: skip


def _by_resident(w: World) -> dict[str, Any]:
    return _update(w, report_id=w.case, by_kind="resident")


def _for_staff(w: World) -> dict[str, Any]:
    return _update(w, is_public=False)


def _subscription(w: World) -> dict[str, Any]:
    return {
        "id": uuid7(), "org_id": w.org, "target": "ward", "of": "SB01", "categories": "[]",
        "token": uuid4().hex, "mailbox": "", "visit": w.visit, "email": "", "language": "en",
        "made_at": NOON,
    }  # fmt: skip


def _scheme(w: World) -> dict[str, Any]:
    nothing = {"words": words("Not here")}
    only = {
        "id": "locked", "name": words("Trains"), "description": words("Trains"), "need": "n",
        "elsewhere": nothing,
    }  # fmt: skip
    return {
        "id": uuid7(), "org_id": w.steward, "number": 0, "hash": "0" * 64,
        "content": to_json({"categories": [only]}), "published_at": NOON,
        "published_by": "test",
    }  # fmt: skip


def _sent(w: World) -> dict[str, Any]:
    return {
        "id": uuid7(), "org_id": w.org, "report_id": uuid7(), "connector": "open311",
        "state": "waiting", "external_id": "", "token": "", "attempts": 0, "error": "",
    }  # fmt: skip


def _sent_update(w: World) -> dict[str, Any]:
    return {
        "id": uuid7(), "org_id": w.org, "report_id": uuid7(), "update_id": uuid7(),
        "external_id": "", "error": "", "sent_at": NOON,
    }  # fmt: skip


def _polled(w: World) -> dict[str, Any]:
    return {
        "id": uuid7(), "org_id": w.org, "connector": uuid4().hex, "since": NOON, "error": "",
    }  # fmt: skip


def _of(subject: UUID) -> UUID:
    """The id of the report beside it that everybody may read."""
    return uuid5(subject, "public")


_THEY_ADD = {f"party {how}": "ri" for how in ("not served", "served by others")}
LOCKED_IN_WORLD = {
    "reports_report/private": (_theirs, "riu", {"served": "i", "party": "r"}),
    "reports_report/public": (_open_to_all, "riu", {"served": "i", "everybody": "r"}),
    "reports_told": (_told, "ri", {"served": "i", "party": "r"}),
    "reports_update/public": (_update, "riu", {"everybody": "r", "changes": "held"}),
    "reports_update/staff": (_for_staff, "riu", {"changes": "held"}),
    # Whoever takes part in a report may say something about it, whoever serves them.
    "reports_update/resident": (
        _by_resident,
        "riu",
        {"party": "ri", "changes": "held", "but": _THEY_ADD},
    ),
    "reports_subscription": (
        _subscription,
        "riud",
        {
            "served": "i",
            "changes": "confirmed_at",
            "but": {
                "party by visit": "riud",
                "party not served": "rud",
                "party served by others": "rud",
            },
        },
    ),
    "reports_sent": (_sent, "riu", {}),
    "reports_sent_update": (_sent_update, "ri", {}),
    "reports_polled": (_polled, "riu", {}),
    "reports_scheme": (_scheme, "ri", {"everybody": "r", "of_steward": True}),
}
"""Table -> a row in the world in which every table is tried, and who may do what with it."""


def an_outgoing(**changed: Any) -> Outgoing:  # noqa: ANN401
    """A report as a connector is given it, with some of it changed."""
    report_id = uuid7()
    given: dict[str, Any] = {
        "id": report_id,
        "reference": "RP-333-444-555",
        "link": f"https://here.example/reports/{report_id}",
        "category": "pothole",
        "description": "Mae twll yn y ffordd: £40 – tŷ & <ffos>",
        "lat": SPOT[0],
        "lon": SPOT[1],
        "address": "12 Harbour Street",
        "answers": {},
        "contact": Contact(),
        "opened_at": datetime.now(UTC),
    }
    return Outgoing(**{**given, **changed})


class ReportingExam:
    """For connectors that send reports on. Subclass it, and look at the other side."""

    def connector(self) -> Reporting:
        """The connector, at a system of its own."""
        raise NotImplementedError

    def arrived(self, there: Reporting, report: Outgoing) -> Sequence[str]:
        """The ids under which a report is kept on the other side."""
        raise NotImplementedError

    def heard_there(self, there: Reporting, external_id: str) -> Sequence[str]:
        """The words that the other side has of us on a report, the oldest first."""
        raise NotImplementedError

    def say_there(self, there: Reporting, external_id: str, words: str, status: Status) -> None:
        """Say something on the other side, as its staff do."""
        raise NotImplementedError

    def test_a_report_arrives_and_gets_an_id(self) -> None:
        there, report = self.connector(), an_outgoing()
        assert there.takes(category=report.category)
        accepted = there.send(report=report, again=False)
        assert self.arrived(there, report) == [accepted.external_id]

    def test_a_report_that_is_sent_again_is_one(self) -> None:
        there, report = self.connector(), an_outgoing()
        first = there.send(report=report, again=False)
        assert there.send(report=report, again=True) == first
        assert self.arrived(there, report) == [first.external_id]

    def test_two_reports_alike_are_two(self) -> None:
        there, one, other = self.connector(), an_outgoing(), an_outgoing()
        ids = {there.send(report=r, again=True).external_id for r in (one, other)}
        assert len(ids) == 2

    def test_an_update_arrives_once_however_often_it_is_sent(self) -> None:
        there, report = self.connector(), an_outgoing()
        external_id = there.send(report=report, again=False).external_id
        update = OutgoingUpdate(
            id=uuid7(),
            external_id=external_id,
            category=report.category,
            text="Yn waeth: tŷ & <ffos>",
            status=Status.OPEN,
            at=datetime.now(UTC),
        )
        for _ in range(2):
            there.tell(update=update)
        assert self.heard_there(there, external_id) == ["Yn waeth: tŷ & <ffos>"]

    def test_what_is_said_there_is_heard(self) -> None:
        there, report = self.connector(), an_outgoing()
        began = datetime.now(UTC) - timedelta(minutes=1)
        external_id = there.send(report=report, again=False).external_id
        self.say_there(there, external_id, "Wedi'i lenwi & <gorffen>", Status.FIXED)
        (heard,) = [u for u in there.updates(since=began) if u.external_id == external_id]
        assert (heard.text, heard.status) == ("Wedi'i lenwi & <gorffen>", Status.FIXED)
        assert heard.id
        assert heard.at >= began - timedelta(seconds=1)

    def test_nothing_is_heard_of_what_nobody_has_said(self) -> None:
        there, report = self.connector(), an_outgoing()
        external_id = there.send(report=report, again=False).external_id
        heard = there.updates(since=datetime.now(UTC) - timedelta(minutes=1))
        assert [u for u in heard if u.external_id == external_id] == []


class AbsentReportingExam:
    """For the adapter that stands for having none: it takes nothing, and says so."""

    def connector(self) -> Reporting:
        raise NotImplementedError

    def test_it_takes_nothing(self) -> None:
        there = self.connector()
        assert not there.takes(category="pothole")
        with pytest.raises(ReportingUnavailable):
            there.send(report=an_outgoing(), again=False)

    def test_nothing_is_heard(self) -> None:
        assert list(self.connector().updates(since=NOON)) == []
