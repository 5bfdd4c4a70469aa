"""What policy officers do, in a real browser without scripts: change a table, and publish it.

And what it means for a resident, who is refused by the new table and reads why.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, expect
from tests.serving import NARROW, Device, beside, chromium, device, in_a_browser, served
from tests.walking import Story, an_office

from moothall.components.areas.testing import seaborough
from moothall.components.people.contracts import Duty
from moothall.faces.resident.tests.town import Office
from moothall.faces.workspace.tests.offices import Person, an_officer
from moothall.feel import read_sheet, read_xlsx, write_xlsx
from moothall.journeys.steps import step_kinds
from moothall.kernel import registry
from moothall.kernel.testing import the_steward

PERMIT = "seaborough-council/resident-parking-permit"
SERVICE = "resident-parking-permit"
pytestmark = [
    *in_a_browser,
    pytest.mark.skipif(
        not {"assess", "calculate", "page"} <= set(step_kinds())
        or not all(registry.offers(name) for name in ("areas.v1", "documents.v1")),
        reason="the story needs a service that decides by a table",
    ),
]


@pytest.fixture(scope="module")
def office() -> Office:
    the_steward()
    seaborough()
    return an_office(PERMIT)


@pytest.fixture(scope="module")
def place(office: Office) -> Iterator[str]:
    with served() as origin:
        yield origin


@pytest.fixture(scope="module")
def browser(place: str) -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def desk(browser: Browser, place: str, office: Office) -> Iterator[Device]:
    """A policy officer at a browser without scripts."""
    officer = beside(lambda: an_officer(office.org, Duty.SERVICE_DESIGNER, name="Pat Policy"))
    found = signed_in(device(browser, place, scripts=False), officer)
    yield found
    found.close()


@pytest.fixture
def phone(browser: Browser, place: str) -> Iterator[Device]:
    found = device(browser, place, size=NARROW)
    yield found
    found.close()


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """The table of the catalogue, with a second permit refused too, and a row that overlaps."""
    table = Path(settings.CATALOGUE) / "seaborough-council/tables/permit-eligibility.csv"
    text = table.read_text().replace(">= 2,-,not eligible", ">= 1,-,not eligible", 1)
    found = tmp_path / "permits.xlsx"
    found.write_bytes(write_xlsx(read_sheet(text, name="permit-eligibility")))
    assert read_xlsx(found.read_bytes(), name="x").rows
    return found


def signed_in(found: Device, officer: Person) -> Device:
    """The browser of an officer who has signed in before."""
    for name, cookie in officer.browser.cookies.items():
        found.context.add_cookies([{"name": name, "value": cookie.value, "url": found.origin}])
    return found


def test_a_table_with_an_overlap_is_mended_on_the_page_tried_and_published(
    desk: Device, phone: Device, workbook: Path, office: Office
) -> None:
    officer = Story(desk)
    brings_it(officer, workbook)
    mends_the_overlap(officer)
    corrects_the_scenarios(officer)
    looks_at_the_difference(officer)
    takes_the_examples_as_right(officer)
    publishes(officer)
    is_refused_and_reads_why(Story(phone), office)
    assert desk.troubles == []
    assert phone.troubles == []


def brings_it(officer: Story, workbook: Path) -> None:
    officer.go("/workspace/services", "Services")
    officer.page.get_by_role("link", name="Look at its tables and conditions").click()
    officer.at("Change: Apply for a resident parking permit")
    officer.follow("Decision table: Whether you can have a permit")
    officer.page.set_input_files("#file", workbook)
    officer.press("Bring it here")
    expect(officer.page.locator("#mistakes")).to_contain_text("both apply to")
    officer.at("Whether you can have a permit Changed")


def mends_the_overlap(officer: Story) -> None:
    """Fewer than two becomes fewer than one, in both rows that give a permit."""
    for label in ("pays council tax: if permits_at_home", "sends proof: if permits_at_home"):
        officer.page.get_by_label(label, exact=True).fill("< 1")
    officer.press("Keep and look for mistakes")
    expect(officer.page.locator("main")).not_to_contain_text("both apply to")
    officer.at("Whether you can have a permit Changed")


def corrects_the_scenarios(officer: Story) -> None:
    officer.page.get_by_role("link", name="Run the scenarios").click()
    officer.at("Scenarios: Whether you can have a permit")
    expect(officer.page.locator("main")).to_contain_text("Not as it should")
    officer.follow("Change the scenarios")
    officer.at("Whether you can have a permit")
    for row in ("second permit in zone B", "lodger with a second permit"):
        label = officer.page.get_by_label(f"{row}: then outcome", exact=True)
        label.fill("not eligible")
    officer.press("Keep and look for mistakes")
    expect(officer.page.locator("main")).to_contain_text("No mistakes")
    officer.at("Whether you can have a permit Changed")


def looks_at_the_difference(officer: Story) -> None:
    officer.follow("All that is to change")
    officer.at("Change: Apply for a resident parking permit")
    officer.page.get_by_role("link", name="Compare versions").first.click()
    officer.at("Compare versions: Whether you can have a permit")
    expect(officer.page.locator(".hall-compare del").first).to_have_text(">= 2")
    officer.follow("The table")
    officer.follow("All that is to change")


def takes_the_examples_as_right(officer: Story) -> None:
    """A worked example gives a second permit: now it must be refused."""
    officer.follow("Worked examples, and what they come to")
    officer.at("Worked examples: Apply for a resident parking permit")
    expect(officer.page.locator("main")).to_contain_text("Does not hold")
    while officer.page.get_by_text("What it comes to is right").count():
        officer.page.get_by_text("What it comes to is right").first.click()
    expect(officer.page.locator("main")).not_to_contain_text("Does not hold")
    officer.follow("All that is to change")


def publishes(officer: Story) -> None:
    page = officer.page
    if page.locator("#mistakes").count():
        raise AssertionError(page.locator("main").inner_text())
    officer.write("Why is it changed?", "Agreed by the cabinet on 12 March")
    officer.at("Change: Apply for a resident parking permit")
    officer.press("Publish it now")
    expect(page.locator("main")).to_contain_text("Published. It is live now")
    officer.follow("Services")
    expect(page.locator("main")).to_contain_text("Agreed by the cabinet on 12 March")
    officer.at("Services")


def is_refused_and_reads_why(resident: Story, office: Office) -> None:
    resident.go(f"/{office.slug}/{SERVICE}", "Apply for a resident parking permit")
    resident.press("Start now")
    resident.at("Where do you live?")
    resident.write("Find it by postcode", "SB1 1DB")
    resident.press("Find address")
    resident.page.get_by_label("Choose the address").select_option(index=2)
    resident.press("Continue")
    resident.at("Which zone is on the signs in your street?")
    resident.picks("Zone B")
    resident.at("How many permits are there at your address already?")
    resident.write("How many permits are there at your address already?", "1")
    resident.press("Continue")
    resident.at("Do you pay council tax at this address?")
    resident.picks("Yes")
    stop = resident.page.locator("main")
    expect(stop).to_contain_text("There are 2 or more permits at your address already")
    expect(stop).to_contain_text("Permits at your address already: less than 1")
    resident.device.look()
