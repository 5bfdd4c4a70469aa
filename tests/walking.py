"""Walking through pages as somebody does, on whichever device is at hand, looking at each."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.timezone import now
from playwright.sync_api import Page, expect
from tests.serving import Device

from moothall.faces.resident.tests.town import Office
from moothall.journeys import reading, services
from moothall.kernel.actors import Actor, acting
from moothall.kernel.models import Organisation
from moothall.kernel.testing import an_org, slug_of


def an_office(document: str) -> Office:
    """An organisation of the story's own, with a service as the catalogue has it."""
    org = an_org("story", teams=("streets", "repairs", "contact"))
    slug = slug_of(org)
    with acting(Actor(), purpose="test"):
        contact = {"phone": "01632 960111", "email": "hello@story.example"}
        Organisation.objects.filter(id=org).update(contact=contact)
    source = reading.read_source(path=Path(settings.CATALOGUE) / f"{document}.yaml")
    with acting(Actor(org=org, duties=frozenset({"service_designer"})), purpose="test"):
        published = services.publish(
            definition={**source.data, "owner": slug},
            templates=source.templates,
            notices=source.notices,
            by="Devin Designer",
            note="",
            at=now(),
        )
    return Office(org=org, slug=slug, published=published)


@dataclass
class Story:
    """One resident's way, on whichever device is at hand; every page on it is looked at."""

    device: Device

    @property
    def page(self) -> Page:
        return self.device.page

    def at(self, heading: str) -> None:
        """The page that is open says this on top; look at it."""
        expect(self.page.locator("h1")).to_have_text(heading)
        self.device.look()

    def go(self, address: str, heading: str) -> None:
        self.device.go(address)
        self.at(heading)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=False).fill(text)

    def choose(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()

    def picks(self, label: str) -> None:
        """Choose this, and go on."""
        self.choose(label)
        self.go_on()

    def go_on(self) -> None:
        self.page.locator("form button[data-module]").last.click()

    def mistake(self, words: str) -> None:
        """What the summary on top says, which leads to the field that it is about."""
        expect(self.page).to_have_title(re.compile("^(Error|Gwall): "))
        self.device.look()
        self.follow(words)
        focused = "document.activeElement.matches('input, textarea, select')"
        if not self.page.evaluate(focused):
            raise LookupError(f"“{words}” does not lead to its field")

    def letter(self, email: str) -> str:
        """The text of the latest message to this address."""
        answer = self.device.context.request.get(f"{self.device.origin}/outbox.json")
        found = [m["text"] for m in answer.json()["messages"] if m["to"] == email]
        if not found:
            raise LookupError("there is no message")
        return str(found[0])

    def open_link(self, email: str) -> None:
        """Open the link in the latest message to this address."""
        (link,) = re.findall(r"http\S+/l/\S+", self.letter(email))
        self.device.go(link)

    def reference(self) -> str:
        return self.page.locator("strong.hall-reference").inner_text()
