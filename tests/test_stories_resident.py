"""What residents do, in a real browser: find a service, use it, come back to it, follow it.

Once in English with scripts, once in Welsh without: every page on the way is looked at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils.timezone import now
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from tests.serving import NARROW, Device, beside, chromium, device, in_a_browser, served

from moothall.components.areas.testing import seaborough
from moothall.faces.resident.tests.town import Office
from moothall.journeys import reading, services
from moothall.kernel import registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.models import Organisation
from moothall.kernel.testing import an_org, slug_of, the_steward

NEEDED = ("areas.v1", "documents.v1", "notifications.v1")
pytestmark = [
    *in_a_browser,
    pytest.mark.skipif(
        not all(registry.offers(name) for name in NEEDED),
        reason="the stories need areas, documents and notifications",
    ),
]
STREETS = "seaborough-council/report-a-problem-on-the-street"
REPAIRS = "harbour-homes/ask-for-a-repair"


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


@pytest.fixture(scope="module")
def streets() -> Office:
    the_steward()
    seaborough()
    return an_office(STREETS)


@pytest.fixture(scope="module")
def repairs(streets: Office) -> Office:
    return an_office(REPAIRS)


@pytest.fixture(scope="module")
def place(streets: Office, repairs: Office) -> Iterator[str]:
    """The address of the place, once all is there that the stories need."""
    with served() as origin:
        yield origin


@pytest.fixture(scope="module")
def browser(place: str) -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    found = tmp_path / "hole.jpg"
    Image.new("RGB", (640, 480), "grey").save(found, "JPEG")
    return found


@pytest.fixture
def email() -> str:
    return f"sam.{uuid4().hex[:8]}@example.com"


@pytest.fixture
def laptop(browser: Browser, place: str) -> Iterator[Device]:
    """A device in English, with scripts."""
    found = device(browser, place)
    yield found
    found.close()


@pytest.fixture
def phone(browser: Browser, place: str) -> Iterator[Device]:
    """Another one."""
    found = device(browser, place)
    yield found
    found.close()


@pytest.fixture
def tablet(browser: Browser, place: str) -> Iterator[Device]:
    """And a third."""
    found = device(browser, place)
    yield found
    found.close()


@pytest.fixture
def old_phone(browser: Browser, place: str) -> Iterator[Device]:
    """A device in Welsh, without scripts."""
    found = device(browser, place, scripts=False, language="cy-GB", size=NARROW)
    yield found
    found.close()


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
        assert self.page.evaluate(focused), f"“{words}” does not lead to its field"

    def letter(self, email: str) -> str:
        """The text of the latest message to this address."""
        answer = self.device.context.request.get(f"{self.device.origin}/outbox.json")
        found = [m["text"] for m in answer.json()["messages"] if m["to"] == email]
        assert found, "there is no message"
        return str(found[0])

    def open_link(self, email: str) -> None:
        """Open the link in the latest message to this address."""
        (link,) = re.findall(r"http\S+/l/\S+", self.letter(email))
        self.device.go(link)

    def reference(self) -> str:
        return self.page.locator("strong.hall-reference").inner_text()


def test_a_problem_is_reported_saved_sent_asked_about_and_followed(
    laptop: Device, phone: Device, tablet: Device, streets: Office, photo: Path, email: str
) -> None:
    begins(Story(laptop), streets)
    saves(Story(laptop), email)
    comes_back(Story(phone), email)
    tells_the_rest(Story(phone), photo, email)
    reference = checks_and_sends(Story(phone), streets)
    beside(lambda: streets.act(reference, "ask", question="Which side of the road?"))
    answers(Story(phone), photo)
    asks_for_a_link(Story(tablet), reference, email)
    signs_in_and_out(Story(tablet), reference, email)
    for one in (laptop, phone, tablet):
        assert one.troubles == []


def begins(story: Story, office: Office) -> None:
    """By search to the service, and past a stop to the question where it is."""
    story.go("/", "What can we help you with?")
    story.write("Search services", "pothole")
    story.press("Search")
    story.at("Search services")
    story.page.locator(f"a[href='{office.address}']").click()
    story.at("Report a problem on the street")
    story.press("Start now")
    story.at("What is the problem?")
    story.press("Continue")
    story.mistake("Answer the question: What is the problem?")
    story.picks("A street light")
    story.at("Is anybody in danger right now? (optional)")
    story.picks("Yes")
    story.at("What to do instead")
    story.page.go_back()
    story.at("Is anybody in danger right now? (optional)")
    story.picks("No")
    story.at("The street light")
    story.picks("It flickers or is dim")
    story.at("Where is it?")


def saves(story: Story, email: str) -> None:
    story.follow("Save and come back later")
    story.at("Save and come back later")
    story.press("Save and send the link")
    story.mistake("Enter your email address")
    story.write("Your email address", email)
    story.press("Save and send the link")
    story.at("Your answers are saved")


def comes_back(story: Story, email: str) -> None:
    """By the link in the message, on another device."""
    story.open_link(email)
    story.at("Open your link")
    story.press("Continue")
    story.at("Where is it?")


def tells_the_rest(story: Story, photo: Path, email: str) -> None:
    """A pin and words, a description, a photo, an address to write to."""
    story.page.locator("[data-map-canvas]").click(position={"x": 150, "y": 150})
    expect(story.page.get_by_text("The pin is on the map.")).to_be_visible()
    story.write("Where it is, in words", "By the bus stop")
    story.press("Continue")
    story.at("Describe the problem")
    story.press("Continue")
    story.mistake("Answer the question: Describe the problem")
    story.write("Describe the problem", "It flickers all evening.")
    story.press("Continue")
    story.at("Add up to 3 photos (optional)")
    story.page.get_by_label("Choose a file").set_input_files(photo)
    story.press("Upload")
    expect(story.page.get_by_role("term")).to_have_text("hole.jpg")
    story.device.look()
    story.press("Continue")
    story.at("How can we reach you?")
    story.write("Email address", email)
    story.press("Continue")
    story.at("Check your answers")


def checks_and_sends(story: Story, office: Office) -> str:
    """A change that takes a question away, and the reference; going back sends nothing."""
    story.follow("Change What is the problem?")
    story.at("What is the problem?")
    story.picks("A hole in the road or pavement")
    story.at("Check your answers")
    expect(story.page.get_by_text("It flickers or is dim")).to_have_count(0)
    story.press("Send")
    story.at("We have what you sent us")
    reference = story.reference()
    story.page.go_back()
    expect(story.page.locator("h1")).to_have_text("We have what you sent us")
    assert beside(lambda: [case.reference for case in office.cases()]) == [reference]
    return reference


def answers(story: Story, photo: Path) -> None:
    """What the office asks about the case, with another photo."""
    story.follow("See what you sent and how far it is")
    story.at("We need something from you")
    story.press("Answer our question")
    story.at("Answer our question")
    story.write("Your answer", "The side of the chapel.")
    story.page.get_by_label("Choose a file").set_input_files(photo)
    story.press("Send")
    story.at("We have your report")
    expect(story.page.get_by_text("The side of the chapel.")).to_be_visible()
    expect(story.page.get_by_role("img", name="hole.jpg")).to_have_count(2)


def asks_for_a_link(story: Story, reference: str, email: str) -> None:
    """On a device that has seen nothing of it, by reference and address."""
    story.go(f"/cases/{reference}", "We cannot show you this page")
    story.follow("Ask for a new link")
    story.at("Follow your case")
    story.write("Email address", email)
    story.press("Send me a link")
    story.at("Check your email")
    story.open_link(email)
    story.press("Continue")
    story.at("We have your report")


def signs_in_and_out(story: Story, reference: str, email: str) -> None:
    """By a code from a message; afterwards the device knows nothing any more."""
    story.follow("Your cases")
    story.at("Sign in")
    story.write("email address", email)
    story.press("Email me a code")
    story.at("Check your email")
    (code,) = re.findall(r"^\d{6}$", story.letter(email), re.MULTILINE)
    story.write("Code from the email", code)
    story.page.keyboard.press("Enter")
    story.at("Your cases")
    expect(story.page.get_by_text(reference)).to_be_visible()
    story.press("Sign out")
    story.at("What can we help you with?")
    story.go(f"/cases/{reference}", "We cannot show you this page")


def test_a_repair_is_asked_for_in_welsh_without_scripts(
    old_phone: Device, repairs: Office, photo: Path, email: str
) -> None:
    story = Story(old_phone)
    begins_a_repair(story, repairs)
    finds_the_home(story)
    says_what_is_wrong(story)
    tries_a_photo(story, photo)
    says_when_and_how(story, email)
    story.press("Anfon")
    story.at("Rydym wedi cael yr hyn a anfonoch")
    reference = story.reference()
    assert "/cy/l/" in story.letter(email)
    beside(lambda: repairs.act(reference, "ask", question="A yw'r golau yn fflachio?"))
    answers_and_cancels(story, email)
    assert old_phone.troubles == []


def begins_a_repair(story: Story, office: Office) -> None:
    """By need to the service, and by way of its privacy notice to the first question."""
    story.go("/cy/", "Sut gallwn ni eich helpu?")
    story.follow("Tai ac atgyweiriadau")
    story.at("Tai ac atgyweiriadau")
    story.page.locator(f"a[href='/cy{office.address}']").click()
    story.at("Gofyn am waith atgyweirio")
    story.follow("Sut rydym yn defnyddio’r hyn a ddywedwch wrthym")
    story.at("Hysbysiad preifatrwydd: gofyn am waith atgyweirio")
    story.follow("Yn ôl")
    story.press("Dechrau nawr")
    story.at("A ydych yn arogli nwy, neu a yw larwm carbon monocsid wedi canu?")
    story.picks("Na")


def finds_the_home(story: Story) -> None:
    story.at("Pa gartref sydd angen ei atgyweirio?")
    story.write("Dod o hyd iddo drwy’r cod post", "SB1 1DB")
    story.press("Dod o hyd i’r cyfeiriad")
    story.device.look()
    story.page.get_by_label("Dewiswch y cyfeiriad").select_option(index=2)
    story.press("Parhau")
    story.at("Ble yn y cartref mae'r broblem?")
    story.picks("Cegin")


def says_what_is_wrong(story: Story) -> None:
    story.at("Beth sydd angen ei atgyweirio?")
    story.picks("Gwres neu ddŵr poeth")
    story.at("Gwres a dŵr poeth")
    story.press("Parhau")
    story.device.look()
    story.choose("Dŵr poeth")
    story.picks("Na")
    story.at("Dywedwch wrthym beth sydd o'i le")
    story.write("Dywedwch wrthym beth sydd o'i le", "Mae golau coch ar y boeler.")
    story.press("Parhau")
    story.at("Pryd dechreuodd y broblem?")
    for part, text in (("Diwrnod", "31"), ("Mis", "2"), ("Blwyddyn", "2026")):
        story.write(part, text)
    story.press("Parhau")
    story.device.look()
    story.write("Diwrnod", "1")
    story.press("Parhau")


def tries_a_photo(story: Story, photo: Path) -> None:
    """Uploaded, and taken back."""
    story.at("Ychwanegwch hyd at 5 llun (dewisol)")
    story.page.get_by_label("Dewiswch ffeil").set_input_files(photo)
    story.press("Uwchlwytho")
    expect(story.page.get_by_role("term")).to_have_text("hole.jpg")
    story.device.look()
    story.page.get_by_role("button", name="Dileu").click()
    expect(story.page.get_by_role("term")).to_have_count(0)
    story.press("Parhau")


def says_when_and_how(story: Story, email: str) -> None:
    story.at("Pryd gallwn ni ddod?")
    story.picks("Boreau Sadwrn, 9am tan ganol dydd")
    story.at("A oes angen i ni gymryd gofal arbennig o unrhyw un yn y cartref?")
    story.picks("Na")
    story.at("Sut dylen ni roi gwybod i chi am yr ymweliad?")
    story.picks("Drwy e-bost")
    story.at("Eich manylion cyswllt")
    story.write("Enw llawn", "Siân Enghraifft")
    story.press("Parhau")
    story.device.look()
    expect(story.page.get_by_label("Enw llawn")).to_have_value("Siân Enghraifft")
    story.write("Cyfeiriad e-bost", email)
    story.press("Parhau")
    story.at("Gwirio eich atebion")


def answers_and_cancels(story: Story, email: str) -> None:
    """By the link in the message that asks."""
    story.open_link(email)
    story.at("Agor eich dolen")
    story.press("Parhau")
    story.at("Mae angen rhywbeth arnom gennych chi")
    story.press("Ateb ein cwestiwn")
    story.at("Ateb ein cwestiwn")
    story.write("Eich ateb", "Ydy, bob eiliad.")
    story.press("Anfon")
    story.at("Rydym wedi cael eich cais")
    expect(story.page.get_by_text("Ydy, bob eiliad.")).to_be_visible()
    story.follow("Canslo'r gwaith atgyweirio")
    story.at("Canslo'r gwaith atgyweirio")
    story.press("Canslo'r gwaith atgyweirio")
    story.at("Rydych wedi canslo'r gwaith atgyweirio")


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=zzqx",
        "/search?q=lonely",
        "/for/street",
        "/steward",
        "/help",
        "/privacy",
        "/accessibility",
        "/cookies",
        "/nothing-here",
        "/l/nothing",
    ],
)
def test_a_page_about_the_place_can_be_used_by_everybody(laptop: Device, address: str) -> None:
    for language in ("", "/cy"):
        laptop.go(language + address)
        laptop.look()
    assert laptop.troubles == []


def test_after_a_mistake_the_summary_has_the_focus(laptop: Device, streets: Office) -> None:
    story = Story(laptop)
    story.go(streets.address, "Report a problem on the street")
    story.press("Start now")
    story.press("Continue")
    summary = laptop.page.get_by_role("alert").locator("xpath=ancestor-or-self::*[@tabindex]")
    expect(summary).to_be_focused()


def test_a_second_press_sends_nothing_twice(
    laptop: Device, streets: Office, email: str
) -> None:
    story = Story(laptop)
    story.go(streets.address, "Report a problem on the street")
    before = len(beside(streets.cases))
    story.press("Start now")
    story.picks("Something else")
    story.picks("No")
    story.write("Where it is, in words", "By the bus stop")
    story.press("Continue")
    story.write("Describe the problem", "A bench is broken.")
    for _ in range(2):
        story.press("Continue")
    story.write("Email address", email)
    story.press("Continue")
    laptop.page.get_by_role("button", name="Send", exact=True).dblclick(no_wait_after=True)
    story.at("We have what you sent us")
    assert len(beside(streets.cases)) == before + 1


def test_in_two_tabs_nothing_is_sent_twice_and_nothing_is_lost(
    laptop: Device, streets: Office
) -> None:
    story = Story(laptop)
    story.go(streets.address, "Report a problem on the street")
    story.press("Start now")
    story.picks("Something else")
    story.picks("No")
    story.write("Where it is, in words", "By the bus stop")
    story.press("Continue")
    stale = laptop.context.new_page()
    stale.goto(laptop.page.url)
    story.write("Describe the problem", "A bench is broken.")
    for _ in range(3):
        story.press("Continue")
    story.press("Send")
    expect(laptop.page.locator("h1")).to_have_text("We have what you sent us")
    reference = story.reference()
    before = len(beside(streets.cases))
    stale.get_by_label("Describe the problem").fill("Something else")
    stale.get_by_role("button", name="Continue", exact=True).click()
    expect(stale.locator("strong.hall-reference")).to_have_text(reference)
    assert len(beside(streets.cases)) == before
