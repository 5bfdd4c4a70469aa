"""What residents do, in a real browser: find a service, use it, come back to it, follow it.

Once in English with scripts, once in Welsh without: every page on the way is looked at.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect
from tests import repairing
from tests.serving import NARROW, Device, beside, chromium, device, in_a_browser, served
from tests.walking import Story, an_office

from moothall.components.areas.testing import seaborough
from moothall.faces.resident.tests.town import Office
from moothall.kernel import registry
from moothall.kernel.testing import the_steward

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
def another(browser: Browser, place: str) -> Iterator[Callable[[], Device]]:
    """Makes devices: in English, wide, with scripts."""
    with ExitStack() as made:

        def device_of_its_own() -> Device:
            found = device(browser, place)
            made.callback(found.close)
            return found

        yield device_of_its_own


@pytest.fixture
def laptop(another: Callable[[], Device]) -> Device:
    return another()


@pytest.fixture
def old_phone(browser: Browser, place: str) -> Iterator[Device]:
    """A device in Welsh, narrow, without scripts."""
    found = device(browser, place, scripts=False, language="cy-GB", size=NARROW)
    yield found
    found.close()


def test_a_problem_is_reported_saved_sent_asked_about_and_followed(
    another: Callable[[], Device], streets: Office, photo: Path, email: str
) -> None:
    laptop, phone, tablet = another(), another(), another()
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
    repairing.begins_a_repair(story, repairs)
    repairing.finds_the_home(story)
    repairing.says_what_is_wrong(story)
    repairing.tries_a_photo(story, photo)
    repairing.says_when_and_how(story, email)
    story.press("Anfon")
    story.at("Rydym wedi cael yr hyn a anfonoch")
    reference = story.reference()
    assert "/cy/l/" in story.letter(email)
    beside(lambda: repairs.act(reference, "ask", question="A yw'r golau yn fflachio?"))
    repairing.answers_and_cancels(story, email)
    assert old_phone.troubles == []


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
