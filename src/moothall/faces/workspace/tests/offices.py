"""An organisation at work: its officers in their browsers, its service, its cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils.timezone import now

from moothall.components.cases import queries as case_queries
from moothall.components.cases import services as case_services
from moothall.components.cases.contracts import Case
from moothall.components.identity.testing import a_signed_in_client, an_officer_account
from moothall.components.people import services as people
from moothall.components.people.contracts import Duty, Membership
from moothall.components.people.testing import a_member
from moothall.journeys import catalogue, services
from moothall.journeys.catalogue import Published
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import an_org, slug_of

TEAMS = ("streets", "parking")
ANSWERS: Mapping[str, Any] = {
    "kind": "pothole",
    "location": {"lat": 52.3213, "lon": 1.978, "words": "Beside the fish market"},
    "description": "A hole as wide as a wheel.\nIt fills with water.",
    "your_name": {"full": "Sam Example"},
    "email": "sam@example.com",
}


_RATES = "valid from,what,price\n2025-04-01,electric,40\n2025-04-01,low,80\n"
FEE: dict[str, Any] = {
    "calculate": "fee",
    "title": {"en": "The price", "cy": "Y pris"},
    "rates": {"file": "rates/parking.csv", "text": _RATES},
    "lines": [
        {
            "id": "permit",
            "label": {"en": "Permit", "cy": "Trwydded"},
            "amount": "rates.electric.price",
        }
    ],
    "between": [0, 200],
    "round": [2, "half up"],
}
"""A step that works out a price from a table of rates."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """An officer with a browser in which they are signed in."""

    membership: Membership
    browser: Client

    @property
    def actor(self) -> Actor:
        duties = frozenset(duty.value for duty in self.membership.duties)
        return Actor(org=self.membership.org, officer=self.membership.person, duties=duties)

    def get(self, address: str, **query: str) -> Any:  # noqa: ANN401 - what the test client answers
        return self.browser.get(address, query)

    def post(self, address: str, **fields: Any) -> Any:  # noqa: ANN401
        return self.browser.post(address, fields)


@dataclass(frozen=True, kw_only=True)
class Office:
    """An organisation with a live service."""

    org: OrgId
    published: Published

    def officer(self, *duties: Duty, name: str = "Robin Marsh", **more: Any) -> Person:  # noqa: ANN401
        return an_officer(self.org, *duties, name=name, **more)

    def case(
        self,
        *,
        title: str = "A hole in the road",
        at: datetime | None = None,
        answers: Mapping[str, Any] = ANSWERS,
        contact: Mapping[str, str] | None = None,
        ward: str | None = None,
        language: str = "en",
        by: Actor | None = None,
    ) -> Case:
        """A case of the service, opened a moment ago or ``at``."""
        with acting(by or Actor(org=self.org), purpose="test"):
            return case_services.open_case(
                life=self.published.service.life,
                service=self.published.service.service,
                version=self.published.id,
                need="street.problem",
                answers=answers,
                contact=contact
                or {"name": "Sam Example", "email": "sam@example.com", "phone": "07700 900123"},
                language=language,
                title={"en": title, "cy": f"{title} (cy)"},
                ward=ward,
                lat=52.3213,
                lon=1.978,
                at=at or now() - timedelta(minutes=5),
            )

    def leaves(self, person: Person) -> None:
        """Somebody does not work here any more."""
        with acting(Actor(org=self.org), purpose="test"):
            people.leave(person=person.membership.person, at=now())

    def now(self, case: Case) -> Case:
        """The case as it stands now."""
        with acting(Actor(org=self.org), purpose="test"):
            return case_queries.case_by_id(case_id=case.id)


def an_office(
    *,
    service: str = "street-problem",
    works_out: Sequence[dict[str, Any]] = (),
    two_people: bool = False,
) -> Office:
    """A new organisation with two teams and one published service.

    ``works_out`` are steps of the service without a page.
    """
    org = an_org("office", teams=TEAMS, two_people=two_people)
    designer = Actor(org=org, duties=frozenset({Duty.SERVICE_DESIGNER.value}))
    with acting(designer, purpose="test"):
        published = services.publish(
            definition=a_definition(owner=slug_of(org), service=service, works_out=works_out),
            templates={},
            by="Devin Designer",
            note="First version",
            at=now() - timedelta(days=40),
        )
        catalogue.version(version_id=published.id)
    return Office(org=org, published=published)


def an_officer(
    org: OrgId,
    *duties: Duty,
    name: str = "Robin Marsh",
    account: Any = None,  # noqa: ANN401 - an account, when they work elsewhere as well
    **more: Any,  # noqa: ANN401
) -> Person:
    """Somebody who works for ``org`` and is signed in."""
    known = account or an_officer_account()
    membership = a_member(
        org,
        *duties,
        person=known.user,
        name=name,
        email=known.email,
        at=now() - timedelta(days=1),
        **more,
    )
    return Person(membership=membership, browser=a_signed_in_client(known))


def text(response: Any) -> str:  # noqa: ANN401
    """What a page says, as its markup has it."""
    return str(response.content.decode())


def a_definition(
    *,
    owner: str,
    service: str = "street-problem",
    works_out: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """A service with a case that can be planned, asked about, resolved and opened again."""
    return {
        "moothall": 1,
        "service": service,
        "title": _words("Report a problem on the street", "Rhoi gwybod am broblem ar y stryd"),
        "summary": _words("Potholes and lights", "Tyllau a goleuadau"),
        "owner": owner,
        "need": "street.problem",
        "channels": ["web", "api"],
        "legal": {"basis": "public_task", "keep": "2 years after closed"},
        "steps": [
            {"page": "problem", "title": _words("The problem", "Y broblem"), "ask": _asked()},
            *works_out,
            {"check_answers": "check"},
            {"case": "problem"},
        ],
        "case": {"problem": _life()},
        "examples": [{"name": "one", "given": dict(ANSWERS), "expect": {}}],
    }


def _asked() -> list[dict[str, Any]]:
    options = [
        {"value": "pothole", "label": _words("A hole in the road", "Twll yn y ffordd")},
        {"value": "light", "label": _words("A street light", "Golau stryd")},
    ]
    return [
        {"id": "kind", "kind": "choice", "label": _words("What is it?", "Beth yw e?"),
         "options": options},
        {"id": "location", "kind": "location", "label": _words("Where is it?", "Ble mae?")},
        {"id": "description", "kind": "long_text",
         "label": _words("Describe it", "Disgrifiwch")},
        {"id": "photos", "kind": "file", "optional": True, "accept": ["jpeg", "png"],
         "label": _words("Photos", "Lluniau")},
        {"id": "your_name", "kind": "name", "optional": True, "label": _words("Name", "Enw")},
        {"id": "email", "kind": "email", "optional": True, "label": _words("Email", "E-bost")},
    ]  # fmt: skip


def _life() -> dict[str, Any]:
    working = ["received", "planned"]
    message = {"id": "message", "kind": "long_text",
               "label": _words("What did you do?", "Beth wnaethoch chi?")}  # fmt: skip
    photos = {"id": "done_photos", "kind": "file", "optional": True, "accept": ["jpeg", "png"],
              "label": _words("Photos of the work", "Lluniau o'r gwaith")}  # fmt: skip
    question = {"id": "question", "kind": "long_text",
                "label": _words("What do you need to know?", "Beth sydd angen?")}  # fmt: skip
    reply = {"id": "reply", "kind": "long_text", "label": _words("Your answer", "Eich ateb")}
    return {
        "reference": "SP",
        "states": {
            "received": {"start": True, "label": _words("Received", "Wedi dod i law"),
                         "public": _words("We have your report", "Mae gennym eich adroddiad"),
                         "team": "streets", "due": "3 working days"},
            "asked": {"label": _words("Waiting for an answer", "Yn aros am ateb"),
                      "clock": "paused", "due": "28 days", "then": "lapsed"},
            "planned": {"label": _words("Planned", "Wedi'i drefnu")},
            "resolved": {"label": _words("Resolved", "Wedi'i ddatrys"), "end": "met"},
            "lapsed": {"label": _words("No answer", "Dim ateb"), "end": "withdrawn"},
        },
        "actions": [
            {"id": "plan", "from": "received", "to": "planned", "duty": "caseworker",
             "label": _words("Plan the work", "Trefnu'r gwaith")},
            {"id": "ask", "from": working, "to": "asked", "duty": ["adviser", "caseworker"],
             "label": _words("Ask the resident", "Holi'r preswylydd"), "ask": [question],
             "tell": _words("We asked: {question}", "Gofynnom: {question}")},
            {"id": "answer", "from": "asked", "to": "received", "by": "applicant",
             "label": _words("Answer", "Ateb"), "ask": [reply]},
            {"id": "resolve", "from": working, "to": "resolved", "duty": "caseworker",
             "label": _words("Resolve", "Datrys"), "ask": [message, photos],
             "tell": _words("{message}", "{message}")},
        ],
    }  # fmt: skip


def _words(english: str, welsh: str) -> dict[str, str]:
    return {"en": english, "cy": welsh}
