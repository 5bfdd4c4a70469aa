"""The chapters of a story: somebody asks for a repair in Welsh."""

from pathlib import Path

from playwright.sync_api import expect
from tests.walking import Story

from moothall.faces.resident.tests.town import Office


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
