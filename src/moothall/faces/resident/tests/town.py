"""An organisation with a service, and residents who come to it with browsers of their own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.utils.timezone import now

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import Case, CaseFilters, Sort
from moothall.components.identity.testing import a_client
from moothall.faces.resident.tests.seen import Seen
from moothall.journeys import services
from moothall.journeys.catalogue import Published
from moothall.kernel import registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.models import Organisation
from moothall.kernel.testing import an_org, slug_of, the_steward

LINK = re.compile(r"/l/[\w-]+")
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "kind": {"kind": "hole"},
    "danger": {"danger": "no"},
    "details": {"description": "A deep hole"},
    "photos": {},
    "contact": {"your_name": "Sam Example", "email": "sam@example.com"},
}
"""What somebody answers on each page, the shortest way."""
_WRITTEN = {
    "en": "Subject: About your hole ((reference))\n\n((link))\n",
    "cy": "Subject: Am eich twll ((reference))\n\n((link))\n",
}


@dataclass(frozen=True, kw_only=True)
class Office:
    """An organisation with a live service."""

    org: OrgId
    slug: str
    published: Published

    @property
    def service(self) -> str:
        return self.published.service.service

    @property
    def address(self) -> str:
        return f"/{self.slug}/{self.service}"

    def cases(self) -> list[Case]:
        """Every case that the organisation has, the latest first."""
        filters = CaseFilters()
        with acting(Actor(org=self.org), purpose="test"):
            found = cases.find(filters=filters, sort=Sort.NEWEST, limit=50)
            return [cases.case_by_id(case_id=row.id) for row in found.rows]

    def case(self) -> Case:
        """The one case that there is."""
        (found,) = self.cases()
        return found

    def act(self, reference: str, action: str, **answers: Any) -> None:  # noqa: ANN401
        """An officer does something with a case."""
        officer = Actor(org=self.org, duties=frozenset({"caseworker"}))
        with acting(officer, purpose="test"):
            case = cases.case(reference=reference)
            services.act(case=case, action=action, answers=answers, at=now())

    def letters(self, subject: UUID) -> list[Any]:
        """The messages about a journey or a case, the latest first."""
        with acting(Actor(org=self.org), purpose="test"):
            found = registry.offer("notifications.v1").messages_about(subject=subject)
        return list(reversed(found))

    def link(self, subject: UUID) -> str:
        """The address of the link in the latest message about a journey or a case."""
        found = LINK.search(self.letters(subject)[0].body.replace("\\", ""))
        if not found:
            raise LookupError("there is no link in the latest message")
        return found[0]


@dataclass
class Resident:
    """Somebody at a browser, on their way through a service."""

    office: Office
    browser: Client = field(default_factory=a_client)
    language: str = "en"
    journey: str = ""

    @property
    def journey_id(self) -> UUID:
        return UUID(self.journey.rsplit("/", 1)[-1])

    def get(self, address: str) -> Seen:
        return Seen(self.browser.get(self._in_language(address), follow=True))

    def fetch(self, address: str) -> Any:  # noqa: ANN401 - what the test client answers
        """A file as the browser gets it, read to its end."""
        response: Any = self.browser.get(address)
        if response.streaming:
            list(response.streaming_content)
        response.close()
        return response

    def post(self, address: str, fields: Mapping[str, Any] | None = None) -> Seen:
        """Send a form as a browser does, and go where that leads."""
        sent = self.browser.post(self._in_language(address), fields or {}, follow=True)
        return Seen(sent)

    def begin(self) -> Seen:
        """Start the service, and know the journey by its address from then on."""
        seen = self.post(self.office.address)
        self.journey = seen.path.rsplit("/", 1)[0].removeprefix("/cy")
        return seen

    def at(self, step: str) -> str:
        """The address of a page of the journey."""
        return f"{self.journey}/{step}"

    def see(self, step: str) -> Seen:
        return self.get(self.at(step))

    def answer(self, step: str, fields: Mapping[str, Any] | None = None) -> Seen:
        return self.post(self.at(step), ANSWERS[step] if fields is None else fields)

    def answer_until(
        self, step: str, answers: Mapping[str, Mapping[str, str]] = ANSWERS
    ) -> Seen:
        """Begin, and answer one page after the other until that one is shown."""
        seen = self.begin()
        while seen.step != step:
            if seen.step not in answers:
                raise LookupError(f"nobody knows what to answer on {seen.step}")
            seen = self.answer(seen.step, answers[seen.step])
        return seen

    def send(self) -> str:
        """Answer everything and send it; the reference."""
        self.answer_until("check_answers")
        return reference_in(self.answer("check_answers", {}))

    def _in_language(self, address: str) -> str:
        plain = address.removeprefix("/cy")
        return f"/cy{plain}" if self.language == "cy" else plain


def an_office(
    *,
    notices: Mapping[str, str] | None = None,
    **changes: Any,  # noqa: ANN401 - any part of a definition
) -> Office:
    """A new organisation with a live service; ``changes`` are put into its definition."""
    the_steward()
    org = an_org("town")
    slug = slug_of(org)
    with acting(Actor(), purpose="test"):
        contact = {"phone": "01632 960111", "email": "hello@town.example"}
        Organisation.objects.filter(id=org).update(contact=contact)
    designer = Actor(org=org, duties=frozenset({"service_designer"}))
    with acting(designer, purpose="test"):
        published = services.publish(
            definition={**a_definition(owner=slug), **changes},
            templates={"received": _WRITTEN, "asked": _WRITTEN},
            notices=notices,
            by="Devin Designer",
            note="",
            at=now(),
        )
    return Office(org=org, slug=slug, published=published)


def publish_again(office: Office, **changes: Any) -> None:  # noqa: ANN401
    """A next version of the office's service."""
    designer = Actor(org=office.org, duties=frozenset({"service_designer"}))
    with acting(designer, purpose="test"):
        services.publish(
            definition={**a_definition(owner=office.slug), **changes},
            templates={"received": _WRITTEN, "asked": _WRITTEN},
            by="Devin Designer",
            note="",
            at=now(),
        )


def a_resident(office: Office | None = None, **more: Any) -> Resident:  # noqa: ANN401
    """Somebody who has never been here, at the office's door or a new one's."""
    return Resident(office=office or an_office(), **more)


def reference_in(seen: Seen) -> str:
    """The reference on the page that says it was sent."""
    (strong,) = [
        e for e in seen.page.all("strong") if e.attributes.get("class") == "hall-reference"
    ]
    return strong.text


def nobody() -> str:
    """A journey that is not there."""
    return str(uuid4())


def has(capability: str) -> bool:
    """Whether this place offers the capability: tests of what needs it are skipped if not."""
    return registry.offers(capability)


def a_definition(*, owner: str) -> dict[str, Any]:
    """A service with a branch, a stop, photos and a case in which something can be asked."""
    return {
        "moothall": 1,
        "service": "holes",
        "title": words("Report a hole", "Rhoi gwybod am dwll"),
        "summary": words("Holes and lights", "Tyllau a goleuadau"),
        "owner": owner,
        "need": "street.problem",
        "channels": ["web", "api"],
        "legal": {"basis": "public_task", "keep": "2 years after closed"},
        "contact": {"phone": "01632 960122", "email": "holes@town.example"},
        "uses": {
            "areas": {"when_unavailable": "skip"},
            "documents": {"when_unavailable": "skip"},
            "notifications": {"when_unavailable": "defer"},
        },
        "before_you_start": words("Ring 01632 960133 if it is deep.", "Ffoniwch 01632 960133."),
        "what_happens_next": words("We look at it.", "Byddwn yn edrych arno."),
        "steps": _steps(),
        "case": {"hole": _life()},
        "messages": [
            {"on": "case.opened", "template": "received"},
            {"on": "case.asked", "template": "asked"},
        ],
        "examples": [{"name": "one", "given": {}, "expect": {}}],
    }


def words(english: str, welsh: str) -> dict[str, str]:
    return {"en": english, "cy": welsh}


def _steps() -> list[dict[str, Any]]:
    return [
        {"page": "kind", "ask": [
            {"id": "kind", "kind": "choice", "label": words("What is it?", "Beth yw e?"),
             "options": [
                {"value": "hole", "label": words("A hole", "Twll")},
                {"value": "light", "label": words("A light", "Golau")},
             ]}]},
        {"page": "light", "show_when": 'kind = "light"', "ask": [
            {"id": "lamp", "kind": "text", "max_length": 12,
             "label": words("Which lamp?", "Pa lamp?")}]},
        {"page": "danger", "ask": [
            {"id": "danger", "kind": "yes_no",
             "label": words("Is anybody in danger?", "A oes perygl?")}],
         "stop_when": "danger = true",
         "stop_words": words("Ring 01632 960199 now.", "Ffoniwch 01632 960199 nawr.")},
        {"page": "details", "ask": [
            {"id": "description", "kind": "long_text", "max_length": 2000,
             "label": words("Describe it", "Disgrifiwch")}]},
        {"page": "photos", "ask": [
            {"id": "photos", "kind": "file", "optional": True, "accept": ["jpeg", "png"],
             "max_files": 2, "max_megabytes": 1, "label": words("Photos", "Lluniau")}]},
        {"page": "contact", "title": words("How can we reach you?", "Sut i gysylltu â chi?"),
         "intro": words("Write to post@town.example instead.", "Ysgrifennwch atom."),
         "ask": [
            {"id": "your_name", "kind": "name", "optional": True,
             "label": words("Name", "Enw")},
            {"id": "email", "kind": "email", "optional": True,
             "label": words("Email", "E-bost")}]},
        {"check_answers": {}},
        {"case": "hole"},
    ]  # fmt: skip


def _life() -> dict[str, Any]:
    question = {"id": "question", "kind": "long_text", "label": words("What?", "Beth?")}
    reply = {"id": "reply", "kind": "long_text", "label": words("Your answer", "Eich ateb")}
    photos = {"id": "more_photos", "kind": "file", "optional": True, "accept": ["jpeg", "png"],
              "max_files": 1, "label": words("Add photos", "Ychwanegu lluniau")}  # fmt: skip
    return {
        "reference": "HO",
        "states": {
            "received": {"start": True, "label": words("Received", "Wedi dod i law"),
                         "public": words("We have your report", "Mae gennym eich adroddiad"),
                         "due": "3 working days"},
            "asked": {"label": words("Waiting", "Yn aros"), "clock": "paused", "due": "28 days",
                      "public": words("We need something from you", "Mae angen rhywbeth")},
            "done": {"label": words("Done", "Wedi'i wneud"), "end": "met"},
            "withdrawn": {"label": words("Withdrawn", "Tynnwyd yn ôl"), "end": "withdrawn"},
        },
        "actions": [
            {"id": "ask", "from": "received", "to": "asked", "duty": "caseworker",
             "ask": [question],
             "tell": words("Our question: {question}", "Ein cwestiwn: {question}")},
            {"id": "answer", "from": "asked", "to": "received", "by": "applicant",
             "label": words("Answer our question", "Ateb ein cwestiwn"),
             "ask": [reply, photos],
             "tell": words("You answered: {reply}", "Eich ateb: {reply}")},
            {"id": "finish", "from": "received", "to": "done", "duty": "caseworker",
             "tell": words("We filled it.", "Rydym wedi'i lenwi.")},
            {"id": "withdraw", "from": ["received", "asked"], "to": "withdrawn",
             "by": "applicant", "label": words("Withdraw it", "Tynnu'n ôl"),
             "tell": words("You withdrew it.", "Tynnwyd yn ôl gennych.")},
        ],
    }  # fmt: skip
